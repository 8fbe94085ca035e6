"""What is counted, held against plain Python over random facts (design 5)."""

import datetime
import json
import random
from collections.abc import Iterable
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from learning.counts import recording, tally
from learning.counts.by_unit import by_unit
from learning.counts.models import TrainingFact
from learning.people.choices import Sex
from learning.people.models import Audience, Organisation, Person
from learning.records.models import Attempt, Enrolment
from tests.factories import OrganisationFactory, PersonFactory, sit

pytestmark = pytest.mark.django_db
YEARS = (2025, 2026)


def post(person: Person, day: datetime.date, number: int, **more: object) -> TrainingFact:
    fields = {
        "source_key": f"test:{number}", "subject_key": f"course:{number % 7}", "subject": "Khoá thử",
        "completed_on": day, "hours": Decimal(2), "audience_id": person.audience_id,
    }  # fmt: skip
    return recording.post(person, **(fields | more))  # type: ignore[arg-type]


@pytest.fixture(params=[1, 2, 3])
def facts(request: pytest.FixtureRequest) -> list[TrainingFact]:
    """Random facts, some of people trained twice, some taken back, some of communication, over two years."""
    rng = random.Random(request.param)
    audiences = list(Audience.objects.professional())  # type: ignore[attr-defined]
    parent = OrganisationFactory()
    units = [parent, OrganisationFactory(version__parent=parent), OrganisationFactory()]
    people = [
        PersonFactory(sex=rng.choice(Sex.values), audience=rng.choice(audiences), organisation=rng.choice(units))
        for _number in range(12)
    ]
    made = []
    for number in range(60):
        day = datetime.date(rng.choice(YEARS), rng.randint(1, 12), rng.randint(1, 28))
        fact = post(
            rng.choice(people), day, number, audience_id=rng.choice(audiences).pk, has_certificate=rng.random() < 0.7,
            family=rng.choices(list(TrainingFact.Family), [9, 1])[0],
        )  # fmt: skip
        if rng.random() < 0.15:
            recording.take_back(fact, reason="thử")
        made.append(fact)
    return made


def counted(year: int) -> list[TrainingFact]:
    """The oracle: every row of the ledger, sifted in Python."""
    rows = list(TrainingFact.objects.all())
    taken_back = {row.reverses_id for row in rows}
    return [
        row for row in rows
        if row.completed_on.year == year and row.family == "capacity_building"
        and row.reverses_id is None and row.pk not in taken_back
    ]  # fmt: skip


def measures(rows: Iterable[TrainingFact]) -> dict[str, int]:
    rows = list(rows)
    values = {}
    for sex in ("", *Sex.values):
        some = [row for row in rows if sex in ("", row.sex)]
        numbers = (len(some), len({row.person_id for row in some}), sum(row.has_certificate for row in some))
        for name, number in zip(tally.MEASURES, numbers, strict=True):
            values[f"{name}_{sex}" if sex else name] = number
    return values


@pytest.mark.parametrize("year", YEARS)
def test_participations_people_and_certificates_by_sex(facts: list[TrainingFact], year: int) -> None:
    expected = measures(counted(year))
    assert tally.total(tally.facts_of(year)).values == expected
    assert expected["participations"] > expected["people"] > 0


@pytest.mark.parametrize("year", YEARS)
def test_by_audience(facts: list[TrainingFact], year: int) -> None:
    found = {row.key: row.values for row in tally.by_audience(tally.facts_of(year))}
    codes = Audience.objects.filter(is_confidential=False).values_list("pk", flat=True)
    assert found == {code: measures(r for r in counted(year) if r.audience_id == code) for code in codes}


def test_by_unit_rolls_up_distinct_people(facts: list[TrainingFact]) -> None:
    rows = counted(2026)
    expected = {
        unit: measures(r for r in rows if f"/{unit}/" in r.organisation_path)
        for unit in {step for r in rows for step in r.organisation_path.strip("/").split("/")}
    }
    assert {row.key: row.values for row in by_unit(tally.facts_of(2026))} == expected


def test_the_command_says_what_the_desk_says(facts: list[TrainingFact]) -> None:
    out = StringIO()
    call_command("counts", year=2026, as_json=True, stdout=out)
    said = json.loads(out.getvalue())
    assert set(said) == {"year", "participations", "people", "certificates", "by_audience", "by_sex", "classes", "headcount", "communication"}
    expected = measures(counted(2026))
    assert {m: said[m] for m in tally.MEASURES} == {m: expected[m] for m in tally.MEASURES}
    assert said["by_sex"]["not_stated"]["people"] == expected["people_not_stated"]


@pytest.mark.parametrize(("moment", "year"), [("2026-12-31T16:59:00+00:00", 2026), ("2026-12-31T17:01:00+00:00", 2027)])
def test_a_year_ends_at_midnight_in_viet_nam(enrolment: Enrolment, moment: str, year: int) -> None:
    Enrolment.objects.update(enrolled_at=datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC))
    with time_machine.travel(datetime.datetime.fromisoformat(moment), tick=False):
        sit(enrolment)
    assert {y: tally.total(tally.facts_of(y))["participations"] for y in (2026, 2027)} == {
        2026: int(year == 2026), 2027: int(year == 2027),
    }  # fmt: skip
    assert Attempt.objects.count() == 1


def test_a_fact_keeps_unit_sex_and_position_of_the_time_of_training() -> None:
    person = PersonFactory(sex=Sex.FEMALE, position="Công chức")
    fact = post(person, datetime.date(2026, 3, 8), 1)
    person.sex, person.position = Sex.MALE, "Phó Chủ tịch"
    person.organisation = Organisation.objects.get(key="so-tu-phap")
    person.save()
    fact.refresh_from_db()
    assert (fact.sex, fact.position, fact.organisation.key) == ("female", "Công chức", "so-y-te")


def test_posting_the_same_proof_twice_gives_one_fact() -> None:
    person = PersonFactory()
    assert post(person, datetime.date(2026, 3, 8), 1) == post(person, datetime.date(2026, 3, 9), 1)
    assert TrainingFact.objects.get().completed_on == datetime.date(2026, 3, 8)


def test_taking_back_twice_appends_once() -> None:
    fact = post(PersonFactory(), datetime.date(2026, 3, 8), 1)
    assert recording.take_back(fact, reason="a") == recording.take_back(fact, reason="b")
    assert TrainingFact.objects.count() == 2
