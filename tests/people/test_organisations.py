"""Units through time, and who may see what of them."""

import datetime

import pytest
from django.db.models import Count

from learning.people.loading import load_organisations
from learning.people.models import Organisation, OrganisationVersion, RoleAssignment, Succession, User
from learning.people.models.organisation import on_day
from learning.people.roles import Permission, scope_of
from learning.people.units import unit_choices
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
BEFORE, AFTER = datetime.date(2025, 6, 30), datetime.date(2025, 7, 1)


def test_loading_twice_changes_nothing() -> None:
    before = [list(m.objects.order_by("pk").values()) for m in (Organisation, OrganisationVersion, Succession)]
    assert load_organisations() == 0
    assert [list(m.objects.order_by("pk").values()) for m in (Organisation, OrganisationVersion, Succession)] == before


def test_old_communes_are_offered_before_july_2025_and_new_ones_after() -> None:
    def offered(day: datetime.date) -> set[int]:
        return {pk for _label, group in unit_choices(day) for pk, _name in group}

    new = set(Organisation.objects.filter(key__startswith="commune-", key__endswith="-2025").values_list("pk", flat=True))
    old = set(Organisation.objects.filter(key__startswith="commune-").exclude(pk__in=new).values_list("pk", flat=True))
    assert new
    assert old
    assert not offered(BEFORE) & new
    assert new <= offered(AFTER)
    assert not offered(AFTER) & old


def test_every_unit_has_a_path_to_the_province_on_its_day() -> None:
    root = Organisation.objects.get(key="province-19").pk
    for version in OrganisationVersion.objects.filter(kind="commune", valid_to=None)[:20]:
        assert version.organisation.path_on(AFTER).startswith(f"/{root}/")


def test_a_circle_of_units_ends() -> None:
    first = OrganisationFactory()
    second = OrganisationFactory(version__parent=first)
    first.versions.update(parent=second)
    assert Organisation.objects.get(pk=first.pk).path_on(AFTER).count("/") == 3


def test_a_user_without_a_role_has_no_scope() -> None:
    assert not scope_of(UserFactory(), Permission.SEE_COUNTS)


def test_a_deactivated_officer_has_no_scope(dolisa_officer: User) -> None:
    assert scope_of(dolisa_officer, Permission.SEE_COUNTS).whole_province
    dolisa_officer.is_active = False
    assert not scope_of(dolisa_officer, Permission.SEE_COUNTS)


def test_a_unit_officer_has_their_unit_only(unit_officer: User) -> None:
    scope = scope_of(unit_officer, Permission.SEE_COUNTS)
    assert not scope.whole_province
    assert scope.roots == {Organisation.objects.get(key="so-y-te").pk}


def test_two_units_of_one_officer_are_both_in_scope(unit_officer: User) -> None:
    second = Organisation.objects.get(key="so-tu-phap")
    RoleAssignment.objects.create(user=unit_officer, role="unit_officer", organisation=second)
    assert len(scope_of(unit_officer, Permission.SEE_COUNTS).roots) == 2


def test_ninety_two_units_follow_on_the_communes_and_districts_of_before() -> None:
    before, after = datetime.date(2025, 6, 30), datetime.date(2025, 7, 1)
    communes = OrganisationVersion.objects.filter(kind="commune")
    assert communes.filter(on_day(after)).count() == 92
    assert not OrganisationVersion.objects.filter(kind="district").filter(on_day(after)).exists()
    assert OrganisationVersion.objects.filter(kind="district").filter(on_day(before)).count() >= 9
    assert not communes.filter(on_day(before)).filter(valid_from=after).exists()


def test_the_three_split_communes_have_several_heirs_and_all_others_one() -> None:
    old = Organisation.objects.filter(versions__kind="commune", versions__valid_to=datetime.date(2025, 6, 30))
    heirs = old.annotate(heirs=Count("succeeded_by__successor", distinct=True))
    split = heirs.filter(heirs__gt=1)
    assert split.count() == 3
    assert set(Succession.objects.filter(predecessor__in=split).values_list("kind", flat=True)) == {"split"}
    assert all(document for document in Succession.objects.values_list("legal_document", flat=True))


def test_a_code_may_belong_to_an_old_and_a_new_unit() -> None:
    codes = OrganisationVersion.objects.filter(kind="commune").values("code").annotate(units=Count("organisation", distinct=True))
    assert codes.filter(units__gt=1).exists()


def test_the_bodies_of_the_plan_s_part_v_are_there() -> None:
    for key in ("so-ldtbxh", "so-y-te", "so-tu-phap", "so-gddt", "so-vhttdl", "so-tttt", "so-tai-chinh", "cong-an-tinh"):
        assert Organisation.objects.filter(key=key).exists(), key
