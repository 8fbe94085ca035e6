import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from learning.counts import tally
from learning.counts.models import TrainingFact


class Command(BaseCommand):
    help = "The counts of a year, as the desk shows them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, default=timezone.localdate().year)
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        figures = figures_of(options["year"])
        if options["as_json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name}: {value}")


def figures_of(year: int) -> dict[str, Any]:
    facts = tally.facts_of(year)
    total = tally.total(facts)
    measures = {name: total[name] for name in tally.MEASURES}
    families = {row.key: row for row in tally.by_family(tally.every_fact_of(year), tally.heads_of(year))}
    ours, other = families[TrainingFact.Family.CAPACITY_BUILDING], families[TrainingFact.Family.COMMUNICATION]
    return {
        "year": year,
        **measures,
        "classes": ours.classes,
        "headcount": ours.headcount,
        "by_audience": {row.key: {m: row[m] for m in tally.MEASURES} for row in tally.by_audience(facts)},
        "by_sex": {sex: {m: total[f"{m}_{sex}"] for m in tally.MEASURES} for sex in tally.SEXES},
        "communication": {name: getattr(other, name) for name in ("participations", "people", "classes", "headcount")},
    }
