"""The only writer of the ledger."""

import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from learning.counts.models import HeadcountFact, TrainingFact
from learning.people.models import Organisation, Person

_FROZEN = (
    "subject_key", "subject", "family", "mode", "completed_on", "hours", "audience_id", "sex", "position", "organisation_id",
    "organisation_name", "organisation_path", "has_certificate", "is_demo",
)  # fmt: skip
"""What an entry says beside whom it is about."""


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
    """Append one fact about what the person was on that day (design, rule 4); posting the same source again changes nothing."""
    posting = person.posting_on(completed_on)
    organisation = posting.organisation if posting else person.organisation
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
            "position": posting.position if posting else person.position,
            "organisation": organisation,
            "organisation_name": organisation.name_on(completed_on),
            "organisation_path": organisation.path_on(completed_on),
            "has_certificate": has_certificate,
            "is_demo": person.is_demo,
        },
    )
    return fact


@transaction.atomic
def take_back(fact: TrainingFact, *, reason: str) -> TrainingFact:
    """Append the entry that takes a fact back. Taking back twice changes nothing."""
    entry, _made = TrainingFact.objects.get_or_create(
        reverses=fact,
        defaults={"source_key": f"{fact.source_key}:taken-back", "reason": reason}
        | {name: getattr(fact, name) for name in ("person_id", *_FROZEN)},
    )
    return entry


def standing_of(source_key: str) -> TrainingFact | None:
    """The entry that counts for a proof today, also where it was handed over with a merge; None where none counts."""
    handed = Q(source_key__startswith=f"{source_key}:merge-") | Q(source_key__startswith=f"{source_key}:unmerge-")
    same = Q(source_key__in=[source_key, f"{source_key}:certified"])
    return TrainingFact.objects.standing().filter(same | handed).first()


@transaction.atomic
def hand_over(fact: TrainingFact, person: Person, *, tag: str, reason: str) -> TrainingFact:
    """The fact is about somebody else than it says: taken back, and appended for them, with everything else as it was."""
    take_back(fact, reason=reason)
    return append_again(fact, person, tag=tag)


@transaction.atomic
def certify(fact: TrainingFact, *, reason: str) -> TrainingFact:
    """A certificate came to what was counted without one: the same entry once more, and with it."""
    take_back(fact, reason=reason)
    frozen = {name: getattr(fact, name) for name in _FROZEN} | {"has_certificate": True, "person": fact.person}
    again, _made = TrainingFact.objects.get_or_create(source_key=f"{proof_of(fact)}:certified", defaults=frozen)
    return again


def append_again(fact: TrainingFact, person: Person, *, tag: str) -> TrainingFact:
    """`tag` begins with "merge-" or "unmerge-", so that standing_of finds the entry by the first key."""
    frozen = {name: getattr(fact, name) for name in _FROZEN}
    again, _made = TrainingFact.objects.get_or_create(source_key=f"{proof_of(fact)}:{tag}", defaults=frozen | {"person": person})
    return again


@transaction.atomic
def post_headcount(
    *,
    source_key: str,
    subject_key: str,
    subject: str,
    family: str,
    completed_on: datetime.date,
    hours: Decimal,
    audience_id: str,
    role: str,
    numbers: dict[str, int],
    organisation: Organisation,
    is_demo: bool = False,
) -> HeadcountFact:
    """Append people without names: `numbers` by "female", "male", "not_stated". The same source again changes nothing."""
    fact, _made = HeadcountFact.objects.get_or_create(
        source_key=source_key,
        defaults={
            "subject_key": subject_key, "subject": subject, "family": family, "completed_on": completed_on, "hours": hours,
            "audience_id": audience_id, "role": role, **numbers, "organisation": organisation,
            "organisation_name": organisation.name_on(completed_on), "organisation_path": organisation.path_on(completed_on),
            "is_demo": is_demo,
        },
    )  # fmt: skip
    return fact


@transaction.atomic
def take_back_headcount(fact: HeadcountFact, *, reason: str) -> HeadcountFact:
    """Append the entry that takes a headcount back. Taking back twice changes nothing."""
    copied = (
        "subject_key", "subject", "family", "completed_on", "hours", "audience_id", "role", "female", "male", "not_stated",
        "organisation_id", "organisation_name", "organisation_path", "is_demo",
    )  # fmt: skip
    entry, _made = HeadcountFact.objects.get_or_create(
        reverses=fact,
        defaults={"source_key": f"{fact.source_key}:taken-back", "reason": reason}
        | {name: getattr(fact, name) for name in copied},
    )
    return entry


def proof_of(fact: TrainingFact) -> str:
    """Who vouches for it: the key under which it was first posted."""
    return fact.source_key.split(":merge-")[0].split(":unmerge-")[0].removesuffix(":certified")
