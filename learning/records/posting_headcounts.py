"""Numbers of a class without names, into the ledger."""

from typing import Any

from django.db import transaction

from learning.counts import recording
from learning.counts.models import HeadcountFact
from learning.records.models import Headcount, TrainingClass


@transaction.atomic
def post(held: TrainingClass, *, reason: str) -> None:
    """Post each group's numbers; what was changed since it was last posted is taken back first. Repeating changes nothing."""
    standing = HeadcountFact.objects.standing().filter(source_key__startswith=f"headcount:{held.pk}:")  # type: ignore[attr-defined]
    wanted = {_base(headcount): _said(held, headcount) for headcount in held.headcounts.all()}
    posted = set()
    for fact in standing:
        base = fact.source_key.rpartition(":")[0]
        if base in wanted and all(getattr(fact, name) == value for name, value in wanted[base].items()):
            posted.add(base)
        else:
            recording.take_back_headcount(fact, reason=reason)
    for headcount in held.headcounts.all():
        if _base(headcount) not in posted:
            _append(held, headcount)


def _said(held: TrainingClass, headcount: Headcount) -> dict[str, Any]:
    """What an entry says beside its numbers: all of it can be corrected while a class is reopened."""
    return {
        "family": held.family, "completed_on": max(session.day for session in held.sessions.all()), "hours": held.hours,
        "audience_id": headcount.audience_id or held.audience_id, "role": headcount.role,
    }  # fmt: skip


def _base(headcount: Headcount) -> str:
    """Names the group and its numbers: other numbers are another entry."""
    numbers = f"{headcount.female}:{headcount.male}:{headcount.not_stated}"
    return f"headcount:{headcount.training_class_id}:{headcount.pk}:{numbers}"


def _append(held: TrainingClass, headcount: Headcount) -> None:
    base = _base(headcount)
    turn = HeadcountFact.objects.filter(source_key__startswith=f"{base}:", reverses=None).count() + 1
    recording.post_headcount(
        source_key=f"{base}:{turn}", subject_key=f"class:{held.pk}", subject=held.title, **_said(held, headcount),
        numbers={sex: getattr(headcount, sex) for sex in ("female", "male", "not_stated")},
        organisation=held.organisation, is_demo=held.is_demo,
    )  # fmt: skip
