"""Lists on the desk: seen before they are saved, by those whose class it is, with no more of others than is needed."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import ModelLogEntry

from learning.people.models import Organisation, Person, User
from learning.records.models import Attendance, Registration, Roster, RosterDecision, TrainingClass
from tests.factories import PersonFactory, TrainingClassFactory
from tests.people.reading.making import xlsx
from tests.records.test_importing import content

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent.parent / "people" / "reading" / "data"


def send(client: Client, held: TrainingClass, data: bytes, name: str = "ds.xlsx") -> Any:
    return client.post(f"/lop/{held.pk}/danh-sach/", {"file": SimpleUploadedFile(name, data)}, follow=True)


@pytest.fixture
def held(client: Client, class_organiser: User) -> TrainingClass:
    client.force_login(class_organiser)
    return TrainingClassFactory()


def test_a_list_is_read_shown_and_saved(client: Client, held: TrainingClass) -> None:
    page = send(client, held, content())
    assert page.context["summary"]["rows"] == 3 and "Nông Thị Ễn" in page.content.decode()
    roster = Roster.objects.get()
    assert not Person.objects.filter(full_name="Nông Thị Ễn").exists()
    client.post(f"/danh-sach/{roster.pk}/luu/", {"were_there": "1"})
    assert held.registrations.count() == 3 and Attendance.objects.count() == 6
    after = client.get(f"/danh-sach/{roster.pk}/").content.decode()
    assert "Nông Thị Ễn" in after and "Sheet1" in after


def test_the_office_list_of_2022_goes_through_whole(client: Client, held: TrainingClass) -> None:
    page = send(client, held, (DATA / "office-list-2022.xlsx").read_bytes())
    assert page.context["summary"] | {"problems": []} == {
        "rows": 38, "people_new": 38, "people_matched": 0, "female": 26, "male": 12, "not_stated": 0, "units_found": 38,
        "units_not_found": 0, "duplicates_in_file": 0, "problems": [],
    }  # fmt: skip


def test_what_is_no_list_is_said_and_nothing_kept(client: Client, held: TrainingClass) -> None:
    page = send(client, held, b"\x89PNG\r\n\x1a\n123")
    assert [str(m.level_tag) for m in page.context["messages"]] == ["error"] and not Roster.objects.exists()
    assert client.post(f"/lop/{held.pk}/danh-sach/").status_code == 302


def test_a_column_is_corrected_and_wrong_corrections_are_refused(client: Client, held: TrainingClass) -> None:
    rows = [["STT", "Họ và tên", "Cột lạ"], [1, "Lê Văn Ba", "Trưởng thôn"], [2, "Lê Thị Tư", "Bí thư"]]
    send(client, held, xlsx(rows))
    roster = Roster.objects.get()
    address = f"/danh-sach/{roster.pk}/doc-lai/"
    client.post(address, {"sheet": "Sheet1", "c-0": "number", "c-1": "full_name", "c-2": "position"})
    assert "Bí thư" in client.get(f"/danh-sach/{roster.pk}/").content.decode()
    for wrong in ({"c-1": "note"}, {"c-1": "unsinn"}, {"sheet": "không có"}):
        assert client.post(address, {"sheet": "Sheet1"} | wrong, follow=True).status_code == 200
    roster.refresh_from_db()
    assert roster.corrections["columns"]["Sheet1"]["1"] == "full_name"


def test_this_person_is_used_where_somebody_says_so(client: Client, held: TrainingClass) -> None:
    known = PersonFactory(full_name="Nông Văn Khác", phone="+84987654321")
    send(client, held, content())
    roster = Roster.objects.get()
    client.post(f"/danh-sach/{roster.pk}/quyet-dinh/", {"sheet": "Sheet1", "line": "3", "choice": f"use-{known.pk}"})
    client.post(f"/danh-sach/{roster.pk}/luu/")
    assert Registration.objects.filter(person=known).exists()


def test_only_people_who_stand_beside_a_line_can_be_chosen(client: Client, held: TrainingClass) -> None:
    far = PersonFactory(full_name="Ai Đó Xa", organisation=Organisation.objects.get(key="so-tu-phap"))
    send(client, held, content())
    roster = Roster.objects.get()
    client.post(f"/danh-sach/{roster.pk}/quyet-dinh/", {"sheet": "Sheet1", "line": "3", "choice": f"use-{far.pk}"})
    assert not RosterDecision.objects.filter(person=far).exists()


def test_a_likely_person_of_another_unit_is_told_without_particulars(client: Client, held: TrainingClass, dolisa_officer: User) -> None:
    PersonFactory(
        full_name="Ước Văn Đỗ", birth_year=1979, sex="male", position="Chức vụ kín",
        organisation=Organisation.objects.get(key="so-tu-phap"),
    )  # fmt: skip
    page = send(client, held, content()).content.decode()
    assert "Ước Văn Đỗ" not in page and "Chức vụ kín" not in page and 'value="use-' in page
    client.force_login(dolisa_officer)
    assert "Chức vụ kín" in client.get(f"/danh-sach/{Roster.objects.get().pk}/").content.decode()


def test_lists_of_other_units_do_not_exist(client: Client, held: TrainingClass, dolisa_officer: User, class_organiser: User) -> None:
    theirs = TrainingClassFactory(organisation=Organisation.objects.get(key="so-tu-phap"))
    client.force_login(dolisa_officer)
    send(client, theirs, content())
    roster = Roster.objects.get()
    client.force_login(class_organiser)
    for path in ("", "tep/"):
        assert client.get(f"/danh-sach/{roster.pk}/{path}").status_code == 404
    for path in ("doc-lai/", "quyet-dinh/", "luu/", "bo/"):
        assert client.post(f"/danh-sach/{roster.pk}/{path}").status_code == 404
    assert client.get(f"/lop/{theirs.pk}/danh-sach/").status_code == 404


def test_the_file_is_given_out_neutrally_and_logged(client: Client, held: TrainingClass) -> None:
    sent = content()
    send(client, held, sent, "Danh sách bí mật.xlsx")
    roster = Roster.objects.get()
    response = client.get(f"/danh-sach/{roster.pk}/tep/")
    assert b"".join(response.streaming_content) == sent and f'"danh-sach-{roster.pk}.xlsx"' in response["Content-Disposition"]  # type: ignore[attr-defined]
    assert ModelLogEntry.objects.filter(action="records.read_list_file").count() == 1
    assert "bí mật" not in roster.file.name.casefold()


def test_a_list_that_is_put_away_saves_nothing(client: Client, held: TrainingClass) -> None:
    send(client, held, content())
    roster = Roster.objects.get()
    client.post(f"/danh-sach/{roster.pk}/bo/")
    client.post(f"/danh-sach/{roster.pk}/luu/")
    assert not Registration.objects.exists()


def test_a_class_without_names_takes_no_list(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory(takes_names=False)
    client.force_login(class_organiser)
    send(client, held, content())
    assert not Roster.objects.exists() and not Person.objects.exists()


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_the_preview_and_of_the_evidence_do_not_grow(
    client: Client, held: TrainingClass, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        PersonFactory(full_name=f"Nông Văn {chr(65 + number)}nh", phone=f"+8491{number:07d}")
    people = [[n, f"Lê Thị {chr(65 + n)}m", f"091{n:07d}", "Sở Y tế"] for n in range(rows)]
    send(client, held, xlsx([["STT", "Họ và tên", "SĐT", "Đơn vị"], *people]))
    roster = Roster.objects.get()
    with django_assert_num_queries(24):
        assert client.get(f"/danh-sach/{roster.pk}/").status_code == 200
    client.post(f"/danh-sach/{roster.pk}/luu/")
    with django_assert_num_queries(10):
        assert client.get(f"/danh-sach/{roster.pk}/").status_code == 200


def test_a_unit_that_was_not_found_is_chosen_and_remembered(client: Client, held: TrainingClass) -> None:
    send(client, held, content([1, "Lê Thị Đơn", "Nữ", "1985", "", "", "", "", "Cơ quan lạ"]))
    roster = Roster.objects.get()
    old, new = (Organisation.objects.get(versions__name=name) for name in ("Huyện Đại Từ", "Xã Đại Từ"))
    decide = {"sheet": "Sheet1", "line": "2", "choice": ""}
    told = client.post(f"/danh-sach/{roster.pk}/quyet-dinh/", decide | {"unit_text": "đại từ"}, follow=True).content.decode()
    assert "Huyện Đại Từ" in told and not roster.decisions.exists()
    client.post(f"/danh-sach/{roster.pk}/quyet-dinh/", decide | {"unit_text": "đại từ", "unit_id": str(old.pk)})
    assert roster.decisions.get().unit == old
    client.post(f"/danh-sach/{roster.pk}/quyet-dinh/", decide | {"unit_text": "Xã Đại Từ"})
    assert roster.decisions.get().unit == new
    client.post(f"/danh-sach/{roster.pk}/luu/")
    assert Person.objects.get(full_name="Lê Thị Đơn").organisation == new
