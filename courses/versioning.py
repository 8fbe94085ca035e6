"""Make an unchanging version of what a trainer wrote."""

from decimal import Decimal
from typing import Any

from django.db import transaction

from courses.models import Question, QuestionOption, QuestionVersion

Kind, DEFAULT = Question.Kind, Question.Scoring.RIGHT_MINUS_WRONG
TYPED = {Kind.SHORT_TEXT, Kind.NUMBER, Kind.GAP}
"""Kinds whose answers are forms that are accepted: worth everything unless a weight says otherwise."""


@transaction.atomic
def freeze(question: Question) -> QuestionVersion | None:
    """The version that says what the question says now; a new one only if it is ready and differs from the last."""
    Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    last = question.versions.order_by("-number").first()
    content = content_of(question)
    if question.state != Question.State.READY:
        return last
    if last and {name: getattr(last, name) for name in content} == content:
        return last
    return QuestionVersion.objects.create(question=question, number=(last.number if last else 0) + 1, **content)


def content_of(question: Question) -> dict[str, Any]:
    """The fields of the version that says what the question says now."""
    options = [_option(question.kind, place, option) for place, option in enumerate(question.options.all(), start=1)]
    return {"kind": question.kind, "text": question.text, "topic": question.topic, "options": options, "rule": _rule(question)}


def _option(kind: str, place: int, option: QuestionOption) -> dict[str, Any]:
    """Only what its kind needs, so that the words of a version stay the same when kinds learn more."""
    content: dict[str, Any] = {
        "id": str(place), "text": option.text, "correct": option.is_correct, "feedback": option.feedback,
    }  # fmt: skip
    percent = None if kind == Kind.LONG_ANSWER and option.percent == 100 else option.percent
    if kind in TYPED:
        percent = Decimal(100) if percent is None else percent
        content["correct"] = percent > 0
    if percent is not None:
        content["percent"] = f"{percent.normalize():f}"
    more = {"match": option.match if kind == Kind.MATCHING else "", "gap": option.gap if kind == Kind.GAP else None}
    if kind == Kind.NUMBER and option.tolerance:
        more["tolerance"] = f"{option.tolerance.normalize():f}"
    return content | {name: value for name, value in more.items() if value or (name == "match" and kind == Kind.MATCHING)}


def _rule(question: Question) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "scoring": question.scoring if question.kind == Kind.MULTIPLE and question.scoring != DEFAULT else "",
        "marks_matter": question.marks_matter and question.kind in TYPED,
        "feedback": question.feedback,
        "case": question.case.text if question.case else "",
        "pictures": [{"image": picture.image_id, "alt": picture.alt} for picture in question.pictures.all()],
    }
    return {name: value for name, value in rule.items() if value}
