"""Who is who: 10,000 lines of a list matched against 200,000 people, and a search for duplicates among these."""

import datetime
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator

from bench.rows import Row
from learning.people import likely_pairs, matching
from learning.people.matching import Seeker
from learning.people.models import LikelyPair, Organisation, Person, Posting

GROUP = "matching"
KNOWN = 200_000
LINES = 10_000
FAMILIES = (
    "Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Phạm Hoàng Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Nông Lường Ma Triệu Hà Lộc".split()
)
MIDDLES = "Thị Thị Thị Văn Văn Hữu Đức Minh Ngọc Thanh Thúy Quang Xuân Hồng Bích Thu Kim Tuấn Anh Mạnh".split()
GIVEN = (
    "An Anh Ánh Bình Chi Cường Dung Dũng Đạt Đức Giang Hà Hải Hạnh Hằng Hiền Hoa Hòa Huệ Hùng Hương Hường Lan Linh Loan Long Mai "
    "Minh Nam Nga Ngọc Nhung Oanh Phương Quân Quyên Sơn Tâm Thảo Thắng Thu Thủy Tiến Trang Tuấn Tuyết Vân Vinh Xuân Yến"
).split()


def run() -> list[Row]:
    rng = random.Random(3)
    units = list(Organisation.objects.filter(key__endswith="-2025").values_list("pk", flat=True))
    _fill(rng, units)
    seekers = list(_seekers(rng, units))
    some = list(Person.objects.order_by("-pk")[:1000])
    barely = _seconds(lambda: sum(1 for _row in Person.objects.values_list("pk", "search_key").iterator(chunk_size=2000)))
    matched = _seconds(lambda: matching.match(seekers))
    looked = _seconds(lambda: likely_pairs.look_at_all(some))
    searched = _seconds(likely_pairs.search)
    held, held_by_search = _megabytes(lambda: matching.match(seekers)), _megabytes(likely_pairs.search)
    return [
        Row(GROUP, f"{LINES} lines against {KNOWN} people", matched, "s", "limit 60 s", matched / 60),
        Row(GROUP, "lines matched", LINES / matched, "a second"),
        Row(GROUP, "memory held by the lines and their matches", held, "MB", "limit 100 MB", held / 100),
        Row(GROUP, "1000 new people looked at once", looked, "s", "limit 10 s", looked / 10),
        Row(GROUP, f"duplicates among {KNOWN} people", searched, "s", "merely reading them all", searched / barely),
        Row(GROUP, "people searched", KNOWN / searched, "a second"),
        Row(GROUP, "memory held by the search", held_by_search, "MB", "limit 100 MB", held_by_search / 100),
        Row(GROUP, "likely pairs found", LikelyPair.objects.count(), "pairs"),
    ]


def _fill(rng: random.Random, units: list[int]) -> None:
    for start in range(0, KNOWN, 5000):
        made = []
        for number in range(start, start + 5000):
            born = datetime.date(1960, 1, 1) + datetime.timedelta(days=rng.randrange(16000))
            one = Person(
                full_name=_name(rng), sex=rng.choice(["female", "male"]), birth_date=born if rng.random() < 0.5 else None,
                birth_year=born.year if rng.random() < 0.95 else None, phone=f"+849{number:08d}" if rng.random() < 0.7 else "",
                organisation_id=rng.choice(units), audience_id="officials",
            )  # fmt: skip
            one.fill_keys()
            made.append(one)
        people = Person.objects.bulk_create(made)
        Posting.objects.bulk_create(Posting(person=one, organisation_id=one.organisation_id) for one in people)


def _seekers(rng: random.Random, units: list[int]) -> Iterator[Seeker]:
    """Half are known people as another list would write them, half are new."""
    known = Person.objects.order_by("pk").values_list("full_name", "sex", "birth_date", "birth_year", "phone", "organisation_id")
    some = list(known[: LINES * 10 : 20])
    for name, sex, born, year, phone, unit in some:
        yield Seeker(name.upper(), sex, born, year, phone if rng.random() < 0.5 else "", "", unit)
    for _n in range(LINES - len(some)):
        yield Seeker(_name(rng), "not_stated", None, rng.randrange(1960, 2004), "", "", rng.choice(units))


def _name(rng: random.Random) -> str:
    middle = [rng.choice(MIDDLES) for _ in range(rng.choice([1, 1, 2]))]
    return " ".join([rng.choice(FAMILIES), *middle, rng.choice(GIVEN)])


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _megabytes(act: Callable[[], object]) -> float:
    """What is held at the peak, measured in a run of its own: watching every allocation takes time."""
    tracemalloc.start()
    act()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1024 / 1024
