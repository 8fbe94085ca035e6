from typing import Any

from django.core.management.base import BaseCommand

from cms.translations import compile_catalogues


class Command(BaseCommand):
    help = "Compile the Vietnamese catalogues that have changed."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{compile_catalogues()} catalogues compiled")
