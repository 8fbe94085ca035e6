"""What nobody meant to send is said in a sentence, never a server error."""

import datetime

import pytest
from django.test import Client

from learning.people.models import Person, User
from learning.records import (
    importing,
    reminding_required,
)
from tests.factories import (
    PersonFactory,
    RegistrationFactory,
    TrainingClassFactory,
    attend,
    unit,
)
from tests.forms import fields_of
from tests.records.test_importing import content

pytestmark = pytest.mark.django_db


def test_a_session_with_attendance_that_is_taken_out_is_no_error(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory()
    attend(RegistrationFactory(training_class=held))
    client.force_login(class_organiser)
    address = f"/lop/{held.pk}/sua/"
    assert client.post(address, fields_of(client.get(address)) | {"buoi-1-DELETE": "on"}).status_code in (200, 302)


def test_two_sessions_that_change_places_are_no_error(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory()
    client.force_login(class_organiser)
    address = f"/lop/{held.pk}/sua/"
    form = fields_of(client.get(address))
    form |= {"buoi-0-day": form["buoi-1-day"], "buoi-1-day": form["buoi-0-day"]}
    page = client.post(address, form)
    assert page.status_code == 302


def test_a_tampered_number_is_no_error(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory()
    client.force_login(class_organiser)
    address = f"/lop/{held.pk}/diem-danh/{held.sessions.first().pk}/"
    assert client.post(address, {"r-99999999999999999999999": "present"}).status_code == 302


def test_a_tampered_encoding_is_no_error(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory()
    roster = importing.take_in(content(), "ds.xlsx", organisation=held.organisation, held=held, by=class_organiser)
    client.force_login(class_organiser)
    sheet = "Sheet1"
    assert client.post(f"/danh-sach/{roster.pk}/doc-lai/", {"sheet": sheet, "encoding": "khong-co"}).status_code == 302
    assert client.get(f"/danh-sach/{roster.pk}/").status_code == 200


def test_tampered_header_lines_are_no_error(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory()
    roster = importing.take_in(content(), "ds.xlsx", organisation=held.organisation, held=held, by=class_organiser)
    client.force_login(class_organiser)
    for first, last in (("900", "901"), ("4", "4"), ("3", "8")):
        assert (
            client.post(f"/danh-sach/{roster.pk}/doc-lai/", {"sheet": "Sheet1", "first": first, "last": last}).status_code == 302
        )
        assert client.get(f"/danh-sach/{roster.pk}/", follow=True).status_code == 200


def test_two_columns_chosen_as_one_field_are_no_error(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory()
    roster = importing.take_in(content(), "ds.xlsx", organisation=held.organisation, held=held, by=class_organiser)
    client.force_login(class_organiser)
    data = {f"c-{n}": "full_name" for n in range(9)} | {"sheet": "Sheet1"}
    assert client.post(f"/danh-sach/{roster.pk}/doc-lai/", data).status_code == 302
    assert client.get(f"/danh-sach/{roster.pk}/", follow=True).status_code == 200
    assert client.post(f"/danh-sach/{roster.pk}/luu/").status_code == 302


def test_long_cells_of_a_list_are_no_error(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory()
    long = "Rất Dài " * 60
    rows = [1, "Nông Thị Ễn", "Nữ", "26/4/1985", "", "", "", long, "Sở Y tế"], [2, long, "Nữ", "1985", "", "", "", "x", long]
    roster = importing.take_in(content(*rows), "ds.xlsx", organisation=held.organisation, held=held, by=class_organiser)
    client.force_login(class_organiser)
    assert client.post(f"/danh-sach/{roster.pk}/luu/").status_code == 302
    for person in Person.objects.all():
        assert len(person.full_name) <= 120 and len(person.position) <= 120


@pytest.mark.parametrize("born", ["26/04/1885", "26/04/0085", "26/04/2985"])
def test_a_mistyped_date_of_birth_is_said_in_words(client: Client, unit_officer: User, born: str) -> None:
    client.force_login(unit_officer)
    form = {
        "full_name": "Lò Thị Nhầm",
        "sex": "female",
        "birth_year": "",
        "birth_date": born,
        "phone": "",
        "email": "",
        "organisation": str(unit("so-y-te").pk),
        "position": "",
        "audience": "officials",
    }
    page = client.post("/nguoi-hoc/moi/", form)
    assert page.status_code == 200 and page.context["form"].errors


@pytest.mark.parametrize("born", ["26/4/1885", "26/4/2985", "1885", "2120"])
def test_a_mistyped_date_in_a_list_does_not_break_it(client: Client, class_organiser: User, born: str) -> None:
    held = TrainingClassFactory()
    data = content([1, "Lò Thị Nhầm", "Nữ", born, "", "", "", "", "Sở Y tế"])
    roster = importing.take_in(data, "ds.xlsx", organisation=held.organisation, held=held, by=class_organiser)
    client.force_login(class_organiser)
    assert client.get(f"/danh-sach/{roster.pk}/").status_code == 200
    assert client.post(f"/danh-sach/{roster.pk}/luu/").status_code == 302


def test_a_training_that_holds_for_centuries_breaks_nothing(client: Client, unit_officer: User) -> None:
    client.force_login(unit_officer)
    PersonFactory()
    form = fields_of(client.get("/yeu-cau-hoc/moi/")) | {
        "name": "Bắt buộc",
        "class_kind": "tap-huan",
        "audience": "officials",
        "organisation": str(unit("so-y-te").pk),
        "days_for_new_staff": "90",
        "valid_months": "30000",
        "is_active": "on",
    }
    page = client.post("/yeu-cau-hoc/moi/", form, follow=True)
    assert page.status_code == 200
    reminding_required.remind(datetime.date.today())


def test_a_day_long_ago_is_no_error(client: Client, unit_officer: User) -> None:
    person = PersonFactory()
    client.force_login(unit_officer)
    form = fields_of(client.get(f"/nguoi-hoc/{person.pk}/sua/")) | {
        "position": "Khác",
        "from_day": "01/01/0001",
        "audience": "officials",
        "sex": "female",
    }
    assert client.post(f"/nguoi-hoc/{person.pk}/sua/", form).status_code in (200, 302)
