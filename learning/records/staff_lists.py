"""Accounts for the staff of a unit, from the list that its office keeps: shown first, opened as a whole after.

What is shown is worked out anew from the stored file each time, so nothing is half-saved, and confirming opens what
the records say at that moment.
"""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from learning.people import access_codes, likely_pairs, matching
from learning.people.keys import citizen_key
from learning.people.models import Audience, Organisation, OrganisationVersion, Person, User
from learning.people.models.organisation import on_day
from learning.people.opening_accounts import open_accounts
from learning.people.reading.reading import read
from learning.people.reading.rows import NotAList, ReadRow
from learning.people.refusing import Refused
from learning.people.scopes import Scope
from learning.people.unit_finder import UnitFinder
from learning.records.models import Roster, RosterDecision, RosterRow

LIMIT = 160
"""People in one list: the slips are made while the officer waits."""
Choice = RosterDecision.Choice


class Standing(StrEnum):
    NEW = "new"
    KNOWN = "known"
    HAS_ACCOUNT = "has_account"
    UNDECIDED = "undecided"
    LEFT_OUT = "left_out"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class StaffLine:
    """One line of the list, and what becomes of it. `person`: who it is, where that is known or decided."""

    number: int
    row: ReadRow
    unit: int
    standing: Standing
    person: Person | None = None
    reason: str = ""
    candidates: Sequence[tuple[Person, str]] = field(default_factory=tuple)
    notes: Sequence[str] = field(default_factory=tuple)

    @property
    def gets_account(self) -> bool:
        return self.standing in {Standing.NEW, Standing.KNOWN}


# --- taking in -------------------------------------------------------------------------------------------------


@transaction.atomic
def take_in(content: bytes, file_name: str, organisation: Organisation, audience: Audience, *, by: User) -> Roster:
    """The list as it was sent, kept as evidence. The same list of the same unit once more is the same list."""
    sha256 = hashlib.sha256(content).hexdigest()
    same = Roster.objects.filter(opens_accounts=True, organisation=organisation, sha256=sha256)
    known = same.exclude(state=Roster.State.DISCARDED).first()
    if known:
        return known
    rows = _rows(content, file_name)
    if len(rows) > LIMIT:
        raise Refused(_("This list has more than %(limit)s people. Please cut it into several lists.") % {"limit": LIMIT})
    roster = Roster(
        organisation=organisation, opens_accounts=True, file_name=file_name[:200], sha256=sha256, uploaded_by=by,
        summary={"audience": audience.pk},
    )  # fmt: skip
    roster.file.save(f"{uuid.uuid4().hex}.bin", ContentFile(content), save=False)
    roster.save()
    log(instance=roster, action="records.take_in_list", user=by, data={"rows": len(rows)})
    return roster


@transaction.atomic
def discard(roster: Roster, *, by: User) -> None:
    roster = _unsaved(roster)
    roster.state = Roster.State.DISCARDED
    roster.save(update_fields=["state"])
    log(instance=roster, action="records.discard_list", user=by)


@transaction.atomic
def decide(roster: Roster, line: StaffLine, choice: str, person: Person | None = None) -> None:
    """What an officer says about one line whose person is not certain."""
    roster = _unsaved(roster)
    if choice == Choice.USE and person not in [candidate for candidate, _reason in line.candidates]:
        raise Refused(_("Please choose one of the people that stand beside this line."))
    RosterDecision.objects.update_or_create(
        roster=roster, sheet=line.row.sheet, line=line.row.line,
        defaults={"choice": choice, "person": person if choice == Choice.USE else None},
    )  # fmt: skip


def _unsaved(roster: Roster) -> Roster:
    roster = Roster.objects.select_for_update(of=("self",)).get(pk=roster.pk)
    if roster.state != Roster.State.READ:
        raise Refused(_("This list was saved or put away already. It cannot be changed any more."))
    return roster


def _rows(content: bytes, file_name: str) -> tuple[ReadRow, ...]:
    try:
        return read(content, file_name).rows
    except NotAList as unreadable:
        raise Refused(str(unreadable)) from unreadable


# --- showing ---------------------------------------------------------------------------------------------------


def preview(roster: Roster, scope: Scope) -> list[StaffLine]:
    """Each line as it will be saved. Known people are looked for within the scope alone: others are not betrayed."""
    with roster.file.open("rb") as file:
        rows = _rows(file.read(), roster.file_name)
    units = _units_named(rows, roster.organisation_id, scope)
    seekers = [_seeker(row, unit) for row, (unit, _found) in zip(rows, units, strict=True)]
    found = matching.match(seekers)
    visible = _visible({c.person_id for one in found for c in one.candidates}, scope)
    decided = {(d.sheet, d.line): d for d in roster.decisions.all()}
    twice = dict(matching.duplicates_within(seekers))
    lines = []
    for number, row in enumerate(rows):
        unit, was_found = units[number]
        line = _line(number, row, unit, found[number], visible, decided.get((row.sheet, row.line)))
        line, notes = _kept_apart(line, scope, [] if was_found else [_not_yours(row)])
        lines.append(_noted(line, [*notes, *(problem.message for problem in row.problems)], rows, twice.get(number)))
    return lines


def _not_yours(row: ReadRow) -> str:
    named = row.unit_text or row.commune_text
    return _("The unit “%(unit)s” is not among yours; the chosen unit is used.") % {"unit": named}


def _line(
    number: int, row: ReadRow, unit: int, found: matching.Match, visible: dict[int, Person], decision: RosterDecision | None
) -> StaffLine:
    candidates = [(visible[c.person_id], c) for c in found.candidates if c.person_id in visible]
    shown = tuple((person, candidate.reason) for person, candidate in candidates)
    if row.is_blocked or not row.full_name:
        return StaffLine(number, row, unit, Standing.BLOCKED)
    if decision and decision.choice == Choice.SKIP:
        return StaffLine(number, row, unit, Standing.LEFT_OUT, candidates=shown)
    if decision and decision.choice == Choice.NEW:
        return StaffLine(number, row, unit, Standing.NEW, candidates=shown)
    chosen = [person for person, _reason in shown if decision and person.pk == decision.person_id]
    sure = chosen or [person for person, candidate in candidates if candidate.certain]
    if len(sure) == 1:
        standing = Standing.HAS_ACCOUNT if sure[0].user_id else Standing.KNOWN
        reason = next(reason for person, reason in shown if person == sure[0])
        return StaffLine(number, row, unit, standing, sure[0], reason, shown if chosen else ())
    return StaffLine(number, row, unit, Standing.UNDECIDED if shown else Standing.NEW, candidates=shown)


def _kept_apart(line: StaffLine, scope: Scope, notes: list[str]) -> tuple[StaffLine, list[str]]:
    """Who left is still seen by the old unit, but gets no account from it."""
    if line.person is None or scope.includes(line.person.organisation_id):
        return line, notes
    elsewhere = _("This person works in another unit today. Please ask that unit to move their record first.")
    return replace(line, standing=Standing.BLOCKED, person=None), [*notes, elsewhere]


def _noted(line: StaffLine, notes: list[str], rows: Sequence[ReadRow], first: int | None) -> StaffLine:
    """With what is to be said about it; of two lines about one person the second is left out."""
    standing = line.standing
    if first is not None and standing != Standing.BLOCKED:
        standing = Standing.LEFT_OUT
        notes = [*notes, _("The same person as line %(line)s.") % {"line": rows[first].line}]
    candidates = () if first is not None else line.candidates
    return replace(line, standing=standing, candidates=candidates, notes=tuple(notes))


def _seeker(row: ReadRow, unit: int) -> matching.Seeker:
    return matching.Seeker(
        full_name=row.full_name, sex=row.sex, birth_date=row.birth_date, birth_year=row.birth_year, phone=row.phone,
        citizen_key=citizen_key(row.citizen_number), organisation_id=unit,
    )  # fmt: skip


def _visible(ids: set[int], scope: Scope) -> dict[int, Person]:
    within = Person.objects.standing().visible_in(scope.for_reading()).filter(pk__in=ids)  # type: ignore[attr-defined]
    return {person.pk: person for person in within.select_related("user")}


def _units_named(rows: Sequence[ReadRow], chosen: int, scope: Scope) -> list[tuple[int, bool]]:
    """The unit of each line: the one it names, if that exists today within the scope; else the chosen one. Two queries."""
    today, finder = timezone.localdate(), UnitFinder()
    existing = set(OrganisationVersion.objects.filter(on_day(today)).values_list("organisation_id", flat=True))
    units = []
    for row in rows:
        named = finder.resolve(commune_text=row.commune_text, unit_text=row.unit_text, day=today)
        if named in existing and scope.includes(named):
            units.append((named, True))
        else:
            units.append((chosen, not (row.unit_text or row.commune_text)))
    return units


# --- opening ---------------------------------------------------------------------------------------------------


@transaction.atomic
def open_for(roster: Roster, scope: Scope, *, by: User) -> list[tuple[Person, str]]:
    """New people, accounts and codes for the whole list at once. The codes stand in the answer alone."""
    roster = _unsaved(roster)
    lines = preview(roster, scope)
    if any(line.standing == Standing.UNDECIDED for line in lines):
        raise Refused(_("Please decide first about the lines where the person is not certain."))
    audience = Audience.objects.get(pk=roster.summary["audience"])
    taken = [(line, line.person or _enter(line, audience)) for line in lines if line.gets_account or line.person]
    RosterRow.objects.bulk_create([_evidence(roster, line, person) for line, person in taken])
    getting = list({person.pk: person for line, person in taken if line.gets_account}.values())
    open_accounts(getting)
    likely_pairs.look_at_all([person for line, person in taken if line.standing == Standing.NEW])
    _close(roster, taken, by)
    return access_codes.make_codes(getting, by=by)


@transaction.atomic
def codes_anew(roster: Roster, scope: Scope, *, by: User) -> list[tuple[Person, str]]:
    """New slips for those of the list who never set a password; their older slips stop working."""
    return access_codes.make_codes(waiting(roster, scope), by=by)


def waiting(roster: Roster, scope: Scope) -> list[Person]:
    mine = Person.objects.standing().visible_in(scope).filter(roster_rows__roster=roster)  # type: ignore[attr-defined]
    unused = mine.filter(user__password__startswith=UNUSABLE_PASSWORD_PREFIX, user__is_active=True)
    return list(unused.exclude(user__in=access_codes.trusted_users()).distinct())


def _enter(line: StaffLine, audience: Audience) -> Person:
    row = line.row
    return Person.objects.create(
        full_name=row.full_name, sex=row.sex, birth_date=row.birth_date, birth_year=row.birth_year, phone=row.phone,
        email=row.email, citizen_key=citizen_key(row.citizen_number), position=row.position[:120],
        organisation_id=line.unit, audience=audience,
    )  # fmt: skip


def _evidence(roster: Roster, line: StaffLine, person: Person) -> RosterRow:
    outcome = RosterRow.Outcome.NEW if line.standing == Standing.NEW else RosterRow.Outcome.MATCHED
    return RosterRow(
        roster=roster, sheet=line.row.sheet, line=line.row.line, person=person, outcome=outcome, reason=line.reason[:200],
        name_as_written=line.row.full_name[:200], unit_as_written=line.row.unit_text[:300],
    )  # fmt: skip


def _close(roster: Roster, taken: list[tuple[StaffLine, Person]], by: User) -> None:
    new = sum(line.standing == Standing.NEW for line, _person in taken)
    opened = sum(line.gets_account for line, _person in taken)
    roster.state, roster.saved_at = Roster.State.SAVED, timezone.now()
    roster.summary = roster.summary | {"people_new": new, "accounts": opened, "had_account": len(taken) - opened}
    roster.save(update_fields=["state", "saved_at", "summary"])
    log(
        instance=roster, action="people.open_accounts", user=by,
        data={"people": [person.pk for line, person in taken if line.gets_account]},
    )  # fmt: skip
