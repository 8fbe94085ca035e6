"""A merge and the online courses: enrolments with their attempts, readings and completions; who was let in."""

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from learning.counts import recording
from learning.people.carriers import Memo, bring_back, move
from learning.people.models import Merge
from learning.records.completing import fact_key
from learning.records.models import Admission, Completion, Enrolment, LessonReading

ASIDE = 1_000_000
"""Added to the number of an edition while two enrolments change hands, so that they can pass each other."""


def carry(merge: Merge) -> Memo:
    mine = {(one.course_id, one.edition, one.renewal): one for one in _enrolments().filter(person=merge.kept)}
    moved: list[int] = []
    exchanged, readings = [], []
    for theirs in _enrolments().filter(person=merge.gone).order_by("pk"):
        own = mine.get((theirs.course_id, theirs.edition, theirs.renewal))
        if own is None:
            moved.append(theirs.pk)
            continue
        if own.completion is None and _how_far(theirs) > _how_far(own):  # of two that are complete, each keeps its own
            exchanged.append([own.pk, theirs.pk])
            readings.append(_read_together(theirs, own))
        else:
            readings.append(_read_together(own, theirs))
    come = [*moved, *(theirs for _mine, theirs in exchanged)]
    completions = list(Completion.objects.filter(enrolment__in=come).values_list("pk", flat=True))
    move(Enrolment.objects.filter(pk__in=moved), merge)
    for own_pk, their_pk in exchanged:
        _exchange(to_kept=their_pk, to_gone=own_pk, merge=merge)
    Completion.objects.filter(pk__in=completions).update(person=merge.kept)
    return {"moved": moved, "exchanged": exchanged, "readings": readings, "completions": completions, **_carry_admissions(merge)}


def give_back(merge: Merge, memo: Memo) -> None:
    for own, theirs in memo.get("admitted", []):
        _exchange_admissions(own, theirs)
    bring_back(Admission, memo.get("admissions", []), merge)
    for reading in memo.get("readings", []):
        LessonReading.objects.filter(pk__in=reading["readings"]).update(enrolment=reading["of"])
    came = [*memo.get("moved", []), *(theirs for _mine, theirs in memo.get("exchanged", []))]
    completions = Completion.objects.filter(enrolment__in=came, person=merge.kept)
    since = list(completions.exclude(pk__in=memo.get("completions", [])).values_list("pk", flat=True))
    completions.update(person=merge.gone)
    bring_back(Enrolment, memo.get("moved", []), merge)
    for own, theirs in memo.get("exchanged", []):
        _exchange(to_kept=own, to_gone=theirs, merge=merge)
    hand_over_facts(since, merge)


def _carry_admissions(merge: Merge) -> Memo:
    """Who was let in under either record is in: then the two requests for one course exchange what they say."""
    mine = {one.course_id: one for one in Admission.objects.filter(person=merge.kept)}
    theirs = Admission.objects.filter(person=merge.gone)
    pairs = [(mine[one.course_id], one) for one in theirs if one.course_id in mine]
    admitted = [[own.pk, other.pk] for own, other in pairs if other.lets_in and not own.lets_in]
    for own, other in admitted:
        _exchange_admissions(own, other)
    return {"admitted": admitted, "admissions": move(theirs.exclude(course__in=list(mine)), merge)}


def _exchange_admissions(first: int, second: int) -> None:
    said = ("state", "answer", "asked_at", "decided_at", "decided_by")
    kept = Admission.objects.in_bulk([first, second])
    for pk, other in ((first, kept[second]), (second, kept[first])):
        Admission.objects.filter(pk=pk).update(**{name: getattr(other, name) for name in said})


def hand_over_facts(completions: list[int], merge: Merge) -> None:
    """Of what was completed between the merge and its undoing: it belongs to the one who comes back."""
    for completion in Completion.objects.filter(pk__in=completions):
        fact = recording.standing_of(fact_key(completion))
        if fact and fact.person_id == merge.kept_id:
            recording.hand_over(fact, merge.gone, tag=f"unmerge-{merge.pk}", reason=_("Merge of two records undone"))


def _enrolments() -> Any:
    return Enrolment.objects.prefetch_related("completions").annotate(
        handed_in=Count("attempts", filter=Q(attempts__state="finished"), distinct=True),
        started=Count("attempts", distinct=True),
        read=Count("readings", distinct=True),
    )


def _how_far(enrolment: Any) -> tuple[bool, int, int, int]:
    return (enrolment.completion is not None, enrolment.handed_in, enrolment.started, enrolment.read)


def _read_together(goes_on: Enrolment, other: Enrolment) -> Memo:
    """Lessons that were read under either record need not be read again."""
    known = LessonReading.objects.filter(enrolment=goes_on).values_list("lesson_id", flat=True)
    new = LessonReading.objects.filter(enrolment=other).exclude(lesson__in=list(known))
    keys = list(new.order_by("pk").values_list("pk", flat=True))
    LessonReading.objects.filter(pk__in=keys).update(enrolment=goes_on)
    return {"of": other.pk, "readings": keys}


def _exchange(*, to_kept: int, to_gone: int, merge: Merge) -> None:
    """Two enrolments in one edition change hands."""
    edition = Enrolment.objects.values_list("edition", flat=True).get(pk=to_kept)
    Enrolment.objects.filter(pk=to_kept).update(edition=edition + ASIDE, person=merge.kept)
    Enrolment.objects.filter(pk=to_gone).update(person=merge.gone)
    Enrolment.objects.filter(pk=to_kept).update(edition=edition)
