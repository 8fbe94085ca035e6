"""Counts of a year. Participations (lượt người) are facts; people (số người) are distinct persons among them.

Distinct people are computed for every cell and never summed: somebody trained for two audiences counts once in each
and once in the total (design 5; field notes E).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from learning.counts.models import HeadcountFact, HeadcountFactQuerySet, TrainingFact, TrainingFactQuerySet
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


@dataclass(frozen=True)
class FamilyRow:
    """What was held of one family. `headcount`: people without names, beside distinct people and never added to them."""

    key: str
    label: str
    classes: int
    participations: int
    people: int
    headcount: dict[str, int]


def facts_of(year: int, family: str = TrainingFact.Family.CAPACITY_BUILDING) -> TrainingFactQuerySet:
    """What is counted for a year: standing facts of capacity building (plan III.3) whose day lies in it."""
    return every_fact_of(year).filter(family=family)


def every_fact_of(year: int) -> TrainingFactQuerySet:
    """Of both families, which are told apart wherever they are counted."""
    return TrainingFact.objects.standing().in_year(year)


def heads_of(year: int) -> HeadcountFactQuerySet:
    return HeadcountFact.objects.standing().in_year(year)  # type: ignore[attr-defined,no-any-return]


def total(facts: TrainingFactQuerySet) -> Row:
    """One query."""
    return Row("", "", facts.aggregate(**_measures()))


def by_audience(facts: TrainingFactQuerySet) -> list[Row]:
    """A row for every professional audience, also where nobody was trained. Two queries."""
    found: dict[str, Any] = {row["audience_id"]: row for row in facts.order_by().values("audience_id").annotate(**_measures())}
    audiences = Audience.objects.professional()  # type: ignore[attr-defined]
    return [Row(a.code, a.name, _values(found.get(a.code))) for a in audiences]


def by_family(facts: TrainingFactQuerySet, heads: HeadcountFactQuerySet) -> list[FamilyRow]:
    """A row for each family, also where nothing was held. Three queries.

    A class counts once, whether its people have names, are numbers, or both.
    """
    counted = facts.order_by().values("family").annotate(participations=Count("pk"), people=Count("person", distinct=True))
    named: dict[str, Any] = {row["family"]: row for row in counted}
    summed = heads.order_by().values("family").annotate(**{f"{sex}_sum": Sum(sex) for sex in SEXES})
    numbers: dict[str, Any] = {row["family"]: row for row in summed}
    held = Counter(family for family, _subject in _classes(facts, heads))
    return [
        FamilyRow(
            key=key, label=str(label), classes=held[key],
            participations=named.get(key, {}).get("participations", 0), people=named.get(key, {}).get("people", 0),
            headcount=_with_total({sex: numbers.get(key, {}).get(f"{sex}_sum", 0) for sex in SEXES}),
        )
        for key, label in TrainingFact.Family.choices
    ]  # fmt: skip


def _classes(facts: TrainingFactQuerySet, heads: HeadcountFactQuerySet) -> Iterable[tuple[str, str]]:
    """(family, subject) of each class, once."""
    columns = ("family", "subject_key")
    named, numbered = (
        entries.order_by().filter(subject_key__startswith="class:").values_list(*columns) for entries in (facts, heads)
    )
    return named.union(numbered)


def _with_total(by_sex: dict[str, int]) -> dict[str, int]:
    return {"total": sum(by_sex.values()), **by_sex}


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
