"""Units change; the past does not. Whoever works in a merged unit works in its heir from that day."""

import datetime
from contextlib import suppress
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learning.counts import tally
from learning.counts.by_unit import by_unit
from learning.people import reorganising, unit_tree
from learning.people.models import Organisation, OrganisationVersion, Person, RoleAssignment, Succession, User
from learning.people.models.organisation import DAY, on_day
from learning.people.postings import move_person
from learning.people.refusing import Refused
from learning.people.reorganising import NewUnit
from tests.factories import OrganisationFactory, PersonFactory, TrainingClassFactory, issued, officer

pytestmark = pytest.mark.django_db
ON, BEFORE = datetime.date(2026, 7, 1), datetime.date(2026, 6, 30)
LAW = "Nghị quyết 12/NQ-HĐND"


def when(by: User) -> dict[str, Any]:
    return {"on": ON, "legal_document": LAW, "by": by}


def test_a_renaming_is_a_new_version_of_the_same_unit(dolisa_officer: User) -> None:
    unit, person = OrganisationFactory(version__name="Tên cũ"), None
    person = PersonFactory(organisation=unit)
    reorganising.rename(unit, "Tên  mới", **when(dolisa_officer))
    unit = Organisation.objects.get(pk=unit.pk)
    assert (unit.name_on(BEFORE), unit.name_on(ON)) == ("Tên cũ", "Tên mới")
    assert Person.objects.get(pk=person.pk).organisation == unit and not Succession.objects.filter(predecessor=unit).exists()


def test_a_merger_moves_people_children_classes_and_officers_from_that_day(dolisa_officer: User) -> None:
    first, second = OrganisationFactory(), OrganisationFactory()
    child = OrganisationFactory(version__parent=first)
    person = PersonFactory(organisation=first, position="Kế toán")
    held, done = (
        TrainingClassFactory(organisation=first),
        TrainingClassFactory(organisation=first, state="closed", closed_on=BEFORE),
    )
    user = officer("cuathunhat", "unit_officer", first.key)
    province = Organisation.objects.get(key="province-19")
    heir = reorganising.merge([first, second], NewUnit("Đơn vị chung", "centre", province), **when(dolisa_officer))
    person = Person.objects.get(pk=person.pk)
    before, after = person.posting_on(BEFORE), person.posting_on(ON)
    assert before is not None and after is not None
    assert (before.organisation, after.organisation, after.position) == (first, heir, "Kế toán")
    assert child.path_on(BEFORE).startswith(
        f"/{province.pk}/{first.pk}/"
    ) and f"/{heir.pk}/{child.pk}/" in Organisation.objects.get(pk=child.pk).path_on(ON)
    assert set(Succession.objects.filter(successor=heir).values_list("predecessor", "kind", "legal_document")) == {
        (first.pk, "merged", LAW), (second.pk, "merged", LAW),
    }  # fmt: skip
    held.refresh_from_db()
    done.refresh_from_db()
    assert (held.organisation, done.organisation) == (heir, first)
    assert RoleAssignment.objects.get(user=user).organisation == heir


def test_officers_act_for_the_whole_only_where_that_is_wanted(dolisa_officer: User) -> None:
    small, large = OrganisationFactory(), OrganisationFactory()
    theirs = officer("canbonho", "unit_officer", small.key)
    reorganising.merge([small], large, **when(dolisa_officer), with_officers=False)
    assert RoleAssignment.objects.get(user=theirs).organisation == small


def test_one_unit_may_go_into_another_that_stands(dolisa_officer: User) -> None:
    small, large = OrganisationFactory(), OrganisationFactory()
    assert reorganising.merge([small], large, **when(dolisa_officer)) == large
    assert (
        large.version_on(ON).valid_to is None
        and not OrganisationVersion.objects.filter(organisation=small, valid_to=None).exists()
    )


def test_a_split_leaves_its_people_to_be_assigned(dolisa_officer: User) -> None:
    unit = OrganisationFactory()
    person = PersonFactory(organisation=unit)
    heirs = reorganising.split(unit, [NewUnit("Một", "centre", None), NewUnit("Hai", "centre", None)], **when(dolisa_officer))
    assert len(heirs) == 2 and Person.objects.get(pk=person.pk).organisation == unit
    assert set(Succession.objects.filter(predecessor=unit).values_list("kind", flat=True)) == {"split"}


def test_counts_of_past_years_do_not_move(dolisa_officer: User) -> None:
    units = [OrganisationFactory(), OrganisationFactory()]
    for unit in units:
        issued(enrolment__person=PersonFactory(organisation=unit), day=datetime.date(2025, 5, 5))
    facts = tally.facts_of(2025)
    before = tally.total(facts), by_unit(facts)
    reorganising.rename(units[0], "Khác hẳn", **when(dolisa_officer))
    names = {row.key for row in by_unit(tally.facts_of(2025))}
    reorganising.merge(
        units, NewUnit("Chung", "centre", None), on=ON + datetime.timedelta(days=9), legal_document=LAW, by=dolisa_officer
    )
    after = tally.total(tally.facts_of(2025)), by_unit(tally.facts_of(2025))
    assert before[0] == after[0] and {row.key for row in after[1]} == names == {row.key for row in before[1]}
    assert [row.values for row in sorted(after[1], key=lambda r: r.key)] == [
        row.values for row in sorted(before[1], key=lambda r: r.key)
    ]
    assert {f.organisation_name for f in facts} == {f.organisation_name for f in tally.facts_of(2025)}


def test_a_renamed_unit_shows_its_latest_name_in_the_figures(dolisa_officer: User) -> None:
    unit = OrganisationFactory(version__name="Tên cũ")
    issued(enrolment__person=PersonFactory(organisation=unit), day=datetime.date(2025, 5, 5))
    reorganising.rename(unit, "Tên mới", **when(dolisa_officer))
    assert {row.label for row in by_unit(tally.facts_of(2025)) if row.key == str(unit.pk)} == {"Tên mới"}


def test_a_unit_with_others_below_it_is_not_closed_and_they_are_named(dolisa_officer: User) -> None:
    unit = OrganisationFactory()
    OrganisationFactory(version__parent=unit, version__name="Trạm phía dưới")
    with pytest.raises(Refused, match="Trạm phía dưới"):
        reorganising.close(unit, **when(dolisa_officer))
    assert unit.versions.get().valid_to is None


def test_what_cannot_be_is_refused(dolisa_officer: User) -> None:
    unit = OrganisationFactory()
    child = OrganisationFactory(version__parent=unit)
    with pytest.raises(Refused):
        reorganising.move(unit, child, **when(dolisa_officer))
    with pytest.raises(Refused):
        reorganising.merge([unit], NewUnit("Một mình", "centre", None), **when(dolisa_officer))
    reorganising.rename(unit, "Mới", **when(dolisa_officer))
    with pytest.raises(Refused):
        reorganising.rename(unit, "Trước đó", on=BEFORE, legal_document=LAW, by=dolisa_officer)
    with pytest.raises(Refused):
        reorganising.rename(unit, "Cùng ngày", **when(dolisa_officer))
    reorganising.close(child, **when(dolisa_officer))
    with pytest.raises(Refused):
        reorganising.rename(child, "Đã thôi", on=ON + datetime.timedelta(days=30), legal_document=LAW, by=dolisa_officer)


def test_who_and_what_is_touched_is_told_before() -> None:
    unit = OrganisationFactory()
    PersonFactory(organisation=unit, full_name="Lý Thị Bưởi")
    PersonFactory(organisation=unit, full_name="Hoàng Văn An")
    TrainingClassFactory(organisation=unit, title="Lớp đang mở")
    TrainingClassFactory(organisation=unit, state="closed", closed_on=BEFORE)
    officer("motnguoi", "unit_officer", unit.key)
    OrganisationFactory(version__parent=unit, version__name="Bên dưới")
    found = reorganising.touched([unit], ON, names=1)
    assert (found.people, found.names, found.officers, found.children) == (2, ("Hoàng Văn An",), ("motnguoi",), ("Bên dưới",))
    assert [names for _what, names in found.others] == [("Lớp đang mở",)]


# --- the tree holds on every day --------------------------------------------------------------------------------

JULY, AUGUST = datetime.date(2026, 7, 1), datetime.date(2026, 8, 1)


def test_units_as_they_are_loaded_form_a_tree_on_every_day() -> None:
    unit_tree.check(datetime.date(1990, 1, 1))


def test_a_merger_that_hands_a_unit_to_its_own_child_is_refused(dolisa_officer: User) -> None:
    unit = OrganisationFactory()
    child = OrganisationFactory(version__parent=unit)
    grandchild = OrganisationFactory(version__parent=child)
    with pytest.raises(Refused):
        reorganising.merge([unit], grandchild, **when(dolisa_officer))
    assert unit.versions.get().valid_to is None and not Succession.objects.filter(predecessor=unit).exists()


def test_a_circle_that_would_only_close_later_is_refused(dolisa_officer: User) -> None:
    one, other = OrganisationFactory(), OrganisationFactory()
    reorganising.move(other, one, on=AUGUST, legal_document=LAW, by=dolisa_officer)
    with pytest.raises(Refused):
        reorganising.move(one, other, on=JULY, legal_document=LAW, by=dolisa_officer)


def test_a_unit_that_is_to_take_one_in_later_cannot_end_before(dolisa_officer: User) -> None:
    unit, child = OrganisationFactory(), OrganisationFactory()
    reorganising.move(child, unit, on=AUGUST, legal_document=LAW, by=dolisa_officer)
    for on in (JULY, AUGUST + datetime.timedelta(days=30)):
        with pytest.raises(Refused, match=child.name_on(ON)):
            reorganising.close(unit, on=on, legal_document=LAW, by=dolisa_officer)


def test_a_unit_that_has_ended_takes_nobody_in(dolisa_officer: User) -> None:
    ended, unit, other = OrganisationFactory(), OrganisationFactory(), OrganisationFactory()
    reorganising.close(ended, **when(dolisa_officer))
    new = NewUnit("Mới", "centre", ended)
    for act in (
        lambda: reorganising.move(unit, ended, **when(dolisa_officer)),
        lambda: reorganising.merge([unit], ended, **when(dolisa_officer)),
        lambda: reorganising.merge([unit, other], new, **when(dolisa_officer)),
        lambda: reorganising.split(unit, [new, new], **when(dolisa_officer)),
    ):
        with pytest.raises(Refused):
            act()
    assert unit.versions.count() == 1


def test_a_merger_of_a_day_to_come_is_not_entered_before_it(dolisa_officer: User) -> None:
    units = [OrganisationFactory(), OrganisationFactory()]
    person = PersonFactory(organisation=units[0])
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    with pytest.raises(Refused):
        reorganising.merge(units, NewUnit("Mới", "centre", None), on=tomorrow, legal_document=LAW, by=dolisa_officer)
    assert Person.objects.get(pk=person.pk).organisation == units[0]
    reorganising.merge(units, NewUnit("Mới", "centre", None), on=timezone.localdate(), legal_document=LAW, by=dolisa_officer)
    assert Person.objects.get(pk=person.pk).organisation not in units


def test_other_names_of_a_unit_stay_with_it(dolisa_officer: User) -> None:
    unit, above = OrganisationFactory(version__aliases="TT CTXH|Trung tâm CTXH"), OrganisationFactory()
    reorganising.move(unit, above, **when(dolisa_officer))
    assert unit.version_on(ON).aliases == "TT CTXH|Trung tâm CTXH"  # type: ignore[union-attr]


def test_a_merger_told_late_moves_only_days_in_the_unit(dolisa_officer: User) -> None:
    """Who came after its day never worked in the old unit; who left since stays where they went."""
    unit, heir, elsewhere = OrganisationFactory(), OrganisationFactory(), OrganisationFactory()
    came, left = PersonFactory(organisation=elsewhere), PersonFactory(organisation=unit)
    move_person(came, unit, "", from_day=AUGUST)
    move_person(left, elsewhere, "", from_day=AUGUST)
    reorganising.merge([unit], heir, **when(dolisa_officer))
    days = (BEFORE, JULY, AUGUST)
    worked = {person: [Person.objects.get(pk=person.pk).posting_on(day).organisation for day in days] for person in (came, left)}  # type: ignore[union-attr]
    assert worked == {came: [elsewhere, elsewhere, heir], left: [unit, heir, elsewhere]}
    assert [Person.objects.get(pk=person.pk).organisation for person in (came, left)] == [heir, elsewhere]


def _act(act: str, unit: Organisation, other: Organisation, how: dict[str, Any]) -> list[Organisation]:
    """Do one of the acts; the units it made."""
    if act == "split":
        return reorganising.split(unit, [NewUnit("A", "centre", other), NewUnit("B", "centre", None)], **how)
    acts = {
        "rename": lambda: reorganising.rename(unit, "Tên", **how), "move": lambda: reorganising.move(unit, other, **how),
        "merge": lambda: reorganising.merge([unit], other, **how), "close": lambda: reorganising.close(unit, **how),
    }  # fmt: skip
    acts[act]()
    return []


def _assert_tree(day: datetime.date) -> None:
    """By the parents as they stand in the database, not by path_on, which stops where a unit comes a second time."""
    parents = dict(OrganisationVersion.objects.filter(on_day(day)).values_list("organisation", "parent"))
    for unit in parents:
        seen, at = set(), unit
        while at is not None:
            assert at in parents and at not in seen, (day, unit, parents)
            seen.add(at)
            at = parents[at]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_after_any_acts_a_unit_has_one_version_a_day_and_no_circle(dolisa_officer: User, data: st.DataObject) -> None:
    OrganisationVersion.objects.all().delete()
    units = [OrganisationFactory(version__parent=None) for _n in range(3)]
    for _step in range(data.draw(st.integers(1, 8))):
        day = datetime.date(2026, 1, 1) + datetime.timedelta(days=data.draw(st.integers(0, 6)))
        unit, other = data.draw(st.sampled_from(units)), data.draw(st.sampled_from(units))
        act = data.draw(st.sampled_from(["rename", "move", "move", "merge", "split", "close"]))
        with suppress(Refused):
            units += _act(act, unit, other, {"on": day, "legal_document": LAW, "by": dolisa_officer})
    starts = set(OrganisationVersion.objects.exclude(valid_from=None).values_list("valid_from", flat=True))
    ends = {day + DAY for day in OrganisationVersion.objects.exclude(valid_to=None).values_list("valid_to", flat=True)}
    for day in starts | ends:
        _assert_tree(day)
    for unit in units:
        versions = sorted(OrganisationVersion.objects.filter(organisation=unit), key=lambda v: v.valid_from or datetime.date.min)
        for earlier, later in zip(versions, versions[1:], strict=False):
            assert earlier.valid_to is not None and later.valid_from is not None and earlier.valid_to < later.valid_from
