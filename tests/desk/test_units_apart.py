"""What the officers of one unit cannot learn of, or do to, the people and classes of another."""

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from learning.people import access_codes, merging, reorganising
from learning.people.models import CorrectionRequest, LikelyPair, Organisation, Person, Posting, RoleAssignment, User
from learning.people.postings import move_person
from learning.records.models import ClassKind, Registration, Requirement, Roster, TrainingClass
from tests.closing import close
from tests.factories import (
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    TrainingClassFactory,
    UserFactory,
    attend,
    officer,
    unit,
)
from tests.records.test_importing import content

pytestmark = pytest.mark.django_db


def send(client: Client, held: TrainingClass, data: bytes, name: str = "ds.xlsx") -> Any:
    return client.post(f"/lop/{held.pk}/danh-sach/", {"file": SimpleUploadedFile(name, data)}, follow=True)


@pytest.fixture
def victim(db: None) -> Person:
    """Works in so-tu-phap, has an account; nothing to do with so-y-te."""
    return PersonFactory(
        full_name="Lý Thị Nạn",
        birth_date=datetime.date(1985, 4, 26),
        phone="+84911222333",
        position="Chức vụ kín",
        organisation=unit("so-tu-phap"),
        user=UserFactory(username="nannhan"),
    )


def test_a_list_of_unit_x_does_not_bring_somebody_of_unit_y_under_its_officer(
    client: Client, unit_officer: User, victim: Person
) -> None:
    held = TrainingClassFactory()
    client.force_login(unit_officer)
    assert client.get(f"/nguoi-hoc/{victim.pk}/").status_code == 404
    send(client, held, content([1, "Lý Thị Nạn", "Nữ", "26/4/1985", "", "", "", "", "Sở Y tế"]))
    client.post(f"/danh-sach/{Roster.objects.get().pk}/luu/")
    victim.refresh_from_db()
    assert client.get(f"/nguoi-hoc/{victim.pk}/").status_code == 404  # the record of another unit's person
    slip = client.post(f"/nguoi-hoc/{victim.pk}/phieu-ma/")
    assert slip["Content-Type"] != "application/pdf"  # a code would set the password of their account


def test_where_a_list_says_that_somebody_came_over_their_officer_is_asked(
    client: Client, unit_officer: User, victim: Person
) -> None:
    held = TrainingClassFactory()
    client.force_login(unit_officer)
    send(client, held, content([1, "Lý Thị Nạn", "Nữ", "26/4/1985", "", "", "", "", "Sở Y tế"]))
    client.post(f"/danh-sach/{Roster.objects.get().pk}/luu/")
    assert Registration.objects.get().person == victim
    asked = CorrectionRequest.objects.get(person=victim, what="organisation")
    assert asked.wanted == str(unit("so-y-te").pk)
    assert client.get(f"/de-nghi-dinh-chinh/{asked.pk}/").status_code == 404
    client.force_login(officer("canbotuphap", "unit_officer", "so-tu-phap"))
    client.post(f"/de-nghi-dinh-chinh/{asked.pk}/", {"act": "accept", "answer": ""})
    victim.refresh_from_db()
    assert victim.organisation == unit("so-y-te")


def test_a_phone_number_does_not_unmask_its_owner_in_another_unit(client: Client, class_organiser: User, victim: Person) -> None:
    held = TrainingClassFactory()
    client.force_login(class_organiser)
    page = send(client, held, content([1, "Bịa Ra Tên", "Nữ", "", "0911222333", "", "", "", "Sở Y tế"]))
    assert "Lý Thị Nạn" not in page.content.decode()
    roster = Roster.objects.get()
    client.post(f"/danh-sach/{roster.pk}/quyet-dinh/", {"sheet": "Sheet1", "line": "2", "choice": f"use-{victim.pk}"})
    client.post(f"/danh-sach/{roster.pk}/luu/")
    told = client.get(f"/danh-sach/{roster.pk}/").content.decode() + client.get(f"/lop/{held.pk}/hoc-vien/").content.decode()
    assert "Lý Thị Nạn" not in told


def test_a_former_unit_reads_but_does_not_change(client: Client, unit_officer: User, victim: Person) -> None:
    Person.objects.filter(pk=victim.pk).update(organisation=unit("so-y-te"))
    victim.postings.update(organisation=unit("so-y-te"))
    victim.refresh_from_db()
    move_person(victim, unit("so-tu-phap"), "Chức vụ kín", from_day=datetime.date(2026, 1, 1))
    client.force_login(unit_officer)
    form = {
        "full_name": "Lý Thị Nạn",
        "sex": "female",
        "birth_year": "1985",
        "birth_date": "26/04/1985",
        "phone": "0999999999",
        "email": "ke-xau@example.vn",
        "organisation": unit("so-y-te").pk,
        "position": "x",
        "audience": "officials",
    }
    client.post(f"/nguoi-hoc/{victim.pk}/sua/", form)
    slip = client.post(f"/nguoi-hoc/{victim.pk}/phieu-ma/")
    assert slip["Content-Type"] != "application/pdf"
    victim.refresh_from_db()
    assert victim.organisation == unit("so-tu-phap") and victim.email != "ke-xau@example.vn"


def test_a_former_unit_does_not_merge_todays_people_of_another(client: Client, unit_officer: User, victim: Person) -> None:
    Posting.objects.filter(person=victim).update(valid_from=datetime.date(2026, 1, 1))
    Posting.objects.create(person=victim, organisation=unit("so-y-te"), valid_to=datetime.date(2025, 12, 31))
    mine = PersonFactory(full_name="Kẻ Xấu", user=UserFactory(username="kexau"), organisation=unit("so-y-te"))
    client.force_login(unit_officer)
    client.post(f"/nguoi-hoc/{mine.pk}/gop/", {"voi": victim.pk, "giu": mine.pk})
    victim.refresh_from_db()
    assert victim.merged_into_id is None and victim.user is not None and victim.user.is_active


def test_a_former_unit_does_not_decide_about_the_request(client: Client, unit_officer: User, victim: Person) -> None:
    Posting.objects.filter(person=victim).update(valid_from=datetime.date(2026, 1, 1))
    Posting.objects.create(person=victim, organisation=unit("so-y-te"), valid_to=datetime.date(2025, 12, 31))
    asked = CorrectionRequest.objects.create(person=victim, what="full_name", wanted="Lý Thị Nần")
    client.force_login(unit_officer)
    client.post(f"/de-nghi-dinh-chinh/{asked.pk}/", {"act": "decline", "answer": "không"})
    asked.refresh_from_db()
    assert asked.state == "open"


def test_a_class_slip_of_a_double_does_not_open_the_account_of_the_one_who_stays(class_organiser: User, victim: Person) -> None:
    double = PersonFactory(full_name="Lý Thị Nạn", organisation=unit("so-tu-phap"))
    RegistrationFactory(person=double)
    [(_person, code)] = access_codes.make_codes([double], by=class_organiser)  # a class slip: the double has no account
    merging.merge(kept=victim, gone=double, by=class_organiser)
    assert access_codes.person_of(code) is None
    before = victim.user.password
    with pytest.raises(access_codes.CodeRefused):
        access_codes.open_account(code, "", "mat-khau-Moi-9!")
    victim.user.refresh_from_db()
    assert victim.user.password == before


def test_a_class_slip_of_the_one_who_stays_does_not_open_the_account_that_comes(class_organiser: User, victim: Person) -> None:
    stays = PersonFactory(full_name="Lý Thị Nạn", organisation=unit("so-tu-phap"))
    [(_person, code)] = access_codes.make_codes([stays], by=class_organiser)
    merging.merge(kept=stays, gone=victim, by=class_organiser)
    assert access_codes.person_of(code) is None


def test_whose_class_has_moved_loses_its_lists(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory()
    client.force_login(class_organiser)
    send(client, held, content())
    roster = Roster.objects.get()
    TrainingClass.objects.filter(pk=held.pk).update(organisation=unit("so-tu-phap"))  # as DOLISA does on the class's form
    assert client.get(f"/lop/{held.pk}/").status_code == 404
    assert client.get(f"/danh-sach/{roster.pk}/").status_code == 404
    assert client.get(f"/danh-sach/{roster.pk}/tep/").status_code == 404


def test_whose_class_has_moved_does_not_fill_it(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory()
    client.force_login(class_organiser)
    send(client, held, content())
    TrainingClass.objects.filter(pk=held.pk).update(organisation=unit("so-tu-phap"))
    client.post(f"/danh-sach/{Roster.objects.get().pk}/luu/")
    assert not Registration.objects.exists()


def test_who_got_the_class_opens_its_lists(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory()
    client.force_login(class_organiser)
    send(client, held, content())
    TrainingClass.objects.filter(pk=held.pk).update(organisation=unit("so-tu-phap"))
    client.force_login(officer("totchuc2", "class_organiser", "so-tu-phap"))
    assert client.get(f"/danh-sach/{Roster.objects.get().pk}/").status_code == 200


def test_the_same_file_after_the_class_moved_is_no_error(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory()
    client.force_login(class_organiser)
    send(client, held, content())
    client.post(f"/danh-sach/{Roster.objects.get().pk}/luu/")
    TrainingClass.objects.filter(pk=held.pk).update(organisation=unit("so-tu-phap"))
    client.force_login(officer("totchuc2", "class_organiser", "so-tu-phap"))
    send(client, held, content())
    for roster in Roster.objects.all():
        assert client.post(f"/danh-sach/{roster.pk}/luu/").status_code in (302, 404)


def test_the_number_of_people_of_another_unit_is_not_told(client: Client, unit_officer: User) -> None:
    for key in ("so-tu-phap", "so-y-te"):
        PersonFactory.create_batch(3, organisation=unit(key))
    client.force_login(unit_officer)
    assert client.get(f"/don-vi/{unit('so-tu-phap').pk}/").context["people"] is None
    assert client.get(f"/don-vi/{unit('so-y-te').pk}/").context["people"] >= 3


@pytest.fixture
def moved(dolisa_officer: User) -> Organisation:
    """A centre that lay below so-y-te until 2025 and lies below so-tu-phap since."""
    centre = OrganisationFactory(version__parent=unit("so-y-te"))
    reorganising.move(centre, unit("so-tu-phap"), on=datetime.date(2026, 1, 1), legal_document="QĐ 1", by=dolisa_officer)
    return centre


def test_a_unit_that_moved_away_takes_its_new_people_along(client: Client, moved: Organisation, unit_officer: User) -> None:
    new, old = PersonFactory(organisation=moved), PersonFactory(organisation=moved)
    new.postings.update(valid_from=datetime.date(2026, 6, 1))
    client.force_login(unit_officer)
    assert client.get(f"/nguoi-hoc/{new.pk}/").status_code == 404
    assert client.get(f"/nguoi-hoc/{old.pk}/").status_code == 200


def test_a_unit_that_moved_away_keeps_its_officers(client: Client, moved: Organisation, unit_officer: User) -> None:
    theirs = officer("canbotrungtam", "unit_officer", moved.key)
    office = RoleAssignment.objects.get(user=theirs)
    client.force_login(unit_officer)
    client.post("/ban-giao/", {"office": office.pk, "username": unit_officer.username, "confirm": "1"})
    assert RoleAssignment.objects.filter(user=theirs).exists()


def test_who_has_left_is_not_waited_for_by_the_old_unit(client: Client, unit_officer: User, dolisa_officer: User) -> None:
    person = PersonFactory(full_name="Người Đã Đi")
    move_person(person, unit("so-tu-phap"), "x", from_day=datetime.date(2026, 1, 1))
    rule = Requirement.objects.create(
        name="Bắt buộc", class_kind=ClassKind.objects.first(), audience_id="officials", made_by=dolisa_officer
    )
    client.force_login(unit_officer)
    page = client.get(f"/yeu-cau-hoc/{rule.pk}/")
    assert page.status_code == 200 and "Người Đã Đi" not in page.content.decode() and page.context["concerned"] == 0


def test_a_merged_away_posting_does_not_keep_the_record_open_to_a_wrong_unit(
    client: Client, dolisa_officer: User, unit_officer: User
) -> None:
    """Merged by mistake and undone: the other unit sees nothing more."""
    a = PersonFactory(full_name="Một Người", organisation=unit("so-tu-phap"))
    b = PersonFactory(full_name="Một Người", organisation=unit("so-y-te"))
    made = merging.merge(kept=a, gone=b, by=dolisa_officer)
    merging.undo(made, by=dolisa_officer)
    client.force_login(unit_officer)
    assert client.get(f"/nguoi-hoc/{a.pk}/").status_code == 404


def test_a_duplicate_made_by_a_stranger_does_not_open_the_record(client: Client, unit_officer: User) -> None:
    """The officer of X enters a namesake and looks at the pair: both must be visible."""
    PersonFactory(
        full_name="Lý Thị Nạn", birth_date=datetime.date(1985, 4, 26), organisation=unit("so-tu-phap"), phone="+84911222333"
    )
    client.force_login(unit_officer)
    form = {
        "full_name": "Lý Thị Nạn",
        "sex": "female",
        "birth_year": "1985",
        "birth_date": "26/04/1985",
        "phone": "0911222333",
        "email": "",
        "organisation": str(unit("so-y-te").pk),
        "position": "",
        "audience": "officials",
    }
    client.post("/nguoi-hoc/moi/", form)
    assert client.get("/nguoi-hoc/trung/").context["page_obj"].paginator.count == 0
    for pair in LikelyPair.objects.all():
        assert client.get(f"/nguoi-hoc/trung/{pair.pk}/").status_code == 404


def test_slips_of_a_class_for_somebody_of_another_unit(client: Client, class_organiser: User) -> None:
    """Whoever can put a name on a list gets a code that opens the whole record of a person of another unit."""
    victim = PersonFactory(full_name="Lý Thị Nạn", birth_date=datetime.date(1985, 4, 26), organisation=unit("so-tu-phap"))
    past = TrainingClassFactory(title="Lớp kín của sở khác", organisation=unit("so-tu-phap"))
    attend(RegistrationFactory(training_class=past, person=victim))
    held = TrainingClassFactory()
    client.force_login(class_organiser)
    client.post(
        f"/lop/{held.pk}/danh-sach/",
        {"file": SimpleUploadedFile("ds.xlsx", content([1, "Lý Thị Nạn", "Nữ", "26/4/1985", "", "", "", "", ""]))},
    )
    client.post(f"/danh-sach/{Roster.objects.get().pk}/luu/")
    slip = client.post(f"/lop/{held.pk}/phieu-ma/")
    assert slip["Content-Type"] != "application/pdf"


def test_a_reader_of_counts_sees_no_name_of_another_unit_behind_a_number(
    client: Client, run: Any, unit_officer: User, dolisa_officer: User
) -> None:
    held = TrainingClassFactory()
    attend(
        RegistrationFactory(training_class=held, person=PersonFactory(full_name="Người Sở Khác", organisation=unit("so-tu-phap")))
    )
    close(held, dolisa_officer, run)
    client.force_login(unit_officer)
    for query in ("", f"?don_vi={unit('so-tu-phap').pk}", "?don_vi=abc", "?so=people", "?gioi=female&nhom=officials"):
        assert "Người Sở Khác" not in client.get(f"/so-lieu/danh-sach/{query}").content.decode()


def test_whoever_is_found_can_be_added(client: Client, class_organiser: User) -> None:
    person = PersonFactory(full_name="Người Đã Chuyển")
    move_person(person, unit("so-tu-phap"), "x", from_day=datetime.date(2026, 1, 1))
    held = TrainingClassFactory()
    client.force_login(class_organiser)
    found = client.get(f"/lop/{held.pk}/hoc-vien/?q=chuyen").context["found"]
    if found:
        client.post(f"/lop/{held.pk}/hoc-vien/them/", {"person": found[0].pk})
        assert Registration.objects.filter(person=person).exists()
