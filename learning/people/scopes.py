"""The units that a permission reaches, as plain data: models ask it, roles make it."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from django.db.models import Q


@dataclass(frozen=True)
class Scope:
    """The whole province, or some units with all below them.

    `roots`: the units of the assignments, and the units that were renamed or merged into any unit reached.
    `covers`: every unit at or below the roots; for reading on any day, for changing today.
    `left`: of these, the units that lie elsewhere today, with the last day on which they lay here.
    `is_for_changing`: who works here today, not who once did.
    """

    whole_province: bool = False
    roots: frozenset[int] = field(default_factory=frozenset)
    covers: frozenset[int] = field(default_factory=frozenset)
    left: Mapping[int, datetime.date] = field(default_factory=dict, hash=False)
    is_for_changing: bool = False

    def __bool__(self) -> bool:
        return self.whole_province or bool(self.covers)

    def for_reading(self) -> "Scope":
        """The same units, with those who once worked there."""
        return replace(self, is_for_changing=False)

    def includes(self, organisation_id: int | None, day: datetime.date | None = None) -> bool:
        """Whether something of that unit and day is reached; without a day whether anything of the unit may be."""
        if self.whole_province or organisation_id not in self.covers:
            return self.whole_province
        return day is None or organisation_id not in self.left or day <= self.left[organisation_id]

    def rows(self, unit: str, until: Callable[[datetime.date], Q]) -> Q:
        """Rows of the units reached; of a unit that lies elsewhere today those of its time here, as `until` says."""
        reached = Q(**{f"{unit}__in": self.covers - self.left.keys()})
        for gone, last_day in self.left.items():
            reached |= Q(**{unit: gone}) & until(last_day)
        return reached
