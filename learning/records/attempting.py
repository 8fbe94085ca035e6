"""Start, answer and hand in a quiz. Each act is one transaction and may be repeated without harm."""

import datetime
import random
import sys
from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import answers, drawing, marking
from courses.models import QuizPage, QuizPlan
from learning.people.models import User
from learning.people.refusing import Refused
from learning.records import completing, testing
from learning.records.adjusting import adjusted
from learning.records.models import Answer, Attempt, Enrolment, Registration, Regrade, RegradedAttempt, TestScore, TrainingClass
from learning.records.noting import note
from learning.records.rules_for import Rules, rules_for
from learning.records.showing import shown_now


@transaction.atomic
def start(enrolment: Enrolment, quiz: QuizPage, *, by: User, rng: random.Random | None = None) -> Attempt:
    """The open attempt, or a new one with its questions drawn and shuffled. Refused when none is left.

    The enrolment's row is the lock: two clicks give one attempt.
    """
    Enrolment.objects.select_for_update(of=("self",)).only("pk").get(pk=enrolment.pk)
    attempts = list(Attempt.objects.filter(enrolment=enrolment, quiz=quiz).order_by("number"))
    unfinished = next((attempt for attempt in attempts if attempt.state == Attempt.State.OPEN), None)
    if unfinished and not unfinished.is_over(timezone.now()):
        return unfinished
    if unfinished:
        attempts[-1] = hand_in(unfinished, by=None)
    if enrolment.completion and not quiz.is_practice:
        raise Refused(_already_passed())
    rules = rules_for(enrolment, quiz)
    _refuse_if_none_left(quiz, attempts, rules)
    attempt = Attempt(enrolment=enrolment, quiz=quiz, number=len(attempts) + 1, pass_percent=quiz.pass_percent)
    plan = quiz.plan()
    _open(attempt, plan, rules.ends_at(attempt.started_at))
    seen = Answer.objects.filter(attempt__enrolment=enrolment).values_list("version__question_id", flat=True)
    _serve(attempt, plan, seen=set(seen), rng=rng)
    note(attempt, action="records.start_attempt", user=by)
    return attempt


@transaction.atomic
def start_test(registration: Registration, phase: str, *, by: User, rng: random.Random | None = None) -> Attempt:
    """The test before or after a class is taken once: asking again gives the same attempt. The registration's row is the lock."""
    registration = _locked(registration)
    found = Attempt.objects.filter(registration=registration, phase=phase).first()
    if found:
        return found
    quiz, training_class = test_for(registration, phase), registration.training_class
    attempt = Attempt(registration=registration, phase=phase, quiz=quiz, number=1, pass_percent=training_class.pass_percent)
    ends = [rules_for(None, quiz).ends_at(attempt.started_at), testing.closes_at(training_class, phase)]
    plan = quiz.plan()
    _open(attempt, plan, min(filter(None, ends), default=None))
    _serve(attempt, plan, wanted=_asked_before(registration), rng=rng)
    note(attempt, action="records.start_attempt", user=by)
    return attempt


def save_answer(attempt: Attempt, position: int, given: Any, *, page: str = "", turn: int = 0) -> Answer:
    """Keep what was given (shapes: courses.answers); the last word before handing in stands.

    `page` and `turn`: which copy of the page sends it, and its how manieth time. What comes late or twice from one copy changes
    nothing: lines here lose their order.

    Refused after the deadline, when handed in, and where it does not belong to the question: nothing of a tampered form is taken.
    """
    with transaction.atomic():
        answer = _locked_answers().filter(attempt=attempt, position=position).first()
        if answer is None:
            raise Refused(str(answers.Unfit()))
        return _save(answer, given, page=page, turn=turn)


def save_own_answer(
    user: User, attempt: int, position: int, read: Callable[[Answer], Any], *, page: str = "", turn: int = 0, age: int = 0
) -> Answer | None:
    """As save_answer, for the person behind an account; `read` gives what was sent for a question. None where it is not theirs.

    `age`: for how many seconds it has waited for its line. What was answered elsewhere meanwhile stands.

    Asked with every answer of everybody: one query finds the answer, says whether it is theirs, and locks.
    """
    these = _locked_answers().filter(attempt=attempt, position=position)
    with transaction.atomic():
        # In courses first: both ways in one query would join six tables for nearly everybody.
        answer = these.filter(attempt__enrolment__person__user=user).first()
        answer = answer or these.filter(attempt__registration__person__user=user).first()
        if answer is None or answer.checked_at:
            return answer
        return _save(answer, read(answer), page=page, turn=turn, age=age)


ASKED_OF_AN_ANSWER = (
    "option_order", "checked_at", "attempt__state", "attempt__deadline", "attempt__taken_until", "attempt__served",
    "version__kind", "version__options",
)  # fmt: skip
"""What saving looks at: each column more costs with every answer of everybody."""


def _locked_answers() -> QuerySet[Answer]:
    """Reads an answer and locks its attempt, against a hand-in that comes at the same time."""
    found = Answer.objects.select_for_update(of=("attempt",)).select_related("attempt", "version")
    return found.only(*ASKED_OF_AN_ANSWER).order_by()


def _save(answer: Answer, given: Any, *, page: str, turn: int, age: int = 0) -> Answer:
    _refuse_if_closed(answer.attempt)
    try:
        chosen = answers.clean(answer.version.kind, answer.version.options, given)
    except ValueError as unfit:
        raise Refused(str(unfit)) from unfit
    fields = {"chosen": chosen, "saved_at": timezone.now(), "page": page, "turn": turn}
    # Asked again by the update itself: where this waited for the lock, PostgreSQL read the answer before it waited.
    standing = Answer.objects.filter(pk=answer.pk, checked_at=None)
    standing = standing.exclude(page=page, turn__gte=turn) if page else standing
    if age:
        standing = standing.exclude(~Q(page=page), saved_at__gt=timezone.now() - datetime.timedelta(seconds=age))
    if not standing.update(**fields):
        answer.refresh_from_db(fields=["checked_at", *fields])
        if answer.checked_at:
            raise Refused(_("You have checked this question, so its answer stands. Please go on with the next one."))
        if answer.page != page:
            raise Refused(_("You have answered this question on another page meanwhile, and that answer stands."))
        return answer
    for name, value in fields.items():
        setattr(answer, name, value)
    return answer


@transaction.atomic
def check(attempt: Attempt, position: int) -> Answer:
    """Show how an answer is marked in the middle of the attempt, where the quiz does so. From then on it stands."""
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("quiz").get(pk=attempt.pk)
    _refuse_if_closed(attempt)
    answer = attempt.answers.select_related("version").get(position=position)
    if not shown_now(attempt, timezone.now()) or not answer.is_answered:
        raise Refused(_("Please answer the question first; then it can be checked."))
    if answer.checked_at is None:
        put_mark(answer, answer.version.regrades.all())
        if answer.waits:
            raise Refused(_("A trainer reads and marks this answer after you have handed in."))
        answer.checked_at = timezone.now()
        answer.save(update_fields=["checked_at", "mark", "is_dropped"])
    return answer


@transaction.atomic
def hand_in(attempt: Attempt, *, by: User | None) -> Attempt:
    """Mark what was saved and close the attempt; handing in again changes nothing. `by` is None for the clock."""
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("quiz", "enrolment").get(pk=attempt.pk)
    if attempt.state == Attempt.State.FINISHED:
        return attempt
    served = list(with_regrades(attempt.answers.all()))
    marks = counting_marks(served)
    Answer.objects.bulk_update(served, ["mark", "is_dropped"])
    score = marking.percent(marks, len(marks))
    attempt.state = Attempt.State.FINISHED
    attempt.finished_at = min(timezone.now(), attempt.deadline) if attempt.deadline else timezone.now()
    _settle(attempt, score)
    note(attempt, action="records.hand_in", user=by, data={"score": str(attempt.score), "passed": attempt.passed})
    return attempt


@transaction.atomic
def rescore(attempt: Attempt) -> Attempt:
    """After an answer was marked by a person: the score from the marks as they stand now, and what follows from it."""
    marks = counting_marks(with_regrades(attempt.answers.all()))
    _settle(attempt, marking.percent(marks, len(marks)))
    return attempt


def _settle(attempt: Attempt, score: Fraction) -> None:
    attempt.passed = score >= attempt.pass_percent
    attempt.score = rounded(score)
    attempt.save(update_fields=["state", "finished_at", "passed", "score"])
    if attempt.registration_id:  # a test of a class completes no course: the class does, when it is closed
        testing.keep_online_score(attempt, attempt.score)
    else:
        completing.complete_by_attempt(attempt)


def finish_tests(training_class: TrainingClass) -> int:
    """Hand in what is still open in a class that is about to be closed; how many."""
    unfinished = list(Attempt.objects.open().filter(registration__training_class=training_class))
    for attempt in unfinished:
        hand_in(attempt, by=None)
    return len(unfinished)


def close_forgotten(now: datetime.datetime) -> int:
    """Hand in what was saved in attempts whose time is over; how many."""
    forgotten = list(Attempt.objects.forgotten(now))  # type: ignore[attr-defined]
    for attempt in forgotten:
        hand_in(attempt, by=None)
    return len(forgotten)


def why_not(quiz: QuizPage, attempts: list[Attempt], rules: Rules) -> str:
    """Why no further attempt can be started now, in words; empty where one can."""
    try:
        _refuse_if_none_left(quiz, attempts, rules)
    except Refused as refusal:
        return str(refusal)
    return ""


def _refuse_if_none_left(quiz: QuizPage, attempts: list[Attempt], rules: Rules) -> None:
    if quiz.is_pretest:
        _refuse_second_pretest(quiz, attempts)
    is_final = quiz.is_final
    if is_final and any(attempt.passed for attempt in attempts) and quiz.counts == QuizPage.Counts.HIGHEST:
        _refuse_passed(attempts)
    if is_final and rules.attempts_left(len(attempts)) == 0:
        raise Refused(_("You have used all attempts of this quiz. Please ask the course organiser for another one."))
    if not quiz.live:
        raise Refused(_("This quiz is closed."))
    _refuse_outside_its_time(quiz, rules, attempts, timezone.now())


def _refuse_passed(attempts: list[Attempt]) -> None:
    """Who passed by a regrade whose decision left certificates as they are completes the course by passing once more."""
    enrolment = attempts[0].enrolment
    assert enrolment is not None  # noqa: S101 -- the tests of a class are no final quiz
    if enrolment.completion:
        raise Refused(_already_passed())
    if not completing.has_read_enough(enrolment):
        raise Refused(_("You have already passed this quiz. Please read the lessons that are left; then the course is complete."))
    turned = RegradedAttempt.objects.filter(attempt__in=attempts, passed_before=False, passed_after=True)
    if turned.filter(regrade__decision=Regrade.Decision.WAITING).exists():
        message = _("A question was marked again, and you pass now. What follows from it is being decided; you need do nothing.")
        raise Refused(message)


def _already_passed() -> str:
    return _("You have already passed this quiz. You find the course on the page “My learning”.")


def _refuse_second_pretest(quiz: QuizPage, attempts: list[Attempt]) -> None:
    if attempts:
        raise Refused(_("The test before the lessons is taken once, and yours is in. Please go on with the lessons."))


def _refuse_outside_its_time(quiz: QuizPage, rules: Rules, attempts: list[Attempt], now: datetime.datetime) -> None:
    if quiz.opens_at and now < quiz.opens_at:
        raise Refused(_("This quiz opens at %(time)s. Please come back then.") % {"time": _moment(quiz.opens_at)})
    if rules.closes_at and now >= rules.closes_at:
        message = _("This quiz closed at %(time)s. Please ask the course organiser if you still need it.")
        raise Refused(message % {"time": _moment(rules.closes_at)})
    last = max((attempt.finished_at for attempt in attempts if attempt.finished_at), default=None)
    again = last + datetime.timedelta(hours=quiz.wait_hours) if last else now
    if now < again:
        message = _("You can try again from %(time)s. Until then there is time to read the lessons once more.")
        raise Refused(message % {"time": _moment(again)})


def _moment(at: datetime.datetime) -> str:
    return f"{timezone.localtime(at):%H:%M, %d/%m/%Y}"


def _refuse_if_closed(attempt: Attempt) -> None:
    if attempt.state == Attempt.State.FINISHED:
        raise Refused(_("This attempt has been handed in; its answers can no longer be changed."))
    if attempt.is_over(timezone.now()):
        raise Refused(_("The time for this attempt is over. What you had saved counts."))


def test_for(registration: Registration, phase: str) -> QuizPage:
    """The test that this person may start now. Refused with the reason where there is none."""
    if registration.state != Registration.State.REGISTERED:
        raise Refused(_("You are not registered in this class. Please ask the class organiser."))
    testing.refuse_unless_open(registration.training_class, phase, timezone.now())
    quiz = testing.test_of(registration.training_class, phase)
    if quiz is None or not quiz.live:
        raise Refused(_("This quiz is closed."))
    if TestScore.objects.filter(registration=registration, phase=phase).exists():
        raise Refused(_("Your score of this test on paper is in already, so there is nothing left to do."))
    return quiz


def _locked(registration: Registration) -> Registration:
    found = Registration.objects.select_for_update(of=("self",))
    return found.select_related("training_class__pre_test", "training_class__post_test").get(pk=registration.pk)


def _open(attempt: Attempt, plan: QuizPlan, ends: datetime.datetime | None) -> None:
    """With its clock, which a later change of the quiz does not move."""
    attempt.served = plan.asks()
    attempt.deadline = ends
    if ends:
        attempt.taken_until = ends + datetime.timedelta(seconds=attempt.quiz.grace_seconds)
    attempt.save()


def _asked_before(registration: Registration) -> set[int]:
    """A gain is seen where the same is asked twice: the person's own questions, or those that the class was asked."""
    asked = Answer.objects.values_list("version__question_id", flat=True)
    own = set(asked.filter(attempt__registration=registration))
    return own or set(asked.filter(attempt__registration__training_class=registration.training_class_id))


def _serve(
    attempt: Attempt,
    plan: QuizPlan,
    *,
    seen: Collection[int] = (),
    wanted: Collection[int] = (),
    rng: random.Random | None = None,
) -> None:
    """Questions not seen come first; of a test of a class, those that are wanted again."""
    rng = rng or random.SystemRandom()
    pool = plan.drawable().select_related("question").only("topic", "kind", "options", "question__difficulty", "question__case")
    versions = {version.question_id: version for version in pool}
    later = set(versions) - set(wanted) if wanted else set(seen)
    try:
        drawn = drawing.draw_parts(plan.parts(versions), later, rng)
        drawn = drawing.keep_together(drawn, {pk: version.question.case_id for pk, version in versions.items()})
    except drawing.NotEnoughQuestions as error:
        raise Refused(_("This quiz cannot be started: its question bank is being worked on. Please come back later.")) from error
    Answer.objects.bulk_create(
        Answer(
            attempt=attempt, position=place, version=versions[pk],
            option_order=drawing.option_order(versions[pk].kind, versions[pk].options, rng),
        )
        for place, pk in enumerate(drawn, start=1)
    )  # fmt: skip


def with_regrades(answers: QuerySet[Answer]) -> QuerySet[Answer]:
    return answers.select_related("version").prefetch_related("version__regrades__newer")


def counting_marks(served: Iterable[Answer]) -> list[Fraction]:
    """The exact marks of all that was served, answered or not: three thirds are one. What a regrade left out does not count."""
    marks = [(answer, put_mark(answer, answer.version.regrades.all())) for answer in served]
    return [mark for answer, mark in marks if not answer.is_dropped] or [Fraction(1)]


def put_mark(answer: Answer, regrades: Iterable[Regrade]) -> Fraction:
    """The exact mark; the answer gets it as it is kept. What a person marked stays the ground to build on."""
    version = answer.version
    verdict = marking.mark(version.kind, version.options, answer.chosen, version.rule)
    base = Fraction(answer.mark) if verdict.waits and answer.mark is not None else verdict.mark
    changes = sorted(regrades, key=lambda one: one.pk or sys.maxsize)
    found = adjusted(base, version, answer.chosen, changes)
    is_open = verdict.waits and answer.mark is None and not any(one.way == Regrade.Way.FULL for one in changes)
    answer.mark = None if is_open else Decimal(found.mark.numerator) / Decimal(found.mark.denominator)
    answer.mark = answer.mark and round(answer.mark, 5)
    answer.is_dropped = found.is_dropped
    return found.mark


def rounded(score: Fraction) -> Decimal:
    return (Decimal(score.numerator) / Decimal(score.denominator)).quantize(Decimal("0.01"))
