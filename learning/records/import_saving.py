"""Write a previewed list: persons, postings, places in the class, presence, scores, and the line behind each of them."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from learning.people import correcting, likely_pairs, matching, postings
from learning.people.keys import citizen_key
from learning.people.models import Audience, CorrectionRequest, Organisation, Person, Posting, User
from learning.people.reading.rows import ReadRow
from learning.people.roles import Permission, scope_of
from learning.people.scopes import Scope
from learning.records.import_preview import Outcome, Place, Preview, PreviewRow, identity_key, unit_text
from learning.records.models import Attendance, Registration, Roster, RosterRow, Session, TestScore, TrainingClass

EVERYWHERE = Scope(whole_province=True)
"""For the command, which is given by whoever runs the server."""
FILLED = ("birth_date", "birth_year", "phone", "email", "citizen_key")


def write(
    roster: Roster, shown: Preview, *, by: User | None, were_there: bool
) -> tuple[dict[str, int], dict[Place, Person]]:
    """Must run inside one transaction. Returns what was done, in numbers, and who stands behind each line."""
    new = [one for one in shown.rows if one.outcome == Outcome.NEW]
    matched = [one for one in shown.rows if one.outcome == Outcome.MATCHED]
    persons: dict[Place, Person] = {}
    persons |= _create(roster, new)
    persons |= _known(matched, min(shown.day, timezone.localdate()), scope_of(by, Permission.RUN_CLASSES) if by else EVERYWHERE)
    for one in shown.rows:
        if one.outcome == Outcome.REPEATED and one.repeats in persons:
            persons[one.place] = persons[one.repeats]
    registered = _register(roster, shown, persons, by, were_there) if roster.training_class else 0
    _keep_evidence(roster, shown, persons)
    likely_pairs.look_at_all([persons[one.place] for one in new])
    left_out = sum(one.outcome in {Outcome.LEFT_OUT, Outcome.BLOCKED} for one in shown.rows)
    everybody = len({person.pk for person in persons.values()})
    counts = {"new": len(new), "matched": everybody - len(new), "registered": registered, "left_out": left_out}
    return counts, persons


# --- persons ---------------------------------------------------------------------------------------------------


def _create(roster: Roster, new: list[PreviewRow]) -> dict[Place, Person]:
    audience = _audience(roster)
    people = [_person(one, roster.organisation, audience) for one in new]
    Person.objects.bulk_create(people, batch_size=500)
    Posting.objects.bulk_create(
        (Posting(person=p, organisation_id=p.organisation_id, position=p.position) for p in people), batch_size=500
    )
    return {one.place: person for one, person in zip(new, people, strict=True)}


def _audience(roster: Roster) -> Audience:
    """That of the class; of a list without a class the first of the plan, until somebody says otherwise."""
    if roster.training_class:
        return roster.training_class.audience
    return Audience.objects.professional()[0]  # type: ignore[attr-defined,no-any-return]


def _person(one: PreviewRow, office: Organisation, audience: Audience) -> Person:
    """In the unit that was found, else in the office that sent the list."""
    row = one.row
    person = Person(
        full_name=row.full_name, sex=row.sex, audience=audience, organisation_id=one.unit or office.pk, position=row.position,
        **_facts(row),
    )  # fmt: skip
    person.fill_keys()
    return person


def _facts(row: ReadRow) -> dict[str, Any]:
    return {
        "birth_date": row.birth_date, "birth_year": row.birth_year, "phone": row.phone, "email": row.email,
        "citizen_key": citizen_key(row.citizen_number),
    }  # fmt: skip


def _known(matched: list[PreviewRow], day: datetime.date, scope: Scope) -> dict[Place, Person]:
    """Empty fields are filled, nothing is overwritten; another unit or position is a posting of that day.

    Where there is an account, its owner or an officer fills the record: anybody may have opened it under that name.
    People of other units stay as they are: otherwise a list would bring them, with all that is known, under whoever sent it.
    Where it says that somebody has changed their unit, the officer of the unit they are in is asked.
    """
    standing = matching.standing_ids(one.person_id for one in matched if one.person_id)
    people = Person.objects.select_for_update(of=("self",)).prefetch_related("postings").in_bulk(set(standing.values()))
    found = {}
    changed: dict[int, Person] = {}
    for one in matched:
        person = people[standing[one.person_id or 0]]
        if person.user_id is None and person.is_visible_in(scope) and _fill(person, one.row):
            changed[person.pk] = person
        found[one.place] = person
    for person in changed.values():
        person.fill_keys()
    Person.objects.bulk_update(changed.values(), [*FILLED, "sex"], batch_size=500)
    for one in matched:
        person = found[one.place]
        if person.is_visible_in(scope):
            _note_posting(person, one, day)
        elif one.unit and one.unit != person.organisation_id and _is_news(person, day):
            correcting.note(person, CorrectionRequest.What.ORGANISATION, str(one.unit), _("From a list of participants."))
    return found


def _fill(person: Person, row: ReadRow) -> bool:
    changed = False
    for name, value in _facts(row).items():
        if value and not getattr(person, name):
            setattr(person, name, value)
            changed = True
    if person.sex == "not_stated" and row.sex != "not_stated":
        person.sex, changed = row.sex, True
    return changed


def _note_posting(person: Person, one: PreviewRow, day: datetime.date) -> None:
    """Where the list says another unit or position than is known for that day. A list of long ago does not move anybody today."""
    known = person.posting_on(day)
    unit, position = one.unit or (known.organisation_id if known else None), one.row.position
    if unit is None or known is None or (known.organisation_id == unit and position in {"", known.position}):
        return
    organisation = Organisation.objects.get(pk=unit)
    if _is_news(person, day):
        postings.move_person(person, organisation, position or known.position, from_day=day)
    else:
        latest = _last_known_day(person) or day
        postings.note_earlier(person, organisation, position or known.position, day=day, known_since=latest)


def _is_news(person: Person, day: datetime.date) -> bool:
    latest = _last_known_day(person)
    return latest is None or day > latest


def _last_known_day(person: Person) -> datetime.date | None:
    """The latest day of which something is known: a session they were in, or the start of a posting."""
    sessions = Session.objects.filter(attendances__registration__person=person).order_by("-day").values_list("day", flat=True)
    days = [day for day in [sessions.first(), *(p.valid_from for p in person.postings.all())] if day]
    return max(days, default=None)


# --- the class -------------------------------------------------------------------------------------------------


def _register(roster: Roster, shown: Preview, persons: dict[Place, Person], by: User | None, were_there: bool) -> int:
    held = roster.training_class
    assert held is not None  # noqa: S101
    people = {person.pk: person for person in persons.values()}
    known = {one.person_id: one for one in held.registrations.all()}
    source = Registration.Source.ROSTER
    new = [Registration(training_class=held, person=p, source=source) for p in people.values() if p.pk not in known]
    Registration.objects.bulk_create(new, batch_size=500)
    back = [one for pk, one in known.items() if pk in people and one.state != Registration.State.REGISTERED]
    Registration.objects.filter(pk__in=[one.pk for one in back]).update(state=Registration.State.REGISTERED)
    registrations = {one.person_id: one for one in held.registrations.filter(person__in=list(people))}
    if were_there:
        _mark_present(held, list(registrations.values()), by)
    _keep_scores(shown, persons, registrations, by)
    return len(new) + len(back)


def _mark_present(held: TrainingClass, registrations: list[Registration], by: User | None) -> None:
    """In every session that was held and where nothing is marked yet."""
    marked = set(Attendance.objects.filter(session__training_class=held).values_list("registration_id", "session_id"))
    sessions = held.sessions.filter(day__lte=timezone.localdate())
    Attendance.objects.bulk_create(
        (
            Attendance(registration=one, session=session, state="present", method=Attendance.Method.ROSTER, marked_by=by)
            for one in registrations
            for session in sessions
            if (one.pk, session.pk) not in marked
        ),
        batch_size=500,
    )


def _keep_scores(
    shown: Preview, persons: dict[Place, Person], registrations: dict[int, Registration], by: User | None
) -> None:
    for phase in ("pre", "post"):
        values = {one.place: getattr(one.row, f"{phase}_score") for one in shown.rows}
        known = {place: value for place, value in values.items() if value is not None and 0 <= value <= 100}
        factor = _factor(known.values())
        for place, value in known.items():
            person = persons.get(place)
            if person and person.pk in registrations:
                TestScore.objects.get_or_create(
                    registration=registrations[person.pk], phase=phase,
                    defaults={"percent": value * factor, "entered_by": by},
                )  # fmt: skip


def _factor(values: Iterable[Decimal]) -> int:
    """A column in which nothing is above 10 holds marks out of ten, as schools give them; any other holds percent."""
    return 10 if max(values, default=Decimal(100)) <= 10 else 1


def _keep_evidence(roster: Roster, shown: Preview, persons: dict[Place, Person]) -> None:
    RosterRow.objects.bulk_create(
        (
            RosterRow(
                roster=roster, sheet=one.row.sheet[:100], line=one.row.line, person=persons[one.place],
                outcome=RosterRow.Outcome.NEW if one.outcome == Outcome.NEW else RosterRow.Outcome.MATCHED,
                identity=identity_key(one.row),
                name_as_written=one.row.full_name[:200], unit_as_written=unit_text(one.row)[:300], reason=one.reason[:200],
            )
            for one in shown.rows
            if one.place in persons
        ),
        batch_size=500,
    )  # fmt: skip
