"""Are these two one person? The one rule for lists that are taken in and for the search for duplicates.

A name alone never says so: "Nguyễn Thị Hương" is a thousand people, and Lan is not Loan. Certain is only what nobody
would ask back about; everything else is a question to a human being.
"""

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from rapidfuzz.distance import OSA

from learning.people.choices import Sex
from learning.people.models import LikelyPair

Reason = LikelyPair.Reason
LETTERS_OF_A_LONG_NAME = 12
LETTERS_OF_A_LONG_WORD = 5
DOUBT = 30
"""What a sign loses where another fact speaks against it."""


class Traits(NamedTuple):
    """What is compared. `unit`: the unit in which the one of the person lives on today."""

    person_id: int
    search_key: str
    sort_key: str
    words_key: str
    sex: str
    birth_date: datetime.date | None
    birth_year: int | None
    phone: str
    citizen_key: str
    unit: int | None


class Sign(NamedTuple):
    reason: str
    certain: bool
    strength: int


def signs(a: Traits, b: Traits) -> list[Sign]:
    """Everything that speaks for it, strongest first; empty where nothing does. Symmetric."""
    found = [*_by_number(a, b), *_by_name(a, b)]
    if not found:
        return []
    if _contradict(a, b):
        found = [Sign(s.reason, False, max(s.strength - DOUBT, 1)) for s in found if s.reason not in _WEAK]
    return sorted(found, key=lambda sign: (not sign.certain, -sign.strength, sign.reason))


_WEAK = {Reason.SWAPPED_NAME, Reason.MISTYPED_NAME, Reason.NAME_UNIT}
"""Signs that say nothing where another fact contradicts them."""


def _by_number(a: Traits, b: Traits) -> Iterator[Sign]:
    if a.citizen_key and a.citizen_key == b.citizen_key:
        akin = _akin(a, b)
        yield Sign(Reason.CITIZEN_NUMBER, akin, 100 if akin else 70)
    if a.phone and a.phone == b.phone:
        same_name = _same_name(a, b)
        yield Sign(Reason.PHONE, same_name, 92 if same_name else 80 if a.words_key == b.words_key else 50)


def _by_name(a: Traits, b: Traits) -> Iterator[Sign]:
    if not a.search_key or not b.search_key:
        return
    same_year = a.birth_year is not None and a.birth_year == b.birth_year
    same_unit = a.unit is not None and a.unit == b.unit
    if a.search_key == b.search_key:
        yield from _by_equal_name(a, b, same_year, same_unit)
    elif a.words_key == b.words_key and same_year:
        yield Sign(Reason.SWAPPED_NAME, False, 70 if same_unit else 45)
    elif same_year and same_unit and mistyped(a.search_key, b.search_key):
        yield Sign(Reason.MISTYPED_NAME, False, 55)


def _by_equal_name(a: Traits, b: Traits, same_year: bool, same_unit: bool) -> Iterator[Sign]:
    """Equal letter by letter, or but for the marks: a list typed without marks is common, and not certain."""
    same_name = _same_name(a, b)
    if a.birth_date and a.birth_date == b.birth_date:
        yield Sign(Reason.NAME_BIRTH, same_name, 95 if same_name else 78)
    if same_year and same_unit:
        yield Sign(Reason.NAME_BIRTH_UNIT, same_name, 85 if same_name else 72)
    elif same_unit and (a.birth_year is None or b.birth_year is None):
        yield Sign(Reason.NAME_UNIT, False, 40 if same_name else 30)


def _same_name(a: Traits, b: Traits) -> bool:
    """Letters, marks and tones alike; where in the word a tone is written does not count ("Hòa", "Hoà")."""
    return bool(a.search_key) and a.search_key == b.search_key and a.sort_key == b.sort_key


def _akin(a: Traits, b: Traits) -> bool:
    """Names that one person may have: equal, swapped, mistyped, or one short for the other. One number may be mistyped too."""
    mine, theirs = set(a.search_key.split()), set(b.search_key.split())
    short = len(mine & theirs) >= 2 and (mine <= theirs or theirs <= mine)
    return a.words_key == b.words_key or short or mistyped(a.search_key, b.search_key)


def mistyped(one: str, other: str) -> bool:
    """A letter too many, missing, wrong or swapped with its neighbour; twice so in a long name, but not in one short word."""
    distance = OSA.distance(one, other, score_cutoff=2)
    if distance <= 1:
        return True
    if distance > 2 or min(len(one), len(other)) < LETTERS_OF_A_LONG_NAME:
        return False
    ours, theirs = one.split(), other.split()
    if len(ours) != len(theirs):
        return True
    return all(
        OSA.distance(x, y) <= 1 or min(len(x), len(y)) >= LETTERS_OF_A_LONG_WORD for x, y in zip(ours, theirs, strict=True)
    )


def _contradict(a: Traits, b: Traits) -> bool:
    """Two things known of both that cannot both be true of one person."""
    stated = {Sex.FEMALE.value, Sex.MALE.value}
    return (
        _differ(a.birth_date, b.birth_date)
        or _differ(a.birth_year, b.birth_year)
        or _differ(a.citizen_key, b.citizen_key)
        or {str(a.sex), str(b.sex)} == stated
    )


def _differ(one: object, other: object) -> bool:
    return bool(one and other and one != other)
