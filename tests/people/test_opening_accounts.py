"""Accounts in bulk: user names from names, lists of staff, what is shown and what is saved."""

from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from learning.people import access_codes
from learning.people.models import Audience, LikelyPair, Organisation, Person, User
from learning.people.opening_accounts import open_accounts, propose_username
from learning.people.postings import move_person
from learning.people.refusing import Refused
from learning.people.roles import Permission, scope_of
from learning.records import staff_lists
from learning.records.models import Roster, RosterDecision
from learning.records.staff_lists import Standing
from tests.factories import OrganisationFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

STAFF = """STT;Họ và tên;Giới tính;Năm sinh;Chức vụ;Điện thoại
1;Nguyễn Thị Ánh;Nữ;1985;Chuyên viên;0912345601
2;Trần Văn Đạt;Nam;1979;Phó trưởng phòng;0912345602
3;Nguyễn Thị Anh;Nữ;1990;Văn thư;0912345603
"""


@pytest.fixture
def unit() -> Organisation:
    return Organisation.objects.get(key="so-y-te")


def taken_in(unit: Organisation, by: User, text: str = STAFF) -> Roster:
    return staff_lists.take_in(text.encode(), "nhan-su.csv", unit, Audience.objects.get(pk="officials"), by=by)


def shown(roster: Roster, by: User) -> list[staff_lists.StaffLine]:
    return staff_lists.preview(roster, scope_of(by, Permission.MANAGE_PEOPLE))


def opened(roster: Roster, by: User) -> list[tuple[Person, str]]:
    return staff_lists.open_for(roster, scope_of(by, Permission.MANAGE_PEOPLE), by=by)


# --- user names ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "username"),
    [
        ("Nguyễn Thị Ánh", "ntanh"), ("ĐẶNG ĐỨC ĐẠT", "dddat"), ("Ngọc", "ngoc"), ("H'Hen Niê", "hnie"), ("  Lê   Văn  Ơn ", "lvon"),
        ("张伟", "hocvien"),
    ],
)  # fmt: skip
def test_a_user_name_is_initials_and_given_name(name: str, username: str) -> None:
    assert propose_username(name, set()) == username


def test_a_taken_user_name_gets_the_next_number() -> None:
    assert propose_username("Nguyễn Thị Ánh", {"ntanh", "ntanh2", "ntanh4"}) == "ntanh3"


@given(st.text(max_size=80), st.sets(st.text("abcdefgh0123456789", max_size=6)))
def test_any_name_gets_a_user_name_that_anybody_can_type_and_nobody_has(name: str, taken: set[str]) -> None:
    username = propose_username(name, taken | {propose_username(name, set())})
    assert username.isascii() and username.isalnum() and username == username.casefold()
    assert 0 < len(username) <= 40 and username not in taken


def test_user_names_are_unique_within_a_list_and_beside_those_that_exist() -> None:
    UserFactory(username="NTAnh")
    people = [PersonFactory(full_name=name) for name in ("Nguyễn Thị Ánh", "Ngô Thu Anh", "Nông Tuấn Anh")]
    assert [user.username for user in open_accounts(people)] == ["ntanh2", "ntanh3", "ntanh4"]


def test_nobody_can_enter_an_account_made_in_bulk_before_its_owner_set_a_password(client: Any) -> None:
    (user,) = open_accounts([PersonFactory()])
    assert not user.has_usable_password()
    for password in ("", user.password, "!", user.username):
        client.post("/tai-khoan/login/", {"login": user.username, "password": password})
        assert "_auth_user_id" not in client.session


def test_who_has_an_account_keeps_it(trainee: User) -> None:
    assert open_accounts([trainee.person]) == []
    trainee.refresh_from_db()
    assert trainee.has_usable_password()


# --- lists -----------------------------------------------------------------------------------------------------


def test_nothing_is_saved_before_the_list_is_confirmed(unit: Organisation, unit_officer: User) -> None:
    before = Person.objects.count(), User.objects.count()
    lines = shown(taken_in(unit, unit_officer), unit_officer)
    assert [line.standing for line in lines] == [Standing.NEW] * 3
    assert (Person.objects.count(), User.objects.count()) == before


def test_a_list_opens_an_account_and_makes_a_code_for_each(unit: Organisation, unit_officer: User) -> None:
    roster = taken_in(unit, unit_officer)
    given = opened(roster, unit_officer)
    assert {(person.full_name, person.user.username) for person, _code in given if person.user} == {
        ("Nguyễn Thị Ánh", "ntanh"), ("Trần Văn Đạt", "tvdat"), ("Nguyễn Thị Anh", "ntanh2"),
    }  # fmt: skip
    assert all(access_codes.person_of(code) == person for person, code in given)
    anh = Person.objects.get(full_name="Nguyễn Thị Ánh")
    assert (anh.organisation, anh.sex, anh.birth_year, anh.position, anh.phone) == (unit, "female", 1985, "Chuyên viên", "+84912345601")
    assert anh.user is not None and anh.user.email == ""
    assert [(row.line, row.person.full_name) for row in roster.rows.order_by("line")][0] == (2, "Nguyễn Thị Ánh")


def test_confirming_twice_adds_nothing(unit: Organisation, unit_officer: User) -> None:
    roster = taken_in(unit, unit_officer)
    opened(roster, unit_officer)
    after = Person.objects.count(), User.objects.count()
    with pytest.raises(Refused):
        opened(roster, unit_officer)
    assert taken_in(unit, unit_officer) == roster
    assert (Person.objects.count(), User.objects.count()) == after


def test_the_next_list_finds_those_who_have_an_account(unit: Organisation, unit_officer: User) -> None:
    opened(taken_in(unit, unit_officer), unit_officer)
    second = taken_in(unit, unit_officer, STAFF + "4;Lý Thị Mới;Nữ;1999;Chuyên viên;0912345699\n")
    assert [line.standing for line in shown(second, unit_officer)] == [Standing.HAS_ACCOUNT] * 3 + [Standing.NEW]
    assert [person.full_name for person, _code in opened(second, unit_officer)] == ["Lý Thị Mới"]


def test_a_known_person_without_an_account_gets_one_and_no_second_record(unit: Organisation, unit_officer: User) -> None:
    known = PersonFactory(full_name="Nguyễn Thị Ánh", birth_year=1985, phone="+84912345601", organisation=unit)
    roster = taken_in(unit, unit_officer)
    first = shown(roster, unit_officer)[0]
    assert (first.standing, first.person) == (Standing.KNOWN, known)
    opened(roster, unit_officer)
    known.refresh_from_db()
    assert known.user is not None
    assert Person.objects.filter(full_name="Nguyễn Thị Ánh").count() == 1


def test_an_uncertain_person_is_decided_before_anything_is_opened(unit: Organisation, unit_officer: User) -> None:
    maybe = PersonFactory(full_name="Trần Văn Đạt", sex="male", birth_year=None, organisation=unit)
    roster = taken_in(unit, unit_officer)
    first = shown(roster, unit_officer)[1]
    assert first.standing == Standing.UNDECIDED
    with pytest.raises(Refused):
        opened(roster, unit_officer)
    assert not User.objects.filter(username__in=["ntanh", "tvdat"]).exists()
    staff_lists.decide(roster, first, RosterDecision.Choice.USE, maybe)
    opened(roster, unit_officer)
    maybe.refresh_from_db()
    assert maybe.user is not None


def test_only_a_person_who_was_shown_can_be_chosen(unit: Organisation, unit_officer: User) -> None:
    PersonFactory(full_name="Nguyễn Thị Ánh", birth_year=None, organisation=unit)
    other = PersonFactory(full_name="Hoàng Văn Khác")
    roster = taken_in(unit, unit_officer)
    with pytest.raises(Refused):
        staff_lists.decide(roster, shown(roster, unit_officer)[0], RosterDecision.Choice.USE, other)


def test_a_line_that_is_left_out_opens_nothing(unit: Organisation, unit_officer: User) -> None:
    PersonFactory(full_name="Trần Văn Đạt", birth_year=None, organisation=unit)
    roster = taken_in(unit, unit_officer)
    staff_lists.decide(roster, shown(roster, unit_officer)[1], RosterDecision.Choice.SKIP)
    assert {person.full_name for person, _code in opened(roster, unit_officer)} == {"Nguyễn Thị Ánh", "Nguyễn Thị Anh"}


def test_a_person_of_another_unit_is_neither_shown_nor_touched(unit: Organisation, unit_officer: User) -> None:
    elsewhere = PersonFactory(
        full_name="Nguyễn Thị Ánh", birth_year=1985, phone="+84912345601", organisation=Organisation.objects.get(key="so-tu-phap")
    )
    roster = taken_in(unit, unit_officer)
    first = shown(roster, unit_officer)[0]
    assert (first.standing, first.candidates, first.person) == (Standing.NEW, (), None)
    opened(roster, unit_officer)
    elsewhere.refresh_from_db()
    assert elsewhere.user is None
    new = Person.objects.get(full_name="Nguyễn Thị Ánh", organisation=unit)
    assert LikelyPair.objects.filter(first=min(new.pk, elsewhere.pk), second=max(new.pk, elsewhere.pk)).exists()


def test_who_left_the_unit_gets_no_account_from_it(unit: Organisation, unit_officer: User, dolisa_officer: User) -> None:
    left = PersonFactory(full_name="Nguyễn Thị Ánh", birth_year=1985, phone="+84912345601", organisation=unit)
    move_person(left, Organisation.objects.get(key="so-tu-phap"), "", from_day=timezone.localdate())
    roster = taken_in(unit, unit_officer)
    first = shown(roster, unit_officer)[0]
    assert (first.standing, first.person, bool(first.notes)) == (Standing.BLOCKED, None, True)
    assert shown(roster, dolisa_officer)[0].standing == Standing.KNOWN
    opened(roster, unit_officer)
    left.refresh_from_db()
    assert left.user is None


def test_a_line_may_name_a_unit_below_but_none_outside(unit: Organisation, unit_officer: User) -> None:
    below = OrganisationFactory(version__name="Trung tâm Y tế Thử Nghiệm", version__parent=unit)
    text = (
        "Họ và tên;Năm sinh;Đơn vị\nLý Thị Một;1980;TRUNG TÂM Y TẾ THU NGHIEM\nLý Thị Hai;1981;Sở Tư pháp\nLý Thị Ba;1982;\n"
    )
    lines = shown(taken_in(unit, unit_officer, text), unit_officer)
    assert [line.unit for line in lines] == [below.pk, unit.pk, unit.pk]
    assert [bool(line.notes) for line in lines] == [False, True, False]


def test_one_person_on_two_lines_gets_one_account(unit: Organisation, unit_officer: User) -> None:
    text = STAFF + "4;NGUYỄN THỊ ÁNH;Nữ;1985;Chuyên viên;0912345601\n"
    roster = taken_in(unit, unit_officer, text)
    assert shown(roster, unit_officer)[3].standing == Standing.LEFT_OUT
    assert len(opened(roster, unit_officer)) == 3


def test_a_file_that_is_no_list_is_refused_with_a_sentence(unit: Organisation, unit_officer: User) -> None:
    with pytest.raises(Refused, match=r".+\.$"):
        taken_in(unit, unit_officer, "xin chào")
    assert not Roster.objects.exists()


def test_a_list_longer_than_can_be_printed_at_once_is_refused(unit: Organisation, unit_officer: User) -> None:
    lines = [f"{n};Nguyễn Văn Thử;Nam;{1950 + n % 50};;" for n in range(1, staff_lists.LIMIT + 2)]
    with pytest.raises(Refused):
        taken_in(unit, unit_officer, STAFF.splitlines()[0] + "\n" + "\n".join(lines))


def test_new_slips_go_to_those_alone_who_never_set_a_password(unit: Organisation, unit_officer: User) -> None:
    roster = taken_in(unit, unit_officer)
    given = opened(roster, unit_officer)
    (first, code), *rest = given
    access_codes.open_account(code, "", "mat-khau-Thu-7!")
    scope = scope_of(unit_officer, Permission.MANAGE_PEOPLE)
    anew = staff_lists.codes_anew(roster, scope, by=unit_officer)
    assert {person for person, _code in anew} == {person for person, _code in rest}
    move_person(rest[0][0], Organisation.objects.get(key="so-tu-phap"), "", from_day=timezone.localdate())
    assert rest[0][0] not in staff_lists.waiting(roster, scope)
    assert all(access_codes.person_of(old) is None for _person, old in rest)


def test_the_file_stays_as_evidence_under_a_name_that_tells_nothing(unit: Organisation, unit_officer: User) -> None:
    roster = taken_in(unit, unit_officer)
    assert "nhan-su" not in str(roster.file.name)
    with roster.file.open("rb") as file:
        assert file.read() == STAFF.encode()


def test_opening_is_logged_in_one_line(unit: Organisation, unit_officer: User) -> None:
    opened(taken_in(unit, unit_officer), unit_officer)
    lines = ModelLogEntry.objects.filter(action="people.open_accounts")
    assert [len(line.data["people"]) for line in lines] == [3]
