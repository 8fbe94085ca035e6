"""Which known person is meant by a line of a list? Any number of lines, in chunks, with a fixed number of queries a chunk."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from learning.people.likeness import Sign, Traits, mistyped, signs
from learning.people.models import Person, Succession
from learning.people.text import fold, name_sort_key, words_key

CHUNK = 500
MOST_CANDIDATES = 10
FIELDS = (
    "pk", "merged_into_id", "search_key", "sort_key", "words_key", "sex", "birth_date", "birth_year", "phone", "citizen_key",
    "organisation_id",
)  # fmt: skip


@dataclass(frozen=True)
class Seeker:
    """What a list says about somebody. `phone` as +84…; `citizen_key` from keys.citizen_key; empty where it says nothing."""

    full_name: str
    sex: str
    birth_date: datetime.date | None
    birth_year: int | None
    phone: str
    citizen_key: str
    organisation_id: int | None


@dataclass(frozen=True)
class Candidate:
    person_id: int
    reason: str
    certain: bool
    strength: int


@dataclass(frozen=True)
class Match:
    """`person_id` is set only where somebody is certain and nobody else is."""

    person_id: int | None
    reason: str
    candidates: tuple[Candidate, ...]


def match(seekers: Sequence[Seeker]) -> list[Match]:
    """Four queries for every 500 seekers, and one for all. What is kept does not grow with the people known."""
    home = homes()
    everyone = [traits_of(seeker, home) for seeker in seekers]
    by_unit = sorted(range(len(everyone)), key=lambda number: everyone[number].unit or 0)  # so that a chunk reads few units
    matches: dict[int, Match] = {}
    for start in range(0, len(by_unit), CHUNK):
        numbers = by_unit[start : start + CHUNK]
        found = find([everyone[number] for number in numbers], home)
        matches |= {number: _match(found.get(place, {})) for place, number in enumerate(numbers)}
    return [matches[number] for number in range(len(seekers))]


def likeness(a: Seeker | Person | Traits, b: Seeker | Person | Traits) -> Candidate | None:
    """The same rule for any two, without a query; `person_id` is that of b, 0 where b is nobody yet."""
    second = traits_of(b, {})
    found = signs(traits_of(a, {}), second)
    return _candidate(second.person_id, found) if found else None


def duplicates_within(seekers: Sequence[Seeker]) -> list[tuple[int, int]]:
    """(the later, the first) of lines that are certainly one person."""
    home = homes()
    everyone = [traits_of(seeker, home) for seeker in seekers]
    earlier: dict[tuple[str, str], list[int]] = defaultdict(list)
    pairs = []
    for number, one in enumerate(everyone):
        keys = [(kind, key) for kind, key in (("citizen", one.citizen_key), ("words", one.words_key)) if key]
        before = sorted({other for key in keys for other in earlier[key]})
        first = next((other for other in before if _is_certain(everyone[other], one)), None)
        if first is not None:
            pairs.append((number, first))
        else:
            for key in keys:
                earlier[key].append(number)
    return pairs


def standing_ids(person_ids: Iterable[int]) -> dict[int, int]:
    """Who each of these is today: themselves, or the one into whom they were merged. One query for any number that IN takes."""
    found = Person.objects.filter(pk__in=set(person_ids)).values_list("pk", "merged_into_id")
    return {pk: merged_into or pk for pk, merged_into in found}


# --- what is compared ---------------------------------------------------------------------------------------------


def homes() -> dict[int, int]:
    """Each unit that was renamed or merged: the one unit in which it lives on. People did not change because a name did."""
    next_of: dict[int, set[int]] = defaultdict(set)
    kinds = [Succession.Kind.RENAMED, Succession.Kind.MERGED]
    for before, after in Succession.objects.filter(kind__in=kinds).values_list("predecessor_id", "successor_id"):
        next_of[before].add(after)
    return {unit: _last(unit, next_of) for unit, heirs in next_of.items() if len(heirs) == 1}


def _last(unit: int, next_of: dict[int, set[int]]) -> int:
    seen = {unit}
    while len(next_of.get(unit, ())) == 1:
        (heir,) = next_of[unit]
        if heir in seen:
            break
        seen.add(heir)
        unit = heir
    return unit


def traits_of(one: Seeker | Person | Traits, home: dict[int, int]) -> Traits:
    if isinstance(one, Traits):
        return one
    unit = home.get(one.organisation_id, one.organisation_id) if one.organisation_id else None
    year = one.birth_date.year if one.birth_date else one.birth_year
    words = fold(one.full_name)
    return Traits(
        (one.pk or 0) if isinstance(one, Person) else 0, words, name_sort_key(one.full_name), words_key(one.full_name),
        one.sex, one.birth_date, year, one.phone, one.citizen_key, unit,
    )  # fmt: skip


def read(people: Any, home: dict[int, int]) -> Iterator[Traits]:
    """People of a queryset, one after another, as what is compared. Whoever was merged away leads to the one who was kept."""
    for row in people.values_list(*FIELDS).iterator(chunk_size=2000):
        yield Traits._make((row[1] or row[0], *row[2:-1], home.get(row[-1], row[-1])))


# --- finding ------------------------------------------------------------------------------------------------------

Found = dict[int, dict[int, list[Sign]]]
"""By number of the seeker, by person: what speaks for it."""


def find(wanted: Sequence[Traits], home: dict[int, int]) -> Found:
    found: Found = {}
    for field in ("citizen_key", "phone", "words_key"):
        by_key = _grouped((getattr(one, field), number) for number, one in enumerate(wanted))
        for person in read(Person.objects.filter(**{f"{field}__in": list(by_key)}), home) if by_key else ():
            for number in by_key[getattr(person, field)]:
                _weigh(found, number, wanted[number], person)
    _find_mistyped(found, wanted, home)
    return found


def _find_mistyped(found: Found, wanted: Sequence[Traits], home: dict[int, int]) -> None:
    """Only among people of the same unit and year of birth: elsewhere a name that is nearly equal is somebody else's."""
    blocks = _grouped(
        ((one.unit, one.birth_year), number)
        for number, one in enumerate(wanted)
        if one.unit and one.birth_year and one.search_key
    )
    if not blocks:
        return
    for person in read(Person.objects.filter(_in_blocks(blocks, home)), home):
        for number in blocks.get((person.unit, person.birth_year), ()):
            if mistyped(wanted[number].search_key, person.search_key):
                _weigh(found, number, wanted[number], person)


def _in_blocks(blocks: Iterable[Any], home: dict[int, int]) -> Q:
    years: dict[int, set[int]] = defaultdict(set)
    for unit, year in blocks:
        years[unit].add(year)
    once: dict[int, list[int]] = defaultdict(list)
    for unit, lives_on in home.items():
        once[lives_on].append(unit)
    condition = Q()
    for unit, these in years.items():
        condition |= Q(organisation__in=[unit, *once[unit]], birth_year__in=these)
    return condition


def _grouped(pairs: Iterable[tuple[Any, int]]) -> dict[Any, list[int]]:
    groups: dict[Any, list[int]] = defaultdict(list)
    for key, number in pairs:
        if key:
            groups[key].append(number)
    return groups


def _weigh(found: Found, number: int, one: Traits, person: Traits) -> None:
    """Remember what speaks for this person; of very many (a telephone of a whole office) the strongest."""
    new = signs(one, person)
    if not new:
        return
    people = found.setdefault(number, {})
    if person.person_id not in people or _rank(new) < _rank(people[person.person_id]):
        people[person.person_id] = new
    if len(people) > 4 * MOST_CANDIDATES:
        best = sorted(people, key=lambda pk: _rank(people[pk]))[: 2 * MOST_CANDIDATES]
        found[number] = {pk: people[pk] for pk in best}


def _rank(found: list[Sign]) -> tuple[bool, int]:
    return (not found[0].certain, -found[0].strength)


def _match(people: dict[int, list[Sign]]) -> Match:
    ordered = sorted(people, key=lambda pk: (_rank(people[pk]), pk))[:MOST_CANDIDATES]
    candidates = tuple(_candidate(pk, people[pk]) for pk in ordered)
    certain = [one for one in candidates if one.certain]
    if len(certain) == 1:
        return Match(certain[0].person_id, certain[0].reason, candidates)
    return Match(None, candidates[0].reason if candidates else "", candidates)


def _candidate(person_id: int, found: list[Sign]) -> Candidate:
    return Candidate(person_id, str(found[0].reason), found[0].certain, found[0].strength)


def _is_certain(a: Traits, b: Traits) -> bool:
    found = signs(a, b)
    return bool(found) and found[0].certain
