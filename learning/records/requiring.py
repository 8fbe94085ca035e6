"""Who must have which training, by when, and how far they are. Required training is data; the rule is here."""

import datetime
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import DateField, Max, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_noop

from learning.people.models import Person
from learning.people.roles import reach, today_of
from learning.people.text import fold
from learning.records.models import Completion, Requirement
from learning.records.models.completion import CompletionQuerySet

SOON = datetime.timedelta(days=60)
"""What expires within this time is said to expire soon."""


class Standing(StrEnum):
    DONE = gettext_noop("done")
    EXPIRES_SOON = gettext_noop("must be renewed soon")
    DUE = gettext_noop("still to be done")
    LATE = gettext_noop("overdue")


@dataclass(frozen=True)
class Status:
    """How far one person is with one requirement. Days are days in Vietnam."""

    requirement: Requirement
    person: Person
    due_on: datetime.date
    done_on: datetime.date | None
    expires_on: datetime.date | None
    standing: Standing

    @property
    def is_open(self) -> bool:
        return self.standing != Standing.DONE


def concerned(requirement: Requirement) -> "Iterable[Person]":
    """Those who must have it today, new staff included: the rule is asked anew each time. A queryset, by name."""
    people = Person.objects.standing().order_by("sort_key", "pk")  # type: ignore[attr-defined]
    if requirement.audience_id:
        people = people.filter(audience=requirement.audience_id)
    if requirement.organisation_id:
        people = people.filter(organisation__in=today_of(reach({requirement.organisation_id})).covers)
    if requirement.position_words:
        people = people.filter(position_key__contains=fold(requirement.position_words))
    return people


def with_done_on(requirement: Requirement) -> "Iterable[Person]":
    """The concerned, each with the day on which they last had the training (`done_on`, None where never)."""
    latest = _trainings(requirement).filter(person=OuterRef("pk")).order_by().values("person")
    newest = latest.annotate(newest=Max("completed_on")).values("newest")
    people = concerned(requirement).select_related("organisation")  # type: ignore[attr-defined]
    return people.annotate(done_on=Subquery(newest, output_field=DateField())).prefetch_related("postings")


def not_done(requirement: Requirement, day: datetime.date) -> "Iterable[Person]":
    """Those who never had it, or whose training has expired. A queryset."""
    people = with_done_on(requirement)
    missing = Q(done_on=None)
    if requirement.valid_months:
        missing |= Q(done_on__lt=add_months(day, -requirement.valid_months))
    return people.filter(missing)  # type: ignore[attr-defined]


def expiring(requirement: Requirement, day: datetime.date) -> "Iterable[Person]":
    """Those who had it, and must renew it within SOON. A queryset; nobody where the training never expires."""
    people = with_done_on(requirement)
    if not requirement.valid_months:
        return people.none()  # type: ignore[attr-defined]
    first = add_months(day, -requirement.valid_months)
    last = add_months(day + SOON, -requirement.valid_months)
    return people.filter(done_on__gte=first, done_on__lte=last)  # type: ignore[attr-defined]


def status_of(requirement: Requirement, person: Person, done_on: datetime.date | None, day: datetime.date) -> Status:
    expires_on = add_months(done_on, requirement.valid_months) if done_on and requirement.valid_months else None
    has_expired = expires_on is not None and expires_on < day
    due_on = expires_on if has_expired and expires_on else deadline(requirement, person)
    if done_on and not has_expired:
        soon = expires_on is not None and expires_on <= day + SOON
        standing = Standing.EXPIRES_SOON if soon else Standing.DONE
    else:
        standing = Standing.LATE if due_on < day else Standing.DUE
    return Status(requirement, person, due_on, done_on, expires_on, standing)


def deadline(requirement: Requirement, person: Person) -> datetime.date:
    """The day it is due. Whoever started after the rule was made has days_for_new_staff from their first day, if later."""
    posting = next(iter(person.postings.all()), None)
    started = (posting.valid_from if posting else None) or person.added_on
    days = datetime.timedelta(days=requirement.days_for_new_staff)
    if started > requirement.made_on:
        return max(requirement.due_on or datetime.date.min, started + days)
    return requirement.due_on or requirement.made_on + days


def requirements_of(person: Person) -> list[Status]:
    """What this person must have, the most urgent first. One query where nothing is required of anybody."""
    requirements = list(Requirement.objects.active().select_related("course", "class_kind"))  # type: ignore[attr-defined]
    if not requirements:
        return []
    mine = [one for one in requirements if _concerns(one, person)]
    day = timezone.localdate()
    found = [status_of(one, person, _last_done(one, person), day) for one in mine]
    return sorted((status for status in found if status.is_open), key=lambda status: status.due_on)


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or the last of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return datetime.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _trainings(requirement: Requirement) -> CompletionQuerySet:
    """Online or in a hall: a class that delivers the course counts as the course."""
    completions = Completion.objects.standing()  # type: ignore[attr-defined]
    if requirement.course_id:
        return completions.filter(course=requirement.course_id)
    return completions.filter(training_class__kind=requirement.class_kind_id)


def _concerns(requirement: Requirement, person: Person) -> bool:
    """The same rule as `concerned`, about one person."""
    if requirement.audience_id and requirement.audience_id != person.audience_id:
        return False
    if requirement.position_words and fold(requirement.position_words) not in person.position_key:
        return False
    return not requirement.organisation_id or person.organisation_id in today_of(reach({requirement.organisation_id})).covers


def _last_done(requirement: Requirement, person: Person) -> datetime.date | None:
    days = _trainings(requirement).filter(person=person).order_by("-completed_on").values_list("completed_on", flat=True)
    return days.first()
