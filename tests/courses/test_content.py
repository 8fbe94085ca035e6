"""The starter content: complete, careful with people, and loaded without harm any number of times."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page, Revision

from cms.text import fold
from courses import starter
from courses.models import CoursePage, LessonPage, PrivateLessonPage, Question, QuestionVersion
from courses.models.private import TELLING_WORDS
from courses.starter import StarterCourse

COURSES = {course.meta["audience"]: course for course in starter.read_courses()}
PHONES = {"18008080", "111", "112", "113", "114", "115"}
WORDS_A_LESSON, LESSONS, QUESTIONS = 400, 3, 15


def words(lesson: Any) -> int:
    return len(re.sub(r"<[^>]+>", " ", str(strings(lesson.blocks))).split())


def strings(value: Any) -> str:
    """The text in blocks, whatever their shape; names of blocks are not text."""
    if isinstance(value, dict):
        return " ".join(strings(inner) for key, inner in value.items() if key not in {"type", "id"})
    if isinstance(value, list | tuple):
        return " ".join(strings(inner) for inner in value)
    return value if isinstance(value, str) else ""


def everything(course: StarterCourse) -> str:
    return " ".join([course.intro, *(strings(lesson.blocks) for lesson in course.lessons), strings(course.questions)])


def test_each_of_the_five_audiences_has_a_course() -> None:
    assert set(COURSES) == {"officials", "model_staff", "service_providers", "journalists", "survivors"}


@pytest.mark.parametrize("audience", sorted(COURSES))
def test_a_course_has_lessons_long_enough(audience: str) -> None:
    lessons = COURSES[audience].lessons
    assert len(lessons) >= LESSONS
    assert {lesson.meta["slug"]: words(lesson) for lesson in lessons if words(lesson) < WORDS_A_LESSON} == {}


@pytest.mark.parametrize("audience", sorted(set(COURSES) - {"survivors"}))
def test_a_quiz_has_questions_enough_with_feedback_for_every_option(audience: str) -> None:
    questions = COURSES[audience].questions
    assert len(questions) >= QUESTIONS
    assert COURSES[audience].meta["quiz"]["draw"] == 10
    assert all(option.get("feedback", "").strip() for q in questions for option in q["options"])
    assert len({q["code"] for q in questions}) == len(questions)
    for question in questions:
        right = sum(bool(option.get("correct")) for option in question["options"])
        assert right >= 2 if question["kind"] == "multiple" else right == 1, question["code"]


def test_survivors_are_not_examined() -> None:
    assert not COURSES["survivors"].questions


def test_titles_and_addresses_for_survivors_do_not_tell() -> None:
    course = COURSES["survivors"]
    shown = [course.meta["title"], *(f"{ls.meta['title']} {ls.meta['slug'].replace('-', ' ')}" for ls in course.lessons)]
    assert not [(text, word) for text in shown for word in TELLING_WORDS if word in fold(text)]


@pytest.mark.parametrize("audience", sorted(COURSES))
def test_only_telephone_numbers_that_were_checked(audience: str) -> None:
    text = re.sub(r"<[^>]+>", " ", everything(COURSES[audience]))
    called = re.findall(r"(?:gọi|số|dây|tổng đài)[^.\d]{0,30}(\d[\d. ]{2,12}\d)", text, re.IGNORECASE)
    long_ones = re.findall(r"\b(?:1800|1900|0\d)[\d. ]{4,}\d\b", text)
    plain = {re.sub(r"\D", "", number) for number in long_ones}
    assert plain <= PHONES
    short = {number for number in called if re.fullmatch(r"1\d\d", number)}
    assert short <= PHONES | {"114"}


@pytest.mark.django_db
def test_every_course_says_that_it_is_starter_content(client: Client) -> None:
    for course in CoursePage.objects.live():
        assert course.is_starter
        assert "rà soát" in client.get(course.url).content.decode()
    assert "rà soát" in client.get("/r/").content.decode()


@pytest.mark.django_db
def test_loading_twice_changes_nothing_and_the_tree_is_sound() -> None:
    def state() -> list[Any]:
        models: tuple[Any, ...] = (Page, CoursePage, LessonPage, PrivateLessonPage, Question, QuestionVersion, Revision)
        return [list(model._default_manager.order_by("pk").values()) for model in models]

    before = state()
    call_command("load_content", verbosity=0)
    assert state() == before
    assert not any(Page.find_problems())


@pytest.mark.django_db
def test_loading_does_not_write_over_a_trainers_work(trainer: Any) -> None:
    lesson = LessonPage.objects.live().first()
    assert lesson
    lesson.title = "Tên do giảng viên đặt"
    lesson.save_revision(user=trainer).publish()
    call_command("load_content", verbosity=0)
    lesson.refresh_from_db()
    assert lesson.title == "Tên do giảng viên đặt"


@pytest.mark.django_db
def test_every_public_page_answers(client: Client) -> None:
    statuses = {page.url: client.get(page.url).status_code for page in Page.objects.live().filter(depth__gt=1)}
    assert len(statuses) > 15
    assert {url: status for url, status in statuses.items() if status not in {200, 302}} == {}
