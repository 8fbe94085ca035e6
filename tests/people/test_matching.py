"""A name alone never says who somebody is; what is certain is what nobody would ask back about."""

import datetime
import unicodedata
from typing import Literal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learning.people import matching
from learning.people.keys import citizen_key
from learning.people.likeness import mistyped
from learning.people.matching import Match, Seeker, duplicates_within, likeness, match
from learning.people.models import Organisation, Person, Succession
from learning.people.reading import legacy
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
BORN = datetime.date(1985, 4, 26)
PHONE = "+84912345678"


@pytest.fixture
def unit() -> Organisation:
    return Organisation.objects.get(key="so-y-te")


def seeker(full_name: str = "Nguyễn Thị Hòa", **known: object) -> Seeker:
    nothing = {
        "sex": "not_stated", "birth_date": None, "birth_year": None, "phone": "", "citizen_key": "", "organisation_id": None,
    }  # fmt: skip
    return Seeker(full_name=full_name, **(nothing | known))  # type: ignore[arg-type]


def one(**known: object) -> Match:
    return match([seeker(**known)])[0]  # type: ignore[arg-type]


def test_an_equal_name_alone_is_nobody() -> None:
    PersonFactory(full_name="Nguyễn Thị Hòa")
    assert one() == Match(None, "", ())


@pytest.mark.parametrize(
    ("known", "asked", "reason"),
    [
        ({"citizen_key": citizen_key("019185000001")}, {"citizen_key": citizen_key("019185000001")}, "citizen_number"),
        ({"birth_date": BORN}, {"birth_date": BORN}, "name_birth"),
        ({"phone": PHONE}, {"phone": PHONE}, "phone"),
    ],
)
def test_a_name_and_one_thing_more_is_certain(known: dict, asked: dict, reason: str) -> None:
    person = PersonFactory(full_name="Nguyễn Thị Hòa", **known)
    found = one(**asked)
    assert (found.person_id, found.reason) == (person.pk, reason)


def test_name_year_and_unit_are_certain_and_name_and_year_are_nothing(unit: Organisation) -> None:
    person = PersonFactory(full_name="Nguyễn Thị Hòa", birth_year=1985, organisation=unit)
    assert one(birth_year=1985, organisation_id=unit.pk).person_id == person.pk
    assert one(birth_year=1985, organisation_id=OrganisationFactory().pk).candidates == ()


def test_where_the_tone_is_written_and_which_form_of_unicode_do_not_count(unit: Organisation) -> None:
    person = PersonFactory(full_name="Nguyễn Thị Hòa", birth_year=1985, organisation=unit)
    for name in ("NGUYỄN  THỊ HOÀ", unicodedata.normalize("NFD", "Nguyễn Thị Hòa")):
        assert one(full_name=name, birth_year=1985, organisation_id=unit.pk).person_id == person.pk


def test_marks_that_differ_words_swapped_and_letters_mistyped_are_questions(unit: Organisation) -> None:
    person = PersonFactory(full_name="Nguyễn Thị Hòa", birth_year=1985, organisation=unit)
    for name, reason in (
        ("Nguyen Thi Hoa", "name_birth_unit"),
        ("Nguyễn Thị Hóa", "name_birth_unit"),
        ("Thị Hòa Nguyễn", "swapped_name"),
        ("Nguyễn Thị Hoa1", "mistyped_name"),
        ("Nguyễn Thj Hòa", "mistyped_name"),
        ("Nguyễn Hhị Toà", "mistyped_name"),
    ):
        found = one(full_name=name, birth_year=1985, organisation_id=unit.pk)
        assert found.person_id is None, name
        assert [(c.person_id, c.reason) for c in found.candidates] == [(person.pk, reason)], name


def test_lan_is_not_loan_in_another_unit_or_of_another_year(unit: Organisation) -> None:
    PersonFactory(full_name="Nguyễn Thị Lan", birth_year=1985, organisation=unit)
    assert one(full_name="Nguyễn Thị Loan", birth_year=1986, organisation_id=unit.pk).candidates == ()
    assert one(full_name="Nguyễn Thị Loan", birth_year=1985, organisation_id=OrganisationFactory().pk).candidates == ()


def test_a_telephone_is_shared_by_a_family(unit: Organisation) -> None:
    person = PersonFactory(full_name="Trần Văn Đạt", phone=PHONE)
    found = one(phone=PHONE)
    assert found.person_id is None
    assert [(c.person_id, c.certain) for c in found.candidates] == [(person.pk, False)]


def test_facts_that_contradict_forbid_certainty() -> None:
    PersonFactory(full_name="Nguyễn Thị Hòa", phone=PHONE, birth_date=BORN, sex="female", citizen_key=citizen_key("1"))
    assert one(phone=PHONE).person_id is not None
    for against in (
        {"birth_date": BORN.replace(day=27)}, {"birth_year": 1984}, {"sex": "male"}, {"citizen_key": citizen_key("2")},
    ):  # fmt: skip
        found = one(phone=PHONE, **against)
        assert found.person_id is None
        assert found.candidates[0].reason == "phone"


def test_a_citizen_number_under_an_utterly_different_name_is_a_question() -> None:
    PersonFactory(full_name="Trần Văn Đạt", citizen_key=citizen_key("1"))
    found = one(citizen_key=citizen_key("1"))
    assert found.person_id is None
    assert found.candidates[0].reason == "citizen_number"


def test_two_certain_people_are_a_question() -> None:
    people = [PersonFactory(full_name="Nguyễn Thị Hòa", birth_date=BORN) for _ in range(2)]
    found = one(birth_date=BORN)
    assert found.person_id is None
    assert {c.person_id for c in found.candidates} == {person.pk for person in people}


def test_whoever_was_merged_away_leads_to_the_one_who_was_kept() -> None:
    kept = PersonFactory(full_name="Nguyễn Thị Hòa")
    PersonFactory(full_name="Nguyễn Thị Hòa", phone=PHONE, merged_into=kept)
    found = one(phone=PHONE)
    assert found.person_id == kept.pk
    assert [c.person_id for c in found.candidates] == [kept.pk]


def test_a_unit_that_was_renamed_is_the_same_unit(unit: Organisation) -> None:
    old = OrganisationFactory()
    Succession.objects.create(predecessor=old, successor=unit, kind="renamed", effective_on=datetime.date(2025, 7, 1))
    person = PersonFactory(full_name="Nguyễn Thị Hòa", birth_year=1985, organisation=old)
    assert one(birth_year=1985, organisation_id=unit.pk).person_id == person.pk
    assert one(full_name="Nguyễn Thị Hoaa", birth_year=1985, organisation_id=unit.pk).candidates[0].person_id == person.pk


def test_the_number_of_queries_does_not_grow_with_the_list(unit: Organisation) -> None:
    PersonFactory(full_name="Nguyễn Thị Hòa", birth_year=1985, organisation=unit)
    asked = seeker(birth_year=1985, organisation_id=unit.pk, phone=PHONE, citizen_key="k")
    for length, chunks in ((1, 1), (400, 1), (501, 2)):
        with CaptureQueriesContext(connection) as captured:
            found = match([asked] * length)
        assert len(captured) == 1 + 4 * chunks
        assert len(found) == length
        assert len({one.person_id for one in found}) == 1


def test_lines_of_one_list_that_are_one_person() -> None:
    listed = [
        seeker(birth_date=BORN),
        seeker(full_name="Trần Văn Đạt", phone=PHONE),
        seeker(full_name="NGUYỄN THỊ HOÀ", birth_date=BORN),
        seeker(),
        seeker(full_name="Nguyễn Thị Hòa", birth_date=BORN),
        seeker(full_name="Lý Thị Mai", phone=PHONE),
    ]
    assert duplicates_within(listed) == [(2, 0), (4, 0)]


SYLLABLES = st.sampled_from("Nguyễn Trần Thị Văn Hòa Hoà Hoa Lan Loan Ánh Anh Đạt Đức Ma Lý Ễn Nguyên".split())
NAMES = st.lists(SYLLABLES, min_size=1, max_size=4).map(" ".join)
SEEKERS = st.builds(
    Seeker,
    full_name=NAMES,
    sex=st.sampled_from(["female", "male", "not_stated"]),
    birth_date=st.sampled_from([None, BORN, BORN.replace(day=27)]),
    birth_year=st.sampled_from([None, 1985, 1986]),
    phone=st.sampled_from(["", PHONE, "+84911111111"]),
    citizen_key=st.sampled_from(["", "a", "b"]),
    organisation_id=st.sampled_from([None, 1, 2]),
)


@given(SEEKERS, SEEKERS)
def test_likeness_is_symmetric(a: Seeker, b: Seeker) -> None:
    assert likeness(a, b) == likeness(b, a)


@given(SEEKERS, SEEKERS)
def test_nobody_is_certain_by_name_alone_or_without_a_name(a: Seeker, b: Seeker) -> None:
    found = likeness(a, b)
    if found is None or not found.certain:
        return
    year = [one.birth_date.year if one.birth_date else one.birth_year for one in (a, b)]
    shared = [
        a.citizen_key and a.citizen_key == b.citizen_key,
        a.phone and a.phone == b.phone,
        a.birth_date and a.birth_date == b.birth_date,
        year[0] and year[0] == year[1] and a.organisation_id and a.organisation_id == b.organisation_id,
    ]
    assert any(shared)
    assert {a.sex, b.sex} != {"female", "male"}


@given(NAMES, NAMES)
def test_mistyped_is_symmetric(a: str, b: str) -> None:
    assert mistyped(a, b) == mistyped(b, a)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(SEEKERS, min_size=1, max_size=6), SEEKERS)
def test_matching_finds_what_comparing_with_everybody_would_find(unit: Organisation, known: list[Seeker], asked: Seeker) -> None:
    """The queries of matching leave nobody out whom the rule would name, and bring nobody in."""
    Person.objects.all().delete()
    units = {1: unit.pk, 2: Organisation.objects.get(key="so-tu-phap").pk}
    for line in known:
        PersonFactory(
            full_name=line.full_name, sex=line.sex, birth_date=line.birth_date, birth_year=line.birth_year, phone=line.phone,
            citizen_key=line.citizen_key, organisation_id=units.get(line.organisation_id or 1),
        )  # fmt: skip
    asked = Seeker(**{**asked.__dict__, "organisation_id": units.get(asked.organisation_id or 0)})
    by_hand = {found for person in Person.objects.all() if (found := likeness(asked, person))}
    assert set(match([asked])[0].candidates) == by_hand
    assert matching.standing_ids([]) == {}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(NAMES, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_a_name_in_any_form_of_unicode_is_found_by_search(name: str, form: Literal["NFC", "NFD", "NFKC", "NFKD"]) -> None:
    person = PersonFactory(full_name=unicodedata.normalize(form, name))
    assert person in Person.objects.called(unicodedata.normalize("NFC", name.upper()))  # type: ignore[attr-defined]
    assert unicodedata.is_normalized("NFC", person.full_name)


@pytest.mark.parametrize("encoding", [legacy.TCVN3, legacy.VNI])
def test_a_name_from_an_old_encoding_is_found_by_search_and_matched(encoding: str, unit: Organisation) -> None:
    name = "Lường Thị Ngọc Ánh"
    old = "".join({new: letters for letters, new in legacy._TABLES[encoding].items()}.get(letter, letter) for letter in name)
    assert old != name
    person = PersonFactory(full_name=legacy.convert(old, encoding), birth_year=1985, organisation=unit)
    assert person in Person.objects.called("luong thi ngoc anh")  # type: ignore[attr-defined]
    assert one(full_name=name, birth_year=1985, organisation_id=unit.pk).person_id == person.pk


def test_the_answers_stand_in_the_order_of_the_list_however_it_is_read(unit: Organisation) -> None:
    units = [unit, Organisation.objects.get(key="so-tu-phap"), OrganisationFactory()]
    people = [
        PersonFactory(full_name=f"Lý Thị {name}", birth_year=1990, organisation=units[n % 3]) for n, name in enumerate("ABCDEFG")
    ]
    listed = [seeker(full_name=one.full_name, birth_year=1990, organisation_id=one.organisation_id) for one in reversed(people)]
    assert [found.person_id for found in match(listed)] == [one.pk for one in reversed(people)]
