"""Which of several attempts counts. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol


class Result(Protocol):
    """An attempt that was handed in; `pass_percent` is that of its start."""

    @property
    def score(self) -> Decimal | None: ...

    @property
    def passed(self) -> bool | None: ...

    @property
    def pass_percent(self) -> int: ...


@dataclass(frozen=True)
class Counted:
    """`score` in percent; None before anything was handed in."""

    score: Decimal | None
    passed: bool


def counted_of(rule: str, results: Sequence[Result]) -> Counted:
    """By the rule of the quiz: highest, last, first or average (field notes D), over the attempts in their order."""
    if not results:
        return Counted(None, False)
    if rule == "average":
        mean = sum((one.score or Decimal(0) for one in results), Decimal(0)) / len(results)
        return Counted(mean.quantize(Decimal("0.01")), mean >= results[-1].pass_percent)
    chosen = {"first": results[0], "last": results[-1]}.get(rule) or max(results, key=lambda one: (one.passed, one.score))
    return Counted(chosen.score, bool(chosen.passed))
