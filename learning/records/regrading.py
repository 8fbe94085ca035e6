"""Mark a question again for everybody who was asked it: look first, then once. Certificates are a further decision."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses import marking
from courses.models import QuestionVersion, QuizPage
from learning.people.models import User
from learning.people.refusing import Refused
from learning.records import attempting, completing, reminding, testing
from learning.records.adjusting import can_accept, can_be_marked_anew
from learning.records.counting_attempts import Result, counted_of
from learning.records.models import Answer, Attempt, Regrade, RegradedAttempt

Way, Decision = Regrade.Way, Regrade.Decision


@dataclass(frozen=True)
class Change:
    """One attempt before and after; whether it brings or takes the completion (certificate, fact), if it is decided so."""

    attempt: Attempt
    score: Decimal
    passed: bool
    brings: bool = False
    takes: bool = False

    @property
    def pass_percent(self) -> int:
        return self.attempt.pass_percent

    @property
    def gains(self) -> bool:
        return self.passed and not self.attempt.passed

    @property
    def loses(self) -> bool:
        return bool(self.attempt.passed) and not self.passed


@dataclass(frozen=True)
class Outlook:
    """What a regrade would do: answers whose mark moves, and attempts whose score or result does."""

    answers: list[Answer]
    changes: list[Change]
    asked: int

    @property
    def flips(self) -> list[Change]:
        return [one for one in self.changes if one.gains or one.loses or one.brings or one.takes]


def outlook(regrade: Regrade) -> Outlook:
    """Raises Refused where the way does not fit the question. Reads all that was served in the attempts concerned, in batches."""
    _refuse_what_does_not_fit(regrade)
    served = list(_answers_of(regrade.version).select_related("version", "attempt__enrolment", "attempt__registration"))
    earlier = list(regrade.version.regrades.select_related("newer").order_by("pk"))
    before = {answer.pk: (answer.mark, answer.is_dropped) for answer in served}
    marks = {answer.pk: attempting.put_mark(answer, [*earlier, regrade]) for answer in served}
    moved = [answer for answer in served if (answer.mark, answer.is_dropped) != before[answer.pk]]
    scores = _scores(regrade.version, {answer.pk: answer for answer in served}, marks)
    changes = _changes([answer.attempt for answer in moved], scores)
    return Outlook(moved, [change for change in changes if _is_moved(change)], len(served))


def _answers_of(version: QuestionVersion) -> QuerySet[Answer]:
    """Of attempts that were handed in; those under way are marked with it when they are."""
    return Answer.objects.filter(version=version, attempt__state=Attempt.State.FINISHED).order_by("attempt_id")


def _refuse_what_does_not_fit(regrade: Regrade) -> None:
    version, newer = regrade.version, regrade.newer
    if regrade.way == Way.ACCEPT and not can_accept(version.kind):
        raise Refused(_("Of this kind of question no further answer can be accepted. Please choose another way."))
    if regrade.way == Way.ANEW and not can_be_marked_anew(version.kind):
        raise Refused(_("Long answers are marked by people. Please choose another way."))
    if regrade.way == Way.ANEW and (newer is None or newer.question_id != version.question_id or newer.number <= version.number):
        raise Refused(_("Please choose a newer version of this question. If there is none yet, mend the question first."))
    if newer and (newer.kind != version.kind or len(newer.options) != len(version.options)):
        message = _("The newer version has other answers, so the old ones cannot be marked by it. Please choose another way.")
        raise Refused(message)
    if Regrade.objects.filter(version=version, way=regrade.way, accepted=regrade.accepted, newer=newer).exists():
        raise Refused(_("This was done already. It is done only once."))


def _scores(version: QuestionVersion, again: dict[int, Answer], marks: dict[int, Fraction]) -> dict[int, Fraction]:
    """In percent, by attempt: exact, from all that was served, with the new marks of this question."""
    kept: dict[int, list[Fraction]] = defaultdict(list)
    others = Answer.objects.filter(attempt__in=_answers_of(version).order_by().values("attempt"))
    for answer in attempting.with_regrades(others).iterator(chunk_size=2000):
        mark = marks[answer.pk] if answer.pk in marks else attempting.put_mark(answer, answer.version.regrades.all())
        if not again.get(answer.pk, answer).is_dropped:
            kept[answer.attempt_id].append(mark)
    if any(answer.attempt_id not in kept for answer in again.values()):
        raise Refused(_("For some people this was the only question that counts. Please give all the points instead."))
    return {pk: marking.percent(found, len(found)) for pk, found in kept.items()}


def _changes(attempts: Collection[Attempt], scores: Mapping[int, Fraction]) -> list[Change]:
    """Which of several attempts counts, the quiz says: by that a completion comes or goes, not by the one that moved."""
    moved = {one.pk: Change(one, attempting.rounded(scores[one.pk]), scores[one.pk] >= one.pass_percent) for one in attempts}
    finals = _finals(attempt.quiz_id for attempt in attempts)
    enrolments = {one.enrolment_id for one in attempts if one.enrolment_id and one.quiz_id in finals}
    standing = set(completing.standing_in(enrolments))
    every = Attempt.objects.filter(enrolment__in=enrolments, quiz__in=finals, state=Attempt.State.FINISHED).order_by("number")
    sittings: dict[tuple[int | None, int], list[Attempt]] = defaultdict(list)
    for attempt in every:
        sittings[attempt.enrolment_id, attempt.quiz_id].append(attempt)
    for (enrolment, quiz), found in sittings.items():
        now: list[Result] = [moved.get(one.pk, one) for one in found]
        before, after = (counted_of(finals[quiz], results).passed for results in (found, now))
        brings, takes = after and not before and enrolment not in standing, enrolment in standing and not after
        moved |= {one.pk: replace(moved[one.pk], brings=brings, takes=takes) for one in found if one.pk in moved}
    return [moved[one.pk] for one in attempts]


def _finals(quizzes: Iterable[int]) -> dict[int, str]:
    """Of these quizzes those that complete a course, with the attempt that counts: practice and tests before may ask the same."""
    return {quiz.pk: quiz.counts for quiz in QuizPage.objects.filter(pk__in=set(quizzes)) if quiz.is_final}


def _is_moved(change: Change) -> bool:
    return (change.score, change.passed) != (change.attempt.score, change.attempt.passed)


# --- doing it ---------------------------------------------------------------------------------------------------


@transaction.atomic
def regrade(wanted: Regrade, *, by: User) -> Regrade:
    """Once: the unique constraints are the lock. Scores and results move; completions wait for decide()."""
    _lock(wanted.version_id)
    seen = outlook(wanted)
    wanted.by = by
    wanted.save()
    Answer.objects.bulk_update(seen.answers, ["mark", "is_dropped"], batch_size=500)
    rows = [_row(wanted, change) for change in seen.changes]
    RegradedAttempt.objects.bulk_create(rows, batch_size=500)
    for change in seen.changes:
        change.attempt.score, change.attempt.passed = change.score, change.passed
    Attempt.objects.bulk_update([change.attempt for change in seen.changes], ["score", "passed"], batch_size=500)
    for change in seen.changes:
        if change.attempt.registration_id:
            testing.keep_online_score(change.attempt, change.score)
    log(instance=wanted, action="records.regrade", user=by, data={"asked": seen.asked, "changed": len(seen.changes)})
    _tell(wanted)
    return wanted


def _lock(version: int) -> None:
    """Nobody is served the question, hands it in or has it marked meanwhile: what waits for us is marked with the regrade."""
    QuestionVersion.objects.select_for_update(of=("self",)).get(pk=version)
    served = Attempt.objects.select_for_update(of=("self",)).filter(answers__version=version).order_by("pk")
    list(served.values_list("pk", flat=True))


def _row(wanted: Regrade, change: Change) -> RegradedAttempt:
    before = change.attempt
    return RegradedAttempt(
        regrade=wanted, attempt=before, score_before=before.score or Decimal(0), score_after=change.score,
        passed_before=bool(before.passed), passed_after=change.passed,
    )  # fmt: skip


def _tell(wanted: Regrade) -> None:
    """By e-mail where there is an address; everybody else reads it on "My learning"."""
    text = reminding.result_text()
    for row in wanted.attempts.select_related("attempt__enrolment__person__user", "attempt__registration__person__user"):
        holder = row.attempt.enrolment or row.attempt.registration
        if holder:
            reminding.tell(holder.person, f"regrade:{wanted.pk}", text)


@transaction.atomic
def decide(done: Regrade, decision: str, *, by: User) -> Regrade:
    """Whether certificates follow the new results: issued to those who now pass, withdrawn from those who do not. Once."""
    done = Regrade.objects.select_for_update(of=("self",)).get(pk=done.pk)
    if done.decision != Decision.WAITING:
        raise Refused(_("This was decided already."))
    done.decision, done.decided_by, done.decided_at = decision, by, timezone.now()
    done.save(update_fields=["decision", "decided_by", "decided_at"])
    if decision == Decision.FOLLOW:
        for row in _of_final_quizzes(done).select_related("attempt__enrolment__person", "attempt__quiz"):
            completing.follow_attempt(row.attempt, reason=_("The quiz it came from was marked again."), by=by)
    log(instance=done, action="records.decide_regrade", user=by, data={"decision": decision})
    return done


def undecided_flips(done: Regrade) -> QuerySet[RegradedAttempt]:
    """Whose certificate the decision is about. Where the average counts, that may be everybody whose score moved."""
    return _of_final_quizzes(done).filter(~Q(passed_before=F("passed_after")) | Q(attempt__quiz__counts=QuizPage.Counts.AVERAGE))


def _of_final_quizzes(done: Regrade) -> QuerySet[RegradedAttempt]:
    finals = _finals(done.attempts.order_by().values_list("attempt__quiz", flat=True).distinct())
    return done.attempts.filter(attempt__quiz__in=finals).exclude(attempt__enrolment=None)
