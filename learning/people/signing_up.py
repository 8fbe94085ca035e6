"""Somebody opens an account."""

from typing import Any

from django.db import transaction

from learning.people import likely_pairs
from learning.people.models import Person, User


@transaction.atomic
def open_account(user: User, **person_fields: Any) -> Person:
    """Join a new account to a new person. Never to an existing one by name alone: two people may share a name."""
    user.first_name, user.last_name = "", person_fields["full_name"][:150]
    user.save(update_fields=["first_name", "last_name"])
    person = Person.objects.create(user=user, **person_fields)
    likely_pairs.look_at(person)
    return person
