"""Bring the starter content into the site. Safe to repeat: it writes only what differs, and never over a trainer's work."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction
from wagtail.models import Page

from cms.models import HomePage, StandardPage
from courses import starter, versioning
from courses.models import (
    AudiencePage,
    CoursePage,
    LessonPage,
    PrivateAreaPage,
    PrivateLessonPage,
    Question,
    QuestionBank,
    QuestionOption,
    QuizPage,
)
from courses.starter import StarterCourse, StarterLesson

SHELL = Path(__file__).parent.parent / "cms" / "content"
Tell = Callable[[str], object]


@transaction.atomic
def load(tell: Tell) -> None:
    home = HomePage.objects.get()
    meta, _text = starter.read_page(SHELL / "home.md")
    home = _put(home, HomePage, "", {"title": meta["title"], "lead": meta["lead"]}, tell)
    doors = _load_doors(home, meta["summaries"], tell)
    for course in starter.read_courses():
        parent = doors[course.meta["audience"]]
        (_load_private if isinstance(parent, PrivateAreaPage) else _load_course)(parent, course, tell)
    for name in ("safety", "about"):
        page, text = starter.read_page(SHELL / f"{name}.md")
        fields = {"title": page["title"], "body": starter.html_of(text)}
        _put(home, StandardPage, page["slug"], fields, tell)


def _load_doors(home: Page, doors: dict[str, dict[str, str]], tell: Tell) -> dict[str, Page]:
    made = {}
    for code, door in doors.items():
        fields: dict[str, Any] = {"title": door["title"], "summary": door["summary"], "show_in_menus": True}
        model = PrivateAreaPage if code == "survivors" else AudiencePage
        if model is AudiencePage:
            fields["audience_id"] = code
        made[code] = _put(home, model, door["slug"], fields, tell)
    return made


def _load_course(parent: Page, course: StarterCourse, tell: Tell) -> None:
    meta = course.meta
    fields = {
        "title": meta["title"], "summary": meta["summary"], "intro": course.intro, "hours": meta["hours"], "is_starter": True,
        "outcomes": [{"type": "outcome", "value": text} for text in meta["outcomes"]],
    }  # fmt: skip
    page = _put(parent, CoursePage, meta["slug"], fields, tell)
    for lesson in course.lessons:
        _put(page, LessonPage, lesson.meta["slug"], _lesson_fields(lesson), tell)
    if course.questions:
        _load_quiz(page, course, tell)


def _load_private(page: Page, course: StarterCourse, tell: Tell) -> None:
    fields = {"heading": course.meta.get("heading", ""), "intro": course.intro, "is_starter": True}
    page = _put(page, PrivateAreaPage, "", fields, tell)
    for lesson in course.lessons:
        own = {"heading": lesson.meta["heading"]} | _lesson_fields(lesson)
        _put(page, PrivateLessonPage, str(lesson.meta["slug"]), own, tell)


def _lesson_fields(lesson: StarterLesson) -> dict[str, Any]:
    return {"title": lesson.meta["title"], "minutes": lesson.meta.get("minutes"), "body": lesson.blocks}


def _load_quiz(course: Page, content: StarterCourse, tell: Tell) -> None:
    bank, _made = QuestionBank.objects.get_or_create(name=content.meta["title"][:150])
    for row in content.questions:
        _load_question(bank, row)
    quiz = content.meta["quiz"]
    fields = {
        "title": quiz["title"], "bank_id": bank.pk, "draw": quiz["draw"], "pass_percent": quiz["pass_percent"],
        "attempts_allowed": quiz["attempts"],
    }  # fmt: skip
    _put(course, QuizPage, "bai-kiem-tra", fields, tell)


def _load_question(bank: QuestionBank, row: dict[str, Any]) -> None:
    """New questions come in; one that is here already is the trainers' and stays as they left it."""
    if Question.objects.filter(code=row["code"]).exists():
        return
    question = Question(
        bank=bank, code=row["code"], kind=row["kind"], text=row["text"], topic=row.get("topic", ""),
        source=row.get("source", ""),
    )  # fmt: skip
    question.options = [
        QuestionOption(
            text=option["text"], is_correct=option.get("correct", False), feedback=option["feedback"], sort_order=place
        )
        for place, option in enumerate(row["options"])
    ]
    question.save()
    versioning.freeze(question)


def _put(parent: Page, model: type[Page], slug: str, fields: dict[str, Any], tell: Tell) -> Page:
    """The page of that address below the parent (or the parent itself where slug is ""), with these fields, published."""
    page = parent if not slug else model.objects.child_of(parent).filter(slug=slug).first()
    if page is None:
        page = model(slug=slug, **_python(model, fields))
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        page.save_revision(clean=False).publish()
        tell(f"made {page.url_path}")
        return model.objects.get(pk=page.pk)
    page = model.objects.get(pk=page.pk)
    if not _differs(page, fields):
        return page
    if page.latest_revision and page.latest_revision.user_id:
        tell(f"kept {page.url_path}: edited in the admin since")
        return page
    for name, value in _python(model, fields).items():
        setattr(page, name, value)
    page.save_revision(clean=False).publish()
    tell(f"changed {page.url_path}")
    return model.objects.get(pk=page.pk)


def _python(model: type[Page], fields: dict[str, Any]) -> dict[str, Any]:
    """The values as the fields of the model hold them."""
    return {
        name: model._meta.get_field(name).to_python(json.dumps(value) if isinstance(value, list) else value)
        for name, value in fields.items()
    }


def _differs(page: Page, fields: dict[str, Any]) -> bool:
    return any(_plain(getattr(page, name)) != _plain(value) for name, value in _python(type(page), fields).items())


def _plain(value: Any) -> Any:
    return _without_ids(value.get_prep_value()) if hasattr(value, "get_prep_value") else value


def _without_ids(value: Any) -> Any:
    """Blocks as they were written: the ids that Wagtail gives them left out."""
    if isinstance(value, list):
        return [_without_ids(v["value"]) if _is_list_item(v) else _without_ids(v) for v in value]
    if isinstance(value, dict):
        return {key: _without_ids(v) for key, v in value.items() if key != "id"}
    return value


def _is_list_item(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") == "item"
