"""Counts by unit, rolled up through the organisation tree as it was on the day of each fact."""

from collections import defaultdict
from dataclasses import dataclass, field

from learning.counts.models import TrainingFactQuerySet
from learning.counts.tally import MEASURES, SEXES, Row
from learning.people.models import OrganisationVersion
from learning.people.models.organisation import IN_TIME


@dataclass
class _Cell:
    facts: int = 0
    certificates: int = 0
    people: set[int] = field(default_factory=set)


def by_unit(facts: TrainingFactQuerySet) -> list[Row]:
    """A row for each unit with facts of its own or below it, parents before children. Two queries.

    Reads (path, person, sex, has_certificate) of each fact once: distinct people cannot be summed up the tree.
    """
    cells: dict[int, dict[str, _Cell]] = defaultdict(lambda: defaultdict(_Cell))
    chains: dict[tuple[int, ...], None] = {}
    for path, person, sex, certificate in facts.order_by().values_list(
        "organisation_path", "person_id", "sex", "has_certificate"
    ):
        chain = tuple(int(step) for step in path.strip("/").split("/"))
        for depth, unit in enumerate(chain):
            chains.setdefault(chain[: depth + 1])
            for key in ("", sex):
                cell = cells[unit][key]
                cell.facts += 1
                cell.certificates += certificate
                cell.people.add(person)
    names = _names({chain[-1] for chain in chains})
    ordered = sorted(chains, key=lambda chain: [names[unit][1] for unit in chain])
    return [Row(str(c[-1]), names[c[-1]][0], _values(cells[c[-1]]), depth=len(c) - 1) for c in ordered]


def _values(by_sex: dict[str, _Cell]) -> dict[str, int]:
    values = {}
    for sex in ("", *SEXES):
        cell = by_sex[sex]
        numbers = (cell.facts, len(cell.people), cell.certificates)
        values.update({f"{m}_{sex}" if sex else m: n for m, n in zip(MEASURES, numbers, strict=True)})
    return values


def _names(units: set[int]) -> dict[int, tuple[str, str]]:
    """(name, key to sort by) of each unit; the latest name it had."""
    names: dict[int, tuple[str, str]] = {}
    versions = OrganisationVersion.objects.filter(organisation__in=units).order_by(IN_TIME)
    for version in versions:
        names[version.organisation_id] = (version.name, version.search_key)
    return names
