"""Attendance and closing on the desk: on a phone, on paper, by code; for those whose class it is."""

import datetime
import io
import unicodedata
from typing import Any

import pypdfium2
import pytest
import time_machine
import zxingcpp
from django.test import Client
from pypdf import PdfReader

from learning.counts.models import TrainingFact
from learning.people.models import Organisation, User
from learning.records import attending
from learning.records.models import Attendance, TrainingClass
from tests.factories import PersonFactory, RegistrationFactory, TrainingClassFactory, attend

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 9, 8, 5, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))


@pytest.fixture
def theirs() -> TrainingClass:
    held = TrainingClassFactory(title="Lớp của sở khác", organisation=Organisation.objects.get(key="so-tu-phap"))
    RegistrationFactory(training_class=held, person=PersonFactory(full_name="Người Lớp Khác"))
    return held


def test_the_tick_list_saves_what_was_changed_and_only_that(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory()
    first, second = (RegistrationFactory(training_class=held) for _n in range(2))
    session = held.sessions.first()
    address = f"/lop/{held.pk}/diem-danh/{session.pk}/"
    client.force_login(class_organiser)
    client.post(address, {f"r-{first.pk}": "present", f"was-{first.pk}": "", f"was-{second.pk}": ""})
    assert Attendance.objects.get().registration == first
    attending.mark(session, {first.pk: "excused"}, by=class_organiser)
    client.post(address, {f"r-{first.pk}": "present", f"was-{first.pk}": "present", f"r-{second.pk}": "late", f"was-{second.pk}": ""})
    assert dict(Attendance.objects.values_list("registration", "state")) == {first.pk: "excused", second.pk: "late"}


def test_everybody_present_is_one_press_and_paper_is_remembered(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory()
    for _n in range(3):
        RegistrationFactory(training_class=held)
    session = held.sessions.first()
    client.force_login(class_organiser)
    client.post(f"/lop/{held.pk}/diem-danh/{session.pk}/?giay=1", {"everybody": "1"})
    assert set(Attendance.objects.values_list("state", "method")) == {("present", "paper")} and Attendance.objects.count() == 3


def test_everybody_else_leaves_what_was_just_ticked(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory()
    away, there, _third = (RegistrationFactory(training_class=held) for _n in range(3))
    client.force_login(class_organiser)
    client.post(f"/lop/{held.pk}/diem-danh/{held.sessions.first().pk}/", {"everybody": "1", f"r-{away.pk}": "absent", f"was-{away.pk}": ""})
    states = dict(Attendance.objects.values_list("registration", "state"))
    assert states[away.pk] == "absent" and states[there.pk] == "present" and len(states) == 3


def test_the_enter_key_saves_and_does_not_mark_a_whole_hall(client: Client, class_organiser: User) -> None:
    held = RegistrationFactory().training_class
    client.force_login(class_organiser)
    page = client.get(f"/lop/{held.pk}/diem-danh/{held.sessions.first().pk}/").content.decode()
    form = page[page.index('class="ticks"') - 900 : page.index('class="ticks"')]
    assert "name=\"everybody\"" in form and "<button" in form.split("name=\"everybody\"")[0].rpartition("<button")[0]


def test_attendance_of_other_units_does_not_exist(client: Client, class_organiser: User, theirs: TrainingClass) -> None:
    session = theirs.sessions.first()
    client.force_login(class_organiser)
    for path in ("diem-danh/", f"diem-danh/{session.pk}/", f"diem-danh/{session.pk}/man-hinh/", "danh-sach-ky-ten.pdf", "ket-thuc/"):
        assert client.get(f"/lop/{theirs.pk}/{path}").status_code == 404
    mine = TrainingClassFactory()
    assert client.get(f"/lop/{mine.pk}/diem-danh/{session.pk}/").status_code == 404
    assert client.post(f"/lop/{theirs.pk}/ket-thuc/").status_code == client.post(f"/lop/{theirs.pk}/mo-lai/").status_code == 404


def test_the_code_on_the_screen_can_be_scanned_and_marks_by_a_button(client: Client, class_organiser: User) -> None:
    with time_machine.travel(NOW, tick=False):
        registration = RegistrationFactory(person=PersonFactory(user=None))
        held = registration.training_class
        session = held.sessions.first()
        client.force_login(class_organiser)
        page = client.get(f"/lop/{held.pk}/diem-danh/{session.pk}/man-hinh/").content.decode()
        assert "<svg" in page
        code = attending.code_of(session, NOW)
        from tests.factories import UserFactory

        user = UserFactory()
        registration.person.user = user
        registration.person.save()
        client.force_login(user)
        assert client.get(f"/diem-danh/{code}/").status_code == 200 and not Attendance.objects.exists()
        client.post(f"/diem-danh/{code}/")
        assert Attendance.objects.get().method == "code"
    with time_machine.travel(NOW + datetime.timedelta(minutes=3)):
        assert client.post(f"/diem-danh/{code}/").context["refused"]


def test_who_is_not_of_this_class_is_never_told_success(client: Client, stranger: User) -> None:
    with time_machine.travel(NOW, tick=False):
        held = TrainingClassFactory()
        code = attending.code_of(held.sessions.first(), NOW)
        client.force_login(stranger)
        response = client.post(f"/diem-danh/{code}/")
    assert response.context["refused"] and not Attendance.objects.exists()


def test_the_sheet_has_everybody_a_column_a_session_and_a_code_that_reads(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory(title="Lớp ký tên")
    for name in ("Nguyễn Thị Ễn", "Đỗ Văn Ước"):
        RegistrationFactory(training_class=held, person=PersonFactory(full_name=name, birth_year=1985))
    RegistrationFactory(training_class=held, state="waiting", person=PersonFactory(full_name="Người Đang Chờ"))
    client.force_login(class_organiser)
    response = client.get(f"/lop/{held.pk}/danh-sach-ky-ten.pdf")
    text = unicodedata.normalize("NFC", PdfReader(io.BytesIO(response.content)).pages[0].extract_text())
    assert "Nguyễn Thị Ễn" in text and "Đỗ Văn Ước" in text and "1985" in text and "Người Đang Chờ" not in text
    assert "09/03" in text and "10/03" in text
    picture = pypdfium2.PdfDocument(response.content)[0].render(scale=3).to_pil()
    assert zxingcpp.read_barcodes(picture)[0].text.endswith(f"/lop/{held.pk}/diem-danh/")
    assert 'filename="danh-sach-ky-ten.pdf"' in response["Content-Disposition"]


def test_a_long_sheet_repeats_its_headings(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory()
    for _n in range(60):
        RegistrationFactory(training_class=held)
    client.force_login(class_organiser)
    pages = PdfReader(io.BytesIO(client.get(f"/lop/{held.pk}/danh-sach-ky-ten.pdf").content)).pages
    assert len(pages) > 1 and all("09/03" in page.extract_text() for page in list(pages)[:-1])


def test_closing_shows_who_and_why_not_then_what_was_posted(
    client: Client, class_organiser: User, django_capture_on_commit_callbacks: Any
) -> None:
    held = TrainingClassFactory()
    attend(RegistrationFactory(training_class=held, person=PersonFactory(full_name="Người Học Đủ")))
    attend(RegistrationFactory(training_class=held, person=PersonFactory(full_name="Người Vắng Mặt")), "absent")
    client.force_login(class_organiser)
    page = client.get(f"/lop/{held.pk}/ket-thuc/")
    assert (page.context["completing"], page.context["others"]) == (1, 1) and "0/2" in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/lop/{held.pk}/ket-thuc/")
    after = client.get(f"/lop/{held.pk}/ket-thuc/").content.decode()
    assert "Người Học Đủ" in after and "Người Vắng Mặt" not in after
    assert TrainingFact.objects.count() == 1
    assert client.post(f"/lop/{held.pk}/mo-lai/", {"reason": "x"}).status_code == 404


def test_an_inspector_sees_the_closing_and_cannot_close(client: Client, inspector: User) -> None:
    held = TrainingClassFactory()
    client.force_login(inspector)
    assert client.get(f"/lop/{held.pk}/ket-thuc/").status_code == 200
    assert client.post(f"/lop/{held.pk}/ket-thuc/").status_code == 404
    held.refresh_from_db()
    assert held.state == "running"


def test_reopening_is_for_dolisa_and_needs_a_reason(client: Client, dolisa_officer: User, django_capture_on_commit_callbacks: Any) -> None:
    held = TrainingClassFactory()
    client.force_login(dolisa_officer)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/lop/{held.pk}/ket-thuc/")
    client.post(f"/lop/{held.pk}/mo-lai/", {"reason": ""})
    held.refresh_from_db()
    assert held.state == "closed"
    client.post(f"/lop/{held.pk}/mo-lai/", {"reason": "Thiếu một buổi"})
    held.refresh_from_db()
    assert held.state == "running" and held.state_reason == "Thiếu một buổi"


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_the_pages_do_not_grow(client: Client, dolisa_officer: User, rows: int, django_assert_num_queries: Any) -> None:
    held = TrainingClassFactory()
    for _n in range(rows):
        attend(RegistrationFactory(training_class=held))
    session = held.sessions.first()
    client.force_login(dolisa_officer)
    for path, pinned in (("diem-danh/", 10), (f"diem-danh/{session.pk}/", 9), ("ket-thuc/", 10)):
        client.get(f"/lop/{held.pk}/{path}")
        with django_assert_num_queries(pinned):
            client.get(f"/lop/{held.pk}/{path}")
