"""Known people by the thousand, named as people here are, in the units of today."""

import datetime
import random

from learning.people.models import OrganisationVersion, Person, Posting

FAMILIES = (
    "Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Phạm Hoàng Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Nông Lường Ma Triệu Hà Lộc".split()
)
MIDDLES = "Thị Thị Thị Văn Văn Hữu Đức Minh Ngọc Thanh Thúy Quang Xuân Hồng Bích Thu Kim Tuấn Anh Mạnh".split()
GIVEN = (
    "An Anh Ánh Bình Chi Cường Dung Dũng Đạt Đức Giang Hà Hải Hạnh Hằng Hiền Hoa Hòa Huệ Hùng Hương Hường Lan Linh Loan Long Mai "
    "Minh Nam Nga Ngọc Nhung Oanh Phương Quân Quyên Sơn Tâm Thảo Thắng Thu Thủy Tiến Trang Tuấn Tuyết Vân Vinh Xuân Yến"
).split()


def units() -> dict[int, str]:
    """Everything that stands today and is not the province: number and name."""
    standing = OrganisationVersion.objects.filter(valid_to=None).exclude(kind="province").order_by("pk")
    return dict(standing.values_list("organisation_id", "name"))


def grow(size: int) -> None:
    """Until so many are known."""
    known = Person.objects.exclude(words_key="").count()
    rng, places = random.Random(known), list(units())
    for start in range(known, size, 5000):
        made = [_person(rng, number, rng.choice(places)) for number in range(start, min(start + 5000, size))]
        Posting.objects.bulk_create(
            Posting(person=one, organisation_id=one.organisation_id) for one in Person.objects.bulk_create(made)
        )


def _person(rng: random.Random, number: int, unit: int) -> Person:
    born = datetime.date(1960, 1, 1) + datetime.timedelta(days=rng.randrange(16000))
    one = Person(
        full_name=name(rng), sex=rng.choice(["female", "male"]), birth_date=born if rng.random() < 0.5 else None,
        birth_year=born.year if rng.random() < 0.95 else None, phone=f"+849{number:08d}" if rng.random() < 0.7 else "",
        organisation_id=unit, audience_id="officials",
    )  # fmt: skip
    one.fill_keys()
    return one


def name(rng: random.Random) -> str:
    middle = [rng.choice(MIDDLES) for _ in range(rng.choice([1, 1, 2]))]
    return " ".join([rng.choice(FAMILIES), *middle, rng.choice(GIVEN)])
