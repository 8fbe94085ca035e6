"""An officer enters a person by hand, or puts a record right."""

import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from learning.people import likely_pairs
from learning.people.models import Organisation, Person, User
from learning.people.postings import move_person

OWN = ("full_name", "sex", "birth_year", "birth_date", "phone", "email", "audience")
"""What belongs to the person; unit and position belong to a posting."""


@transaction.atomic
def enter_person(*, by: User, **fields: Any) -> Person:
    person = Person.objects.create(**fields)
    likely_pairs.look_at(person)
    log(instance=person, action="people.enter", user=by)
    return person


@transaction.atomic
def change_person(
    person: Person, *, by: User, organisation: Organisation, position: str, from_day: datetime.date, **fields: Any
) -> Person:
    """Put fields right; another unit or position is a posting from that day on. Certificates and facts keep their words."""
    changed = [name for name in OWN if name in fields and getattr(person, name) != fields[name]]
    for name in changed:
        setattr(person, name, fields[name])
    person.save()
    if (person.organisation, person.position) != (organisation, position):
        move_person(person, organisation, position, from_day=from_day)
        changed.append("posting")
    likely_pairs.look_at(person)
    log(instance=person, action="people.change", user=by, data={"changed": changed})
    return person
