"""Counts of a year. Participations (lượt người) are facts; people (số người) are distinct persons among them.

Distinct people are computed for every cell and never summed: somebody trained for two audiences counts once in each
and once in the total (design 5; field notes E).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from learning.counts.models import TrainingFact, TrainingFactQuerySet
from learning.people.choices import Sex
from learning.people.models import Audience

SEXES = (Sex.FEMALE.value, Sex.MALE.value, Sex.NOT_STATED.value)
MEASURES = ("participations", "people", "certificates")


@dataclass(frozen=True)
class Row:
    """One line of a table: each measure in all and by sex, keys as "people", "people_female"."""

    key: str
    label: str
    values: dict[str, int]
    depth: int = 0

    def __getitem__(self, name: str) -> int:
        return self.values[name]

    def cells(self) -> list[tuple[str, str, int]]:
        """(measure, sex or "", number) in the order of the table."""
        return [(m, s, self.values[f"{m}_{s}" if s else m]) for m in MEASURES for s in ("", *SEXES)]


def facts_of(year: int) -> TrainingFactQuerySet:
    """What is counted for a year: standing facts of capacity building (plan III.3) whose day lies in it."""
    return TrainingFact.objects.standing().capacity_building().in_year(year)


def total(facts: TrainingFactQuerySet) -> Row:
    """One query."""
    return Row("", "", facts.aggregate(**_measures()))


def by_audience(facts: TrainingFactQuerySet) -> list[Row]:
    """A row for every professional audience, also where nobody was trained. Two queries."""
    found: dict[str, Any] = {row["audience_id"]: row for row in facts.order_by().values("audience_id").annotate(**_measures())}
    audiences = Audience.objects.professional()  # type: ignore[attr-defined]
    return [Row(a.code, a.name, _values(found.get(a.code))) for a in audiences]


def _measures() -> dict[str, Count]:
    of: dict[str, dict[str, Any]] = {
        "participations": {"expression": "pk"},
        "people": {"expression": "person", "distinct": True},
        "certificates": {"expression": "pk", "where": Q(has_certificate=True)},
    }
    measures = {}
    for name, how in of.items():
        where = how.get("where", Q())
        for sex in ("", *SEXES):
            condition = where & Q(sex=sex) if sex else where
            measures[f"{name}_{sex}" if sex else name] = Count(
                how["expression"], distinct=how.get("distinct", False), filter=condition or None
            )
    return measures


def _values(row: dict[str, Any] | None) -> dict[str, int]:
    return {name: (row or {}).get(name, 0) for name in _names()}


def _names() -> Iterable[str]:
    return (f"{m}_{s}" if s else m for m in MEASURES for s in ("", *SEXES))
