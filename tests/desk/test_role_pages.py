"""Roles are given and taken away by administrators alone, in words an auditor can read."""

import html
from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from learning.people.models import RoleAssignment, User
from learning.people.roles import ROLES
from tests.factories import UserFactory, officer

pytestmark = pytest.mark.django_db


def test_a_role_is_given_and_taken_away_and_both_are_logged(client: Client, administrator: User) -> None:
    user = UserFactory(username="canbomoi")
    client.force_login(administrator)
    answer = {"username": "CanBoMoi", "role": "unit_officer", "organisation_text": "Sở Y tế"}
    for _again in range(2):
        assert client.post("/vai-tro/", answer).status_code == 302
    assignment = RoleAssignment.objects.get(user=user)
    assert assignment.organisation is not None and assignment.organisation.key == "so-y-te"
    client.post(f"/vai-tro/{assignment.pk}/bo/")
    assert not RoleAssignment.objects.exists()
    assert set(ModelLogEntry.objects.values_list("action", flat=True)) == {"people.assign_role", "people.take_role_away"}


def test_a_role_of_a_unit_needs_its_unit_and_the_page_says_so(client: Client, administrator: User) -> None:
    UserFactory(username="canbomoi")
    client.force_login(administrator)
    for answer in ({"username": "canbomoi", "role": "class_organiser"}, {"username": "ai do", "role": "inspector"}):
        response = client.post("/vai-tro/", answer)
        assert response.status_code == 200 and response.context["form"].errors
    assert not RoleAssignment.objects.exists()


def test_each_role_is_described(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    page = html.unescape(client.get("/vai-tro/").content.decode())
    assert all(str(role.description) in page for role in ROLES.values())


def test_nobody_else_sees_or_gives_roles(client: Client, dolisa_officer: User, unit_officer: User) -> None:
    for user in (dolisa_officer, unit_officer):
        client.force_login(user)
        assert client.get("/vai-tro/").status_code == client.post("/vai-tro/", {"username": "x"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_do_not_grow(client: Client, administrator: User, rows: int, django_assert_num_queries: Any) -> None:
    for number in range(rows):
        officer(f"canbo{number}", "unit_officer", "so-y-te")
    client.force_login(administrator)
    client.get("/vai-tro/")
    with django_assert_num_queries(4):
        client.get("/vai-tro/")
