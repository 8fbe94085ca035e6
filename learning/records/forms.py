"""What the page of a question sends."""

from typing import Any

from django.http import QueryDict

from courses.answers import CHOICES

PART = "part-"
IN_PARTS = {"matching", "ordering", "gap"}


def given_in(posted: QueryDict, kind: str) -> Any:
    """The answer as it was sent, in the shape of its kind; whether it fits the question is asked when it is saved."""
    if kind in CHOICES:
        return posted.getlist("chosen")
    if kind in IN_PARTS:
        return {name.removeprefix(PART): value for name, value in posted.items() if name.startswith(PART)}
    return posted.get("text", "")
