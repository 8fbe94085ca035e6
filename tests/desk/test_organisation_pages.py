"""Organisations on the desk: read by officers, changed by DOLISA after seeing what is touched."""

from typing import Any

import pytest
from django.test import Client

from learning.people.models import Organisation, OrganisationVersion, User
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
ANSWER = {"on": "01/12/2026", "legal_document": "QĐ 1/QĐ-UBND"}


def test_nothing_is_done_before_it_was_shown(client: Client, dolisa_officer: User) -> None:
    unit = OrganisationFactory(version__name="Tên trước")
    PersonFactory(organisation=unit)
    client.force_login(dolisa_officer)
    address = f"/don-vi/{unit.pk}/doi-ten/"
    shown = client.post(address, ANSWER | {"name": "Tên sau", "step": "xem"})
    assert shown.context["touched"].people == 1 and OrganisationVersion.objects.filter(organisation=unit).count() == 1
    assert client.post(address, ANSWER | {"name": "Tên sau", "step": "lam"}).status_code == 302
    assert OrganisationVersion.objects.filter(organisation=unit).count() == 2


def test_two_units_are_merged_into_a_new_one(client: Client, dolisa_officer: User) -> None:
    first, second = OrganisationFactory(version__name="Trung tâm Một"), OrganisationFactory(version__name="Trung tâm Hai")
    client.force_login(dolisa_officer)
    answer = ANSWER | {"second_text": "Trung tâm Hai", "name": "Trung tâm Chung", "kind": "centre", "step": "lam"}
    assert client.post(f"/don-vi/{first.pk}/sap-nhap/", answer).status_code == 302
    heir = OrganisationVersion.objects.get(name="Trung tâm Chung").organisation
    assert set(heir.succeeds.values_list("predecessor", flat=True)) == {first.pk, second.pk}
    page = client.get(f"/don-vi/{heir.pk}/").content.decode()
    assert "Trung tâm Một" in page and "QĐ 1/QĐ-UBND" in page


def test_wrong_answers_are_said_and_nothing_is_lost(client: Client, dolisa_officer: User) -> None:
    unit = OrganisationFactory()
    client.force_login(dolisa_officer)
    answer = {"on": "32/13/2026", "legal_document": "QĐ 7", "name": "Tên gõ rồi", "step": "lam"}
    response = client.post(f"/don-vi/{unit.pk}/doi-ten/", answer)
    assert response.status_code == 200 and "Tên gõ rồi" in response.content.decode()
    both = ANSWER | {"into_text": "Sở Y tế", "name": "Mới", "step": "lam"}
    assert client.post(f"/don-vi/{unit.pk}/sap-nhap/", both).status_code == 200
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


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_do_not_grow(client: Client, dolisa_officer: User, rows: int, django_assert_num_queries: Any) -> None:
    parent = OrganisationFactory()
    for _n in range(rows):
        OrganisationFactory(version__parent=parent)
    client.force_login(dolisa_officer)
    for address, pinned in (
        (f"/don-vi/?q={Organisation.objects.last().key.rpartition('-')[0]}", 6),
        (f"/don-vi/{parent.pk}/", 15),
    ):  # type: ignore[union-attr]
        client.get(address)
        with django_assert_num_queries(pinned):
            assert client.get(address).status_code == 200
