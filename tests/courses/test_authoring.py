"""What trainers and reviewers may do in the admin, and what the admin tells them."""

import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Workflow, WorkflowPage
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.blocks import LessonBody
from cms.models import HomePage
from courses import roles, versioning
from courses.forms import answers_problem
from courses.models import (
    AudiencePage,
    CoursePage,
    LessonPage,
    PrivateLessonPage,
    Question,
    QuestionBank,
    QuestionOption,
    QuestionVersion,
    QuizPage,
)
from learning.people.models import User

pytestmark = pytest.mark.django_db
QUESTIONS = "wagtailsnippets_courses_question"


@pytest.fixture
def desk(client: Client, trainer: User) -> Client:
    client.force_login(trainer)
    return client


@pytest.fixture
def bank(trainer: User) -> QuestionBank:
    return QuestionBank.objects.create(name="Ngân hàng thử", owner=trainer)


def a_question(bank: QuestionBank, text: str = "Số điện thoại nào?", **fields: str) -> Question:
    question = Question(bank=bank, text=text, **fields)
    question.options = [
        QuestionOption(text="111", is_correct=True, feedback="Đúng.", sort_order=0),
        QuestionOption(text="112", feedback="Chưa đúng.", sort_order=1),
    ]
    question.save()
    versioning.freeze(question)
    return question


def question_form(bank: QuestionBank, rights: list[bool], kind: str = "single", text: str = "Câu hỏi?") -> dict:
    answers = [
        {"text": f"Đáp án {n}", "feedback": "Vì thế.", "ORDER": str(n), **({"is_correct": "on"} if right else {})}
        for n, right in enumerate(rights, start=1)
    ]
    return nested_form_data({
        "bank": bank.pk, "kind": kind, "text": text, "topic": "", "source": "", "state": "ready", "scoring": "right_minus_wrong",
        "options": inline_formset(answers),
        "pictures": inline_formset([]),
    })  # fmt: skip


def quiz_form(bank: QuestionBank, **extra: Any) -> dict:
    return nested_form_data({
        "title": "Bài kiểm tra", "slug": "", "intro": rich_text(""), "bank": bank.pk, "draw": "1", "pass_percent": "80",
        "attempts_allowed": "3", "wait_hours": "0", "grace_seconds": "30", "minutes_allowed": "", "counts": "highest",
        **{name: inline_formset([]) for name in ("comments", "quotas", "bands", "fixed")}, **extra,
    })  # fmt: skip


def course_form(title: str, **extra: str) -> dict:
    fields = {
        "title": title, "slug": title, "summary": "Tóm tắt", "intro": rich_text("<p>Vào bài</p>"), "outcomes": streamfield([]),
        "hours": "2", "is_open": "on", "comments": inline_formset([]), "lessons_percent": "0", "certificate_design": "2026-1", "entry_by": "themselves", "gives_certificate": "on", "prerequisites": inline_formset([]),
    }  # fmt: skip
    return nested_form_data(fields | extra)


def add_url(model: str, parent: object) -> str:
    return reverse("wagtailadmin_pages:add", args=["courses", model, parent.pk])  # type: ignore[attr-defined]


# --- groups and workflow -----------------------------------------------------------------------------------------


def test_groups_are_loaded_twice_without_a_difference() -> None:
    def state() -> list:
        groups = Group.objects.filter(name__in=[roles.TRAINERS, roles.REVIEWERS]).order_by("name")
        return [
            (g.name, g.permissions.count(), g.page_permissions.count(), g.collection_permissions.count()) for g in groups
        ]

    roles.load_groups()
    before = state()
    roles.load_groups()
    assert len(before) == 2
    assert state() == before
    assert not Group.objects.filter(name__in=["Moderators", "Editors"]).exists()
    assert [w.name for w in Workflow.objects.active()] == [roles.WORKFLOW]
    assert WorkflowPage.objects.get().page_id == HomePage.objects.get().pk


def test_a_stock_group_with_members_is_kept(trainer: User) -> None:
    trainer.groups.add(Group.objects.create(name="Editors"))
    roles.load_groups()
    assert Group.objects.filter(name="Editors").exists()


def test_a_trainer_writes_but_does_not_publish(desk: Client, trainer: User, reviewer: User) -> None:
    home = HomePage.objects.get()
    writing, reviewing = home.permissions_for_user(trainer), home.permissions_for_user(reviewer)
    assert writing.can_add_subpage()
    assert not writing.can_edit() and not writing.can_publish()
    assert reviewing.can_publish()
    assert trainer.has_perm("courses.add_question")
    assert not trainer.has_perm("courses.delete_question")


def test_the_menu_holds_what_trainers_need_in_vietnamese(desk: Client) -> None:
    page = desk.get(reverse("wagtailadmin_home"))
    assert page.status_code == 200
    html = page.content.decode()
    assert 'lang="vi"' in html
    assert '"editor-guide"' not in html and '"keyboard-shortcuts-trigger"' not in html


def test_a_trainee_does_not_enter_the_admin(client: Client, django_user_model: type[User]) -> None:
    client.force_login(django_user_model.objects.create(username="hoc-vien-thu"))
    assert client.get(reverse("wagtailadmin_home")).status_code == 302


def test_no_raw_html_and_no_embeds_in_lessons() -> None:
    for block in LessonBody().child_blocks.values():
        assert "embed" not in (getattr(block, "features", None) or [])
    assert not {"raw_html", "embed", "html"} & set(LessonBody().child_blocks)


# --- questions ---------------------------------------------------------------------------------------------------


def answers(*rights: bool, **more: Any) -> list[dict[str, Any]]:
    return [{"text": f"Đáp án {n}", "is_correct": right} | more for n, right in enumerate(rights)]


@pytest.mark.parametrize(
    ("kind", "options", "fine"),
    [
        ("single", answers(True, False), True), ("single", answers(True, True), False), ("single", answers(False, False), False),
        ("single", answers(True), False), ("single", answers(True, False, text=""), False),
        ("multiple", answers(True, True, False), True), ("multiple", answers(True, False, False), True), ("multiple", answers(False, False), False),
        ("multiple", answers(True, True), False),
        ("true_false", answers(True, False), True), ("true_false", answers(True, False, False), False),
        ("matching", [{"text": "A", "match": "1"}, {"text": "B", "match": "2"}], True),
        ("matching", [{"text": "A", "match": "1"}, {"text": "", "match": "2"}], False),
        ("matching", [{"text": "A", "match": "1"}, {"text": "B", "match": ""}], False),
        ("matching", [{"text": "A", "match": "1"}, {"text": "B", "match": "1"}], False),
        ("ordering", [{"text": "Một"}, {"text": "Hai"}], True), ("ordering", [{"text": "Một"}, {"text": "Một"}], False),
        ("ordering", [{"text": "Một"}], False),
        ("short_text", [{"text": "18008080"}], True), ("short_text", [{"text": "x", "percent": Decimal(50)}], False),
        ("short_text", [], False),
        ("number", [{"text": "3,5"}], True), ("number", [{"text": "ba"}], False), ("number", [{"text": "1.000"}], False),
        ("gap", [{"text": "tin", "gap": 1}, {"text": "báo", "gap": 2}], True), ("gap", [{"text": "tin", "gap": 1}], False),
        ("gap", [{"text": "tin", "gap": 1}, {"text": "báo", "gap": 3}], False),
        ("long_answer", [], True), ("long_answer", [{"text": "Nghe"}, {"text": "Hỏi"}], True),
        ("long_answer", [{"text": "Nghe", "percent": Decimal(60)}, {"text": "Hỏi", "percent": Decimal(40)}], True),
        ("long_answer", [{"text": "Nghe", "percent": Decimal(60)}, {"text": "Hỏi"}], False),
    ],
)  # fmt: skip
def test_what_a_question_needs(kind: str, options: list[dict[str, Any]], fine: bool) -> None:
    assert (answers_problem(kind, options, "Gọi [[1]] rồi [[2]]") == "") is fine


@pytest.mark.parametrize(("weights", "fine"), [((50, 50, -50), True), ((50, 50, 0), False), ((50, 40, -50), False)])
def test_weights_under_which_ticking_everything_wins_are_refused(weights: tuple[int, ...], fine: bool) -> None:
    options = [option | {"percent": Decimal(w)} for option, w in zip(answers(True, True, False), weights, strict=True)]
    assert (answers_problem("multiple", options, scoring="weights") == "") is fine


def test_drafts_and_retired_questions_are_never_drawn_and_a_draft_leaves_what_was_ready_in_use(bank: QuestionBank) -> None:
    question, fresh = a_question(bank), Question.objects.create(bank=bank, text="Mới viết", state="draft")
    assert versioning.freeze(fresh) is None
    question.text, question.state = "Đang sửa lại", "draft"
    question.save()
    versioning.freeze(question)
    assert [version.text for version in bank.ready_versions()] == ["Số điện thoại nào?"]
    question.state = "ready"
    question.save()
    versioning.freeze(question)
    assert [version.text for version in bank.ready_versions()] == ["Đang sửa lại"]
    question.state = "retired"
    question.save()
    assert not bank.ready_versions()


def test_a_version_never_changes_in_the_database_either(bank: QuestionBank) -> None:
    a_question(bank)
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionVersion.objects.update(text="Đổi lời")


def test_a_question_is_made_and_frozen_in_the_order_shown(desk: Client, bank: QuestionBank) -> None:
    data = question_form(bank, [False, True, False], text=unicodedata.normalize("NFD", "Điều nào đúng?"))
    data |= {"options-0-ORDER": "3", "options-2-ORDER": "1"}
    response = desk.post(reverse(f"{QUESTIONS}:add"), data)
    assert response.status_code == 302
    question = Question.objects.get(bank=bank)
    assert question.text == "Điều nào đúng?"
    version = question.versions.get()
    assert [option["text"] for option in version.options] == ["Đáp án 3", "Đáp án 2", "Đáp án 1"]
    assert version.correct_ids == {"2"}


def test_a_wrong_question_is_refused_with_a_sentence(desk: Client, bank: QuestionBank) -> None:
    response = desk.post(reverse(f"{QUESTIONS}:add"), question_form(bank, [True, True]))
    assert response.status_code == 200
    assert answers_problem("single", answers(True, True)) in response.content.decode()
    assert not Question.objects.filter(bank=bank).exists()


def test_an_answer_needs_feedback(desk: Client, bank: QuestionBank) -> None:
    data = question_form(bank, [True, False]) | {"options-1-feedback": ""}
    assert desk.post(reverse(f"{QUESTIONS}:add"), data).status_code == 200
    assert not Question.objects.filter(bank=bank).exists()


def test_who_retires_a_question_that_a_quiz_cannot_do_without_is_told(client: Client, reviewer: User, course: Any) -> None:
    bank, quiz = QuestionBank.objects.create(name="Vừa đủ"), course.quiz()
    question = a_question(bank)
    quiz.bank, quiz.draw = bank, 1
    quiz.save()
    client.force_login(reviewer)
    data = question_form(bank, [True, False], text="Sửa?")
    for state, told in (("ready", False), ("retired", True), ("draft", False)):  # of a draft the last ready version is asked
        response = client.post(reverse(f"{QUESTIONS}:edit", args=[question.pk]), data | {"state": state})
        said = " ".join(str(message) for message in get_messages(response.wsgi_request))
        assert response.status_code == 302 and ("không ai bắt đầu được" in said) == told, state
        page = client.get(reverse("whole_course", args=[course.pk])).content.decode()
        assert ("không ai bắt đầu làm bài được" in page) == told, state


def test_two_bands_of_one_score_are_refused_without_names_of_fields(desk: Client, trainer: User, bank: QuestionBank, course: Any) -> None:
    a_question(bank)
    CoursePage.objects.filter(pk=course.pk).update(owner=trainer)
    bands = inline_formset([{"from_percent": "50", "text": text, "ORDER": str(n)} for n, text in enumerate(("Khá", "Tốt"), start=1)])
    url = reverse("wagtailadmin_pages:add", args=["courses", "quizpage", course.pk])
    page = desk.post(url, quiz_form(bank) | nested_form_data({"bands": bands})).content.decode()
    assert "Có hai dòng giống nhau" in page and "from_percent," not in page


def test_a_changed_word_makes_a_new_version_and_an_unchanged_save_none(desk: Client, bank: QuestionBank) -> None:
    question = a_question(bank)
    url = reverse(f"{QUESTIONS}:edit", args=[question.pk])
    answers = [
        {"id": option.pk, "text": option.text, "feedback": option.feedback, "ORDER": str(n),
         **({"is_correct": "on"} if option.is_correct else {})}
        for n, option in enumerate(question.options.all(), start=1)
    ]  # fmt: skip
    data = {"bank": bank.pk, "kind": "single", "text": question.text, "topic": "", "source": "", "state": "ready", "scoring": "right_minus_wrong"}
    assert desk.post(url, nested_form_data(data | {"options": inline_formset(answers, initial=2), "pictures": inline_formset([])})).status_code == 302
    assert question.versions.count() == 1
    answers[0]["text"] = "18008080"
    assert desk.post(url, nested_form_data(data | {"options": inline_formset(answers, initial=2), "pictures": inline_formset([])})).status_code == 302
    assert question.versions.count() == 2
    assert question.versions.last().options[0]["text"] == "18008080"


def test_a_question_that_was_asked_is_not_deleted(
    admin_client: Client, bank: QuestionBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = a_question(bank)
    monkeypatch.setattr("courses.wagtail_hooks._was_asked", lambda _question: True)
    response = admin_client.post(reverse(f"{QUESTIONS}:delete", args=[question.pk]))
    assert Question.objects.filter(pk=question.pk).exists()
    assert response.status_code == 302
    assert [str(message) for message in get_messages(response.wsgi_request)]


def test_a_question_that_nobody_was_asked_goes_with_its_versions(admin_client: Client, bank: QuestionBank) -> None:
    question = a_question(bank)
    admin_client.post(reverse(f"{QUESTIONS}:delete", args=[question.pk]))
    assert not Question.objects.filter(pk=question.pk).exists()


def test_the_preview_of_a_question_shows_it(desk: Client, bank: QuestionBank) -> None:
    question = a_question(bank, "Gọi số nào khi trẻ bị bạo lực?")
    url = reverse(f"{QUESTIONS}:preview_on_edit", args=[question.pk])
    answers = [
        {"id": o.pk, "text": o.text, "feedback": o.feedback, "ORDER": str(n), "is_correct": "on" if n == 1 else ""}
        for n, o in enumerate(question.options.all(), start=1)
    ]
    data = {"bank": bank.pk, "kind": "single", "text": "Gọi số nào?", "topic": "", "source": ""}
    desk.post(url, nested_form_data(data | {"options": inline_formset(answers, initial=2), "pictures": inline_formset([])}))
    shown = desk.get(url)
    assert shown.status_code == 200
    assert "Gọi số nào?" in shown.content.decode()


# --- pages -------------------------------------------------------------------------------------------------------


def officials() -> AudiencePage:
    return AudiencePage.objects.get(audience_id="officials")


def test_from_a_trainers_draft_to_the_audiences_page(desk: Client, reviewer: User, bank: QuestionBank) -> None:
    title = "Khóa học về lắng nghe"
    data = course_form(unicodedata.normalize("NFD", title)) | {"action-submit": "Gửi duyệt"}
    assert desk.post(add_url("coursepage", officials()), data).status_code == 302
    course = CoursePage.objects.get(title=title)
    assert (course.slug, course.live) == ("khoa-hoc-ve-lang-nghe", False)
    assert course.current_workflow_state.workflow.name == roles.WORKFLOW
    desk.post(reverse("wagtailadmin_pages:edit", args=[course.pk]), data | {"action-publish": "1"})
    course.refresh_from_db()
    assert not course.live

    visitor, reviewing = Client(), Client()
    assert title not in visitor.get(officials().url).content.decode()
    reviewing.force_login(reviewer)
    state = course.current_workflow_task_state
    reviewing.post(
        reverse("wagtailadmin_pages:workflow_action", args=[course.pk, "approve", state.pk]), {"comment": "Tốt"}
    )
    assert CoursePage.objects.get(pk=course.pk).live
    assert title in visitor.get(officials().url).content.decode()


def test_a_quiz_may_wait_for_questions_as_a_draft_only(desk: Client, trainer: User, bank: QuestionBank) -> None:
    course = CoursePage(title="Khóa nháp", live=False, owner=trainer)
    officials().add_child(instance=course)
    a_question(bank)
    quiz = quiz_form(bank, draw="2")
    refused = desk.post(add_url("quizpage", course), quiz | {"action-submit": "1"})
    assert refused.status_code == 200
    assert "draw" in refused.context["form"].errors
    assert desk.post(add_url("quizpage", course), quiz).status_code == 302
    made = QuizPage.objects.child_of(course).get()
    assert not made.live
    draft = desk.get(reverse("wagtailadmin_pages:view_draft", args=[made.pk]))
    assert draft.status_code == 200
    assert "Số điện thoại nào?" in draft.content.decode()


def test_drafts_of_every_kind_can_be_looked_at(desk: Client, reviewer: User) -> None:
    desk.force_login(reviewer)
    course = CoursePage(title="Khóa nháp", live=False)
    officials().add_child(instance=course)
    body = [{"type": "text", "value": "<p>Lời mở đầu</p>"}]
    lesson = LessonPage(title="Bài nháp", live=False, body=body)
    course.add_child(instance=lesson)
    private = PrivateLessonPage.objects.first()
    assert private is not None
    for page, words in ((course, "Khóa nháp"), (lesson, "Lời mở đầu"), (private, private.heading)):
        response = desk.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
        assert response.status_code == 200, page
        assert words in response.content.decode()
        assert Client().get(page.url).status_code == (200 if page.live else 404)


def test_two_lessons_of_one_title_have_two_addresses(desk: Client, trainer: User) -> None:
    course = CoursePage(title="Khóa nháp", live=False, owner=trainer)
    officials().add_child(instance=course)
    form = nested_form_data({"title": "Bài một", "slug": "bai-mot", "minutes": "", "body": streamfield([]), "comments": inline_formset([])})
    for _time in range(2):
        assert desk.post(add_url("lessonpage", course), form).status_code == 302
    assert [page.slug for page in LessonPage.objects.child_of(course)] == ["bai-mot", "bai-mot-2"]


def test_a_course_has_one_final_quiz_and_practice_as_one_likes(desk: Client, trainer: User, course: CoursePage) -> None:
    Page.objects.descendant_of(course, inclusive=True).update(owner=trainer)
    quiz, lesson = course.quiz(), course.lessons()[0]
    assert quiz is not None
    for parent, is_refused in ((course, True), (lesson, False)):
        page = desk.post(add_url("quizpage", parent), quiz_form(quiz.bank) | {"action-submit": "1"}, follow=True)
        assert ("đã có một bài loại này" in page.content.decode()) is is_refused
    assert desk.post(reverse("wagtailadmin_pages:edit", args=[quiz.pk]), quiz_form(quiz.bank)).status_code == 302


def test_quotas_that_need_the_same_questions_are_refused_together(desk: Client, trainer: User, bank: QuestionBank) -> None:
    course = CoursePage(title="Khóa nháp", live=False, owner=trainer)
    officials().add_child(instance=course)
    for n, (topic, difficulty) in enumerate([("Luật", "hard"), ("Luật", "easy"), ("Dịch vụ", "easy")]):
        a_question(bank, f"Câu {n}?", topic=topic, difficulty=difficulty)
    one_of_each = [{"topic": "Luật", "difficulty": "", "count": "2"}, {"topic": "", "difficulty": "hard", "count": "1"}]
    form = quiz_form(bank, draw="3", quotas=inline_formset(one_of_each)) | {"action-submit": "1"}
    assert "chưa đủ câu hỏi" in desk.post(add_url("quizpage", course), form).content.decode()
    one_of_each[0]["count"] = "1"
    form = quiz_form(bank, draw="3", quotas=inline_formset(one_of_each)) | {"action-submit": "1"}
    assert desk.post(add_url("quizpage", course), form).status_code == 302
