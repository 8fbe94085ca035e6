"""Draw and shuffle the questions of one attempt. Pure: the random source is an argument."""

import random
from collections.abc import Collection, Mapping, Sequence
from typing import Any


class NotEnoughQuestions(Exception):
    """The bank holds fewer questions than the quiz asks: an error at the start, never a shorter quiz."""


def draw(version_ids: Sequence[int], count: int, seen: Collection[int], rng: random.Random) -> list[int]:
    """`count` ids in random order, those not seen in earlier attempts first."""
    if len(version_ids) < count:
        raise NotEnoughQuestions(f"{len(version_ids)} questions in the bank, {count} asked for")
    fresh = [pk for pk in version_ids if pk not in seen]
    known = [pk for pk in version_ids if pk in seen]
    rng.shuffle(fresh)
    rng.shuffle(known)
    chosen = (fresh + known)[:count]
    rng.shuffle(chosen)
    return chosen


def draw_parts(parts: Sequence[tuple[Collection[int], int]], seen: Collection[int], rng: random.Random) -> list[int]:
    """So many ids of each part, none twice, in random order. The part with least to choose from is drawn first."""
    chosen: list[int] = []
    for ids, count in sorted(parts, key=lambda part: len(part[0]) - part[1]):
        chosen += draw(sorted(set(ids) - set(chosen)), count, seen, rng)
    rng.shuffle(chosen)
    return chosen


def keep_together(ids: Sequence[int], case_of: Mapping[int, int | None]) -> list[int]:
    """Questions about one case follow each other, where the first of them stands."""
    first = {case_of.get(pk) or -pk: place for place, pk in reversed(list(enumerate(ids)))}
    return sorted(ids, key=lambda pk: first[case_of.get(pk) or -pk])


def option_order(kind: str, options: Sequence[Mapping[str, Any]], rng: random.Random) -> list[str]:
    """Ids of the options as they will be shown: shuffled, but "true" and "false" keep their places."""
    ids = [str(option["id"]) for option in options]
    if kind != "true_false":
        rng.shuffle(ids)
    return ids
