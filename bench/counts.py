"""Counts: the tables of a year from 50,000 facts, beside the barest query over the same rows."""

import datetime
import random
import time

from django.db import connection

from bench import people
from bench.rows import Row
from learning.counts import tally
from learning.counts.by_unit import by_unit
from learning.counts.models import TrainingFact
from learning.people.models import Organisation, Person

GROUP = "counts"
FACTS = 50_000
PEOPLE = 5_000


def run() -> list[Row]:
    _fill()
    facts = tally.facts_of(2024)
    bare = _milliseconds(_count_rows)
    rows = [Row(GROUP, f"barest count over {FACTS} facts", bare, "ms")]
    for name, table in (("total", tally.total), ("by audience", tally.by_audience), ("by unit, rolled up", by_unit)):
        taken = _milliseconds(lambda table=table: table(facts))
        rows.append(Row(GROUP, name, taken, "ms", "barest count", taken / bare))
    return rows


def _fill() -> None:
    rng = random.Random(1)
    template, _cookie = people.trainee(2000)
    units = list(Organisation.objects.filter(key__endswith="-2025"))
    day = datetime.date(2024, 1, 1)
    paths = {unit.pk: unit.path_on(datetime.date(2026, 1, 1)) for unit in units}
    fields = {"audience_id": "officials", "organisation": units[0]}
    made = Person.objects.bulk_create(
        Person(full_name=f"Người {n}", sort_key=str(n), search_key=str(n), **fields) for n in range(PEOPLE)
    )
    TrainingFact.objects.bulk_create(
        (
            TrainingFact(
                source_key=f"bench:{n}", person=rng.choice(made), subject_key="bench", subject="bench", hours=1,
                completed_on=day + datetime.timedelta(days=n % 366), audience_id="officials", has_certificate=True,
                sex=rng.choice(tally.SEXES), organisation=(unit := rng.choice(units)), organisation_name="x",
                organisation_path=paths[unit.pk],
            )
            for n in range(FACTS)
        ),
        batch_size=1000,
    )  # fmt: skip


def _count_rows() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*), COUNT(DISTINCT person_id) FROM counts_trainingfact WHERE completed_on >= '2024-01-01'")
        cursor.fetchall()


def _milliseconds(act) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000
