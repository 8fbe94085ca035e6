"""Classes on the desk: planned with everything the plan asks for, seen by those whose unit it is."""

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from learning.people.models import Organisation, User
from learning.records.models import ClassDocument, Completion, Headcount, Registration, TrainingClass
from tests.factories import PersonFactory, RegistrationFactory, TrainingClassFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def theirs() -> TrainingClass:
    return TrainingClassFactory(title="Lớp của sở khác", organisation=Organisation.objects.get(key="so-tu-phap"))


def answers(**more: Any) -> dict[str, Any]:
    unit = Organisation.objects.get(key="so-y-te").pk
    managed = {f"{prefix}-{name}": 0 for prefix in ("buoi", "giang", "kinhphi") for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return managed | {
        "title": "Tập huấn  kiến thức chung", "kind": "tap-huan", "family": "capacity_building", "audience": "officials",
        "topics": ["kien-thuc-chung"], "takes_names": "on", "organisation": unit, "place": "Hội trường", "completion_percent": 80,
        "pass_percent": 60, "planned_year": 2026, "planned_quarter": 2, "expected_participants": 40,
        "buoi-TOTAL_FORMS": 2, "buoi-0-day": "05/05/2026", "buoi-0-part": "morning", "buoi-0-hours": "4",
        "buoi-1-day": "05/05/2026", "buoi-1-part": "afternoon", "buoi-1-hours": "3,5",
        "giang-TOTAL_FORMS": 1, "giang-0-name": "Trần Thị Giảng", "giang-0-hours": "7,5",
        "kinhphi-TOTAL_FORMS": 1, "kinhphi-0-source": "ngan-sach-tinh", "kinhphi-0-amount": "12.000.000",
    } | more  # fmt: skip


def test_a_class_is_planned_with_sessions_trainers_and_money_in_one_form(client: Client, class_organiser: User) -> None:
    client.force_login(class_organiser)
    response = client.post("/lop/moi/", answers())
    held = TrainingClass.objects.get(title="Tập huấn kiến thức chung")
    assert response.headers["Location"] == f"/lop/{held.pk}/"
    assert (str(held.hours), held.run_by, held.state) == ("7.5", class_organiser, "planned")
    assert held.trainers.get().name == "Trần Thị Giảng" and held.funding.get().amount == 12_000_000
    page = client.get(f"/lop/{held.pk}/").content.decode()
    assert "05/05/2026" in page and "12.000.000" in page and "Trần Thị Giảng" in page


def test_what_is_wrong_is_said_and_nothing_is_lost_or_half_saved(client: Client, class_organiser: User) -> None:
    client.force_login(class_organiser)
    response = client.post("/lop/moi/", answers(**{"buoi-1-part": "morning"}))
    page = response.content.decode()
    assert response.status_code == 200 and "Tập huấn  kiến thức chung" in page and "Trần Thị Giảng" in page
    assert not TrainingClass.objects.exists()
    assert client.post("/lop/moi/", answers(place="Nhà tạm lánh")).status_code == 200
    assert not TrainingClass.objects.exists()


def test_a_class_cannot_be_put_into_a_unit_out_of_reach(client: Client, class_organiser: User) -> None:
    client.force_login(class_organiser)
    client.post("/lop/moi/", answers(organisation=Organisation.objects.get(key="so-tu-phap").pk))
    assert not TrainingClass.objects.exists()


def test_classes_of_other_units_do_not_exist(client: Client, class_organiser: User, theirs: TrainingClass) -> None:
    TrainingClassFactory(title="Lớp của mình")
    client.force_login(class_organiser)
    page = client.get("/lop/").content.decode()
    assert "Lớp của mình" in page and "Lớp của sở khác" not in page
    for path in ("", "sua/", "hoc-vien/"):
        assert client.get(f"/lop/{theirs.pk}/{path}").status_code == 404
    for path in ("mo-dang-ky/", "bat-dau/", "huy/", "tai-lieu/", "hoc-vien/them/", "hoc-vien/rut/"):
        assert client.post(f"/lop/{theirs.pk}/{path}", {"reason": "x"}).status_code == 404
    assert "Lớp của sở khác" not in client.get("/ke-hoach-lop/?nam=2026").content.decode()


def test_an_inspector_reads_and_changes_nothing(client: Client, inspector: User) -> None:
    held = TrainingClassFactory(state="planned")
    client.force_login(inspector)
    assert client.get(f"/lop/{held.pk}/").status_code == client.get(f"/lop/{held.pk}/hoc-vien/").status_code == 200
    for path in ("mo-dang-ky/", "bat-dau/", "huy/", "hoc-vien/them/"):
        assert client.post(f"/lop/{held.pk}/{path}").status_code == 404
    assert client.get("/lop/moi/").status_code == client.get(f"/lop/{held.pk}/sua/").status_code == 404


def test_filters_need_no_marks_and_odd_ones_are_forgiven(client: Client, dolisa_officer: User) -> None:
    TrainingClassFactory(title="Đối thoại chính sách", state="open")
    TrainingClassFactory(title="Khác", planned_year=2024)
    client.force_login(dolisa_officer)
    found = client.get("/lop/?q=doi thoai&trang_thai=open&nam=2026").content.decode()
    assert "Đối thoại chính sách" in found and ">Khác<" not in found
    assert client.get("/lop/?nam=abc&trang_thai=x&page=999").status_code == 200


def test_a_document_is_for_those_who_may_see_the_class(client: Client, class_organiser: User, trainee: User) -> None:
    held = TrainingClassFactory()
    client.force_login(class_organiser)
    file = SimpleUploadedFile("cong-van.pdf", b"%PDF-1.7 noi dung")
    client.post(f"/lop/{held.pk}/tai-lieu/", {"title": "Công văn", "file": file})
    document = ClassDocument.objects.get()
    got = client.get(f"/lop/{held.pk}/tai-lieu/{document.pk}/")
    assert b"".join(got.streaming_content) == b"%PDF-1.7 noi dung" and got["Content-Disposition"].startswith("attachment")  # type: ignore[attr-defined]
    client.force_login(trainee)
    assert client.get(f"/lop/{held.pk}/tai-lieu/{document.pk}/").status_code == 404


@pytest.mark.parametrize("name", ["virus.exe", "trang.html", "x.svg"])
def test_documents_of_dangerous_types_are_not_taken(client: Client, class_organiser: User, name: str) -> None:
    held = TrainingClassFactory()
    client.force_login(class_organiser)
    client.post(f"/lop/{held.pk}/tai-lieu/", {"title": "x", "file": SimpleUploadedFile(name, b"x")})
    assert not ClassDocument.objects.exists()


def test_participants_are_added_by_name_and_withdrawn(client: Client, class_organiser: User, unit_officer: User) -> None:
    held, person = TrainingClassFactory(), PersonFactory(full_name="Lường Thị Thêm")
    far = PersonFactory(full_name="Lường Thị Xa", organisation=Organisation.objects.get(key="so-tu-phap"))
    client.force_login(class_organiser)
    page = client.get(f"/lop/{held.pk}/hoc-vien/?q=luong thi").content.decode()
    assert "Lường Thị Thêm" in page and "Lường Thị Xa" not in page
    client.post(f"/lop/{held.pk}/hoc-vien/them/", {"person": person.pk})
    client.post(f"/lop/{held.pk}/hoc-vien/them/", {"person": far.pk})
    registration = Registration.objects.get()
    assert registration.person == person
    client.post(f"/lop/{held.pk}/hoc-vien/rut/", {"registration": registration.pk})
    registration.refresh_from_db()
    assert registration.state == "withdrawn"


def test_trainees_register_themselves_where_it_is_open_and_see_nobody_else(client: Client, trainee: User) -> None:
    held = TrainingClassFactory(title="Lớp mở", state="open", registers_online=True, capacity=1)
    RegistrationFactory(training_class=held, person=PersonFactory(full_name="Người Khác Lạ"))
    TrainingClassFactory(title="Lớp chưa mở", state="planned", registers_online=True)
    client.force_login(trainee)
    page = client.get("/lop-hoc/").content.decode()
    assert "Lớp mở" in page and "Lớp chưa mở" not in page and "Người Khác Lạ" not in page
    client.post(f"/lop-hoc/{held.pk}/dang-ky/")
    assert Registration.objects.get(person=trainee.person).state == "waiting"
    client.post(f"/lop-hoc/{held.pk}/dang-ky/", {"rut": "1"})
    assert Registration.objects.get(person=trainee.person).state == "withdrawn"


def test_who_cannot_come_gives_the_place_back_also_after_registration_closed(client: Client, trainee: User) -> None:
    own = RegistrationFactory(training_class=TrainingClassFactory(state="planned"), person=trainee.person)
    client.force_login(trainee)
    client.post(f"/lop-hoc/{own.training_class_id}/dang-ky/", {"rut": "1"})
    own.refresh_from_db()
    assert own.state == "withdrawn"


def test_kinds_topics_and_questions_are_data_an_administrator_may_add_to(client: Client, administrator: User, trainer: User) -> None:
    client.force_login(administrator)
    for name in ("classkind", "topic", "fundingsource", "situation", "evaluationquestion"):
        assert client.get(f"/admin/snippets/records/{name}/", follow=True).status_code == 200, name


def test_the_plan_stands_beside_what_was_done(client: Client, dolisa_officer: User) -> None:
    held = TrainingClassFactory(expected_participants=40, planned_quarter=1, state="closed", closed_on=datetime.date(2026, 4, 1))
    for _n in range(3):
        one = RegistrationFactory(training_class=held)
        Completion.objects.create(
            person=one.person, training_class=held, started_on=datetime.date(2026, 3, 9), completed_on=datetime.date(2026, 3, 10)
        )
    Completion.objects.filter(pk=Completion.objects.first().pk).update(taken_back_on=datetime.date(2026, 5, 1))  # type: ignore[union-attr]
    Headcount.objects.create(training_class=held, role="Dân", female=7, male=5)
    client.force_login(dolisa_officer)
    row = client.get("/ke-hoach-lop/?nam=2026").context["page_obj"][0]
    assert (row.expected_participants, row.taking_part, row.completed, row.heads) == (40, 3, 2, 12)
    total = client.get("/ke-hoach-lop/?nam=2026").context["totals"][0]
    assert (total["planned"], total["expected"], total["closed"], total["completed"]) == (1, 40, 1, 2)
    text = client.get("/ke-hoach-lop/?nam=2026&dang=csv").content.decode("utf-8-sig")
    assert held.title in text and ";40;3;2;12;" in text


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(("address", "pinned"), [("/lop/", 7), ("/ke-hoach-lop/?nam=2026", 8)])
def test_queries_of_the_lists_do_not_grow(
    client: Client, dolisa_officer: User, address: str, pinned: int, rows: int, django_assert_num_queries: Any
) -> None:
    for _n in range(rows):
        RegistrationFactory()
    client.force_login(dolisa_officer)
    client.get(address)
    with django_assert_num_queries(pinned):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_participants_and_open_classes_do_not_grow(
    client: Client, dolisa_officer: User, trainee: User, rows: int, django_assert_num_queries: Any
) -> None:
    held = TrainingClassFactory()
    for _n in range(rows):
        RegistrationFactory(training_class=held)
        TrainingClassFactory(state="open", registers_online=True)
    for user, address, pinned in ((dolisa_officer, f"/lop/{held.pk}/hoc-vien/", 9), (trainee, "/lop-hoc/", 7)):
        client.force_login(user)
        client.get(address)
        with django_assert_num_queries(pinned):
            assert client.get(address).status_code == 200
