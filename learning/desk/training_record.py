"""One training record per person: online and in halls, all years, with what stands behind each line."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from certificates.models import Certificate
from learning.people.models import Person, Posting
from learning.records.models import Attendance, Completion, Enrolment, Registration, RosterRow
from learning.records.quiz_results import pretest_scores


@dataclass(frozen=True)
class Entry:
    """One training of a person. `day` orders the record; None of an enrolment's days is its end until it is completed."""

    day: datetime.date
    title: str
    where: str
    hours: Decimal
    outcome: str
    is_done: bool
    score: Decimal | None = None
    before: Decimal | None = None
    """In percent, by the test before the lessons."""
    certificate: Certificate | None = None
    class_id: int | None = None
    evidence: tuple[RosterRow, ...] = ()


@dataclass(frozen=True)
class TrainingRecord:
    person: Person
    postings: tuple[Posting, ...]
    entries: tuple[Entry, ...]

    @property
    def done(self) -> int:
        return sum(entry.is_done for entry in self.entries)

    @property
    def hours(self) -> Decimal:
        return sum((entry.hours for entry in self.entries if entry.is_done), Decimal(0))


def record_of(person: Person) -> TrainingRecord:
    """Everything about one person, what stayed with records that were merged into theirs included. A fixed number of queries."""
    people = [person.pk, *person.merged_from.values_list("pk", flat=True)]
    entries = [*_online(people), *_in_halls(people)]
    postings = Posting.objects.filter(person__in=people).select_related("organisation").prefetch_related("organisation__versions")
    told_once = {(one.organisation_id, one.position, one.valid_from, one.valid_to): one for one in postings}
    return TrainingRecord(person, tuple(told_once.values()), tuple(sorted(entries, key=lambda entry: entry.day, reverse=True)))


def _online(people: list[int]) -> Iterable[Entry]:
    enrolments = Enrolment.objects.filter(person__in=people).select_related("course").prefetch_related("completions")
    certified = {c.completion_id: c for c in _certificates(people)}
    before = pretest_scores([enrolment.pk for enrolment in enrolments])
    for enrolment in enrolments:
        completion = enrolment.completion
        yield Entry(
            day=completion.completed_on if completion else enrolment.enrolled_at.date(),
            title=completion.title if completion else enrolment.course.title,
            where=_("online"),
            hours=completion.hours if completion else enrolment.course.hours,
            outcome=_online_outcome(completion),
            is_done=completion is not None,
            score=completion.score if completion else None,
            before=before.get(enrolment.pk),
            certificate=certified.get(completion.pk) if completion else None,
        )


def _online_outcome(completion: Completion | None) -> str:
    if completion is None:
        return _("still learning")
    if completion.valid_until is None:
        return _("completed")
    return _("completed, valid until %(day)s") % {"day": f"{completion.valid_until:%d/%m/%Y}"}


def _in_halls(people: list[int]) -> Iterable[Entry]:
    presence = Prefetch("attendances", Attendance.objects.select_related("session"))
    registrations = (
        Registration.objects.filter(person__in=people)
        .exclude(state=Registration.State.WITHDRAWN)
        .select_related("training_class")
        .prefetch_related(presence, "training_class__sessions")
    )
    completions = Completion.objects.standing().filter(person__in=people).exclude(training_class=None)  # type: ignore[attr-defined]
    completed = {completion.training_class_id: completion for completion in completions}
    certified = {certificate.completion_id: certificate for certificate in _certificates(people)}
    evidence = _evidence(people)
    for registration in registrations:
        completion = completed.get(registration.training_class_id)
        yield _class_entry(
            registration, completion, certified.get(completion.pk) if completion else None,
            tuple(evidence.get(registration.training_class_id, ())),
        )  # fmt: skip


def _class_entry(
    registration: Registration, completion: Completion | None, certificate: Certificate | None, evidence: tuple[RosterRow, ...]
) -> Entry:
    held = registration.training_class
    sessions = list(held.sessions.all())
    there = sum(attendance.counts for attendance in registration.attendances.all())
    last_day = max((session.day for session in sessions), default=registration.registered_at.date())
    presence = _("present in %(there)s of %(all)s sessions") % {"there": there, "all": len(sessions)}
    state = registration.get_state_display() if held.is_under_way else presence
    return Entry(
        day=completion.completed_on if completion else last_day,
        title=held.title,
        where=held.place or _("in person"),
        hours=held.hours,
        outcome=_("completed, %(presence)s") % {"presence": presence} if completion else state,
        is_done=completion is not None,
        score=completion.score if completion else None,
        certificate=certificate,
        class_id=held.pk,
        evidence=evidence,
    )


def _certificates(people: list[int]) -> Iterable[Certificate]:
    """The one that stands last: a replacement comes after what it replaces."""
    return Certificate.objects.filter(person__in=people).order_by("issued_on", "pk")


def _evidence(people: list[int]) -> dict[int, list[RosterRow]]:
    rows: dict[int, list[RosterRow]] = {}
    found = RosterRow.objects.filter(person__in=people).exclude(roster__training_class=None).select_related("roster")
    for row in found:
        if row.roster.training_class_id is not None:
            rows.setdefault(row.roster.training_class_id, []).append(row)
    return rows
