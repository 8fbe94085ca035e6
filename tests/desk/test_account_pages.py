"""The pages of accounts: entering with a code, lists of staff, slips, corrections; who sees them, and what they betray."""

import io
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
import zxingcpp
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from learning.desk import slips
from learning.people import access_codes, correcting
from learning.people.models import AccessCode, Organisation, Person, User
from learning.people.opening_accounts import open_accounts
from learning.people.postings import move_person
from learning.records.models import Roster
from tests.factories import (
    PASSWORD,
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    TrainingClassFactory,
    UserFactory,
    officer,
)

pytestmark = pytest.mark.django_db
CLAIM = "/tai-khoan-moi/"
ACCOUNTS = "/tai-khoan-don-vi/"
STAFF = "Họ và tên;Giới tính;Năm sinh\nNguyễn Thị Ánh;Nữ;1985\nTrần Văn Đạt;Nam;1979\n"


def code_for(person: Person, by: User) -> str:
    return access_codes.make_codes([person], by=by)[0][1]


def as_user(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def codes_in(pdf: bytes) -> list[str]:
    """Read with the camera, so to say: from the squares."""
    import pypdfium2

    found = []
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        found += [code.text for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())]
        page.close()
    document.close()
    return [text.partition("#")[2] for text in found]


# --- entering with a code --------------------------------------------------------------------------------------


def test_somebody_from_a_list_opens_their_account_and_is_signed_in(client: Client, unit_officer: User) -> None:
    person = PersonFactory(full_name="Lê Thị Ngọc")
    code = code_for(person, unit_officer)
    second = client.post(CLAIM, {"code": code.lower()})
    assert second.context["form"]["username"].value() == "ltngoc"
    answer = client.post(CLAIM, {"code": code, "username": "ltngoc", "password1": PASSWORD, "password2": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/hoc-tap/")
    assert client.get("/hoc-tap/").context["user"].person == person
    again = Client()
    again.post("/tai-khoan/login/", {"login": "ltngoc", "password": PASSWORD})
    assert "_auth_user_id" in again.session


def test_an_account_made_in_bulk_is_asked_for_a_password_alone(client: Client, unit_officer: User) -> None:
    person = PersonFactory()
    (user,) = open_accounts([person])
    code = code_for(person, unit_officer)
    assert "username" not in client.post(CLAIM, {"code": code}).context["form"].fields
    client.post(CLAIM, {"code": code, "password1": PASSWORD, "password2": PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_page_greets_by_initials_and_shows_nothing_else_of_the_record(client: Client, unit_officer: User) -> None:
    person = PersonFactory(
        full_name="Hoàng Thị Bích Ngọc", phone="+84912345678", email="bngoc@example.org", position="Trưởng phòng Kế hoạch",
        birth_year=1977, organisation=OrganisationFactory(version__name="Trung tâm Rất Riêng"),
    )  # fmt: skip
    (user,) = open_accounts([person])
    shown = client.post(CLAIM, {"code": code_for(person, unit_officer)}).content.decode()
    assert "H. T. B. Ngọc" in shown
    for secret in ("Hoàng", "Bích", "912345678", "bngoc", "Kế hoạch", "1977", "Rất Riêng", user.username):
        assert secret not in shown


@pytest.mark.parametrize("name", ["page", "wrong", "right"])
def test_the_page_stays_out_of_every_cache_and_says_nothing_in_its_title(client: Client, unit_officer: User, name: str) -> None:
    code = code_for(PersonFactory(), unit_officer)
    answer = client.get(CLAIM) if name == "page" else client.post(CLAIM, {"code": code if name == "right" else "AAAA-AAAA-AA"})
    assert "no-store" in answer["Cache-Control"]
    assert code not in answer.content.decode().split("</title>")[0]


def test_unknown_used_and_expired_codes_are_answered_alike(client: Client, unit_officer: User) -> None:
    used, expired = code_for(PersonFactory(), unit_officer), code_for(PersonFactory(), unit_officer)
    access_codes.open_account(used, "dadung", PASSWORD)
    AccessCode.objects.filter(key=access_codes._key(expired)).update(expires_on="2020-01-01")
    answers = [client.post(CLAIM, {"code": code}) for code in ("AAAA-AAAA-AA", used, expired)]
    assert len({str(answer.context["form"].errors) for answer in answers}) == 1
    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("username", ""), ("username", "hocvien"), ("username", "có dấu cách"), ("password1", "12345678"), ("password1", "matkhau123"),
     ("password2", "khac-Mat-khau-9"), ("password1", "")],
)  # fmt: skip
def test_a_bad_choice_is_answered_with_a_sentence_and_the_code_still_works(
    client: Client, unit_officer: User, trainee: User, field: str, wrong: str
) -> None:
    person = PersonFactory()
    code = code_for(person, unit_officer)
    data = {"code": code, "username": "tenmoi", "password1": PASSWORD, "password2": PASSWORD}
    if field == "password1":
        data["password2"] = wrong
    answer = client.post(CLAIM, data | {field: wrong})
    assert answer.context["form"].errors[field]
    assert "_auth_user_id" not in client.session
    assert access_codes.person_of(code) == person


def test_somebody_signed_in_is_asked_before_a_record_is_joined(trainee: User, unit_officer: User) -> None:
    record = PersonFactory(full_name="Hoàng Thị Bích Ngọc")
    code, client = code_for(record, unit_officer), as_user(trainee)
    asked = client.post(CLAIM, {"code": code})
    assert "H. T. B. Ngọc" in asked.content.decode()
    record.refresh_from_db()
    assert record.user is None
    client.post(CLAIM, {"code": code, "join": "1"})
    record.refresh_from_db()
    assert record.user == trainee


def test_a_hall_of_100_opens_its_accounts_behind_one_address_with_wrong_tries_among_them(unit_officer: User) -> None:
    given = access_codes.make_codes(PersonFactory.create_batch(100), by=unit_officer)
    for number, (_person, code) in enumerate(given):
        client = Client()
        if number % 5 == 0:
            client.post(CLAIM, {"code": "AAAA-AAAA-AA"})
        client.post(CLAIM, {"code": code})
        client.post(CLAIM, {"code": code, "username": f"hall{number}", "password1": PASSWORD, "password2": PASSWORD})
        assert "_auth_user_id" in client.session, number


def test_guessing_codes_is_stopped_also_for_the_right_one(client: Client, unit_officer: User) -> None:
    code = code_for(PersonFactory(), unit_officer)
    answers = [client.post(CLAIM, {"code": f"AAAA-AAAA-{number:02d}"}).status_code for number in range(201)]
    assert (answers[0], answers[-1]) == (200, 429)
    assert client.post(CLAIM, {"code": code}).status_code == 429
    assert Client(REMOTE_ADDR="198.51.100.9").post(CLAIM, {"code": code}).status_code == 200


# --- slips -----------------------------------------------------------------------------------------------------


def test_a_slip_carries_name_unit_user_name_code_and_a_square_that_holds_the_code(unit_officer: User) -> None:
    people = [PersonFactory(full_name=f"Lê Thị Số {number}") for number in range(3)]
    (user,) = open_accounts([people[0]])
    given = access_codes.make_codes(people, by=unit_officer)
    pdf = slips.pdf_of(given)
    text = text_of(pdf)
    for person, _code in given:
        assert person.full_name in text
    assert "Sở Y tế" in text and user.username in text
    assert sorted(codes_in(pdf)) == sorted(code for _person, code in given)


def test_nine_slips_take_two_sheets(unit_officer: User) -> None:
    given = access_codes.make_codes(PersonFactory.create_batch(9), by=unit_officer)
    assert len(pypdf.PdfReader(io.BytesIO(slips.pdf_of(given))).pages) == 2


def test_the_slips_of_a_class_are_for_those_without_an_account(class_organiser: User, trainee: User) -> None:
    held = TrainingClassFactory(title="Lớp về chuyện kín")
    without = RegistrationFactory(training_class=held, person__full_name="Lý Thị Chưa Có").person
    RegistrationFactory(training_class=held, person=trainee.person)
    RegistrationFactory(training_class=held, state="withdrawn")
    RegistrationFactory()
    answer = as_user(class_organiser).post(f"/lop/{held.pk}/phieu-ma/")
    assert (answer["Content-Type"], "no-store" in answer["Cache-Control"]) == ("application/pdf", True)
    assert held.title not in text_of(answer.content) and "Lý Thị Chưa Có" not in answer["Content-Disposition"]
    assert list(AccessCode.objects.values_list("person", flat=True)) == [without.pk]
    (code,) = codes_in(answer.content)
    assert access_codes.person_of(code) == without


def test_the_slips_of_a_class_are_made_by_those_who_run_it_alone(
    class_organiser: User, unit_officer: User, dolisa_officer: User, inspector: User, stranger: User
) -> None:
    held = RegistrationFactory().training_class
    other = officer("khac", "class_organiser", "so-tu-phap")
    answers = {
        user.username: as_user(user).post(f"/lop/{held.pk}/phieu-ma/").status_code
        for user in (class_organiser, unit_officer, dolisa_officer, inspector, stranger, other)
    }
    assert list(answers.values()) == [200, 200, 200, 404, 404, 404]


def test_looking_at_the_page_of_slips_makes_no_codes(class_organiser: User, inspector: User) -> None:
    held = RegistrationFactory(person__full_name="Lý Thị Chưa Có").training_class
    assert as_user(class_organiser).get(f"/lop/{held.pk}/phieu-ma/").context["people"] == 1
    assert as_user(inspector).get(f"/lop/{held.pk}/phieu-ma/").status_code == 404
    assert not AccessCode.objects.exists()


def test_a_slip_for_one_person_sets_a_new_password_and_is_refused_for_an_officer(unit_officer: User, trainee: User) -> None:
    client = as_user(unit_officer)
    (code,) = codes_in(client.post(f"/nguoi-hoc/{trainee.person.pk}/phieu-ma/").content)
    new = "mat-khau-Moi-8!"
    Client().post(CLAIM, {"code": code, "password1": new, "password2": new})
    trainee.refresh_from_db()
    assert trainee.check_password(new)
    chief = PersonFactory(user=officer("truongphong", "dolisa_officer", None))
    assert client.post(f"/nguoi-hoc/{chief.pk}/phieu-ma/").status_code == 302
    assert not AccessCode.objects.filter(person=chief).exists()


def test_a_slip_for_a_person_of_another_unit_cannot_be_had(unit_officer: User, class_organiser: User, inspector: User) -> None:
    foreign = PersonFactory(organisation=Organisation.objects.get(key="so-tu-phap"))
    assert as_user(unit_officer).post(f"/nguoi-hoc/{foreign.pk}/phieu-ma/").status_code == 404
    own = PersonFactory()
    for user in (class_organiser, inspector):
        assert as_user(user).post(f"/nguoi-hoc/{own.pk}/phieu-ma/").status_code == 404
    assert not AccessCode.objects.exists()


def test_an_earlier_unit_cannot_open_the_account_of_who_left(unit_officer: User, trainee: User, dolisa_officer: User) -> None:
    move_person(trainee.person, Organisation.objects.get(key="so-tu-phap"), "", from_day=timezone.localdate())
    address = f"/nguoi-hoc/{trainee.person.pk}/phieu-ma/"
    assert as_user(unit_officer).post(address).status_code == 404
    assert not AccessCode.objects.exists()
    assert as_user(dolisa_officer).post(address).status_code == 200


# --- lists of staff --------------------------------------------------------------------------------------------


def sent(client: Client, text: str = STAFF, unit: str = "so-y-te") -> Any:
    organisation = Organisation.objects.get(key=unit).pk
    return client.post(ACCOUNTS, {"organisation": organisation, "audience": "officials", "text": text})


def test_a_list_is_shown_then_opened_and_the_slips_come_once(unit_officer: User) -> None:
    client = as_user(unit_officer)
    address = sent(client)["Location"]
    assert "Nguyễn Thị Ánh" in client.get(address).content.decode()
    assert not Person.objects.filter(full_name="Nguyễn Thị Ánh").exists()
    answer = client.post(address, {"act": "open"})
    assert answer["Content-Type"] == "application/pdf"
    codes = codes_in(answer.content)
    assert {access_codes.person_of(code).full_name for code in codes} == {"Nguyễn Thị Ánh", "Trần Văn Đạt"}  # type: ignore[union-attr]
    assert client.post(address, {"act": "open"}).status_code == 302
    assert Person.objects.filter(full_name="Nguyễn Thị Ánh").count() == 1
    assert "ntanh" in client.get(address).content.decode()
    anew = client.post(address, {"act": "slips"})
    assert not set(codes_in(anew.content)) & set(codes)


def test_what_was_chosen_beside_a_line_is_kept(unit_officer: User) -> None:
    maybe = PersonFactory(full_name="Trần Văn Đạt", sex="male", birth_year=None)
    client = as_user(unit_officer)
    address = sent(client)["Location"]
    client.post(address, {"act": "keep", "line-1": f"use-{maybe.pk}"})
    client.post(address, {"act": "open"})
    maybe.refresh_from_db()
    assert maybe.user is not None
    assert Person.objects.filter(full_name="Trần Văn Đạt").count() == 1


def test_a_person_of_another_unit_does_not_appear_beside_a_line(unit_officer: User, dolisa_officer: User) -> None:
    foreign = Organisation.objects.get(key="so-tu-phap")
    PersonFactory(
        full_name="Trần Văn Đạt", sex="male", birth_year=1979, phone="+84912345602", organisation=foreign,
        user=UserFactory(username="bimat7"),
    )  # fmt: skip
    text = "Họ và tên;Giới tính;Năm sinh;Điện thoại\nTrần Văn Đạt;Nam;1979;0912345602\n"
    address = sent(as_user(unit_officer), text)["Location"]
    assert "bimat7" not in as_user(unit_officer).get(address).content.decode()
    assert "bimat7" in as_user(dolisa_officer).get(address).content.decode()


def test_a_unit_outside_the_scope_cannot_be_chosen(unit_officer: User) -> None:
    answer = sent(as_user(unit_officer), unit="so-tu-phap")
    assert answer.context["form"].errors["organisation"]
    assert not Roster.objects.exists()


def test_lists_of_another_unit_do_not_exist(unit_officer: User, stranger: User, inspector: User, class_organiser: User) -> None:
    foreign = officer("canbokhac", "unit_officer", "so-tu-phap")
    address = sent(as_user(foreign), unit="so-tu-phap")["Location"]
    assert as_user(foreign).get(address).status_code == 200
    assert address not in as_user(unit_officer).get(ACCOUNTS).content.decode()
    for user in (unit_officer, stranger, inspector, class_organiser):
        assert as_user(user).get(address).status_code == 404
        assert as_user(user).post(address, {"act": "open"}).status_code == 404
    for user in (stranger, inspector, class_organiser):
        assert as_user(user).get(ACCOUNTS).status_code == 404


def test_a_list_that_was_put_away_is_gone_and_opened_nothing(unit_officer: User) -> None:
    client = as_user(unit_officer)
    address = sent(client)["Location"]
    client.post(address, {"act": "discard"})
    assert client.get(address).status_code == 404
    assert not Person.objects.filter(full_name="Nguyễn Thị Ánh").exists()


@pytest.mark.parametrize("text", ["", "xin chào các bạn"])
def test_what_is_no_list_is_answered_with_a_sentence(unit_officer: User, text: str) -> None:
    answer = sent(as_user(unit_officer), text)
    assert answer.status_code == 200
    assert answer.context["form"].errors


# --- corrections -----------------------------------------------------------------------------------------------


def test_a_person_asks_an_officer_accepts_and_the_person_reads_the_answer(trainee: User, unit_officer: User) -> None:
    mine = "/hoc-tap/dinh-chinh/"
    as_user(trainee).post(mine, {"what": "full_name", "full_name": "Nguyễn Thị Ánh Tuyết", "note": "Theo căn cước"})
    request = trainee.person.correction_requests.get()
    desk = as_user(unit_officer)
    assert "Nguyễn Thị Ánh" in desk.get("/de-nghi-dinh-chinh/").content.decode()
    assert "Theo căn cước" in desk.get(f"/de-nghi-dinh-chinh/{request.pk}/").content.decode()
    desk.post(f"/de-nghi-dinh-chinh/{request.pk}/", {"act": "accept", "answer": "Đã sửa theo giấy tờ."})
    trainee.person.refresh_from_db()
    assert trainee.person.full_name == "Nguyễn Thị Ánh Tuyết"
    assert "Đã sửa theo giấy tờ." in as_user(trainee).get(mine).content.decode()


def test_declining_without_an_answer_is_asked_back(trainee: User, unit_officer: User) -> None:
    request = correcting.ask(trainee.person, "sex", "male", "", by=trainee)
    address = f"/de-nghi-dinh-chinh/{request.pk}/"
    assert as_user(unit_officer).post(address, {"act": "decline"}).context["form"].errors
    as_user(unit_officer).post(address, {"act": "decline", "answer": "Xin mang giấy tờ đến."})
    request.refresh_from_db()
    assert request.state == "declined"


def test_another_persons_requests_do_not_appear(trainee: User, stranger: User, unit_officer: User) -> None:
    foreign = PersonFactory(user=UserFactory(), full_name="Bế Văn Ngoài", organisation=Organisation.objects.get(key="so-tu-phap"))
    request = correcting.ask(foreign, "full_name", "Bế Văn Ngoại", "", by=foreign.user)
    correcting.ask(stranger.person, "full_name", "Trần Văn Đạt Em", "", by=stranger)
    assert "Trần Văn Đạt Em" not in as_user(trainee).get("/hoc-tap/dinh-chinh/").content.decode()
    listed = as_user(unit_officer).get("/de-nghi-dinh-chinh/").content.decode()
    assert "Trần Văn Đạt Em" in listed and "Bế Văn" not in listed
    assert as_user(unit_officer).get(f"/de-nghi-dinh-chinh/{request.pk}/").status_code == 404
    assert as_user(unit_officer).post(f"/de-nghi-dinh-chinh/{request.pk}/", {"act": "accept"}).status_code == 404


def test_the_desk_of_corrections_is_for_those_who_manage_people(
    stranger: User, inspector: User, class_organiser: User, trainee: User
) -> None:
    request = correcting.ask(trainee.person, "sex", "male", "", by=trainee)
    for user in (stranger, inspector, class_organiser, trainee):
        for address in ("/de-nghi-dinh-chinh/", f"/de-nghi-dinh-chinh/{request.pk}/"):
            assert as_user(user).get(address).status_code == 404


# --- queries ---------------------------------------------------------------------------------------------------


def many_requests(how_many: int, _user: User) -> str:
    for _number in range(how_many):
        person = PersonFactory(user=UserFactory())
        correcting.ask(person, "organisation", str(OrganisationFactory().pk), "", by=person.user)
    return "/de-nghi-dinh-chinh/"


def many_own_requests(how_many: int, user: User) -> str:
    person = PersonFactory(user=user)
    desk = UserFactory()
    for _number in range(how_many):
        request = correcting.ask(person, "organisation", str(OrganisationFactory().pk), "", by=user)
        correcting.decline(request, "Không.", by=desk)
    return "/hoc-tap/dinh-chinh/"


def many_lists(how_many: int, user: User) -> str:
    for number in range(how_many):
        sent(as_user(user), STAFF + f"Lý Văn Thứ {number};Nam;1980\n")
    return ACCOUNTS


def long_list(how_many: int, user: User) -> str:
    lines = "".join(f"Nông Thị Dài {number};Nữ;{1950 + number}\n" for number in range(how_many))
    for number in range(how_many):
        PersonFactory(full_name=f"Nông Thị Dài {number}", birth_year=None)
    return str(sent(as_user(user), "Họ và tên;Giới tính;Năm sinh\n" + lines)["Location"])


def saved_list(how_many: int, user: User) -> str:
    lines = "".join(f"Nông Thị Dài {chr(97 + number % 26)}{chr(97 + number // 26)};Nữ;{1950 + number}\n" for number in range(how_many))
    address = str(sent(as_user(user), "Họ và tên;Giới tính;Năm sinh\n" + lines)["Location"])
    as_user(user).post(address, {"act": "open"})
    return address


def many_offices(how_many: int, user: User) -> str:
    unit = user.role_assignments.get().organisation
    for number in range(how_many):
        below = OrganisationFactory(version__parent=unit)
        PersonFactory(user=officer(f"duoi{number}", "unit_officer", below.key))
    return "/ban-giao/"


LISTS: list[tuple[Callable[[int, User], str], int]] = [
    (many_requests, 9), (many_own_requests, 10), (many_lists, 11), (long_list, 18), (saved_list, 11), (many_offices, 8),
]  # fmt: skip


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(("fill", "pinned"), LISTS, ids=lambda value: getattr(value, "__name__", None))
def test_queries_of_a_list_do_not_grow(unit_officer: User, fill: Callable[[int, User], str], pinned: int, rows: int) -> None:
    address, client = fill(rows, unit_officer), as_user(unit_officer)
    client.get(address)
    cache.clear()
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    assert len(captured) == pinned
