from typing import Any

from django.core.management.base import BaseCommand

from learning.desk import demo


class Command(BaseCommand):
    help = "Local mode only: demonstration accounts, and invented learners with certificates."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{demo.load()} invented learners (python manage.py remove_demo takes them out)")
