"""Before and after an attempt, people read what they can do now, and are not sent to a refusal."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import CoursePage, QuizPage
from learning.people.models import User
from learning.records import attempting, grading
from learning.records.models import Attempt, Enrolment
from tests.questions import CONTENT, fill

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def quiz(course: CoursePage) -> QuizPage:
    found = course.quiz()
    assert isinstance(found, QuizPage)
    return found


def fail(enrolment: Enrolment, quiz: QuizPage) -> Attempt:
    return attempting.hand_in(attempting.start(enrolment, quiz, by=enrolment.person.user), by=None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (lambda now: {"opens_at": now + DAY}, "Bài kiểm tra mở lúc"),
        (lambda now: {"closes_at": now - DAY}, "đã đóng lúc"),
        (lambda now: {"wait_hours": 24}, "làm lại từ"),
        (lambda now: {"attempts_allowed": 1}, "dùng hết"),
    ],
)
def test_where_no_attempt_can_be_started_now_the_reason_stands_in_place_of_the_button(
    client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage, rule: Any, words: str
) -> None:
    attempt = fail(enrolment, quiz)
    client.force_login(trainee)
    start, result = reverse("start_attempt", args=[quiz.pk]), reverse("result", args=[attempt.pk])
    assert all(start in client.get(address).content.decode() for address in (quiz.url, result))
    for name, value in rule(timezone.now()).items():
        setattr(quiz, name, value)
    quiz.save()
    for address in (quiz.url, result):
        page = client.get(address).content.decode()
        assert words in page and start not in page


@pytest.fixture
def waiting(enrolment: Enrolment, quiz: QuizPage) -> Attempt:
    assert enrolment.person.user
    attempt = attempting.start(enrolment, fill(quiz, "long_answer", "single"), by=enrolment.person.user)
    for answer in attempt.answers.select_related("version"):
        attempting.save_answer(attempt, answer.position, CONTENT[answer.version.kind][2])
    return attempting.hand_in(attempt, by=None)


def test_an_answer_that_waits_for_its_marker_is_not_called_wrong_and_the_quiz_not_failed(
    client: Client, trainee: User, waiting: Attempt, administrator: User
) -> None:
    client.force_login(trainee)
    address = reverse("result", args=[waiting.pk])
    page = client.get(address).content.decode()
    assert "Còn 1 câu chờ giảng viên chấm" in page and "Chờ chấm." in page and "Tôi tin chị." in page
    assert "Chưa đạt" not in page and "verdict--wrong" not in page and "Cần đọc lại" not in page
    answer = next(one for one in waiting.answers.all() if one.waits)
    grading.grade(answer, {one.key: Decimal(0) for one in grading.criteria(answer.version)}, "", by=administrator)
    page = client.get(address).content.decode()
    assert "Chưa đạt" in page and "Chờ chấm" not in page and "verdict--wrong" in page
