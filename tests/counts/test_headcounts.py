"""Classes, and people without names: beside distinct people, never added to them."""

import datetime
import json
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from learning.counts import recording, tally
from learning.counts.models import HeadcountFact
from learning.people.models import Organisation, User
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 10)


def heads(number: int = 1, *, held: str = "class:1", unit: str = "so-y-te", day: datetime.date = DAY, **more: Any) -> HeadcountFact:
    said: dict[str, Any] = {
        "family": "capacity_building", "hours": Decimal(8), "audience_id": "officials", "role": "",
        "numbers": {"female": 40, "male": 25, "not_stated": 5},
    }  # fmt: skip
    organisation = Organisation.objects.get(key=unit)
    return recording.post_headcount(
        source_key=f"headcount:{number}", subject_key=held, subject="Buổi nói chuyện", completed_on=day, organisation=organisation,
        **said | more,
    )  # fmt: skip


def named(source: str, *, held: str = "class:1", family: str = "capacity_building", person: Any = None) -> None:
    recording.post(
        person or PersonFactory(), source_key=source, subject_key=held, subject="Lớp", completed_on=DAY, hours=Decimal(8),
        audience_id="officials", mode="in_person", family=family,
    )  # fmt: skip


def counted() -> dict[str, tally.FamilyRow]:
    return {row.key: row for row in tally.by_family(tally.every_fact_of(2026), tally.heads_of(2026))}


def test_people_without_names_are_never_among_distinct_people() -> None:
    heads()
    named("a")
    row = counted()["capacity_building"]
    assert (row.people, row.participations, row.headcount["total"]) == (1, 1, 70)
    assert tally.total(tally.facts_of(2026))["people"] == 1


def test_a_class_with_names_and_numbers_is_one_class() -> None:
    heads(1), heads(2, role="Người dân"), named("a"), named("b")
    heads(3, held="class:2")
    assert counted()["capacity_building"].classes == 2


def test_online_courses_are_no_classes() -> None:
    named("a", held="course:abc")
    assert counted()["capacity_building"].classes == 0


def test_communication_stands_apart_from_capacity_building() -> None:
    person = PersonFactory()
    heads(1), named("a", person=person)
    heads(2, held="class:2", family="communication", numbers={"female": 7, "male": 0, "not_stated": 0})
    named("b", held="class:2", family="communication", person=person)
    ours, other = counted()["capacity_building"], counted()["communication"]
    assert (ours.classes, ours.people, ours.headcount["total"]) == (1, 1, 70)
    assert (other.classes, other.people, other.headcount) == (1, 1, {"total": 7, "female": 7, "male": 0, "not_stated": 0})
    assert tally.total(tally.facts_of(2026))["participations"] == 1


def test_taking_back_takes_numbers_and_class_out_and_twice_changes_nothing() -> None:
    fact = heads()
    assert recording.take_back_headcount(fact, reason="a") == recording.take_back_headcount(fact, reason="b")
    row = counted()["capacity_building"]
    assert (row.classes, row.headcount["total"], HeadcountFact.objects.count()) == (0, 0, 2)


def test_the_same_source_again_changes_nothing() -> None:
    assert heads() == heads(numbers={"female": 1, "male": 1, "not_stated": 1})
    assert counted()["capacity_building"].headcount["total"] == 70


def test_other_years_do_not_count() -> None:
    heads(day=datetime.date(2025, 12, 31))
    assert counted()["capacity_building"].headcount["total"] == 0


@pytest.mark.parametrize("act", ["change", "delete"])
def test_the_ledger_of_numbers_can_only_grow(act: str) -> None:
    fact = heads()
    found = HeadcountFact.objects.filter(pk=fact.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        found.update(female=1) if act == "change" else found._raw_delete(found.db)


def test_the_command_has_classes_and_headcount_by_sex() -> None:
    heads(1), heads(2, held="class:2", family="communication")
    out = StringIO()
    call_command("counts", year=2026, as_json=True, stdout=out)
    said = json.loads(out.getvalue())
    assert said["classes"] == 1 and said["people"] == 0
    assert said["headcount"] == {"total": 70, "female": 40, "male": 25, "not_stated": 5}
    assert said["communication"]["classes"] == 1 and said["communication"]["headcount"]["total"] == 70


def test_the_desk_shows_numbers_of_ones_own_unit_only(client: Client, unit_officer: User, dolisa_officer: User) -> None:
    heads(1), heads(2, held="class:2", unit="so-tu-phap", numbers={"female": 900, "male": 0, "not_stated": 0})
    shown = {}
    for user in (unit_officer, dolisa_officer):
        client.force_login(user)
        shown[user] = client.get(reverse("figures"), {"nam": 2026}).context["families"][0]
    assert (shown[unit_officer].classes, shown[unit_officer].headcount["total"]) == (1, 70)
    assert (shown[dolisa_officer].classes, shown[dolisa_officer].headcount["total"]) == (2, 970)


def test_a_number_of_communication_opens_into_its_own_list(client: Client, dolisa_officer: User) -> None:
    named("a"), named("b", held="class:2", family="communication")
    client.force_login(dolisa_officer)
    assert client.get(reverse("behind"), {"nam": 2026, "loai": "communication"}).context["number"] == 1
    assert client.get(reverse("behind"), {"nam": 2026}).context["number"] == 1
