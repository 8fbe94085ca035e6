"""Marking is a pure function of the question as shown and the answer given."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Verdict:
    mark: Fraction
    """Between 0 and 1."""

    @property
    def is_full(self) -> bool:
        return self.mark == 1

    @property
    def is_partial(self) -> bool:
        return 0 < self.mark < 1


def mark(kind: str, options: Sequence[Mapping[str, Any]], chosen: Collection[str]) -> Verdict:
    """One question's mark. Nothing chosen is 0.

    Single choice and true/false: 1 for the right option, else 0; more than one chosen is 0.
    Multiple choice: right minus wrong over the number of right options, not below 0 (field notes D: openHPI, Canvas).
    """
    picked = set(chosen)
    right = {str(option["id"]) for option in options if option["correct"]}
    if not picked or not right:
        return Verdict(Fraction(0))
    if kind != "multiple":
        return Verdict(Fraction(int(len(picked) == 1 and picked <= right)))
    return Verdict(max(Fraction(0), Fraction(len(picked & right) - len(picked - right), len(right))))


def percent(marks: Sequence[Fraction], served: int) -> Fraction:
    """The score in percent over the set served at the start: unanswered questions stay in the denominator."""
    return Fraction(100) * sum(marks, Fraction(0)) / served if served else Fraction(0)
