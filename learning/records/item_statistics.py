"""Statistics of questions and of a quiz (field notes D, after Moodle's calculator). Pure functions over marks from 0 to 1."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

ENOUGH = 10
"""Attempts below which a figure says more about chance than about a question."""
TOO_EASY, TOO_HARD, WEAK, DUBIOUS = 95, 30, 25, 15
"""In percent: facility above and below, discrimination below (usual aims), efficiency below (Moodle's own flag)."""
Marks = Mapping[int, Mapping[int, float]]
"""By attempt, the mark of each question that was served; what was left empty is 0."""


@dataclass(frozen=True)
class ItemStatistics:
    """In percent; None where it is not defined (fewer than two attempts, or everybody alike)."""

    question: int
    attempts: int
    facility: float
    spread: float | None
    discrimination: float | None
    efficiency: float | None

    @property
    def flags(self) -> list[str]:
        """What a trainer should look at; none while there are too few attempts."""
        if self.attempts < ENOUGH:
            return ["few"]
        found = ["easy"] * (self.facility > TOO_EASY) + ["hard"] * (self.facility < TOO_HARD)
        if self.discrimination is not None and self.discrimination < 0:
            found.append("key")
        elif self.discrimination is not None and self.discrimination < WEAK:
            found.append("weak")
        if self.efficiency is not None and 0 <= self.efficiency < DUBIOUS:
            found.append("dubious")
        return found


@dataclass(frozen=True)
class QuizStatistics:
    """Mean, median and standard deviation of the scores in percent; `consistency`: Cronbach's alpha in percent."""

    attempts: int
    mean: float | None
    median: float | None
    spread: float | None
    consistency: float | None


def of_items(marks: Marks) -> list[ItemStatistics]:
    """Drawn questions are judged over the attempts that served them, each against the rest of its own attempt."""
    totals = {attempt: sum(served.values()) for attempt, served in marks.items()}
    pairs: dict[int, list[tuple[float, float]]] = {}
    for attempt, served in marks.items():
        for question, mark in served.items():
            pairs.setdefault(question, []).append((mark, totals[attempt] - mark))
    return [_item(question, found) for question, found in sorted(pairs.items())]


def _item(question: int, pairs: Sequence[tuple[float, float]]) -> ItemStatistics:
    own, rest = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    shared, most = covariance(own, rest), covariance(sorted(own), sorted(rest))
    spreads = (variance(own) or 0) * (variance(rest) or 0)
    discrimination = 100 * shared / sqrt(spreads) if shared is not None and spreads > 1e-12 else None
    efficiency = 100 * shared / most if shared is not None and most is not None and most > 1e-12 else None
    deviation = variance(own)
    spread = 100 * sqrt(deviation) if deviation is not None else None
    return ItemStatistics(question, len(pairs), 100 * mean(own), spread, discrimination, efficiency)


def of_quiz(scores: Sequence[float], marks: Marks) -> QuizStatistics:
    """`scores` in percent, one for each attempt."""
    deviation = variance(scores)
    return QuizStatistics(
        len(scores), mean(scores) if scores else None, median(scores) if scores else None,
        sqrt(deviation) if deviation is not None else None, consistency(marks),
    )  # fmt: skip


def consistency(marks: Marks) -> float | None:
    """Cronbach's alpha in percent, only where everybody was asked the same: k/(k-1) · (1 - Σ var(item) / var(total))."""
    asked = {frozenset(served) for served in marks.values()}
    if len(asked) != 1 or len(items := next(iter(asked))) < 2:
        return None
    total = variance([sum(served.values()) for served in marks.values()])
    if not total or total < 1e-12:
        return None
    parts = sum(variance([served[item] for served in marks.values()]) or 0 for item in items)
    return 100 * len(items) / (len(items) - 1) * (1 - parts / total)


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def median(values: Sequence[float]) -> float:
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def variance(values: Sequence[float]) -> float | None:
    return covariance(values, values)


def covariance(first: Sequence[float], second: Sequence[float]) -> float | None:
    """With n-1; None below two values."""
    if len(first) < 2:
        return None
    a, b = mean(first), mean(second)
    return sum((x - a) * (y - b) for x, y in zip(first, second, strict=True)) / (len(first) - 1)
