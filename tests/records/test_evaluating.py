"""The evaluation: once a person, by those who took part, and nobody can say who answered what."""

import datetime
from typing import Any

import pytest
import time_machine
from wagtail.models import ModelLogEntry

from learning.people.models import User
from learning.people.refusing import Refused
from learning.records import evaluating, evaluation_results
from learning.records.models import (
    Attendance,
    Enrolment,
    EvaluationAnswer,
    EvaluationQuestion,
    EvaluationSheet,
    Registration,
    TrainingClass,
)
from tests.factories import RegistrationFactory, TrainingClassFactory, attend, sit
from tests.records.test_at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def rated() -> list[EvaluationQuestion]:
    return evaluation_results.rated_questions()


@pytest.fixture
def worded() -> EvaluationQuestion:
    return EvaluationQuestion.objects.get(kind="text")


@pytest.fixture
def registration() -> Registration:
    found = RegistrationFactory()
    attend(found)
    return found


def evaluated(training_class: TrainingClass, ratings: list[int], question: EvaluationQuestion, words: str = "") -> None:
    text = EvaluationQuestion.objects.get(kind="text")
    for rating in ratings:
        holder = RegistrationFactory(training_class=training_class)
        attend(holder)
        evaluating.answer(holder, {question.pk: rating, text.pk: words})


def test_an_answer_makes_one_sheet_and_remembers_that_not_what(registration: Registration, rated: Any, worded: Any) -> None:
    evaluating.answer(registration, {rated[0].pk: 4, worded.pk: "  Thêm  thực hành "})
    registration.refresh_from_db()
    sheet = EvaluationSheet.objects.get()
    assert registration.has_evaluated
    assert sheet.training_class == registration.training_class
    assert sorted(sheet.answers.values_list("rating", "text"), key=str) == [(4, ""), (None, "Thêm thực hành")]


def test_a_sheet_knows_no_person_and_no_time() -> None:
    """Every column is known by name: a new one that could tell who or when makes this fail."""
    columns = {model: {field.name for field in model._meta.concrete_fields} for model in (EvaluationSheet, EvaluationAnswer)}
    assert columns[EvaluationSheet] == {"id", "training_class", "course"}
    assert columns[EvaluationAnswer] == {"id", "sheet", "question", "rating", "text"}


def test_the_log_has_no_line_that_would_tell_whose_sheet_came_in_when(registration: Registration, rated: Any) -> None:
    before = ModelLogEntry.objects.count()
    evaluating.answer(registration, {rated[0].pk: 4})
    assert ModelLogEntry.objects.count() == before


def test_a_second_answer_is_refused(registration: Registration, rated: Any) -> None:
    evaluating.answer(registration, {rated[0].pk: 4})
    with pytest.raises(Refused):
        evaluating.answer(registration, {rated[0].pk: 1})
    assert EvaluationSheet.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_make_one_sheet(registration: Registration, rated: Any) -> None:
    def one() -> bool:
        try:
            evaluating.answer(registration, {rated[0].pk: 4})
        except Refused:
            return False
        return True

    assert sorted(at_once(one)) == [False, False, False, True]
    assert EvaluationSheet.objects.count() == 1


@pytest.mark.parametrize("rating", [0, 6, "4"])
def test_a_rating_outside_its_scale_is_refused_whole(registration: Registration, rated: Any, rating: Any) -> None:
    with pytest.raises(Refused):
        evaluating.answer(registration, {rated[0].pk: 5, rated[1].pk: rating})
    registration.refresh_from_db()
    assert not registration.has_evaluated
    assert not EvaluationSheet.objects.exists()


def test_an_empty_sheet_is_refused_and_may_be_filled_in_later(registration: Registration, rated: Any, worded: Any) -> None:
    with pytest.raises(Refused):
        evaluating.answer(registration, {rated[0].pk: "", worded.pk: "  "})
    evaluating.answer(registration, {rated[0].pk: 5})


def test_questions_no_longer_asked_take_no_answer(registration: Registration, rated: Any) -> None:
    EvaluationQuestion.objects.filter(pk=rated[0].pk).update(is_active=False)
    evaluating.answer(registration, {rated[0].pk: 5, rated[1].pk: 2})
    assert [a.question for a in EvaluationAnswer.objects.all()] == [rated[1]]


@pytest.mark.parametrize("state", [Attendance.State.ABSENT, Attendance.State.EXCUSED])
def test_who_was_not_there_is_not_asked(rated: Any, state: str) -> None:
    holder = RegistrationFactory()
    attend(holder, state)
    with pytest.raises(Refused):
        evaluating.answer(holder, {rated[0].pk: 5})


def test_while_the_paper_is_on_its_way_those_registered_may_answer_until_closing(rated: Any) -> None:
    first, second = (RegistrationFactory() for _number in range(2))
    evaluating.answer(first, {rated[0].pk: 5})
    TrainingClass.objects.update(state="closed", closed_on="2026-03-11")
    with pytest.raises(Refused):
        evaluating.answer(second, {rated[0].pk: 5})


@pytest.mark.parametrize("state", ["planned", "open", "cancelled"])
def test_a_class_that_is_not_held_is_not_evaluated(registration: Registration, rated: Any, state: str) -> None:
    TrainingClass.objects.update(state=state, state_reason="Bão")
    with pytest.raises(Refused):
        evaluating.answer(Registration.objects.get(), {rated[0].pk: 5})


def test_before_the_first_session_there_is_nothing_to_evaluate(registration: Registration, rated: Any) -> None:
    with time_machine.travel(datetime.datetime(2026, 3, 8, 12), tick=False), pytest.raises(Refused):
        evaluating.answer(registration, {rated[0].pk: 5})


def test_a_withdrawn_person_does_not_answer(registration: Registration, rated: Any) -> None:
    Registration.objects.update(state="withdrawn")
    with pytest.raises(Refused):
        evaluating.answer(registration, {rated[0].pk: 5})


def test_a_course_is_evaluated_after_its_quiz_passed_or_not(enrolment: Enrolment, trainee: User, rated: Any) -> None:
    with pytest.raises(Refused):
        evaluating.answer(enrolment, {rated[0].pk: 5})
    sit(enrolment, right=False)
    evaluating.answer(enrolment, {rated[0].pk: 2})
    assert EvaluationSheet.objects.get().course == enrolment.course


def test_mean_and_distribution_of_a_question(rated: Any) -> None:
    found = TrainingClassFactory()
    evaluated(found, [5, 5, 4, 3, 1], rated[0])
    evaluated(TrainingClassFactory(), [1] * 6, rated[0])  # of another class
    (result,) = evaluation_results.results_of(found)
    assert (result.question, result.answers, str(result.mean)) == (rated[0], 5, "3.6")
    assert [(bar.rating, bar.answers, bar.percent) for bar in result.bars] == [
        (5, 2, 40), (4, 1, 20), (3, 1, 20), (2, 0, 0), (1, 1, 20),
    ]  # fmt: skip


def test_a_question_that_few_answered_is_counted_not_shown(rated: Any) -> None:
    found = TrainingClassFactory()
    evaluated(found, [5] * 5, rated[0])
    evaluated(found, [1] * 4, rated[1])
    results = {result.question.pk: result for result in evaluation_results.results_of(found)}
    assert (results[rated[1].pk].answers, results[rated[1].pk].mean, results[rated[1].pk].bars) == (4, None, [])
    (line,) = evaluation_results.lines_of(list(evaluation_results.with_sheets(TrainingClass.objects.all())), rated)
    assert [line.means[0], line.means[1]] == [5, None]


def test_words_come_in_alphabetical_order_not_in_that_of_arrival(rated: Any) -> None:
    found = TrainingClassFactory()
    for words in ("C", "A", "B", "D", "E"):
        evaluated(found, [5], rated[0], words)
    assert [one.text for one in evaluation_results.words_of(found)] == ["A", "B", "C", "D", "E"]
