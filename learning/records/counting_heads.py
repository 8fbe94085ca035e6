"""Numbers of people where no names are taken: by sex, for each role or audience."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from learning.people.models import Audience, User
from learning.people.refusing import Refused
from learning.people.text import fold, nfc
from learning.records.models import Headcount, TrainingClass


@dataclass(frozen=True)
class Heads:
    """How many people of one group were there."""

    audience: Audience | None = None
    role: str = ""
    female: int = 0
    male: int = 0
    not_stated: int = 0

    @property
    def total(self) -> int:
        return self.female + self.male + self.not_stated


@transaction.atomic
def set_headcounts(training_class: TrainingClass, rows: Sequence[Heads], *, by: User) -> list[Headcount]:
    """These numbers and no others, in place of those entered before; groups of nobody are left out."""
    training_class = TrainingClass.objects.select_for_update(of=("self",)).select_related("audience").get(pk=training_class.pk)
    counted = [row for row in rows if row.total]
    _refuse_if_over(training_class)
    _refuse_words_about_the_confidential(training_class, counted)
    _refuse_groups_named_twice(counted)
    made = [_kept(training_class, row) for row in counted]
    training_class.headcounts.exclude(pk__in=[one.pk for one in made]).delete()
    totals = {sex: sum(getattr(row, sex) for row in counted) for sex in ("female", "male", "not_stated")}
    log(instance=training_class, action="records.count_heads", user=by, data={"groups": len(made), **totals})
    return made


def _kept(training_class: TrainingClass, row: Heads) -> Headcount:
    """A group keeps its row when its numbers change: the ledger tells by it what was counted before."""
    numbers = {"female": row.female, "male": row.male, "not_stated": row.not_stated}
    group: dict[str, Any] = {"training_class": training_class, "audience": row.audience, "role": nfc(row.role)}
    headcount, _made = Headcount.objects.update_or_create(**group, defaults=numbers)
    return headcount


def _refuse_if_over(training_class: TrainingClass) -> None:
    if training_class.state == TrainingClass.State.CLOSED:
        raise Refused(_("This class is closed and its numbers are counted. Please have it reopened before you change them."))
    if training_class.state == TrainingClass.State.CANCELLED:
        raise Refused(_("This class was cancelled, so there is nobody to count."))


def _refuse_words_about_the_confidential(training_class: TrainingClass, rows: Sequence[Heads]) -> None:
    """A free word beside a number is a place where a name could be written (safety, B4)."""
    silent = training_class.audience.is_confidential
    if any(nfc(row.role) for row in rows if silent or (row.audience and row.audience.is_confidential)):
        raise Refused(_("For this audience only numbers are kept. Please leave out the description of the group."))


def _refuse_groups_named_twice(rows: Sequence[Heads]) -> None:
    groups = [(row.audience, fold(row.role)) for row in rows]
    if len(set(groups)) < len(groups):
        raise Refused(_("One group stands in two lines. Please put its numbers into one line."))
