from typing import Any

from django.core.management.base import BaseCommand

from courses import loading, roles
from courses.writing import words
from learning.people.loading import load_audiences


class Command(BaseCommand):
    help = "Bring the starter content into the site; changes only what differs, never what a trainer has edited."

    def handle(self, *args: Any, **options: Any) -> None:
        load_audiences()
        loading.load(self.stdout.write)
        words.load_words()
        roles.load_groups()
