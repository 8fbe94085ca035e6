"""The only writer of the ledger."""

import datetime
from decimal import Decimal

from django.db import transaction

from learning.counts.models import TrainingFact
from learning.people.models import Person


@transaction.atomic
def post(
    person: Person,
    *,
    source_key: str,
    subject_key: str,
    subject: str,
    completed_on: datetime.date,
    hours: Decimal,
    audience_id: str,
    mode: str = TrainingFact.Mode.ONLINE,
    family: str = TrainingFact.Family.CAPACITY_BUILDING,
    has_certificate: bool = False,
) -> TrainingFact:
    """Append one fact about what the person is on that day; posting the same source again changes nothing."""
    fact, _made = TrainingFact.objects.get_or_create(
        source_key=source_key,
        defaults={
            "person": person,
            "subject_key": subject_key,
            "subject": subject,
            "family": family,
            "mode": mode,
            "completed_on": completed_on,
            "hours": hours,
            "audience_id": audience_id,
            "sex": person.sex,
            "position": person.position,
            "organisation": person.organisation,
            "organisation_name": person.organisation.name_on(completed_on),
            "organisation_path": person.organisation.path_on(completed_on),
            "has_certificate": has_certificate,
            "is_demo": person.is_demo,
        },
    )
    return fact


@transaction.atomic
def take_back(fact: TrainingFact, *, reason: str) -> TrainingFact:
    """Append the entry that takes a fact back. Taking back twice changes nothing."""
    copied = (
        "person_id", "subject_key", "subject", "family", "mode", "completed_on", "hours", "audience_id", "sex",
        "position", "organisation_id", "organisation_name", "organisation_path", "has_certificate", "is_demo",
    )  # fmt: skip
    entry, _made = TrainingFact.objects.get_or_create(
        reverses=fact,
        defaults={"source_key": f"{fact.source_key}:taken-back", "reason": reason}
        | {name: getattr(fact, name) for name in copied},
    )
    return entry
