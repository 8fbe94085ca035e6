"""What the page of a question sends."""

from typing import Any

from django.http import QueryDict

from courses.answers import CHOICES
from learning.records.models import Answer

PART = "part-"
IN_PARTS = {"matching", "ordering", "gap"}


def given_in(posted: QueryDict, answer: Answer) -> Any:
    """The answer as it was sent, in the shape of its kind; whether it fits the question is asked when it is saved.

    The page names options by their place on it (Answer.names); what it does not name comes out as "?", which fits nothing.
    """
    kind, ids = answer.version.kind, {name: pk for pk, name in answer.names.items()}
    if kind in CHOICES:
        return [ids.get(str(name), "?") for name in posted.getlist("chosen")]
    if kind not in IN_PARTS:
        return posted.get("text", "")
    parts = {name.removeprefix(PART): str(value) for name, value in posted.items() if name.startswith(PART)}
    if kind == "ordering":
        return {ids.get(name, "?"): value for name, value in parts.items()}
    if kind == "matching":  # left sides keep their ids: without those of the right sides they tell nothing
        return {pk: ids.get(name, "?") if name else "" for pk, name in parts.items()}
    return parts
