"""An officer changes office: roles and classes move in one act, what waits in the unit waits for the next."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from learning.desk import handing_over
from learning.people.models import Organisation, RoleAssignment, User
from learning.people.refusing import Refused
from learning.people.roles import Permission, may
from learning.records.models import TrainingClass
from tests.factories import OrganisationFactory, PersonFactory, TrainingClassFactory, UserFactory, officer

pytestmark = pytest.mark.django_db
State = TrainingClass.State


@pytest.fixture
def unit() -> Organisation:
    return Organisation.objects.get(key="so-y-te")


@pytest.fixture
def successor(unit: Organisation) -> User:
    return PersonFactory(user=UserFactory(username="ketiep"), full_name="Lò Thị Kế Tiếp", organisation=unit).user


def test_role_and_classes_move_in_one_logged_act(unit: Organisation, unit_officer: User, successor: User, administrator: User) -> None:
    mine = TrainingClassFactory(run_by=unit_officer)
    others = TrainingClassFactory(run_by=administrator)
    moved = handing_over.hand_over(unit_officer, successor, unit, by=unit_officer)
    assert moved == {"roles": 1, "classes": 1}
    assert may(successor, Permission.MANAGE_PEOPLE) and not may(User.objects.get(pk=unit_officer.pk), Permission.MANAGE_PEOPLE)
    mine.refresh_from_db()
    others.refresh_from_db()
    assert (mine.run_by, others.run_by) == (successor, administrator)
    (line,) = ModelLogEntry.objects.filter(action="people.hand_over")
    assert (line.data["from"], line.data["to"], line.data["classes"]) == (unit_officer.pk, successor.pk, [mine.pk])


def test_closed_classes_keep_who_ran_them(unit: Organisation, unit_officer: User, successor: User) -> None:
    closed = TrainingClassFactory(run_by=unit_officer, state=State.CLOSED, closed_on="2026-03-12")
    cancelled = TrainingClassFactory(run_by=unit_officer, state=State.CANCELLED, state_reason="Bão")
    handing_over.hand_over(unit_officer, successor, unit, by=unit_officer)
    assert set(TrainingClass.objects.filter(run_by=unit_officer)) == {closed, cancelled}


def test_classes_of_units_below_move_and_those_elsewhere_stay(unit: Organisation, unit_officer: User, successor: User) -> None:
    below = OrganisationFactory(version__parent=unit)
    lower = TrainingClassFactory(run_by=unit_officer, organisation=below)
    elsewhere = TrainingClassFactory(run_by=unit_officer, organisation=Organisation.objects.get(key="so-tu-phap"))
    handing_over.hand_over(unit_officer, successor, unit, by=unit_officer)
    lower.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (lower.run_by, elsewhere.run_by) == (successor, unit_officer)


def test_only_the_roles_of_that_unit_move(unit: Organisation, unit_officer: User, successor: User) -> None:
    other = Organisation.objects.get(key="so-tu-phap")
    RoleAssignment.objects.create(user=unit_officer, role="unit_officer", organisation=other)
    handing_over.hand_over(unit_officer, successor, unit, by=unit_officer)
    assert list(unit_officer.role_assignments.values_list("organisation", flat=True)) == [other.pk]
    assert list(successor.role_assignments.values_list("organisation", flat=True)) == [unit.pk]


def test_who_has_the_role_already_gets_it_no_second_time(unit: Organisation, unit_officer: User, successor: User) -> None:
    RoleAssignment.objects.create(user=successor, role="unit_officer", organisation=unit)
    handing_over.hand_over(unit_officer, successor, unit, by=unit_officer)
    assert RoleAssignment.objects.filter(organisation=unit, role="unit_officer").count() == 1


def test_to_oneself_to_a_closed_account_or_without_a_role_is_refused(unit: Organisation, unit_officer: User, successor: User) -> None:
    with pytest.raises(Refused):
        handing_over.hand_over(unit_officer, unit_officer, unit, by=unit_officer)
    with pytest.raises(Refused):
        handing_over.hand_over(successor, unit_officer, unit, by=unit_officer)
    User.objects.filter(pk=successor.pk).update(is_active=False)
    successor.refresh_from_db()
    with pytest.raises(Refused):
        handing_over.hand_over(unit_officer, successor, unit, by=unit_officer)
    assert unit_officer.role_assignments.count() == 1


def test_a_dolisa_office_can_be_handed_over_an_inspectors_cannot(dolisa_officer: User, inspector: User, stranger: User) -> None:
    handing_over.hand_over(dolisa_officer, stranger, None, by=dolisa_officer)
    assert may(stranger, Permission.MANAGE_ORGANISATIONS)
    with pytest.raises(Refused):
        handing_over.hand_over(inspector, stranger, None, by=stranger)


def test_the_open_work_of_a_merged_unit_moves(unit: Organisation, unit_officer: User, administrator: User) -> None:
    new = Organisation.objects.get(key="so-tu-phap")
    running = TrainingClassFactory()
    closed = TrainingClassFactory(state=State.CLOSED, closed_on="2026-03-12")
    assert handing_over.move_unit_work(unit, new, by=administrator) == {"roles": 1, "classes": 1}
    running.refresh_from_db()
    closed.refresh_from_db()
    assert (running.organisation, closed.organisation) == (new, unit)
    assert list(unit_officer.role_assignments.values_list("organisation", flat=True)) == [new.pk]


# --- the screen ------------------------------------------------------------------------------------------------


def office_of(user: User) -> str:
    return str(user.role_assignments.get().pk)


def page(user: User, data: dict[str, Any] | None = None, office: str = "") -> Any:
    client = Client()
    client.force_login(user)
    return client.post("/ban-giao/", data) if data else client.get("/ban-giao/", {"vai-tro": office})


def test_the_screen_shows_what_moves_before_anything_moves(unit_officer: User, successor: User) -> None:
    mine = TrainingClassFactory(run_by=unit_officer, title="Lớp sẽ bàn giao")
    office = office_of(unit_officer)
    first = page(unit_officer, office=office).content.decode()
    assert mine.title in first
    asked = page(unit_officer, {"office": office, "username": "KETIEP"}).content.decode()
    assert "Lò Thị Kế Tiếp" in asked
    assert not successor.role_assignments.exists()
    page(unit_officer, {"office": office, "username": "ketiep", "confirm": "1"})
    assert successor.role_assignments.get().role == "unit_officer"


def test_offices_and_receivers_of_other_units_do_not_exist_for_a_unit_officer(unit_officer: User, successor: User) -> None:
    foreign = officer("canbokhac", "unit_officer", "so-tu-phap")
    outsider = PersonFactory(user=UserFactory(username="nguoingoai"), organisation=Organisation.objects.get(key="so-tu-phap")).user
    offices = page(unit_officer).content.decode()
    assert unit_officer.username in offices and foreign.username not in offices
    assert page(unit_officer, office=office_of(foreign)).context.get("assignment") is None
    page(unit_officer, {"office": office_of(foreign), "username": "ketiep", "confirm": "1"})
    assert foreign.role_assignments.exists()
    answer = page(unit_officer, {"office": office_of(unit_officer), "username": outsider.username, "confirm": "1"})
    assert answer.context["form"].errors
    assert not outsider.role_assignments.exists()


def test_those_who_may_not_hand_over_get_404(stranger: User, class_organiser: User, inspector: User) -> None:
    for user in (stranger, class_organiser, inspector):
        assert page(user).status_code == 404
