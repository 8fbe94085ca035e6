"""Courses that not everybody may enter: people ask and their unit decides, or a unit invites."""

from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses import editions
from courses.models import CoursePage, EntryBy
from learning.people import merging
from learning.people.models import Person, User
from learning.people.refusing import Refused
from learning.records import admitting, enrolling
from learning.records.models import Admission, Enrolment
from tests.factories import CompletionFactory, OrganisationFactory, PersonFactory, UserFactory, officer

pytestmark = pytest.mark.django_db
State = Admission.State


def entered_by(course: CoursePage, way: EntryBy) -> CoursePage:
    CoursePage.objects.filter(pk=course.pk).update(entry_by=way)
    return CoursePage.objects.get(pk=course.pk)


@pytest.fixture
def by_approval(course: CoursePage) -> CoursePage:
    return entered_by(course, EntryBy.APPROVAL)


@pytest.fixture
def by_invitation(course: CoursePage) -> CoursePage:
    return entered_by(course, EntryBy.INVITATION)


@pytest.fixture
def person(db: None) -> Person:
    found: Person = PersonFactory(user=UserFactory(), full_name="Lò Thị Xin Học", email="xin@example.vn")
    return found


def ask(person: Person, course: CoursePage) -> Admission:
    return admitting.ask(person, course, by=person.user)  # type: ignore[arg-type]


def enrol(person: Person, course: CoursePage) -> Enrolment:
    return enrolling.enrol(person, course, by=person.user)  # type: ignore[arg-type]


# --- asking ------------------------------------------------------------------------------------------------------


def test_nobody_enrols_before_the_unit_has_admitted_them(person: Person, by_approval: CoursePage, unit_officer: User) -> None:
    with pytest.raises(Refused):
        enrol(person, by_approval)
    asked = ask(person, by_approval)
    assert ask(person, by_approval) == asked
    with pytest.raises(Refused):
        enrol(person, by_approval)
    assert admitting.approve(asked, by=unit_officer).person == person


def test_from_the_page_of_the_course_to_the_answer(client: Client, person: Person, by_approval: CoursePage, unit_officer: User) -> None:
    client.force_login(person.user)  # type: ignore[arg-type]
    page = client.get(by_approval.url).content.decode()
    assert "Xin tham gia" in page and "Ghi danh vào khoá học" not in page
    page = client.post(reverse("ask_admission", args=[by_approval.pk]), follow=True).content.decode()
    assert "câu trả lời" in page and "Xin tham gia" not in page

    desk = Client()
    desk.force_login(unit_officer)
    waiting = desk.get(reverse("admissions")).content.decode()
    assert person.full_name in waiting and by_approval.title in waiting
    asked = Admission.objects.get()
    desk.post(reverse("decide_admission", args=[asked.pk]), {"act": "decline", "answer": ""})
    asked.refresh_from_db()
    assert asked.state == State.ASKED
    desk.post(reverse("decide_admission", args=[asked.pk]), {"act": "decline", "answer": "Đợt này đã đủ người."})
    page = client.get(by_approval.url).content.decode()
    assert "Đợt này đã đủ người." in page and "Xin tham gia" in page

    client.post(reverse("ask_admission", args=[by_approval.pk]))
    desk.post(reverse("decide_admission", args=[asked.pk]), {"act": "approve"})
    assert Enrolment.objects.filter(person=person, course=by_approval).count() == 1
    desk.post(reverse("decide_admission", args=[asked.pk]), {"act": "decline", "answer": "Muộn"})
    asked.refresh_from_db()
    assert asked.state == State.ADMITTED


def test_admitted_to_one_course_is_not_admitted_to_another(person: Person, by_approval: CoursePage, unit_officer: User) -> None:
    other = entered_by(CoursePage.objects.live().exclude(pk=by_approval.pk).first(), EntryBy.APPROVAL)  # type: ignore[arg-type]
    admitting.approve(ask(person, by_approval), by=unit_officer)
    with pytest.raises(Refused):
        enrol(person, other)


def test_who_was_let_in_does_not_lose_it_by_asking(person: Person, by_approval: CoursePage, unit_officer: User) -> None:
    admitting.invite([person], by_approval, by=unit_officer)
    assert ask(person, by_approval).state == State.INVITED


@pytest.mark.parametrize("state", ["declined", "invited", "admitted"])
def test_only_what_is_asked_is_decided(state: str, person: Person, by_approval: CoursePage, unit_officer: User) -> None:
    asked = ask(person, by_approval)
    Admission.objects.update(state=state, answer="Đã đủ." if state == "declined" else "", decided_at=timezone.now(), decided_by=unit_officer)
    for decide in (lambda: admitting.approve(asked, by=unit_officer), lambda: admitting.decline(asked, "Muộn.", by=unit_officer)):
        with pytest.raises(Refused):
            decide()


@pytest.mark.parametrize("approved", [True, False])
def test_who_asked_is_told_of_the_answer(approved: bool, person: Person, by_approval: CoursePage, unit_officer: User, run: Any) -> None:
    asked = ask(person, by_approval)
    with run(execute=True):
        admitting.approve(asked, by=unit_officer) if approved else admitting.decline(asked, "Đã đủ người.", by=unit_officer)
    assert [letter.to for letter in mail.outbox] == [["xin@example.vn"]]


def test_a_closed_course_is_not_asked_for(person: Person, by_approval: CoursePage) -> None:
    by_approval.is_open = False
    with pytest.raises(Refused):
        ask(person, by_approval)


def test_where_everybody_may_enter_nobody_asks(person: Person, course: CoursePage) -> None:
    with pytest.raises(Refused):
        ask(person, course)
    assert enrol(person, course)


def test_who_is_not_admitted_is_told_why_also_by_the_database(person: Person, by_approval: CoursePage) -> None:
    ask(person, by_approval)
    with pytest.raises(IntegrityError), transaction.atomic():
        Admission.objects.update(state="declined", decided_at=timezone.now())


# --- inviting ----------------------------------------------------------------------------------------------------


def test_who_is_invited_enrols_and_others_do_not(client: Client, person: Person, by_invitation: CoursePage, unit_officer: User) -> None:
    other = PersonFactory(user=UserFactory())
    assert admitting.invite([person], by_invitation, by=unit_officer) == 1
    assert admitting.invite([person], by_invitation, by=unit_officer) == 0
    with pytest.raises(Refused):
        enrol(other, by_invitation)
    with pytest.raises(Refused):
        ask(other, by_invitation)
    client.force_login(person.user)  # type: ignore[arg-type]
    assert by_invitation.title in client.get("/hoc-tap/").content.decode()
    assert "Đơn vị mời bạn" in client.get(by_invitation.url).content.decode()
    client.post(reverse("enrol", args=[by_invitation.pk]))
    assert Enrolment.objects.filter(person=person).exists()
    client.force_login(other.user)
    assert "Ghi danh vào khoá học" not in client.get(by_invitation.url).content.decode()


def test_who_is_in_is_not_invited_and_who_was_in_an_earlier_edition_is(
    person: Person, course: CoursePage, unit_officer: User, reviewer: User
) -> None:
    enrolment = enrol(person, course)
    assert admitting.invite([person], course, by=unit_officer) == 0
    CompletionFactory(enrolment=enrolment)  # whoever has finished stays in the edition that is over
    editions.start(course, "Luật mới.", by=reviewer)
    assert admitting.invite([person], CoursePage.objects.get(pk=course.pk), by=unit_officer) == 1


def test_a_unit_is_invited_after_its_number_was_shown(client: Client, by_invitation: CoursePage, unit_officer: User) -> None:
    mine = [PersonFactory() for _ in range(3)]
    theirs = PersonFactory(organisation=OrganisationFactory())
    unit = mine[0].organisation_id
    client.force_login(unit_officer)
    form = {"course": by_invitation.pk, "organisation": unit}
    count = Person.objects.filter(organisation=unit).count()
    assert f"{count} người" in client.post(reverse("invite"), form).content.decode() and not Admission.objects.exists()
    client.post(reverse("invite"), form | {"confirmed": "1"})
    assert Admission.objects.filter(state="invited").count() == count
    assert not Admission.objects.filter(person=theirs).exists()
    client.post(reverse("invite"), form | {"organisation": theirs.organisation_id, "confirmed": "1"})
    assert not Admission.objects.filter(person=theirs).exists()


def test_an_invitation_tells_nothing_to_who_reads_over_a_shoulder(
    person: Person, by_invitation: CoursePage, unit_officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        admitting.invite([person], by_invitation, by=unit_officer)
    (letter,) = mail.outbox
    assert letter.to == ["xin@example.vn"] and by_invitation.title not in letter.subject + letter.body


# --- who sees it -------------------------------------------------------------------------------------------------


def test_another_unit_neither_sees_nor_decides_nor_invites(client: Client, person: Person, by_approval: CoursePage) -> None:
    asked = ask(person, by_approval)
    for role in ("unit_officer", "class_organiser"):
        client.force_login(officer(f"khac-{role}", role, "so-tu-phap"))
        response = client.get(reverse("admissions"))
        assert response.status_code == 404 or person.full_name not in response.content.decode()
        assert client.post(reverse("decide_admission", args=[asked.pk]), {"act": "approve"}).status_code == 404
        assert client.post(reverse("invite_person", args=[person.pk]), {"course": by_approval.pk}).status_code == 404
    asked.refresh_from_db()
    assert asked.state == State.ASKED


def test_the_desk_of_people_says_how_many_requests_wait_for_this_officer(
    client: Client, person: Person, by_approval: CoursePage, unit_officer: User
) -> None:
    ask(person, by_approval)
    ask(PersonFactory(user=UserFactory(), organisation=OrganisationFactory()), by_approval)
    client.force_login(unit_officer)
    assert "Xin tham gia khoá học (1)" in client.get(reverse("people")).content.decode()


@pytest.mark.parametrize("which", ["waiting", "decided"])
def test_the_list_asks_no_more_for_thirty_than_for_one(which: str, client: Client, by_approval: CoursePage, dolisa_officer: User) -> None:
    client.force_login(dolisa_officer)
    counts = []
    for more in (1, 29):
        for _number in range(more):
            asked = ask(PersonFactory(user=UserFactory(), organisation=OrganisationFactory()), by_approval)
            if which == "decided":
                admitting.decline(asked, "Đủ người", by=dolisa_officer)
        client.get(reverse("admissions"), {"xem": which})
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("admissions"), {"xem": which}).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


def test_a_merge_takes_the_admission_along_and_gives_it_back(person: Person, by_approval: CoursePage, dolisa_officer: User) -> None:
    kept = PersonFactory()
    ask(person, by_approval)
    merge = merging.merge(kept, person, by=dolisa_officer)
    assert Admission.objects.get().person == kept
    merging.undo(merge, by=dolisa_officer)
    assert Admission.objects.get().person == person
