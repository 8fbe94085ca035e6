from typing import Any

from django.core.management.base import BaseCommand

from learning.desk import demo


class Command(BaseCommand):
    help = "Take out everything that demonstration data brought, accounts included."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{demo.remove()} invented people and all that was theirs are gone")
