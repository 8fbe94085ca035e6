"""Roles: what each may do can be read, and how far it reaches is one rule, as a question and as a queryset."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learning.people import postings
from learning.people.models import Organisation, OrganisationVersion, Person, RoleAssignment, Succession, User
from learning.people.roles import ROLES, Administrator, Permission, may, reach, scope_of, today_of
from learning.people.scopes import Scope
from learning.records.models import Requirement, Roster, TrainingClass
from tests.factories import OrganisationFactory, PersonFactory, TrainingClassFactory, UserFactory, officer

pytestmark = pytest.mark.django_db
WRITING = {
    Permission.MANAGE_ORGANISATIONS, Permission.MANAGE_PEOPLE, Permission.MERGE_PEOPLE, Permission.RUN_CLASSES,
    Permission.REOPEN_CLASSES, Permission.REGRADE, Permission.MANAGE_REQUIREMENTS, Permission.HAND_OVER,
}  # fmt: skip


def test_every_role_says_what_it_is_in_words() -> None:
    assert set(ROLES) == set(RoleAssignment.Role.values)
    for role in (*ROLES.values(), Administrator):
        assert len(str(role.description).split()) > 6 and role.permissions


def test_every_permission_is_given_to_somebody_and_to_the_administrator() -> None:
    given = frozenset[Permission]().union(*(role.permissions for role in ROLES.values()))
    assert given == frozenset(Permission) - {Permission.ASSIGN_ROLES}
    assert Administrator.permissions == frozenset(Permission)


def test_an_inspector_changes_nothing(inspector: User) -> None:
    assert not ROLES["inspector"].permissions & WRITING
    assert scope_of(inspector, Permission.SEE_PEOPLE).whole_province
    assert not scope_of(inspector, Permission.RUN_CLASSES)


def test_who_has_no_role_or_is_switched_off_reaches_nothing(stranger: User, dolisa_officer: User) -> None:
    assert not any(scope_of(stranger, permission) for permission in Permission)
    dolisa_officer.is_active = False
    assert not any(scope_of(dolisa_officer, permission) for permission in Permission)


@pytest.mark.parametrize("role", ["unit_officer", "class_organiser"])
def test_an_officer_of_a_unit_without_a_unit_cannot_exist(role: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.create(user=UserFactory(), role=role)


def test_a_unit_officer_reaches_below_and_back_through_mergers_but_not_through_splits() -> None:
    unit = OrganisationFactory()
    child = OrganisationFactory(version__parent=unit)
    merged, split = OrganisationFactory(), OrganisationFactory()
    below_merged = OrganisationFactory(version__parent=merged)
    day = datetime.date(2025, 7, 1)
    Succession.objects.create(predecessor=merged, successor=unit, kind=Succession.Kind.MERGED, effective_on=day)
    Succession.objects.create(predecessor=split, successor=unit, kind=Succession.Kind.SPLIT, effective_on=day)
    user = UserFactory()
    RoleAssignment.objects.create(user=user, role="unit_officer", organisation=unit)
    scope = scope_of(user, Permission.SEE_PEOPLE)
    assert scope.covers == {unit.pk, child.pk, merged.pk, below_merged.pk}
    assert scope.roots == {unit.pk, merged.pk}


def _moved(before: Organisation, after: Organisation) -> Organisation:
    """A unit that lay below one until the end of 2024, and lies below another since."""
    moved = OrganisationFactory()
    moved.versions.update(parent=before, valid_to=datetime.date(2024, 12, 31))
    OrganisationVersion.objects.create(
        organisation=moved, name="Đã chuyển", kind="centre", parent=after, valid_from=datetime.date(2025, 1, 1)
    )
    return moved


def test_units_that_were_below_in_the_past_are_reached_to_read_about_their_time_here() -> None:
    before, after = OrganisationFactory(), OrganisationFactory()
    moved = _moved(before, after)
    child = OrganisationFactory(version__parent=moved)
    assert {moved.pk, child.pk} <= reach({before.pk}).covers & reach({after.pk}).covers
    assert reach({before.pk}).left == dict.fromkeys([moved.pk, child.pk], datetime.date(2024, 12, 31))
    assert not reach({after.pk}).left
    old, new = PersonFactory(organisation=moved), PersonFactory(organisation=child)
    new.postings.update(valid_from=datetime.date(2026, 6, 1))
    for one, seen in ((old, True), (new, False)):
        assert Person.objects.get(pk=one.pk).is_visible_in(reach({before.pk})) is seen


def test_only_what_lies_here_today_is_changed() -> None:
    before, after = OrganisationFactory(), OrganisationFactory()
    moved, ended = _moved(before, after), OrganisationFactory(version__parent=before)
    ended.versions.update(valid_to=datetime.date(2025, 6, 30))
    user = UserFactory()
    RoleAssignment.objects.create(user=user, role="unit_officer", organisation=before)
    assert scope_of(user, Permission.MANAGE_PEOPLE).covers == {before.pk, ended.pk}
    assert scope_of(user, Permission.SEE_PEOPLE).covers == {before.pk, ended.pk, moved.pk}


def test_a_circle_in_the_tree_ends() -> None:
    first, second = OrganisationFactory(), OrganisationFactory()
    first.versions.update(parent=second)
    second.versions.update(parent=first)
    assert reach({first.pk}).covers == {first.pk, second.pk}


def test_somebody_who_moved_away_is_still_seen_where_they_worked(unit_officer: User) -> None:
    person = PersonFactory()
    elsewhere = Organisation.objects.get(key="so-tu-phap")
    postings.move_person(person, elsewhere, "Chuyên viên", from_day=datetime.date(2026, 2, 1))
    person = Person.objects.get(pk=person.pk)
    assert person.organisation == elsewhere
    assert may(unit_officer, Permission.SEE_PEOPLE, person) and not may(unit_officer, Permission.MANAGE_PEOPLE, person)
    assert not may(unit_officer, Permission.SEE_PEOPLE, PersonFactory(organisation=elsewhere))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_question_and_the_queryset_are_the_same_rule(db: Any, data: st.DataObject) -> None:
    keys = ["so-y-te", "so-tu-phap", "so-ldtbxh", "dai-ptth"]
    units = [Organisation.objects.get(key=key) for key in keys]
    units.append(_moved(units[0], units[1]))
    chosen = data.draw(st.sets(st.sampled_from([unit.pk for unit in units])))
    scope = data.draw(st.sampled_from([Scope(), Scope(whole_province=True), reach(set(chosen)), today_of(reach(set(chosen)))]))
    with transaction.atomic():
        things: list[Any] = []
        for unit in data.draw(st.lists(st.sampled_from(units), min_size=1, max_size=4)):
            person = PersonFactory(organisation=unit)
            if data.draw(st.booleans()):
                other = data.draw(st.sampled_from(units))
                postings.move_person(person, other, "", from_day=datetime.date(2026, 1, 1))
            held = TrainingClassFactory(organisation=unit, sessions=0, planned_year=data.draw(st.integers(2024, 2026)))
            of_class = held if data.draw(st.booleans()) else None
            roster = Roster.objects.create(
                organisation=units[0], training_class=of_class, file_name="a", sha256=str(held.pk), file="a"
            )
            required = Requirement.objects.create(name="x", class_kind=held.kind, organisation=unit)
            things += [Person.objects.get(pk=person.pk), held, roster, required]
        for model in (Person, TrainingClass, Roster, Requirement):
            mine = [thing for thing in things if isinstance(thing, model)]
            seen = set(model.objects.filter(pk__in=[thing.pk for thing in mine]).visible_in(scope).values_list("pk", flat=True))  # type: ignore[attr-defined]
            assert seen == {thing.pk for thing in mine if thing.is_visible_in(scope)}
        transaction.set_rollback(True)


def test_the_scope_of_a_province_role_costs_one_query(dolisa_officer: User, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        scope_of(dolisa_officer, Permission.SEE_COUNTS)


def test_the_scope_of_a_unit_role_costs_three_queries(django_assert_num_queries: Any) -> None:
    user = officer("canbohai", "unit_officer", "so-tu-phap")
    with django_assert_num_queries(3):
        scope_of(user, Permission.SEE_COUNTS)
