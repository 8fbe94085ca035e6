"""The acceptance list of CloudCertify's issue 11 (field notes B17): the server knows what it asked, and marks that."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from courses import marking
from courses.models import LessonPage, QuestionBank, QuizPage
from learning.people.models import User
from learning.records import attempting
from learning.records.models import Answer, Attempt, Enrolment
from tests.questions import CONTENT, a_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> QuestionBank:
    bank = QuestionBank.objects.create(name="Do máy chủ chấm")
    for kind in ("single", "multiple", "true_false", "short_text"):
        a_question(kind, bank)
    return bank


def quizzes(course: Any, bank: QuestionBank) -> list[QuizPage]:
    """The final quiz and a practice below a lesson: both are marked alike."""
    final: QuizPage = course.quiz()
    final.bank, final.draw, final.pass_percent, final.attempts_allowed = bank, 4, 60, 0
    final.save()
    lesson = LessonPage.objects.child_of(course).live().first()
    practice = QuizPage(title="Luyện", slug="luyen", bank=bank, draw=4)
    LessonPage.objects.get(pk=lesson.pk).add_child(instance=practice)
    return [final, practice]


def start(enrolment: Enrolment, quiz: QuizPage) -> Attempt:
    return attempting.start(enrolment, quiz, by=enrolment.person.user)


def answer(attempt: Attempt, how_many: int) -> None:
    for one in list(attempt.answers.select_related("version"))[:how_many]:
        attempting.save_answer(attempt, one.position, CONTENT[one.version.kind][2])


def test_the_set_served_at_the_start_is_kept(enrolment: Enrolment, course: Any, bank: QuestionBank) -> None:
    for quiz in quizzes(course, bank):
        attempt = start(enrolment, quiz)
        assert attempt.answers.count() == attempt.served == 4
        a_question("number", bank)  # what is written meanwhile changes nothing
        assert start(enrolment, quiz).answers.count() == 4


@pytest.mark.parametrize("answered", [0, 1, 2, 3, 4])
def test_what_was_skipped_counts_as_wrong_and_stays_in_the_denominator(
    answered: int, enrolment: Enrolment, course: Any, bank: QuestionBank
) -> None:
    for quiz in quizzes(course, bank):
        attempt = start(enrolment, quiz)
        answer(attempt, answered)
        done = attempting.hand_in(attempt, by=None)
        assert (done.score, done.served) == (Decimal(25 * answered), 4)


def test_leaving_questions_out_never_raises_a_score(client: Client, trainee: User, enrolment: Enrolment, course: Any, bank: QuestionBank) -> None:
    """Two tries of the same: one answers the two it knows and posts nothing else, one posts wrong answers, too."""
    final, _practice = quizzes(course, bank)
    attempt = start(enrolment, final)
    answer(attempt, 2)
    client.force_login(trainee)
    review = reverse("review", args=[attempt.pk])
    client.post(review, {"total": "2", "score": "100", "answers": "2"})  # whatever a browser claims
    attempt.refresh_from_db()
    assert attempt.score == Decimal(50) and attempt.passed is False


def test_an_answer_to_a_question_that_was_not_served_is_not_taken(client: Client, trainee: User, enrolment: Enrolment, course: Any, bank: QuestionBank) -> None:
    final, _practice = quizzes(course, bank)
    attempt = start(enrolment, final)
    client.force_login(trainee)
    for position in (0, 5, 99):
        client.post(f"/hoc-tap/luot/{attempt.pk}/cau/{position}/", {"chosen": "1"})
    choice = attempt.answers.get(version__kind="single")
    client.post(f"/hoc-tap/luot/{attempt.pk}/cau/{choice.position}/", {"chosen": "77"})
    assert not Answer.objects.filter(attempt=attempt).exclude(saved_at=None).exists()


@given(st.lists(st.fractions(0, 1), max_size=20), st.integers(0, 20))
def test_the_score_is_the_marks_over_all_that_was_served(marks: list[Any], skipped: int) -> None:
    served = len(marks) + skipped
    found = marking.percent(marks, served)
    assert 0 <= found <= 100
    assert found * served == 100 * sum(marks)
