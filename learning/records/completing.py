"""THE rule: when a course is finished. The only writer of Completion."""

import datetime
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import CoursePage, QuizPage
from learning.counts import recording
from learning.counts.models import TrainingFact
from learning.people.models import User
from learning.records import renewing
from learning.records.counting_attempts import Counted, counted_of
from learning.records.models import Attempt, Completion, Enrolment, LessonReading, Registration
from learning.records.signals import completed, taken_back


@transaction.atomic(savepoint=False)
def complete_by_attempt(attempt: Attempt) -> Completion | None:
    """Online, "trained" means passed (design 5). One completion a person and course edition."""
    if attempt.enrolment is None or not attempt.quiz.is_final:
        return None
    counted = standing_score(attempt.enrolment, attempt.quiz)
    is_done = counted.passed and has_read_enough(attempt.enrolment)
    return _complete(attempt.enrolment, score=counted.score) if is_done else None


def standing_score(enrolment: Enrolment, quiz: QuizPage) -> Counted:
    """What counts of all the attempts at a quiz, by the quiz's own rule."""
    finished = Attempt.objects.filter(enrolment=enrolment, quiz=quiz, state=Attempt.State.FINISHED)
    return counted_of(quiz.counts, list(finished.order_by("number")))


def has_read_enough(enrolment: Enrolment) -> bool:
    """The share of its lessons that the course asks for beside its quiz."""
    needed = enrolment.course.lessons_percent
    return not needed or _has_read(enrolment, needed)


def _has_read(enrolment: Enrolment, percent: int) -> bool:
    """In whole numbers: 80 % of 5 lessons are 4, of 4 lessons all 4."""
    lessons = set(enrolment.course.lessons().values_list("pk", flat=True))
    read = lessons & set(LessonReading.objects.filter(enrolment=enrolment).values_list("lesson_id", flat=True))
    return bool(lessons) and 100 * len(read) >= percent * len(lessons)


@transaction.atomic
def follow_attempt(attempt: Attempt, *, reason: str, by: User | None) -> None:
    """After a decision: the completion comes, or is taken back, as the results now say."""
    enrolment = attempt.enrolment
    assert enrolment is not None  # noqa: S101 -- tests of classes are settled when the class is closed
    counted, standing = standing_score(enrolment, attempt.quiz), enrolment.completion
    if counted.passed and not standing and has_read_enough(enrolment):
        _complete(enrolment, score=counted.score)
    elif standing and not counted.passed:
        take_back(standing, reason=reason, by=by)


def standing_in(enrolments: Collection[int]) -> Iterable[int]:
    """Of these enrolments, those that a completion rests on."""
    return Completion.objects.standing().filter(enrolment__in=enrolments).values_list("enrolment_id", flat=True)  # type: ignore[attr-defined]


@transaction.atomic
def complete_by_reading(enrolment: Enrolment) -> Completion | None:
    """Without a quiz the lessons alone decide, all of them unless the course says less; with one they come beside it.

    While a quiz that people took is not published nobody completes the course: who failed it would have it for reading.
    """
    course = enrolment.course
    quiz = course.quiz()
    if quiz is None and _has_quiz_taken_down(course):
        return None
    if quiz is None:
        return _complete(enrolment, score=None) if _has_read(enrolment, course.lessons_percent or 100) else None
    if not course.lessons_percent or not has_read_enough(enrolment):
        return None
    counted = standing_score(enrolment, quiz)
    return _complete(enrolment, score=counted.score) if counted.passed else None


def _has_quiz_taken_down(course: CoursePage) -> bool:
    quizzes = QuizPage.objects.child_of(course).filter(live=False, is_pretest=False)
    return Attempt.objects.filter(quiz__in=quizzes).exists()


@transaction.atomic
def complete_by_class(registration: Registration, *, score: Decimal | None, by: User | None) -> Completion:
    """The completion of somebody in a class that is closed. Repeating it changes nothing.

    It is dated on the last day of the class: that is when the training was had, whenever the class is closed. Where the
    class was reopened and its days, hours or kind corrected, what was posted is taken back and posted anew.
    """
    held = registration.training_class
    days = sorted(session.day for session in held.sessions.all())
    standing = Completion.objects.standing().filter(person=registration.person_id, training_class=held).first()  # type: ignore[attr-defined]
    if standing and recording.standing_of(fact_key(standing)) is None:
        return standing  # its certificate was withdrawn: closing the class anew does not bring it back
    if standing and _says_otherwise(standing, days):
        take_back(standing, reason=_("The class was closed anew with what was put right in it."), by=by)
    elif standing and standing.score != score:
        standing.score = score
        standing.save(update_fields=["score"])
    completion, made = Completion.objects.get_or_create(
        person_id=registration.person_id, training_class=held, taken_back_on=None,
        defaults={
            **_of_course(registration.person_id, held.course, days[-1]),
            "started_on": days[0], "completed_on": days[-1], "score": score,
        },
    )  # fmt: skip
    if made:
        log(instance=completion, action="records.complete", user=by)
    _announce(completion)
    return completion


def _of_course(person_id: int, course: CoursePage | None, day: datetime.date) -> dict[str, Any]:
    """What a class that delivers a course gives besides: it renews what expires, and is valid as long."""
    if course is None:
        return {}
    return {
        "course": course, "edition": course.edition, "renewal": renewing.number_on(person_id, course, day),
        "valid_until": renewing.valid_until(course, day),
    }  # fmt: skip


def _announce(completion: Completion) -> None:
    """Counted with a certificate, which brings its fact, or without one."""
    if completion.makes_certificate:
        completed.send(sender=Completion, completion=completion)
    else:
        post_fact(completion)


def _says_otherwise(completion: Completion, days: list[datetime.date]) -> bool:
    held, fact = completion.training_class, recording.standing_of(fact_key(completion))
    if held is None or (completion.started_on, completion.completed_on) != (days[0], days[-1]):
        return True
    if completion.course_id != held.course_id or (fact and fact.has_certificate and not held.gives_certificate):
        return True
    wanted = (held.title, days[-1], completion.hours, held.audience_id, held.family)
    return fact is not None and (fact.subject, fact.completed_on, fact.hours, fact.audience_id, fact.family) != wanted


@transaction.atomic
def take_back(completion: Completion, *, reason: str, by: User | None) -> None:
    """The class was closed anew, and this person no longer completes it. The row stays, and says when it was taken back."""
    completion.taken_back_on = timezone.localdate()
    completion.save(update_fields=["taken_back_on"])
    fact = recording.standing_of(fact_key(completion))
    if fact:
        recording.take_back(fact, reason=reason)
    taken_back.send(sender=Completion, completion=completion, reason=reason, by=by)


def post_fact(completion: Completion, *, has_certificate: bool = False) -> TrainingFact:
    """The fact of one person and one training."""
    held = completion.training_class
    return recording.post(
        completion.person,
        source_key=fact_key(completion),
        subject_key=f"class:{held.pk}" if held else f"course:{completion.edition_key}",
        subject=completion.title,
        completed_on=completion.completed_on,
        hours=completion.hours,
        audience_id=completion.audience.pk,
        mode=TrainingFact.Mode.IN_PERSON if held else TrainingFact.Mode.ONLINE,
        family=held.family if held else TrainingFact.Family.CAPACITY_BUILDING,
        has_certificate=has_certificate,
    )


def fact_key(completion: Completion) -> str:
    return f"completion:{completion.pk}"


def _complete(enrolment: Enrolment, *, score: Decimal | None) -> Completion:
    enrolment = Enrolment.objects.select_for_update(of=("self",)).select_related("course").get(pk=enrolment.pk)  # its edition now
    completion, made = Completion.objects.get_or_create(
        person_id=enrolment.person_id,
        course_id=enrolment.course_id,
        edition=enrolment.edition,
        renewal=enrolment.renewal,
        enrolment__isnull=False,
        taken_back_on=None,
        defaults={
            "enrolment": enrolment,
            "started_on": timezone.localdate(enrolment.enrolled_at),
            "completed_on": timezone.localdate(),
            "score": score,
            **as_said_by(enrolment.course, timezone.localdate()),
        },
    )
    if made:
        log(instance=completion, action="records.complete", user=enrolment.person.user)
        _announce(completion)
    return completion


def as_said_by(course: CoursePage, day: datetime.date) -> dict[str, Any]:
    """What an online completion keeps of its course as it is on that day."""
    return {
        "course_title": course.title, "course_hours": course.hours, "gives_certificate": course.gives_certificate,
        "valid_until": renewing.valid_until(course, day),
    }  # fmt: skip
