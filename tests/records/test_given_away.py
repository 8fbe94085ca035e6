"""Right answers reach nobody who may still use them."""

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import CoursePage, LessonPage, QuestionBank, QuizPage
from learning.people.models import User
from learning.records import allowing, attempting
from learning.records.models import Attempt, Enrolment
from tests.factories import RegistrationFactory, TrainingClassFactory
from tests.questions import CONTENT, a_question

pytestmark = pytest.mark.django_db
RIGHT = "Đáp án đúng:"


@pytest.fixture
def quiz(course: Any) -> QuizPage:
    """Two questions, all asked, two attempts."""
    found: QuizPage = course.quiz()
    bank = QuestionBank.objects.create(name="Giữ kín")
    for kind in ("single", "true_false"):
        a_question(kind, bank)
    found.bank, found.draw, found.attempts_allowed, found.pass_percent = bank, 2, 2, 60
    found.save()
    return found


def fail(enrolment: Enrolment, quiz: QuizPage) -> Attempt:
    attempt = attempting.start(enrolment, quiz, by=enrolment.person.user)
    for answer in attempt.answers.select_related("version"):
        attempting.save_answer(attempt, answer.position, ["2" if answer.version.kind == "single" else "1"])
    return attempting.hand_in(attempt, by=enrolment.person.user)


def result_of(client: Client, attempt: Attempt) -> str:
    return client.get(reverse("result", args=[attempt.pk])).content.decode()


def test_not_while_the_last_attempt_is_under_way(client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage) -> None:
    client.force_login(trainee)
    first = fail(enrolment, quiz)
    last = attempting.start(enrolment, quiz, by=trainee)
    assert RIGHT not in result_of(client, first)
    attempting.hand_in(last, by=trainee)
    assert RIGHT in result_of(client, first)


def test_not_to_who_may_still_take_it_after_it_has_closed(client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage) -> None:
    now = timezone.now()
    quiz.closes_at, quiz.show_right = now + datetime.timedelta(hours=1), "closed"
    quiz.save()
    first = fail(enrolment, quiz)
    allowing.allow(enrolment, quiz, by=trainee, closes_at=now + datetime.timedelta(days=1))
    with time_machine.travel(now + datetime.timedelta(hours=2), tick=False):
        client.force_login(trainee)
        assert RIGHT not in result_of(client, first)
    with time_machine.travel(now + datetime.timedelta(hours=25), tick=False):
        client.force_login(trainee)
        assert RIGHT in result_of(client, first)


def checked(client: Client, attempt: Attempt) -> str:
    asked = attempt.answers.select_related("version").get(version__kind="single")
    attempting.save_answer(attempt, asked.position, ["2"])
    attempting.check(attempt, asked.position)
    return client.get(reverse("question", args=[attempt.pk, asked.position])).content.decode()


def test_not_in_the_middle_of_a_final_quiz_that_may_be_taken_again(client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage) -> None:
    quiz.show_right = quiz.show_score = "during"
    quiz.save()
    client.force_login(trainee)
    attempt = attempting.start(enrolment, quiz, by=trainee)
    assert RIGHT not in checked(client, attempt)
    attempting.hand_in(attempt, by=trainee)
    assert RIGHT in checked(client, attempting.start(enrolment, quiz, by=trainee))  # the last one


def test_not_in_the_middle_of_a_test_before_the_lessons(client: Client, trainee: User, enrolment: Enrolment, course: CoursePage, quiz: QuizPage) -> None:
    page = QuizPage(title="Trước khi học", slug="truoc", bank=quiz.bank, draw=2, is_pretest=True, show_score="during")
    CoursePage.objects.get(pk=course.pk).add_child(instance=page)
    client.force_login(trainee)
    attempt = attempting.start(enrolment, QuizPage.objects.get(pk=page.pk), by=trainee)
    assert 'name="check"' not in client.get(reverse("question", args=[attempt.pk, 1])).content.decode()


@pytest.mark.parametrize("phase", ["pre", "post"])
def test_not_in_the_middle_of_a_test_of_a_class(phase: str, client: Client, trainee: User, quiz: QuizPage) -> None:
    quiz.show_right = quiz.show_feedback = "during"
    quiz.save()
    held = TrainingClassFactory(pre_test=quiz, post_test=quiz)
    registration = RegistrationFactory(training_class=held, person=trainee.person)
    with time_machine.travel(datetime.datetime(2026, 3, 9 if phase == "pre" else 10, 3, tzinfo=datetime.UTC), tick=False):
        client.force_login(trainee)
        attempt = attempting.start_test(registration, phase, by=trainee)
        assert 'name="check"' not in client.get(reverse("question", args=[attempt.pk, 1])).content.decode()


def test_those_of_a_practice_quiz_are_there_to_be_read(client: Client, trainee: User, enrolment: Enrolment, course: CoursePage, quiz: QuizPage) -> None:
    page = QuizPage(title="Luyện nhanh", slug="luyen-nhanh", bank=quiz.bank, draw=2, attempts_allowed=0)
    LessonPage.objects.get(pk=LessonPage.objects.child_of(course).live().first().pk).add_child(instance=page)
    client.force_login(trainee)
    assert RIGHT in result_of(client, fail(enrolment, QuizPage.objects.get(pk=page.pk)))


def test_waiting_is_not_skipped_by_letting_the_time_run_out(enrolment: Enrolment, trainee: User, quiz: QuizPage) -> None:
    quiz.minutes_allowed, quiz.wait_hours = 10, 24
    quiz.save()
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        attempting.start(enrolment, quiz, by=trainee)
    with time_machine.travel(now + datetime.timedelta(minutes=11), tick=False), pytest.raises(attempting.Refused):
        attempting.start(enrolment, quiz, by=trainee)


def test_who_passed_by_the_clock_has_passed(enrolment: Enrolment, trainee: User, course: CoursePage, quiz: QuizPage) -> None:
    """The best attempt counts, and lessons are left to read: another attempt would only show more questions."""
    CoursePage.objects.filter(pk=course.pk).update(lessons_percent=100)
    quiz.minutes_allowed = 10
    quiz.save()
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        attempt = attempting.start(enrolment, quiz, by=trainee)
        for answer in attempt.answers.select_related("version"):
            attempting.save_answer(attempt, answer.position, CONTENT[answer.version.kind][2])
    with time_machine.travel(now + datetime.timedelta(minutes=11), tick=False), pytest.raises(attempting.Refused):
        attempting.start(enrolment, quiz, by=trainee)
