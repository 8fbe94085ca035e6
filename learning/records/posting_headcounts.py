"""Numbers of a class without names, into the ledger."""

from typing import Any

from django.db import transaction

from learning.counts import recording
from learning.counts.models import HeadcountFact
from learning.people.models import Organisation
from learning.records.models import Completion, Headcount, TrainingClass

SEXES = ("female", "male", "not_stated")


@transaction.atomic
def post(held: TrainingClass, *, reason: str) -> None:
    """Post each group's numbers; what was changed since it was last posted is taken back first. Repeating changes nothing."""
    standing = HeadcountFact.objects.standing().filter(source_key__startswith=f"headcount:{held.pk}:")  # type: ignore[attr-defined]
    wanted = {_base(held, headcount): _said(held, headcount) for headcount in _groups(held)}
    posted = set()
    for fact in standing:
        base = fact.source_key.rpartition(":")[0]
        if base in wanted and all(getattr(fact, name) == value for name, value in wanted[base].items()):
            posted.add(base)
        else:
            recording.take_back_headcount(fact, reason=reason)
    for base in wanted.keys() - posted:
        _append(base, wanted[base], is_demo=held.is_demo)


def _groups(held: TrainingClass) -> list[Headcount]:
    """A class that was held counts as one also where nobody completed it and no numbers were entered (design 5)."""
    groups = list(held.headcounts.all())
    if groups or Completion.objects.standing().filter(training_class=held).exists():  # type: ignore[attr-defined]
        return groups
    return [Headcount(training_class=held)]


def _said(held: TrainingClass, headcount: Headcount) -> dict[str, Any]:
    """What an entry says: all of it can be corrected while a class is reopened."""
    return {
        "subject": held.title, "family": held.family, "completed_on": max(session.day for session in held.sessions.all()),
        "hours": held.hours, "audience_id": headcount.audience_id or held.audience_id, "role": headcount.role,
        "organisation_id": held.organisation_id, **{sex: getattr(headcount, sex) for sex in SEXES},
    }  # fmt: skip


def _base(held: TrainingClass, headcount: Headcount) -> str:
    """Names the group and its numbers: other numbers are another entry."""
    numbers = ":".join(str(getattr(headcount, sex)) for sex in SEXES)
    return f"headcount:{held.pk}:{headcount.pk or 'nobody'}:{numbers}"


def _append(base: str, said: dict[str, Any], *, is_demo: bool) -> None:
    turn = HeadcountFact.objects.filter(source_key__startswith=f"{base}:", reverses=None).count() + 1
    rest = {name: value for name, value in said.items() if name not in SEXES and name != "organisation_id"}
    recording.post_headcount(
        source_key=f"{base}:{turn}", subject_key=f"class:{base.split(':')[1]}", numbers={sex: said[sex] for sex in SEXES},
        organisation=Organisation.objects.get(pk=said["organisation_id"]), is_demo=is_demo, **rest,
    )  # fmt: skip
