"""A trainer marks longer answers by their rubric, without being told whose they are. The score follows at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import QuestionVersion
from courses.own import publishes
from learning.people.models import User
from learning.people.refusing import Refused
from learning.records import attempting
from learning.records.models import Answer, Attempt

WHOLE = "all"


@dataclass(frozen=True)
class Criterion:
    """`most`: points of 100 that can be given for it."""

    key: str
    text: str
    most: Decimal


def criteria(version: QuestionVersion) -> list[Criterion]:
    """The rubric; without weights its criteria count alike. Without a rubric one line for the whole."""
    rows = version.options
    if not rows:
        return [Criterion(WHOLE, _("The whole answer"), Decimal(100))]
    weights = [Decimal(row.get("percent") or 0) for row in rows]
    if sum(weights) != 100:
        weights = [Decimal(100) / len(rows)] * len(rows)
    return [Criterion(str(row["id"]), row["text"], weight) for row, weight in zip(rows, weights, strict=True)]


def waiting(by: User | None = None) -> QuerySet[Answer]:
    """Handed in and not marked yet, the oldest first; for a trainer those that are theirs to mark."""
    handed_in = Answer.objects.filter(attempt__state=Attempt.State.FINISHED, is_dropped=False)
    long_ones = handed_in.filter(version__kind="long_answer", mark=None)
    unmarked = long_ones.exclude(chosen="").exclude(chosen=[])
    theirs = for_marker(unmarked, by) if by else unmarked
    return theirs.select_related("version", "attempt__quiz").order_by("attempt__finished_at", "pk")


def for_marker(answers: QuerySet[Answer], by: User) -> QuerySet[Answer]:
    """Of the quizzes of their own courses, of all for those who publish; never what they answered themselves."""
    others = answers.exclude(attempt__in=Attempt.objects.of_user(by).values("pk"))  # type: ignore[attr-defined]
    return others if publishes(by) else others.filter(attempt__quiz__owner=by)


@transaction.atomic
def grade(answer: Answer, points: Mapping[str, Decimal], remark: str, *, by: User) -> Attempt:
    """`points` by key of the criterion. Marked once: of two trainers the second is told."""
    attempt = Attempt.objects.select_for_update(of=("self",)).get(pk=answer.attempt_id)
    answer = Answer.objects.select_related("version").get(pk=answer.pk)
    if not answer.waits or attempt.state != Attempt.State.FINISHED:
        raise Refused(_("This answer has been marked already. Please go on with the next one."))
    if Attempt.objects.of_user(by).filter(pk=attempt.pk).exists():  # type: ignore[attr-defined]
        raise Refused(_("This answer is your own. Another trainer marks it."))
    for criterion in criteria(answer.version):
        if not 0 <= points[criterion.key] <= criterion.most:
            message = _("Please give between 0 and %(most)s points for “%(text)s”.")
            raise Refused(message % {"most": f"{criterion.most:.4g}", "text": criterion.text})
    answer.mark, answer.remark, answer.marked_by = sum(points.values(), Decimal(0)) / 100, remark.strip(), by
    answer.save(update_fields=["mark", "remark", "marked_by"])
    log(instance=attempt, action="records.grade", user=by, data={"position": answer.position, "mark": str(answer.mark)})
    return attempting.rescore(attempt)
