"""Organisations on the desk: read by officers, changed by DOLISA after seeing what is touched."""

from typing import Any

import pytest
from django.test import Client

from learning.people.models import Organisation, OrganisationVersion, User
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
ANSWER = {"on": "01/12/2026", "legal_document": "QĐ 1/QĐ-UBND"}


def act(client: Client, unit: Organisation, slug: str, answer: dict[str, str]) -> Any:
    """As somebody does it: look, then do."""
    address = f"/don-vi/{unit.pk}/{slug}/"
    seal = client.post(address, answer | {"step": "xem"}).context.get("seal", "")
    return client.post(address, answer | {"step": "lam", "seen": seal})


def test_nothing_is_done_before_it_was_shown(client: Client, dolisa_officer: User) -> None:
    unit = OrganisationFactory(version__name="Tên trước")
    PersonFactory(organisation=unit, full_name="Nông Văn Dẻo")
    client.force_login(dolisa_officer)
    address, answer = f"/don-vi/{unit.pk}/doi-ten/", ANSWER | {"name": "Tên sau"}
    assert client.post(address, answer | {"step": "lam"}).status_code == 200
    shown = client.post(address, answer | {"step": "xem"})
    assert "Nông Văn Dẻo" in shown.content.decode() and OrganisationVersion.objects.filter(organisation=unit).count() == 1
    seen = {"step": "lam", "seen": shown.context["seal"]}
    edited = client.post(address, answer | seen | {"name": "Tên khác"})
    assert edited.context["has_changed"] and OrganisationVersion.objects.filter(organisation=unit).count() == 1
    PersonFactory(organisation=unit)
    assert client.post(address, answer | seen).context["has_changed"]
    assert act(client, unit, "doi-ten", answer).status_code == 302
    assert OrganisationVersion.objects.filter(organisation=unit).count() == 2


def test_several_units_are_merged_into_a_new_one(client: Client, dolisa_officer: User) -> None:
    units = [OrganisationFactory(version__name=f"Trung tâm {name}") for name in ("Một", "Hai", "Ba", "Bốn")]
    client.force_login(dolisa_officer)
    others = {f"other_{n}_text": f"Trung tâm {name}" for n, name in enumerate(("Hai", "Ba", "Bốn"), 1)}
    answer = {"on": "01/07/2026", "legal_document": "QĐ 1/QĐ-UBND", "name": "Trung tâm Chung", "kind": "centre"} | others
    assert act(client, units[0], "sap-nhap", answer).status_code == 302
    heir = OrganisationVersion.objects.get(name="Trung tâm Chung").organisation
    assert set(heir.succeeds.values_list("predecessor", flat=True)) == {unit.pk for unit in units}
    page = client.get(f"/don-vi/{heir.pk}/").content.decode()
    assert "Trung tâm Một" in page and "QĐ 1/QĐ-UBND" in page


def test_a_unit_is_split_moved_and_closed_on_the_desk(client: Client, dolisa_officer: User) -> None:
    unit, above = OrganisationFactory(version__kind="centre"), OrganisationFactory(version__name="Cấp trên mới")
    client.force_login(dolisa_officer)
    assert act(client, unit, "chuyen", ANSWER | {"parent_text": "Cấp trên mới"}).status_code == 302
    assert unit.versions.get(valid_to=None).parent == above
    later = ANSWER | {"on": "02/12/2026", "names": "Trạm A\n\n Trạm  B \nTrạm C", "kind": "centre", "parent_text": "Cấp trên mới"}
    assert act(client, unit, "chia-tach", later).status_code == 302
    heirs = OrganisationVersion.objects.filter(organisation__succeeds__predecessor=unit)
    assert {(one.name, one.kind, one.parent) for one in heirs} == {(f"Trạm {x}", "centre", above) for x in "ABC"}
    last = heirs[0].organisation
    assert act(client, last, "ket-thuc", ANSWER | {"on": "05/12/2026"}).status_code == 302
    assert not last.versions.filter(valid_to=None).exists()


def test_what_an_act_refuses_is_said_and_what_was_typed_stays(client: Client, dolisa_officer: User) -> None:
    unit = OrganisationFactory()
    OrganisationFactory(version__parent=unit, version__name="Trạm còn trực thuộc")
    client.force_login(dolisa_officer)
    page = act(client, unit, "ket-thuc", ANSWER)
    assert page.status_code == 200 and "QĐ 1/QĐ-UBND" in page.content.decode()
    assert "Trạm còn trực thuộc" in str(page.context["form"].non_field_errors())


def test_one_of_namesakes_is_chosen_without_a_script(client: Client, dolisa_officer: User) -> None:
    unit, mine = OrganisationFactory(), None
    for _n in range(2):
        mine = OrganisationFactory(version__name="Trạm Cùng Tên")
    client.force_login(dolisa_officer)
    address, answer = f"/don-vi/{unit.pk}/chuyen/", ANSWER | {"parent_text": "trạm cùng tên", "step": "xem"}
    page = client.post(address, answer)
    assert f'type="radio" name="parent_id" value="{mine.pk}"' in page.content.decode()  # type: ignore[union-attr]
    assert act(client, unit, "chuyen", answer | {"parent_id": str(mine.pk)}).status_code == 302  # type: ignore[union-attr]
    assert unit.versions.get(valid_to=None).parent == mine


def test_a_picked_unit_that_does_not_fit_what_was_typed_is_not_taken(client: Client, dolisa_officer: User) -> None:
    unit, other, meant = OrganisationFactory(), OrganisationFactory(), OrganisationFactory(version__name="Trạm Định Gõ")
    client.force_login(dolisa_officer)
    act(client, unit, "chuyen", ANSWER | {"parent_text": "Trạm Định Gõ", "parent_id": str(other.pk)})
    assert unit.versions.get(valid_to=None).parent == meant


def test_wrong_answers_are_said_and_nothing_is_lost(client: Client, dolisa_officer: User) -> None:
    unit = OrganisationFactory()
    client.force_login(dolisa_officer)
    answer = {"on": "32/13/2026", "legal_document": "QĐ 7", "name": "Tên gõ rồi", "step": "lam"}
    response = client.post(f"/don-vi/{unit.pk}/doi-ten/", answer)
    assert response.status_code == 200 and "Tên gõ rồi" in response.content.decode()
    both = ANSWER | {"into_text": "Sở Y tế", "name": "Mới", "step": "lam"}
    assert client.post(f"/don-vi/{unit.pk}/sap-nhap/", both).status_code == 200
    assert client.post(f"/don-vi/{unit.pk}/chia-tach/", ANSWER | {"names": "Chỉ một"}).context["form"].errors["names"]
    assert client.get(f"/don-vi/{unit.pk}/khong-co/").status_code == 404


def test_officers_read_and_only_dolisa_changes(client: Client, unit_officer: User, inspector: User, trainee: User) -> None:
    unit = OrganisationFactory()
    for user in (unit_officer, inspector):
        client.force_login(user)
        assert client.get("/don-vi/").status_code == client.get(f"/don-vi/{unit.pk}/").status_code == 200
        assert client.get(f"/don-vi/{unit.pk}/doi-ten/").status_code == 404
        assert client.post(f"/don-vi/{unit.pk}/doi-ten/", ANSWER | {"name": "X", "step": "lam"}).status_code == 404
    client.force_login(trainee)
    assert client.get("/don-vi/").status_code == client.get(f"/don-vi/{unit.pk}/").status_code == 404


def test_the_picker_finds_units_for_whoever_is_signed_in(client: Client, trainee: User) -> None:
    assert client.get("/don-vi/tim/?q=dai tu").status_code == 302
    client.force_login(trainee)
    units = client.get("/don-vi/tim/?q=dai tu").json()["units"]
    assert [unit["name"] for unit in units[:2]] == ["Xã Đại Từ", "Huyện Đại Từ"] and units[1]["years"]
    assert len(client.get("/don-vi/tim/?q=xã").json()["units"]) <= 20


def test_old_units_are_found_among_the_units_of_before(client: Client, dolisa_officer: User) -> None:
    client.force_login(dolisa_officer)
    assert "Huyện Đại Từ" not in client.get("/don-vi/?q=dai tu").content.decode()
    assert "Huyện Đại Từ" in client.get("/don-vi/?q=dai tu&xem=cu").content.decode()


def test_units_are_found_as_in_the_picker(client: Client, dolisa_officer: User) -> None:
    client.force_login(dolisa_officer)
    assert "Huyện Đại Từ" in client.get("/don-vi/?q=UBND huyện Đại Từ&xem=cu").content.decode()


def test_the_people_of_a_unit_are_listed_from_its_page(client: Client, dolisa_officer: User) -> None:
    unit = OrganisationFactory()
    PersonFactory(organisation=unit, full_name="Mông Thị Trong")
    PersonFactory(full_name="Mông Thị Ngoài")
    client.force_login(dolisa_officer)
    address = f"/nguoi-hoc/?don_vi={unit.pk}"
    assert address.split("/", 2)[-1] in client.get(f"/don-vi/{unit.pk}/").content.decode()
    page = client.get(address).content.decode()
    assert "Mông Thị Trong" in page and "Mông Thị Ngoài" not in page


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_do_not_grow(client: Client, dolisa_officer: User, rows: int, django_assert_num_queries: Any) -> None:
    parent = OrganisationFactory()
    for _n in range(rows):
        OrganisationFactory(version__parent=parent)
    client.force_login(dolisa_officer)
    for address, pinned in (
        (f"/don-vi/?q={Organisation.objects.last().key.rpartition('-')[0]}", 7),
        (f"/don-vi/{parent.pk}/", 16),
    ):  # type: ignore[union-attr]
        client.get(address)
        with django_assert_num_queries(pinned):
            assert client.get(address).status_code == 200
