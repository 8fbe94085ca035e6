"""What was asked, and what was handed in, the database itself does not let anybody change."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from courses.models import CoursePage, QuizPage
from learning.records import attempting
from learning.records.models import Answer, Attempt, Enrolment
from tests.questions import fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(enrolment: Enrolment, course: CoursePage) -> Attempt:
    quiz = course.quiz()
    assert isinstance(quiz, QuizPage) and enrolment.person.user
    found = attempting.start(enrolment, fill(quiz, "single", "short_text"), by=enrolment.person.user)
    attempting.save_answer(found, found.answers.get(version__kind="single").position, ["1"])
    return found


def refused(rows: Any, **change: Any) -> bool:
    try:
        with transaction.atomic():
            rows.update(**change)
    except IntegrityError:
        return True
    return False


def test_a_question_that_was_served_stays_as_it_was_served(attempt: Attempt) -> None:
    first, second = attempt.answers.order_by("position")
    mine = Answer.objects.filter(pk=first.pk)
    assert refused(mine, version=second.version_id) and refused(mine, position=9) and refused(mine, option_order=["9"])
    assert not refused(mine, remark="Tốt.")


def test_an_answer_stands_once_it_is_handed_in(attempt: Attempt) -> None:
    answers = Answer.objects.filter(attempt=attempt, version__kind="single")
    assert not refused(answers, chosen=["2"])
    attempting.hand_in(attempt, by=None)
    assert refused(answers, chosen=["1"]) and not refused(answers, chosen=["2"], mark=1)


def test_an_answer_stands_once_it_was_checked(attempt: Attempt) -> None:
    answers = Answer.objects.filter(attempt=attempt, version__kind="single")
    answers.update(checked_at=attempt.started_at)
    assert refused(answers, chosen=["2"]) and answers.get().chosen == ["1"]


def test_an_attempt_keeps_the_rules_of_its_start_and_does_not_open_again(attempt: Attempt) -> None:
    rows = Attempt.objects.filter(pk=attempt.pk)
    assert refused(rows, served=1) and refused(rows, pass_percent=1)
    attempting.hand_in(attempt, by=None)
    assert refused(rows, state="open", score=None, finished_at=None, passed=None)
