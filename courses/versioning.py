"""Make an unchanging version of what a trainer wrote."""

from typing import Any

from django.db import transaction

from courses.models import Question, QuestionVersion


@transaction.atomic
def freeze(question: Question) -> QuestionVersion:
    """The version that says what the question says now; a new one only if the words differ from the last."""
    Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    last = question.versions.order_by("-number").first()
    content = _content(question)
    if last and {name: getattr(last, name) for name in content} == content:
        return last
    return QuestionVersion.objects.create(question=question, number=(last.number if last else 0) + 1, **content)


def _content(question: Question) -> dict[str, Any]:
    options = [
        {"id": str(place), "text": option.text, "correct": option.is_correct, "feedback": option.feedback}
        for place, option in enumerate(question.options.all(), start=1)
    ]
    return {"kind": question.kind, "text": question.text, "topic": question.topic, "options": options}
