"""People and their training records: one record per person, seen only by those whose role and unit allow."""

import datetime
import io
import unicodedata
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from learning.people import postings
from learning.people.models import Organisation, Person, User
from learning.people.refusing import Refused
from learning.records.models import Completion, Registration, Roster, RosterRow
from tests.factories import (
    EnrolmentFactory,
    PersonFactory,
    RegistrationFactory,
    TrainingClassFactory,
    attend,
    issued,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere() -> Organisation:
    return Organisation.objects.get(key="so-tu-phap")


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def learned(person: Person) -> Registration:
    """One certificate online, one class completed from a list, one class missed."""
    issued(enrolment=EnrolmentFactory(person=person), day=datetime.date(2025, 5, 2))
    done = RegistrationFactory(person=person, training_class=TrainingClassFactory(title="Lớp đã xong"))
    attend(done)
    held = done.training_class
    Completion.objects.create(
        person=person, training_class=held, started_on=datetime.date(2026, 3, 9), completed_on=datetime.date(2026, 3, 10)
    )
    type(held).objects.filter(pk=held.pk).update(state="closed", closed_on=datetime.date(2026, 3, 11))
    roster = Roster.objects.create(organisation=held.organisation, training_class=held, file_name="danh-sach.xlsx", sha256="x")
    RosterRow.objects.create(roster=roster, sheet="Sheet1", line=17, person=person, outcome="new", name_as_written="X")
    missed = RegistrationFactory(person=person, training_class=TrainingClassFactory(title="Lớp đã vắng", state="running"))
    attend(missed, "absent")
    type(held).objects.filter(pk=missed.training_class_id).update(state="closed", closed_on=datetime.date(2026, 3, 11))
    return done


def test_the_record_holds_online_and_hall_of_all_years_with_the_evidence(client: Client, dolisa_officer: User) -> None:
    person = PersonFactory(full_name="Ma Thị Hồ Sơ")
    learned(person)
    client.force_login(dolisa_officer)
    text = page(client, f"/nguoi-hoc/{person.pk}/")
    for words in ("02/05/2025", "Lớp đã xong", "10/03/2026", "Lớp đã vắng", "danh-sach.xlsx", "17", "GCN"):
        assert words in text, words
    assert "9" in text and text.count("state--done") == 2


def test_one_s_own_record_shows_no_file_names_of_offices(client: Client, trainee: User) -> None:
    learned(trainee.person)
    client.force_login(trainee)
    text = page(client, "/hoc-tap/ho-so/")
    assert "Lớp đã xong" in text and "danh-sach.xlsx" not in text


def test_what_stayed_with_a_merged_record_is_shown(client: Client, dolisa_officer: User) -> None:
    kept, gone = PersonFactory(), PersonFactory()
    learned(gone)
    gone.merged_into = kept
    gone.save()
    client.force_login(dolisa_officer)
    assert "Lớp đã xong" in page(client, f"/nguoi-hoc/{kept.pk}/")
    assert client.get(f"/nguoi-hoc/{gone.pk}/").headers["Location"] == f"/nguoi-hoc/{kept.pk}/"


def test_a_unit_officer_sees_their_people_only(client: Client, unit_officer: User, elsewhere: Organisation) -> None:
    mine, other = PersonFactory(full_name="Người Trong Sở"), PersonFactory(full_name="Người Sở Khác", organisation=elsewhere)
    client.force_login(unit_officer)
    text = page(client, "/nguoi-hoc/")
    assert "Người Trong Sở" in text and "Người Sở Khác" not in text
    assert client.get(f"/nguoi-hoc/{mine.pk}/").status_code == 200
    for address in (f"/nguoi-hoc/{other.pk}/", f"/nguoi-hoc/{other.pk}/ho-so.pdf", f"/nguoi-hoc/{other.pk}/sua/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/nguoi-hoc/{other.pk}/sua/", {"full_name": "X"}).status_code == 404


def test_search_needs_no_marks(client: Client, dolisa_officer: User) -> None:
    PersonFactory(full_name=unicodedata.normalize("NFD", "Đỗ Thị Ngọc Ánh"))
    PersonFactory(full_name="Lý Văn Bình")
    client.force_login(dolisa_officer)
    text = page(client, "/nguoi-hoc/?q=do thi ngoc anh")
    assert "Đỗ Thị Ngọc Ánh" in text and "Lý Văn Bình" not in text


def test_the_citizen_number_stands_nowhere(client: Client, dolisa_officer: User) -> None:
    person = PersonFactory(citizen_key="a1b2c3d4e5f6")
    client.force_login(dolisa_officer)
    for address in ("/nguoi-hoc/", f"/nguoi-hoc/{person.pk}/", f"/nguoi-hoc/{person.pk}/sua/"):
        assert "a1b2c3d4e5f6" not in page(client, address)


def test_the_record_as_pdf_says_the_same_and_its_name_tells_nothing(client: Client, trainee: User) -> None:
    learned(trainee.person)
    client.force_login(trainee)
    response = client.get("/hoc-tap/ho-so/ho-so.pdf")
    text = unicodedata.normalize("NFC", " ".join(p.extract_text() for p in PdfReader(io.BytesIO(response.content)).pages))
    assert "Nguyễn Thị Ánh" in text and "Lớp đã xong" in text and "10/03/2026" in text
    assert response["Content-Disposition"] == 'inline; filename="ho-so-hoc-tap.pdf"'
    assert "no-store" in response["Cache-Control"]


def test_a_person_is_entered_and_put_right_with_a_dated_posting(client: Client, unit_officer: User) -> None:
    client.force_login(unit_officer)
    unit = Organisation.objects.get(key="so-y-te")
    answer = {
        "full_name": "nguyễn   văn  Mới", "sex": "male", "birth_date": "05/01/1986", "phone": "0912.345.678", "email": "",
        "organisation": unit.pk, "position": "Chuyên viên", "audience": "officials",
    }  # fmt: skip
    assert client.post("/nguoi-hoc/moi/", answer).status_code == 302
    person = Person.objects.get(full_name="nguyễn văn Mới")
    assert (person.birth_year, person.birth_date, person.phone) == (1986, datetime.date(1986, 1, 5), "+84912345678")
    changed = answer | {"full_name": "Nguyễn Văn Mới", "position": "Trưởng phòng", "from_day": "01/02/2026"}
    assert client.post(f"/nguoi-hoc/{person.pk}/sua/", changed).status_code == 302
    person = Person.objects.get(pk=person.pk)
    assert person.full_name == "Nguyễn Văn Mới" and person.position == "Trưởng phòng"
    before = person.posting_on(datetime.date(2026, 1, 31))
    assert before is not None and before.position == "Chuyên viên"


def test_a_wrong_phone_or_two_births_are_said_plainly_and_nothing_is_lost(client: Client, unit_officer: User) -> None:
    client.force_login(unit_officer)
    unit = Organisation.objects.get(key="so-y-te").pk
    answer = {"full_name": "Lê Thị Sai", "sex": "female", "birth_year": "1990", "birth_date": "05/01/1986", "phone": "123",
              "organisation": unit, "audience": "officials"}  # fmt: skip
    response = client.post("/nguoi-hoc/moi/", answer)
    assert response.status_code == 200 and "Lê Thị Sai" in response.content.decode()
    assert set(response.context["form"].errors) == {"phone", "birth_date"}


def test_an_officer_cannot_put_somebody_into_a_unit_out_of_reach(
    client: Client, unit_officer: User, elsewhere: Organisation
) -> None:
    client.force_login(unit_officer)
    answer = {"full_name": "Lê Thị Xa", "sex": "female", "organisation": elsewhere.pk, "audience": "officials"}
    assert client.post("/nguoi-hoc/moi/", answer).status_code == 200
    assert not Person.objects.filter(full_name="Lê Thị Xa").exists()


def test_a_posting_of_a_day_to_come_is_not_entered_yet(client: Client, unit_officer: User) -> None:
    person = PersonFactory()
    client.force_login(unit_officer)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    answer = {
        "full_name": person.full_name, "sex": "female", "birth_year": "1985", "organisation": person.organisation_id,
        "position": "Trưởng phòng", "audience": "officials", "from_day": f"{tomorrow:%d/%m/%Y}",
    }  # fmt: skip
    assert client.post(f"/nguoi-hoc/{person.pk}/sua/", answer).context["form"].errors["from_day"]
    with pytest.raises(Refused):
        postings.move_person(person, person.organisation, "Trưởng phòng", from_day=tomorrow)
    assert person.postings.count() == 1


def test_a_later_posting_stays_when_an_earlier_one_is_entered(elsewhere: Organisation) -> None:
    person = PersonFactory()
    home = person.organisation
    postings.move_person(person, elsewhere, "B", from_day=datetime.date(2026, 6, 1))
    postings.move_person(person, home, "A", from_day=datetime.date(2026, 1, 1))
    person = Person.objects.get(pk=person.pk)
    days = {day: person.posting_on(day) for day in (datetime.date(2025, 1, 1), datetime.date(2026, 3, 1), datetime.date(2026, 7, 1))}
    assert [posting and posting.position for posting in days.values()] == ["Chuyên viên", "A", "B"]
    assert (person.organisation, person.position) == (elsewhere, "B")


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_the_list_do_not_grow(client: Client, dolisa_officer: User, rows: int, django_assert_num_queries: Any) -> None:
    for _number in range(rows):
        PersonFactory()
    client.force_login(dolisa_officer)
    client.get("/nguoi-hoc/")
    with django_assert_num_queries(9):
        client.get("/nguoi-hoc/")


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_a_record_do_not_grow(client: Client, dolisa_officer: User, rows: int, django_assert_num_queries: Any) -> None:
    person = PersonFactory()
    for _number in range(rows):
        attend(RegistrationFactory(person=person))
    issued(enrolment=EnrolmentFactory(person=person))
    client.force_login(dolisa_officer)
    client.get(f"/nguoi-hoc/{person.pk}/")
    with django_assert_num_queries(19):
        client.get(f"/nguoi-hoc/{person.pk}/")
