"""Records that may be one person: found with the reason, decided once, never asked again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from learning.people import likely_pairs
from learning.people.keys import citizen_key
from learning.people.models import LikelyPair, Organisation, Person, User
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
PHONE = "+84912345678"


def found() -> dict[tuple[int, int], list[str]]:
    return {(pair.first_id, pair.second_id): pair.reasons for pair in LikelyPair.objects.open()}  # type: ignore[attr-defined]


def people(*fields: dict) -> list[int]:
    return [PersonFactory(**one).pk for one in fields]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ({"citizen_key": citizen_key("1")}, {"citizen_key": citizen_key("1")}, "citizen_number"),
        ({"full_name": "Lý Thị Mai", "phone": PHONE}, {"full_name": "Trần Văn An", "phone": PHONE}, "phone"),
        ({"full_name": "Lý Thị Mai", "birth_year": 1990}, {"full_name": "ly thi mai", "birth_year": 1990}, "name_birth_unit"),
        ({"full_name": "Lý Thị Mai", "birth_year": 1990}, {"full_name": "Mai Thị Lý", "birth_year": 1990}, "swapped_name"),
        ({"full_name": "Lý Thị Mai", "birth_year": 1990}, {"full_name": "Lý Thị Mi", "birth_year": 1990}, "mistyped_name"),
        ({"full_name": "Lý Thị Mai", "birth_year": 1990}, {"full_name": "Lý Thị Mai"}, "name_unit"),
    ],
)
def test_the_search_and_the_look_at_one_find_the_same_pair_with_its_reason(one: dict, other: dict, reason: str) -> None:
    PersonFactory(full_name="Hoàng Văn Người Khác", birth_year=1990)
    first, second = people(one, other)
    pair = (first, second)
    likely_pairs.search()
    assert list(found()) == [pair]
    assert reason in found()[pair]
    by_search = found()
    LikelyPair.objects.all().delete()
    likely_pairs.look_at(Person.objects.get(pk=pair[1]))
    assert found() == by_search


def test_an_equal_name_elsewhere_or_of_another_year_is_no_pair() -> None:
    people(
        {"full_name": "Lý Thị Mai", "birth_year": 1990},
        {"full_name": "Lý Thị Mai", "birth_year": 1991},
        {"full_name": "Lý Thị Mai", "birth_year": 1990, "organisation": OrganisationFactory()},
    )
    assert likely_pairs.search() == 0


def test_what_was_decided_is_not_asked_again(dolisa_officer: User) -> None:
    people({"phone": PHONE}, {"phone": PHONE})
    likely_pairs.search()
    likely_pairs.not_the_same(LikelyPair.objects.get(), by=dolisa_officer)
    assert likely_pairs.search() == 0
    likely_pairs.look_at(Person.objects.latest("pk"))
    assert LikelyPair.objects.get().state == LikelyPair.State.NOT_SAME
    assert ModelLogEntry.objects.filter(action="people.not_the_same").count() == 1


def test_a_pair_that_no_longer_holds_is_closed() -> None:
    first, _second = people({"phone": PHONE, "birth_year": 1990}, {"phone": PHONE, "full_name": "Trần Văn An"})
    likely_pairs.search()
    Person.objects.filter(pk=first).update(phone="")
    assert likely_pairs.search() == 0
    assert not LikelyPair.objects.exists()


def test_a_reason_that_changed_is_said_anew() -> None:
    first, second = people({"phone": PHONE, "full_name": "Lý Thị Mai"}, {"phone": PHONE, "full_name": "Trần Văn An"})
    likely_pairs.search()
    before = LikelyPair.objects.get().strength
    person = Person.objects.get(pk=second)
    person.full_name = "Lý Thị Mai"
    person.save()
    likely_pairs.look_at(person)
    pair = LikelyPair.objects.get()
    assert (pair.first_id, pair.second_id) == (first, second)
    assert pair.strength > before


def test_the_telephone_of_a_whole_office_tells_nothing_alone() -> None:
    people(*({"phone": PHONE, "full_name": name} for name in (f"Người {chr(97 + n) * 5}" for n in range(20))))
    first, second = people({"phone": PHONE, "full_name": "Lý Thị Mai"}, {"phone": PHONE, "full_name": "Lý Thị Mai"})
    likely_pairs.search()
    assert list(found()) == [(first, second)]


def test_the_search_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    likely_pairs.search(lambda done, total: told.append((done, total)))
    assert told[-1] == (5, 5)
    assert Organisation.objects.exists()


def test_a_whole_list_is_looked_at_in_a_fixed_number_of_queries() -> None:
    known = PersonFactory(full_name="Lý Thị Mai", birth_year=1990)

    def queries(names: list[str]) -> int:
        new = [PersonFactory(full_name=name, birth_year=1990) for name in names]
        with CaptureQueriesContext(connection) as captured:
            likely_pairs.look_at_all(new)
        return len(captured)

    few = queries(["Lý Thị Mai", "Trần Văn Đạt"])
    assert len(found()) == 1
    assert queries(["Trần Văn Đạt", *(f"Người Mới {chr(97 + n) * 5}" for n in range(40))]) == few
    assert {known.pk} < {pk for pair in found() for pk in pair}
    assert len(found()) == 2
    by_list = found()
    likely_pairs.search()
    assert found() == by_list
