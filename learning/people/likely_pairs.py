"""Records that may be one person: found by keys in small blocks, kept as pairs until somebody has decided."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, groupby
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from learning.people import matching
from learning.people.likeness import Sign, Traits, mistyped, signs
from learning.people.models import LikelyPair, Person, User
from learning.people.models.person import PersonQuerySet
from learning.people.refusing import Refused

BATCH = 1000
LARGEST_OFFICE = 12
"""A telephone of more people than this is an office's: it tells something only together with a name."""

Pair = tuple[Traits, Traits]
Progress = Callable[[int, int], object]


def search(progress: Progress = lambda done, total: None) -> int:
    """Look through everybody; how many pairs are open then. Pairs that no longer hold are closed, decisions stay."""
    home = matching.homes()
    recheck(LikelyPair.objects.all())
    steps = [_by_citizen_number, _by_phone, _by_name_and_year, _by_name_and_unit, _mistyped]
    for done, step in enumerate(steps):
        progress(done, len(steps))
        _remember(step(home))
    progress(len(steps), len(steps))
    return LikelyPair.objects.open().count()  # type: ignore[attr-defined]


def look_at(person: Person) -> None:
    """Find at once the pairs of one who is new or was changed."""
    look_at_all([person])


@transaction.atomic
def look_at_all(people: Sequence[Person]) -> None:
    """The same for everybody of a list: a fixed number of queries for every 500."""
    home = matching.homes()
    for start in range(0, len(people), matching.CHUNK):
        some = people[start : start + matching.CHUNK]
        recheck(LikelyPair.objects.filter(Q(first__in=some) | Q(second__in=some)))
        standing = [matching.traits_of(person, home) for person in some if not person.merged_into_id]
        _remember(_with_others(standing, home))


def _with_others(these: list[Traits], home: dict[int, int]) -> Iterator[Pair]:
    """Compared with the records of others as they stand: what only a merged record says does not make a pair."""
    found = matching.find(these, home)
    wanted = sorted({pk for others in found.values() for pk in others})
    known: dict[int, Traits] = {}
    for start in range(0, len(wanted), BATCH):
        batch = Person.objects.filter(pk__in=wanted[start : start + BATCH])
        known |= {one.person_id: one for one in matching.read(batch, home)}
    for number, others in found.items():
        one = these[number]
        yield from ((one, known[pk]) for pk in others if pk != one.person_id and signs(one, known[pk]))


@transaction.atomic
def not_the_same(pair: LikelyPair, *, by: User) -> None:
    """Two people: remembered, and never asked again."""
    pair = LikelyPair.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    if pair.state == LikelyPair.State.MERGED:
        raise Refused(_("These two records are merged. Please undo the merge first."))
    pair.state, pair.decided_by, pair.decided_at = LikelyPair.State.NOT_SAME, by, timezone.now()
    pair.save(update_fields=["state", "decided_by", "decided_at"])
    log(instance=pair.first, action="people.not_the_same", user=by, data={"other": pair.second_id})


def recheck(pairs: QuerySet[LikelyPair]) -> None:
    """Take out the open pairs of these that no longer hold, and say anew why the others do."""
    home = matching.homes()
    still_open = pairs.filter(state=LikelyPair.State.OPEN).select_related("first", "second").order_by("pk")
    gone, changed = [], []
    for pair in still_open.iterator(chunk_size=BATCH):
        found = signs(matching.traits_of(pair.first, home), matching.traits_of(pair.second, home))
        if not found or pair.first.merged_into_id or pair.second.merged_into_id:
            gone.append(pair.pk)
        elif (pair.reasons, pair.strength) != (_reasons(found), found[0].strength):
            pair.reasons, pair.strength = _reasons(found), found[0].strength
            changed.append(pair)
    for start in range(0, len(gone), BATCH):
        LikelyPair.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    LikelyPair.objects.bulk_update(changed, ["reasons", "strength"], batch_size=200)


# --- blocks: only people who share a key are compared -------------------------------------------------------------


def _by_citizen_number(home: dict[int, int]) -> Iterator[Pair]:
    yield from _in_blocks(_sharing("citizen_key"), home, ("citizen_key",))


def _by_phone(home: dict[int, int]) -> Iterator[Pair]:
    yield from _in_blocks(_sharing("phone"), home, ("phone",), largest=LARGEST_OFFICE)


def _by_name_and_year(home: dict[int, int]) -> Iterator[Pair]:
    people = _sharing("words_key", "birth_year").exclude(birth_year=None)
    yield from _in_blocks(people, home, ("words_key", "birth_year"))


def _by_name_and_unit(home: dict[int, int]) -> Iterator[Pair]:
    """Those of whom the year of birth is not known, beside everybody of their name and unit."""
    unknown = Person.objects.standing().filter(birth_year=None).values("words_key")  # type: ignore[attr-defined]
    people = _sharing("words_key").filter(words_key__in=unknown)
    for _key, block in groupby(_ordered(people, home, ("words_key",)), attrgetter("words_key")):
        for same in _split(list(block), attrgetter("unit")):
            unsure = [one for one in same if one.birth_year is None]
            yield from ((a, b) for a in unsure for b in same if a is not b and signs(a, b))


def _mistyped(home: dict[int, int]) -> Iterator[Pair]:
    """Unit by unit, year by year: the only comparison of people who share no name."""
    living: PersonQuerySet = Person.objects.standing()  # type: ignore[attr-defined]
    units: dict[int, list[int]] = {}
    for unit in living.order_by().values_list("organisation_id", flat=True).distinct():
        units.setdefault(home.get(unit, unit), []).append(unit)
    for these in units.values():
        people = living.filter(organisation__in=these).exclude(birth_year=None)
        for _year, block in groupby(_ordered(people, home, ("birth_year",)), attrgetter("birth_year")):
            for a, b in combinations(block, 2):
                if a.search_key != b.search_key and mistyped(a.search_key, b.search_key) and signs(a, b):
                    yield a, b


def _sharing(*fields: str) -> PersonQuerySet:
    """Standing people of whom another one has the same values in these fields."""
    living: PersonQuerySet = Person.objects.standing()  # type: ignore[attr-defined]
    known = living.exclude(**{fields[0]: ""})
    shared = known.order_by().values(*fields).annotate(n=Count("pk")).filter(n__gt=1)
    return known.filter(**{f"{fields[0]}__in": shared.values(fields[0])})


def _ordered(people: PersonQuerySet, home: dict[int, int], keys: tuple[str, ...]) -> Iterator[Traits]:
    return matching.read(people.order_by(*keys, "pk"), home)


def _in_blocks(people: PersonQuerySet, home: dict[int, int], keys: tuple[str, ...], *, largest: int = 300) -> Iterator[Pair]:
    for _key, block in groupby(_ordered(people, home, keys), attrgetter(*keys)):
        yield from _pairs(list(block), largest)


def _pairs(block: list[Traits], largest: int) -> Iterator[Pair]:
    """All against all; in a very large block only those who share a name and one thing more."""
    smaller = [block] if len(block) <= largest else [
        same for second in ("unit", "birth_date", "phone") for same in _split(block, attrgetter("words_key", second))
    ]  # fmt: skip
    for one in smaller:
        yield from ((a, b) for a, b in combinations(one, 2) if signs(a, b))


def _split(block: list[Traits], key: Callable[[Traits], Any]) -> Iterable[list[Traits]]:
    parts: dict[Any, list[Traits]] = {}
    for one in block:
        parts.setdefault(key(one), []).append(one)
    return parts.values()


# --- what is found ------------------------------------------------------------------------------------------------


def _remember(found: Iterable[Pair]) -> None:
    """As open pairs; what is known already, decided or not, stays as it is."""
    batch: list[LikelyPair] = []
    for a, b in found:
        why = signs(a, b)
        first, second = sorted((a.person_id, b.person_id))
        batch.append(LikelyPair(first_id=first, second_id=second, reasons=_reasons(why), strength=why[0].strength))
        if len(batch) == BATCH:
            LikelyPair.objects.bulk_create(batch, ignore_conflicts=True)
            batch = []
    LikelyPair.objects.bulk_create(batch, ignore_conflicts=True)


def _reasons(found: list[Sign]) -> list[str]:
    return [str(sign.reason) for sign in found]
