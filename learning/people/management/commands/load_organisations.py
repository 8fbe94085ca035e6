from typing import Any

from django.core.management.base import BaseCommand

from learning.people import loading


class Command(BaseCommand):
    help = "Load the audiences of the plan, the bodies it names, and the territorial units with their successors."

    def handle(self, *args: Any, **options: Any) -> None:
        loading.load_audiences()
        self.stdout.write(f"{loading.load_organisations()} new organisations")
