"""What regrades make of a mark. Pure: of the version, the answer and the regrades of that version, in their order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from courses import marking
from courses.answers import CHOICES

TYPED = {"short_text", "number"}


class AsShown(Protocol):
    """A question version, as far as marking needs it."""

    kind: str
    options: Any
    rule: Any


class Change(Protocol):
    """A regrade, as far as marking needs it."""

    way: str
    accepted: str

    @property
    def newer(self) -> Any: ...


@dataclass(frozen=True)
class Adjusted:
    mark: Fraction
    is_dropped: bool = False


def adjusted(mark: Fraction, version: AsShown, given: Any, changes: Iterable[Change]) -> Adjusted:
    """Accepting one more answer never lowers a mark; a newer version may. A dropped question does not count at all."""
    dropped = False
    accepted: list[str] = []
    for change in changes:
        if change.way == "accept":
            accepted.append(change.accepted)
            mark = max(mark, marking.mark(version.kind, with_accepted(version, accepted), given, version.rule).mark)
        elif change.way == "full":
            mark = Fraction(1)
        elif change.way == "drop":
            dropped = True
        elif change.way == "anew":
            mark = marking.mark(change.newer.kind, change.newer.options, given, change.newer.rule).mark
    return Adjusted(mark, dropped)


def with_accepted(version: AsShown, accepted: Iterable[str]) -> list[Mapping[str, Any]]:
    """The options as they would be if these were right, too. Of choices ids, of what is typed forms."""
    also = set(accepted)
    if version.kind in TYPED:
        return [*version.options, *({"id": f"also-{form}", "text": form, "correct": True, "percent": "100"} for form in also)]
    return [option | _as_right(version.kind, option) if str(option["id"]) in also else option for option in version.options]


def _as_right(kind: str, option: Mapping[str, Any]) -> dict[str, Any]:
    """Of several with weights it takes nothing away any more: what it is worth, nobody has said."""
    if kind != "multiple":
        return {"correct": True, "percent": "100"}
    return {"correct": True} | ({"percent": "0"} if marking.worth(option) < 0 else {})


def can_be_marked_anew(kind: str) -> bool:
    """What a person marked is not marked by a machine."""
    return kind != "long_answer"


def can_accept(kind: str) -> bool:
    return kind in CHOICES | TYPED
