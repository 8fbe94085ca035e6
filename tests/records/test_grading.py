"""Longer answers wait for a trainer, who marks them by the rubric and is not told whose they are."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import CoursePage, QuizPage
from learning.people.models import User
from learning.people.refusing import Refused
from learning.records import attempting, grading, regrading
from learning.records.models import Answer, Attempt, Completion, Enrolment, Regrade
from tests.factories import UserFactory
from tests.questions import CONTENT, a_question, fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_in(enrolment: Enrolment, course: CoursePage, trainer: User) -> Attempt:
    """In a course of the trainer's."""
    quiz = course.quiz()
    assert isinstance(quiz, QuizPage) and enrolment.person.user
    quiz.owner = trainer
    attempt = attempting.start(enrolment, fill(quiz, "long_answer", "single"), by=enrolment.person.user)
    for answer in attempt.answers.select_related("version"):
        attempting.save_answer(attempt, answer.position, CONTENT[answer.version.kind][2])
    return attempting.hand_in(attempt, by=None)


def test_until_it_is_marked_it_counts_nothing_and_the_result_says_so(client: Client, handed_in: Attempt, trainee: User) -> None:
    assert handed_in.score == 50 and not handed_in.passed
    client.force_login(trainee)
    assert "chờ giảng viên chấm" in client.get(reverse("result", args=[handed_in.pk])).content.decode()


def test_a_trainer_marks_it_blind_and_the_score_and_the_certificate_follow(
    client: Client, trainer: User, handed_in: Attempt, enrolment: Enrolment
) -> None:
    client.force_login(trainer)
    waiting = grading.waiting().get()
    for address in (reverse("grading"), reverse("grade", args=[waiting.pk])):
        page = client.get(address).content.decode()
        assert enrolment.person.full_name not in page and "Bạn sẽ nói gì" in page
    assert client.post(reverse("grade", args=[waiting.pk]), {"points-1": "80", "remark": "Tốt."}).status_code == 302
    handed_in.refresh_from_db()
    assert (handed_in.score, handed_in.passed) == (90, True) and Completion.objects.filter(person=enrolment.person).exists()
    answer = Answer.objects.get(pk=waiting.pk)
    assert (answer.mark, answer.remark, answer.marked_by) == (Decimal("0.8"), "Tốt.", trainer)
    client.force_login(enrolment.person.user)  # type: ignore[arg-type]
    assert "Tốt." in client.get(reverse("result", args=[handed_in.pk])).content.decode()


@pytest.mark.parametrize("points", ["-1", "101", "", "tốt"])
def test_points_outside_the_rubric_are_said_and_nothing_is_lost(client: Client, trainer: User, handed_in: Attempt, points: str) -> None:
    client.force_login(trainer)
    answer = grading.waiting().get()
    page = client.post(reverse("grade", args=[answer.pk]), {"points-1": points, "remark": "Nhận xét đã gõ"})
    assert page.status_code == 200 and "Nhận xét đã gõ" in page.content.decode() and grading.waiting().exists()
    with pytest.raises(Refused):
        grading.grade(answer, {"1": Decimal(101)}, "", by=trainer)


def test_of_two_trainers_the_second_is_told(client: Client, trainer: User, handed_in: Attempt) -> None:
    answer = grading.waiting().get()
    grading.grade(answer, {"1": Decimal(10)}, "", by=trainer)
    with pytest.raises(Refused):
        grading.grade(answer, {"1": Decimal(100)}, "", by=trainer)
    client.force_login(trainer)
    assert client.get(reverse("grade", args=[answer.pk])).status_code == 302


def test_trainers_mark_in_their_own_courses_and_reviewers_in_all(
    client: Client, handed_in: Attempt, trainer: User, reviewer: User
) -> None:
    colleague, answer = UserFactory(), grading.waiting().get()
    colleague.groups.set(trainer.groups.all())
    for user, sees in ((trainer, True), (colleague, False), (reviewer, True)):
        client.force_login(user)
        assert ("Bạn sẽ nói gì" in client.get(reverse("grading")).content.decode()) is sees
        assert (client.get(reverse("grade", args=[answer.pk])).status_code == 200) is sees
        assert (client.post(reverse("grade", args=[answer.pk]), {"points-1": ""}).status_code == 200) is sees


def test_nobody_marks_their_own_answer(client: Client, handed_in: Attempt, trainee: User, trainer: User, reviewer: User) -> None:
    trainee.groups.set(reviewer.groups.all())  # who publishes marks all others
    own = grading.waiting().get()
    assert not grading.waiting(trainee).exists() and grading.waiting(trainer).exists()
    client.force_login(trainee)
    client.post(reverse("grade", args=[own.pk]), {"points-1": "100"})
    with pytest.raises(Refused):
        grading.grade(own, {"1": Decimal(100)}, "", by=trainee)
    assert Answer.objects.get(pk=own.pk).mark is None


def test_an_answer_is_not_marked_before_it_is_handed_in(enrolment: Enrolment, course: CoursePage, trainer: User, trainee: User) -> None:
    attempt = attempting.start(enrolment, fill(course.quiz(), "long_answer"), by=trainee)  # type: ignore[arg-type]
    answer = attempting.save_answer(attempt, 1, "Lắng nghe.")
    assert not grading.waiting().exists()
    with pytest.raises(Refused):
        grading.grade(answer, {"1": Decimal(100)}, "", by=trainer)


@pytest.mark.parametrize("points", ["-0.5", "100.5"])
def test_no_points_are_given_outside_the_rubric(points: str, handed_in: Attempt, trainer: User) -> None:
    with pytest.raises(Refused):
        grading.grade(grading.waiting().get(), {"1": Decimal(points)}, "", by=trainer)


def test_only_those_who_write_questions_mark(client: Client, handed_in: Attempt, trainee: User, dolisa_officer: User, inspector: User) -> None:
    for user in (trainee, dolisa_officer, inspector):
        client.force_login(user)
        assert client.get(reverse("grading")).status_code == 404
        assert client.post(reverse("grade", args=[grading.waiting().get().pk]), {"points-1": "100"}).status_code == 404


def test_an_empty_long_answer_is_nothing_to_mark(enrolment: Enrolment, course: CoursePage) -> None:
    quiz = course.quiz()
    assert isinstance(quiz, QuizPage) and enrolment.person.user
    attempt = attempting.start(enrolment, fill(quiz, "long_answer"), by=enrolment.person.user)
    attempting.hand_in(attempt, by=None)
    assert not grading.waiting().exists()


@pytest.mark.parametrize(("weights", "most"), [((60, 40), [60, 40]), ((None, None), [50, 50]), ((60, None), [50, 50])])
def test_criteria_without_weights_that_make_100_count_alike(course: CoursePage, weights: tuple[Any, ...], most: list[int]) -> None:
    quiz = course.quiz()
    assert isinstance(quiz, QuizPage) and quiz.bank
    question = a_question("long_answer", quiz.bank)
    question.options = [type(question.options.get())(text=f"Ý {n}", percent=w, sort_order=n) for n, w in enumerate(weights)]
    question.save()
    from courses import versioning

    version = versioning.freeze(question)
    assert version and [one.most for one in grading.criteria(version)] == most


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_do_not_grow(
    client: Client, trainer: User, handed_in: Attempt, rows: int, django_assert_num_queries: Any
) -> None:
    answer = grading.waiting().get()
    for number in range(1, rows):
        Answer.objects.create(attempt=handed_in, position=10 + number, version=a_question("long_answer", answer.version.question.bank).versions.get(), option_order=[], chosen="x")  # fmt: skip
    client.force_login(trainer)
    client.get(reverse("grading"))
    with django_assert_num_queries(7):
        client.get(reverse("grading"))


def test_what_a_regrade_left_out_waits_for_nobody(client: Client, handed_in: Attempt, dolisa_officer: User, trainee: User) -> None:
    waiting = grading.waiting().get()
    regrading.regrade(Regrade(version=waiting.version, way="drop", reason="Câu hỏi sai."), by=dolisa_officer)
    assert not grading.waiting().exists()
    client.force_login(trainee)
    assert "chờ giảng viên chấm" not in client.get(reverse("result", args=[handed_in.pk])).content.decode()
