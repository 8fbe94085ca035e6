"""What people give as an answer: its shape by kind, checked before it is kept, and said in words after the quiz.

Pure functions of a version's kind, text and options. Shapes: choices, a list of ids; matching, by id of the left side the id of
the option whose right side was chosen; ordering, by id its place from 1; gap, by number of the gap a text; else one text.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from courses import marking
from courses.gaps import GAP

CHOICES = {"single", "multiple", "true_false"}
LONGEST = {"long_answer": 20_000, "short_text": 400, "number": 50}
LONGEST_GAP = 200


class Unfit(ValueError):
    """The answer does not belong to the question; the message says what to do."""

    def __init__(self) -> None:
        super().__init__(_("This answer does not belong to the question. Please open the question again and choose anew."))


@dataclass(frozen=True)
class Told:
    """One part of an answer in words. `is_right` None where nobody can say yet."""

    label: str
    given: str
    right: str
    is_right: bool | None
    feedback: str = ""


def clean(kind: str, options: Sequence[Mapping[str, Any]], given: Any) -> Any:
    """The answer in the one shape in which it is kept; empty parts left out. Raises Unfit, or ValueError in words."""
    ids = [str(option["id"]) for option in options]
    if kind in CHOICES:
        return _ticks(kind, ids, given)
    if kind == "matching":
        left = {str(option["id"]) for option in options if option["text"]}
        return _mapping(given, left, lambda value: str(value) if str(value) in ids else None)
    if kind == "ordering":
        places = {str(n): n for n in range(1, len(ids) + 1)}
        return _mapping(given, set(ids), lambda value: places.get(str(value)))
    if kind == "gap":
        return _mapping(given, {str(option["gap"]) for option in options}, lambda value: _text(value, LONGEST_GAP))
    return _text(given, LONGEST[kind])


def _ticks(kind: str, ids: Sequence[str], given: Any) -> list[str]:
    if not isinstance(given or [], list | tuple | set | frozenset):
        raise Unfit
    picked = {str(pk) for pk in given or ()}
    if not picked <= set(ids):
        raise Unfit
    if len(picked) > 1 and kind != "multiple":
        raise ValueError(_("This question has one answer. Please choose only one."))
    return [pk for pk in ids if pk in picked]


def _mapping(given: Any, keys: set[str], read: Any) -> dict[str, Any]:
    if not isinstance(given or {}, Mapping):
        raise Unfit
    kept = {str(key): value for key, value in (given or {}).items() if str(value).strip()}
    read_values = {key: read(value) for key, value in kept.items()}
    if not kept.keys() <= keys or None in read_values.values():
        raise Unfit
    return read_values


def _text(given: Any, longest: int) -> str:
    if not isinstance(given or "", str):
        raise Unfit
    text = unicodedata.normalize("NFC", given or "").replace("\x00", "").strip()
    if len(text) > longest:
        message = _("This answer has more than %(limit)s characters. Please shorten it; nothing of it was lost on this page.")
        raise ValueError(message % {"limit": longest})
    return text


# --- in words ---------------------------------------------------------------------------------------------------


def told(kind: str, options: Sequence[Mapping[str, Any]], given: Any, rule: marking.Rule | None = None) -> list[Told]:
    """What was answered, part by part, with what would have been right, by the rule by which it is marked."""
    by_id = {str(option["id"]): option for option in options}
    if kind in CHOICES:
        return [_told_choice(option, str(option["id"]) in (given or ())) for option in options]
    if kind == "matching":
        return [_told_pair(option, by_id.get((given or {}).get(str(option["id"]), ""))) for option in options if option["text"]]
    if kind == "ordering":
        places = given or {}
        return [
            Told(option["text"], str(places.get(str(option["id"]), "")), str(n), places.get(str(option["id"])) == n)
            for n, option in enumerate(options, start=1)
        ]
    if kind == "gap":
        gaps = sorted({str(option["gap"]) for option in options}, key=int)
        return [_told_gap(gap, options, (given or {}).get(gap, ""), rule) for gap in gaps]
    if kind == "long_answer":
        return [Told("", given or "", "", None)]
    return [_told_typed(kind, "", options, given or "", rule)]


def _told_choice(option: Mapping[str, Any], chosen: bool) -> Told:
    right = bool(option.get("correct"))
    return Told(option["text"], "x" if chosen else "", "x" if right else "", chosen == right, option.get("feedback", ""))


def _told_pair(option: Mapping[str, Any], chosen: Mapping[str, Any] | None) -> Told:
    side = str(chosen["match"]) if chosen else ""
    return Told(option["text"], side, option["match"], side == option["match"], option.get("feedback", ""))


def _told_gap(gap: str, options: Sequence[Mapping[str, Any]], typed: str, rule: marking.Rule | None) -> Told:
    return _told_typed("short_text", f"[{gap}]", [o for o in options if str(o["gap"]) == gap], typed, rule)


def _told_typed(kind: str, label: str, options: Sequence[Mapping[str, Any]], typed: str, rule: marking.Rule | None) -> Told:
    right = "; ".join(str(option["text"]) for option in options if option.get("correct"))
    alone = ((o, marking.mark(kind, [{**o, "percent": 100}], typed, rule)) for o in options)
    feedback = next((o.get("feedback", "") for o, verdict in alone if verdict.is_full), "")
    return Told(label, typed, right, marking.mark(kind, options, typed, rule).is_full, feedback)


def pieces(text: str) -> list[tuple[str, str]]:
    """The text of a gap question as (words, number of the gap that follows or "")."""
    parts = GAP.split(text)
    numbers = [*parts[1::2], ""]
    return list(zip(parts[::2], numbers, strict=True))
