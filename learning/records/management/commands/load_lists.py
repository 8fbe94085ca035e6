from typing import Any

from django.core.management.base import BaseCommand

from learning.records.loading import load_lists


class Command(BaseCommand):
    help = "Loads kinds of class, topics, funding sources and situations that the plan names. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        load_lists()
        self.stdout.write("Kinds of class, topics, funding sources and situations are loaded.")
