"""Units change; the past does not. Whoever works in a merged unit works in its heir from that day."""

import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learning.counts import tally
from learning.counts.by_unit import by_unit
from learning.people import reorganising
from learning.people.models import Organisation, OrganisationVersion, Person, RoleAssignment, Succession, User
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


def test_what_is_touched_is_told_before() -> None:
    unit = OrganisationFactory()
    PersonFactory(organisation=unit)
    TrainingClassFactory(organisation=unit)
    TrainingClassFactory(organisation=unit, state="closed", closed_on=BEFORE)
    officer("motnguoi", "unit_officer", unit.key)
    OrganisationFactory(version__parent=unit, version__name="Bên dưới")
    found = reorganising.touched([unit], ON)
    assert (found.people, found.users, found.children, [n for _label, n in found.others]) == (1, 1, ("Bên dưới",), [1])


def _act(act: str, unit: Organisation, other: Organisation, how: dict[str, Any]) -> list[Organisation]:
    """Do one of the acts; the units it made."""
    if act == "split":
        return reorganising.split(unit, [NewUnit("A", "centre", None), NewUnit("B", "centre", None)], **how)
    acts = {
        "rename": lambda: reorganising.rename(unit, "Tên", **how), "move": lambda: reorganising.move(unit, other, **how),
        "merge": lambda: reorganising.merge([unit], other, **how), "close": lambda: reorganising.close(unit, **how),
    }  # fmt: skip
    acts[act]()
    return []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_after_any_acts_a_unit_has_one_version_a_day_and_no_circle(dolisa_officer: User, data: st.DataObject) -> None:
    units = [OrganisationFactory() for _n in range(3)]
    day = datetime.date(2026, 1, 1)
    for _step in range(data.draw(st.integers(1, 6))):
        day += datetime.timedelta(days=data.draw(st.integers(0, 40)))
        unit, other = data.draw(st.sampled_from(units)), data.draw(st.sampled_from(units))
        act = data.draw(st.sampled_from(["rename", "move", "merge", "split", "close"]))
        try:
            units += _act(act, unit, other, {"on": day, "legal_document": LAW, "by": dolisa_officer})
        except Refused:
            continue
    for unit in units:
        versions = sorted(OrganisationVersion.objects.filter(organisation=unit), key=lambda v: v.valid_from or datetime.date.min)
        for earlier, later in zip(versions, versions[1:], strict=False):
            assert earlier.valid_to is not None and later.valid_from is not None and earlier.valid_to < later.valid_from
        steps = Organisation.objects.get(pk=unit.pk).path_on(day).strip("/").split("/")
        assert len(steps) == len(set(steps))
