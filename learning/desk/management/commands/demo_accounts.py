from typing import Any

from django.core.management.base import BaseCommand

from learning.desk import demo
from learning.people.models import User


class Command(BaseCommand):
    help = "Print the demonstration accounts that exist."

    def handle(self, *args: Any, **options: Any) -> None:
        there = set(User.objects.filter(is_demo=True).values_list("username", flat=True))
        for account in demo.ACCOUNTS:
            if account.username in there:
                self.stdout.write(f"  {account.username:12} {demo.PASSWORD}   {account.what}")
