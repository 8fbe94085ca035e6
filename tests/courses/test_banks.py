"""Trainers write in their own question banks; the form of a question, its preview and its case."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from courses.exchange.forms import UploadForm
from courses.models import CoursePage, Question, QuestionBank, QuestionCase, QuizPage
from learning.people.models import User
from tests.courses.test_authoring import QUESTIONS, question_form
from tests.questions import CONTENT, a_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(trainer: User) -> QuestionBank:
    return QuestionBank.objects.create(name="Của tôi", owner=trainer)


@pytest.fixture
def other() -> QuestionBank:
    return QuestionBank.objects.create(name="Của người khác")


@pytest.fixture
def desk(client: Client, trainer: User) -> Client:
    client.force_login(trainer)
    return client


def opens(client: Client, model: str, pk: int) -> bool:
    return client.get(reverse(f"wagtailsnippets_courses_{model}:edit", args=[pk])).status_code == 200


# --- whose bank it is --------------------------------------------------------------------------------------------


def test_a_trainer_changes_questions_banks_and_cases_of_their_own_only(desk: Client, bank: QuestionBank, other: QuestionBank, reviewer: User) -> None:
    for found, mine in ((bank, True), (other, False)):
        case = QuestionCase.objects.create(title=found.name, text="Chị H. kể.")
        question = a_question("single", found, case=case)
        for model, pk in (("question", question.pk), ("questionbank", found.pk), ("questioncase", case.pk)):
            assert opens(desk, model, pk) is mine, (model, mine)
    desk.force_login(reviewer)
    assert opens(desk, "question", Question.objects.get(bank=other).pk)


def test_the_lists_show_a_trainer_their_own(desk: Client, bank: QuestionBank, other: QuestionBank) -> None:
    a_question("single", bank, text="Câu của tôi?")
    a_question("single", other, text="Câu của người khác?")
    questions = desk.get(reverse(f"{QUESTIONS}:list")).content.decode()
    assert "Câu của tôi?" in questions and "Câu của người khác?" not in questions
    assert other.name not in desk.get(reverse("wagtailsnippets_courses_questionbank:list")).content.decode()


def test_nothing_is_written_moved_or_taken_into_the_bank_of_somebody_else(desk: Client, bank: QuestionBank, other: QuestionBank) -> None:
    assert desk.post(reverse(f"{QUESTIONS}:add"), question_form(other, [True, False])).status_code == 200
    mine = a_question("single", bank)
    desk.post(reverse(f"{QUESTIONS}:edit", args=[mine.pk]), question_form(other, [True, False]))
    page = desk.get(reverse("question_exchange:index"))
    form: UploadForm = page.context["form"]
    assert not other.questions.exists() and other not in form.fields["bank"].queryset  # type: ignore[attr-defined]


def test_who_makes_a_bank_keeps_it(desk: Client, trainer: User) -> None:
    desk.post(reverse("wagtailsnippets_courses_questionbank:add"), {"name": "Ngân hàng mới", "description": ""})
    assert QuestionBank.objects.get(name="Ngân hàng mới").owner == trainer
    assert QuestionBank.objects.written_by(trainer).get().name == "Ngân hàng mới"


# --- the form ----------------------------------------------------------------------------------------------------


def test_four_answers_stand_ready_and_empty_ones_are_not_saved(desk: Client, bank: QuestionBank) -> None:
    page = desk.get(f"{reverse(f'{QUESTIONS}:add')}?bank={bank.pk}").content.decode()
    assert 'name="options-3-text"' in page and 'name="options-4-text"' not in page
    form = question_form(bank, [True, False, False, False])
    form |= {f"options-{n}-{name}": "" for n in (1, 3) for name in ("text", "feedback")} | {"options-1-ORDER": "2"}
    assert desk.post(reverse(f"{QUESTIONS}:add"), form).status_code == 302
    assert [option["text"] for option in Question.objects.get(bank=bank).versions.get().options] == ["Đáp án 1", "Đáp án 3"]


@pytest.mark.parametrize("kind", CONTENT)
def test_the_preview_shows_what_each_kind_asks_and_accepts(kind: str, desk: Client, bank: QuestionBank) -> None:
    question = a_question(kind, bank, case=QuestionCase.objects.create(title="Chị H.", text="Chị H. kể với bạn."))
    fields = ("pk", "text", "match", "gap", "tolerance", "percent", "feedback")
    rows: list[dict[str, Any]] = [
        {"id" if name == "pk" else name: "" if (value := getattr(option, name)) is None else value for name in fields}
        | {"ORDER": n} | ({"is_correct": "on"} if option.is_correct else {})
        for n, option in enumerate(question.options.all(), start=1)
    ]
    form = {"bank": bank.pk, "kind": kind, "text": question.text, "case": question.case_id, "state": "ready", "scoring": "exact"}
    address = reverse(f"{QUESTIONS}:preview_on_edit", args=[question.pk])
    desk.post(address, nested_form_data(form | {"options": inline_formset(rows, initial=len(rows)), "pictures": inline_formset([])}))
    page = desk.get(address).content.decode()
    assert "Chị H. kể với bạn." in page and "[[1]]" not in page
    assert all(option.text in page and option.match in page for option in question.options.all())


def test_a_changed_case_is_asked_as_it_now_stands(desk: Client, bank: QuestionBank) -> None:
    case = QuestionCase.objects.create(title="Chị H.", text="Chị H. kể.")
    question = a_question("single", bank, case=case)
    address = reverse("wagtailsnippets_courses_questioncase:edit", args=[case.pk])
    for text, versions in (("Chị H. kể.", 1), ("Chị H. không kể.", 2)):
        desk.post(address, {"title": case.title, "text": text})
        assert question.versions.count() == versions
    assert question.versions.last().rule["case"] == "Chị H. không kể."


def test_a_question_says_in_which_quizzes_it_is_asked_and_which_version_is_the_newest(desk: Client, course: CoursePage, trainer: User) -> None:
    quiz = course.quiz()
    assert isinstance(quiz, QuizPage) and quiz.bank is not None
    QuestionBank.objects.filter(pk=quiz.bank_id).update(owner=trainer)
    address = reverse(f"{QUESTIONS}:edit", args=[a_question("single", quiz.bank).pk])
    page = desk.get(address).content.decode()
    assert reverse("whole_course", args=[course.pk]) in page and "Đã có 1 phiên bản" in page
