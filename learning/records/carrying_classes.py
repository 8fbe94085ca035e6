"""A merge and the classes: registrations with attendance, scores and tests, and what was completed in a hall."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from learning.people.carriers import Memo, bring_back, move
from learning.people.models import Merge
from learning.people.refusing import Refused
from learning.records import registering
from learning.records.carrying_courses import hand_over_facts
from learning.records.models import Attempt, Attendance, Completion, Registration, TestScore, TrainingClass

State = Attendance.State
PLACES: list[str] = [Registration.State.REGISTERED, Registration.State.WAITING, Registration.State.WITHDRAWN]
BETTER_FIRST = [State.PRESENT, State.LATE, State.EXCUSED, State.ABSENT]


def carry(merge: Merge) -> Memo:
    mine = {one.training_class_id: one for one in Registration.objects.filter(person=merge.kept)}
    theirs = Registration.objects.filter(person=merge.gone).order_by("pk")
    in_both = [one for one in theirs if one.training_class_id in mine]
    completed = Completion.objects.filter(person=merge.gone).exclude(training_class=None)
    certain = Completion.objects.standing().filter(person=merge.kept).exclude(training_class=None)  # type: ignore[attr-defined]
    doubled = completed.standing().filter(training_class__in=list(certain.values_list("training_class", flat=True)))  # type: ignore[attr-defined]
    return {
        "joined": [_join(mine[one.training_class_id], one, merge) for one in in_both],
        "moved": move(theirs.exclude(pk__in=[one.pk for one in in_both]), merge),
        "stays": (stays := list(doubled.values_list("pk", flat=True))),
        "completions": move(completed.exclude(pk__in=stays), merge),
    }


def give_back(merge: Merge, memo: Memo) -> None:
    moved = memo.get("moved", [])
    classes = Registration.objects.filter(pk__in=moved, person=merge.kept).values_list("training_class", flat=True)
    since = Completion.objects.filter(person=merge.kept, training_class__in=list(classes))
    new = list(since.exclude(pk__in=memo.get("completions", [])).values_list("pk", flat=True))
    bring_back(Completion, [*memo.get("completions", []), *new], merge)
    bring_back(Registration, moved, merge)
    for joined in memo.get("joined", []):
        _refuse_if_closed_since(joined, merge)
        _part(joined)
    hand_over_facts(new, merge)


def _join(mine: Registration, theirs: Registration, merge: Merge) -> Memo:
    """One person stood twice in one class. What was marked for the second counts for the first; the second steps back."""
    memo = {
        "mine": mine.pk, "theirs": theirs.pk, "state": mine.state, "their_state": theirs.state,
        "has_evaluated": mine.has_evaluated, **_join_attendance(mine, theirs), **_join_tests(mine, theirs),
    }  # fmt: skip
    if PLACES.index(theirs.state) < PLACES.index(mine.state):
        mine.state, mine.registered_at = theirs.state, theirs.registered_at
    mine.has_evaluated = mine.has_evaluated or theirs.has_evaluated
    mine.save(update_fields=["state", "registered_at", "has_evaluated"])
    Registration.objects.filter(pk=theirs.pk).update(state=Registration.State.WITHDRAWN)
    held = TrainingClass.objects.select_for_update(of=("self",)).get(pk=mine.training_class_id)
    if held.is_under_way and merge.merged_by:
        registering.move_up(held, by=merge.merged_by)
    return memo | {"joined_state": mine.state}


def _join_attendance(mine: Registration, theirs: Registration) -> Memo:
    """The better state of each session."""
    own = {one.session_id: one for one in mine.attendances.all()}
    moved, bettered = [], []
    for one in theirs.attendances.order_by("pk"):
        known = own.get(one.session_id)
        if known is None:
            moved.append(one.pk)
        elif BETTER_FIRST.index(State(one.state)) < BETTER_FIRST.index(State(known.state)):
            bettered.append({"pk": known.pk, "to": one.state, **_marked(known)})
            Attendance.objects.filter(pk=known.pk).update(
                state=one.state, method=one.method, marked_by=one.marked_by_id, marked_at=one.marked_at
            )
    Attendance.objects.filter(pk__in=moved).update(registration=mine)
    return {"attendances": moved, "bettered": bettered}


def _marked(one: Attendance) -> Memo:
    return {"state": one.state, "method": one.method, "marked_by": one.marked_by_id, "marked_at": one.marked_at.isoformat()}


def _join_tests(mine: Registration, theirs: Registration) -> Memo:
    """A score or an online test of a phase goes to the first where it has none of that phase: two are never mixed."""
    online = Attempt.objects.filter(registration=mine).values_list("phase", flat=True)
    sat = {*mine.scores.values_list("phase", flat=True), *online}
    memo: Memo = {}
    for name, model in (("scores", TestScore), ("attempts", Attempt)):
        rows: Any = model._default_manager.filter(registration=theirs).exclude(phase__in=sat)
        memo[name] = list(rows.order_by("pk").values_list("pk", flat=True))
    TestScore.objects.filter(pk__in=memo["scores"]).update(registration=mine)
    Attempt.objects.filter(pk__in=memo["attempts"]).update(registration=mine)
    return memo


def _refuse_if_closed_since(memo: Memo, merge: Merge) -> None:
    """What came of two who stood in one class as one cannot be told apart again, unless the class is closed anew."""
    closed = TrainingClass.objects.filter(registrations=memo["mine"], state=TrainingClass.State.CLOSED)
    since = Completion.objects.standing().filter(person=merge.kept, completed_at__gt=merge.merged_at)  # type: ignore[attr-defined]
    if since.filter(training_class__in=closed).exists():
        raise Refused(_("A class of both was closed since. Please have it reopened, undo the merge, and close it anew."))


def _part(memo: Memo) -> None:
    """Everything of _join the other way round; what was changed since stays as it was changed."""
    theirs = memo["theirs"]
    returning = Attempt.objects.filter(pk__in=memo["attempts"], registration=memo["mine"])
    phases = list(returning.values_list("phase", flat=True))
    TestScore.objects.filter(registration=memo["mine"], phase__in=phases, is_online=True).update(registration=theirs)
    returning.update(registration=theirs)
    TestScore.objects.filter(pk__in=memo["scores"], registration=memo["mine"]).update(registration=theirs)
    Attendance.objects.filter(pk__in=memo["attendances"], registration=memo["mine"]).update(registration=theirs)
    for one in memo["bettered"]:
        marked_at = datetime.datetime.fromisoformat(one["marked_at"])
        same = Attendance.objects.filter(pk=one["pk"], state=one["to"])
        same.update(state=one["state"], method=one["method"], marked_by=one["marked_by"], marked_at=marked_at)
    mine = Registration.objects.filter(pk=memo["mine"])
    mine.filter(state=memo.get("joined_state", memo["state"])).update(state=memo["state"])
    if Registration.objects.filter(pk=theirs, has_evaluated=True).exists():  # else it was done since, and is not done again
        mine.update(has_evaluated=memo["has_evaluated"])
    Registration.objects.filter(pk=theirs).update(state=memo["their_state"])
