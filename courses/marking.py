"""Marking is a pure function of the question as shown and the answer given.

What is given, by kind: choices, the ids of the options ticked; matching, by id of the left side the id of the option whose
right side was chosen; ordering, by id its place from 1; gaps, by number of the gap what was typed; else the text typed.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cms.text import fold

Option = Mapping[str, Any]
Options = Sequence[Option]
Rule = Mapping[str, Any]
"""How the question is scored: "scoring" of multiple choice, "marks_matter" of short texts."""
NOTHING = Fraction(0)
EXACT, RIGHT_MINUS_WRONG, WEIGHTS = "exact", "right_minus_wrong", "weights"


@dataclass(frozen=True)
class Verdict:
    mark: Fraction
    """Between 0 and 1."""
    waits: bool = False
    """A person has still to mark it; until then it is 0."""

    @property
    def is_full(self) -> bool:
        return self.mark == 1

    @property
    def is_partial(self) -> bool:
        return 0 < self.mark < 1


def mark(kind: str, options: Options, given: Any, rule: Rule | None = None) -> Verdict:
    """One question's mark. Nothing given is 0, whatever the kind and the rule."""
    if not given or (isinstance(given, str) and not given.strip()):
        return Verdict(NOTHING)
    if kind == "long_answer":
        return Verdict(NOTHING, waits=True)
    return Verdict(_between_0_and_1(MARKERS[kind](options, given, rule or {})))


def percent(marks: Sequence[Fraction], served: int) -> Fraction:
    """The score in percent over the set served at the start: unanswered questions stay in the denominator."""
    return Fraction(100) * sum(marks, Fraction(0)) / served if served else Fraction(0)


def worth(option: Option) -> Fraction:
    """What an option is worth, from -1 to 1: its weight where it has one, else 1 if it is right."""
    weight = option.get("percent")
    return Fraction(int(bool(option.get("correct")))) if weight is None else Fraction(str(weight)) / 100


def _between_0_and_1(value: Fraction) -> Fraction:
    return min(max(value, NOTHING), Fraction(1))


# --- choices ---------------------------------------------------------------------------------------------------


def _one(options: Options, given: Collection[str], rule: Rule) -> Fraction:
    """The worth of the one option chosen; more than one chosen is 0."""
    picked = set(given)
    return next((worth(o) for o in options if str(o["id"]) in picked), NOTHING) if len(picked) == 1 else NOTHING


def _several(options: Options, given: Collection[str], rule: Rule) -> Fraction:
    """Right minus wrong over the number of right options (field notes D: openHPI, Canvas), all or nothing, or the weights."""
    picked, right = set(given), {str(option["id"]) for option in options if option.get("correct")}
    scoring = rule.get("scoring", RIGHT_MINUS_WRONG)
    if scoring == WEIGHTS:
        return sum((worth(option) for option in options if str(option["id"]) in picked), NOTHING)
    if scoring == EXACT:
        return Fraction(int(picked == right))
    return Fraction(len(picked & right) - len(picked - right), len(right)) if right else NOTHING


# --- pairs and orders ------------------------------------------------------------------------------------------


def _pairs(options: Options, given: Mapping[str, str], rule: Rule) -> Fraction:
    """Right pairs over all pairs. Right sides that read alike are alike; one without a left side only misleads."""
    sides = {str(option["id"]): option["match"] for option in options}
    pairs = [str(option["id"]) for option in options if option["text"]]
    right = sum(sides.get(given.get(pk, "")) == sides[pk] for pk in pairs)
    return Fraction(right, len(pairs)) if pairs else NOTHING


def _order(options: Options, given: Mapping[str, int], rule: Rule) -> Fraction:
    """Neighbours kept: of the pairs that follow each other in the right order, how many do so in the answer.

    Not places: a list that is right but for its first item moved to the end would have none of them. A place given twice is none.
    """
    times = Counter(given.values())
    places = [given[pk] if times[given.get(pk, 0)] == 1 else None for pk in (str(option["id"]) for option in options)]
    kept = sum(a is not None and b == a + 1 for a, b in zip(places, places[1:], strict=False))
    return Fraction(kept, len(places) - 1) if len(places) > 1 else NOTHING


# --- what is typed ---------------------------------------------------------------------------------------------


def _text(options: Options, given: str, rule: Rule) -> Fraction:
    """The best of the accepted forms it fits."""
    return max((worth(option) for option in options if fits(str(option["text"]), given, rule)), default=NOTHING)


def fits(accepted: str, typed: str, rule: Rule) -> bool:
    """Case and spaces do not count, nor the tone and letter marks unless the question says so; * stands for anything."""
    first, *rest = (_plain(part, rule) for part in accepted.split("*"))
    text = _plain(typed, rule)
    if not rest:
        return text == first
    *middle, last = rest
    at = len(first)
    for part in middle:  # each as early as it goes: what is left is then longest, so no way back need be tried
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return text.startswith(first) and text.endswith(last) and at <= len(text) - len(last)


def _plain(text: str, rule: Rule) -> str:
    text = unicodedata.normalize("NFC", text)
    return " ".join(text.casefold().split()) if rule.get("marks_matter") else fold(text)


def _number(options: Options, given: str, rule: Rule) -> Fraction:
    values = readings(given)
    near = [o for o in options if o["text"] != "*" and _is_near(o, values)]
    return max(map(worth, near), default=max((worth(o) for o in options if o["text"] == "*"), default=NOTHING))


def _is_near(option: Option, values: Collection[Decimal]) -> bool:
    return any(abs(value - _decimal(option["text"])) <= _decimal(option.get("tolerance") or 0) for value in values)


def readings(typed: str) -> set[Decimal]:
    """The numbers that may be meant: "3,5" and "3.5" are one; "1.000" is a thousand in Vietnamese, and one in English."""
    text = re.sub(r"\s", "", typed)
    spellings = {text.replace(",", ".")}
    if re.fullmatch(r"[-+]?\d{1,3}(\.\d{3})+(,\d+)?", text):
        spellings.add(text.replace(".", "").replace(",", "."))
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", text):
        spellings.add(text.replace(",", ""))
    return {Decimal(spelling) for spelling in spellings if re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)", spelling)}


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value))


def _gaps(options: Options, given: Mapping[str, str], rule: Rule) -> Fraction:
    """The mean over all gaps; an empty one is 0."""
    gaps = sorted({str(option["gap"]) for option in options})
    marks = [_text([o for o in options if str(o["gap"]) == gap], given[gap], rule) for gap in gaps if given.get(gap, "").strip()]
    return sum((_between_0_and_1(one) for one in marks), NOTHING) / len(gaps) if gaps else NOTHING


MARKERS: dict[str, Callable[[Options, Any, Rule], Fraction]] = {
    "single": _one, "true_false": _one, "multiple": _several, "matching": _pairs, "ordering": _order, "short_text": _text,
    "number": _number, "gap": _gaps,
}  # fmt: skip
