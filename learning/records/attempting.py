"""Start, answer and hand in a quiz. Each act is one transaction and may be repeated without harm."""

import datetime
import random
from collections.abc import Collection
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses import drawing, marking
from courses.models import QuestionVersion, QuizPage
from learning.people.models import User
from learning.records import completing
from learning.records.enrolling import Refused
from learning.records.models import Answer, Attempt, Enrolment


@transaction.atomic
def start(enrolment: Enrolment, quiz: QuizPage, *, by: User, rng: random.Random | None = None) -> Attempt:
    """The open attempt, or a new one with its questions drawn and shuffled. Refused when none is left.

    The enrolment's row is the lock: two clicks give one attempt.
    """
    Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    attempts = list(Attempt.objects.filter(enrolment=enrolment, quiz=quiz).order_by("number"))
    unfinished = next((attempt for attempt in attempts if attempt.state == Attempt.State.OPEN), None)
    if unfinished and not unfinished.is_over(timezone.now()):
        return unfinished
    if unfinished:
        hand_in(unfinished, by=None)
    _refuse_if_none_left(quiz, attempts)
    attempt = _open(enrolment, quiz, number=len(attempts) + 1)
    _serve(attempt, rng or random.SystemRandom())
    log(instance=attempt, action="records.start_attempt", user=by)
    return attempt


def save_answer(attempt: Attempt, position: int, chosen: Collection[str]) -> Answer:
    """Keep what was chosen; the last word before handing in stands. Refused after the deadline and when handed in.

    Options that were not shown are refused: nothing of a tampered form is taken.
    """
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
        _refuse_if_closed(attempt)
        answer = Answer.objects.select_related("version").filter(attempt=attempt, position=position).first()
        if answer is None or not set(chosen) <= set(answer.option_order):
            raise Refused(_("This answer does not belong to the question. Please open the question again and choose anew."))
        if len(set(chosen)) > 1 and not answer.version.several:
            raise Refused(_("This question has one answer. Please choose only one."))
        answer.chosen = [pk for pk in answer.option_order if pk in set(chosen)]
        answer.saved_at = timezone.now()
        answer.save(update_fields=["chosen", "saved_at"])
        return answer


@transaction.atomic
def hand_in(attempt: Attempt, *, by: User | None) -> Attempt:
    """Mark what was saved and close the attempt; handing in again changes nothing. `by` is None for the clock."""
    attempt = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    if attempt.state == Attempt.State.FINISHED:
        return attempt
    score = marking.percent(_mark_answers(attempt), attempt.served)
    attempt.state = Attempt.State.FINISHED
    attempt.finished_at = min(timezone.now(), attempt.deadline) if attempt.deadline else timezone.now()
    attempt.passed = score >= attempt.pass_percent
    attempt.score = _rounded(score)
    attempt.save(update_fields=["state", "finished_at", "passed", "score"])
    log(instance=attempt, action="records.hand_in", user=by, data={"score": str(attempt.score), "passed": attempt.passed})
    completing.complete_by_attempt(attempt)
    return attempt


def close_forgotten(now: datetime.datetime) -> int:
    """Hand in what was saved in attempts whose time is over; how many."""
    forgotten = list(Attempt.objects.forgotten(now))  # type: ignore[attr-defined]
    for attempt in forgotten:
        hand_in(attempt, by=None)
    return len(forgotten)


def _refuse_if_none_left(quiz: QuizPage, attempts: list[Attempt]) -> None:
    if any(attempt.passed for attempt in attempts):
        raise Refused(_("You have already passed this quiz. Your certificate is on the page “My learning”."))
    if quiz.attempts_allowed and len(attempts) >= quiz.attempts_allowed:
        raise Refused(_("You have used all attempts of this quiz. Please ask the course organiser for another one."))
    if not quiz.live:
        raise Refused(_("This quiz is closed."))


def _refuse_if_closed(attempt: Attempt) -> None:
    if attempt.state == Attempt.State.FINISHED:
        raise Refused(_("This attempt has been handed in; its answers can no longer be changed."))
    if attempt.is_over(timezone.now()):
        raise Refused(_("The time for this attempt is over. What you had saved counts."))


def _open(enrolment: Enrolment, quiz: QuizPage, *, number: int) -> Attempt:
    now = timezone.now()
    limit = datetime.timedelta(minutes=quiz.minutes_allowed) if quiz.minutes_allowed else None
    return Attempt.objects.create(
        enrolment=enrolment, quiz=quiz, number=number, pass_percent=quiz.pass_percent, served=quiz.draw,
        started_at=now, deadline=now + limit if limit else None,
    )  # fmt: skip


def _serve(attempt: Attempt, rng: random.Random) -> None:
    versions: dict[int, QuestionVersion] = {version.question_id: version for version in attempt.quiz.drawable()}
    seen = Answer.objects.filter(attempt__enrolment=attempt.enrolment).values_list("version__question_id", flat=True)
    try:
        drawn = drawing.draw(sorted(versions), attempt.served, set(seen), rng)
    except drawing.NotEnoughQuestions as error:
        raise Refused(_("This quiz cannot be started: its question bank is being worked on. Please come back later.")) from error
    Answer.objects.bulk_create(
        Answer(
            attempt=attempt, position=place, version=versions[pk],
            option_order=drawing.option_order(versions[pk].kind, versions[pk].options, rng),
        )
        for place, pk in enumerate(drawn, start=1)
    )  # fmt: skip


def _mark_answers(attempt: Attempt) -> list[Fraction]:
    marks = []
    answers = list(attempt.answers.select_related("version"))
    for answer in answers:
        verdict = marking.mark(answer.version.kind, answer.version.options, answer.chosen)
        answer.mark = Decimal(verdict.mark.numerator) / Decimal(verdict.mark.denominator)
        marks.append(verdict.mark)
    Answer.objects.bulk_update(answers, ["mark"])
    return marks


def _rounded(score: Fraction) -> Decimal:
    return (Decimal(score.numerator) / Decimal(score.denominator)).quantize(Decimal("0.01"))
