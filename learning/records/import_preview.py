"""A list before it is saved: each line as it will be, and why. Works it out anew each time; nothing is kept half-way."""

import datetime
import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from learning.people import matching
from learning.people.keys import citizen_key
from learning.people.matching import Candidate, Match, Seeker
from learning.people.models import Organisation
from learning.people.reading.rows import Problem, Reading, ReadRow
from learning.people.text import fold
from learning.people.unit_finder import UnitFinder
from learning.records.models import OfficeMemory, Roster, RosterDecision, RosterRow, TrainingClass

Place = tuple[str, int]
"""Sheet and line."""
DATE_IN_TITLE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class Outcome(StrEnum):
    MATCHED = "matched"
    NEW = "new"
    REPEATED = "repeated"
    LEFT_OUT = "left_out"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class PreviewRow:
    """`repeats`: the place of the line that this one repeats; its person is that line's. `unit` is None where none was found."""

    row: ReadRow
    outcome: Outcome
    unit: int | None
    person_id: int | None = None
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()
    repeats: Place | None = None
    is_remembered: bool = False

    @property
    def place(self) -> Place:
        return self.row.sheet, self.row.line

    @property
    def needs_a_look(self) -> bool:
        """Something a person should decide or know before saving."""
        undecided = self.outcome == Outcome.NEW and bool(self.candidates) and not self.is_remembered
        return undecided or self.outcome == Outcome.BLOCKED or (self.unit is None and bool(unit_text(self.row)))


@dataclass(frozen=True)
class Preview:
    reading: Reading
    rows: tuple[PreviewRow, ...]
    day: datetime.date

    def summary(self) -> dict[str, Any]:
        """Counts of the command: rows, female, male, not_stated and units count rows; people count persons."""
        sexes = Counter(one.row.sex for one in self.rows)
        found = sum(one.unit is not None for one in self.rows)
        return {
            "rows": len(self.rows),
            "people_new": sum(one.outcome == Outcome.NEW for one in self.rows),
            "people_matched": len({one.person_id for one in self.rows if one.outcome == Outcome.MATCHED}),
            "female": sexes["female"],
            "male": sexes["male"],
            "not_stated": sexes["not_stated"],
            "units_found": found,
            "units_not_found": len(self.rows) - found,
            "duplicates_in_file": sum(one.outcome == Outcome.REPEATED for one in self.rows),
            "problems": [{"sheet": p.sheet, "row": p.row, "column": p.column, "message": p.message} for p in self.problems()],
        }

    def problems(self) -> list[Problem]:
        lost = [one.row for one in self.rows if one.unit is None and unit_text(one.row)]
        message = _("The unit “%(text)s” was not found.")
        units = [Problem(row.sheet, row.line, _("Unit"), message % {"text": unit_text(row)}) for row in lost]
        return sorted([*self.reading.problems, *units], key=lambda p: (p.sheet, p.row))


def preview(
    reading: Reading, *, held: TrainingClass | None, office: Organisation | None, decisions: Mapping[Place, RosterDecision]
) -> Preview:
    """Five queries for every 500 lines and a handful for all; memory does not grow with the people known."""
    day = day_of(reading, held)
    rows = reading.rows
    memory = _Memory(office, rows)
    units = _units(rows, day, decisions, memory)
    seekers = [seeker_of(row, unit) for row, unit in zip(rows, units, strict=True)]
    matches = matching.match(seekers)
    repeats = dict(matching.duplicates_within(seekers))
    known_lines = _lines_of_before(held) if held else {}
    counts = Counter(identity_key(row) for row in rows)
    made: list[PreviewRow] = []
    for number, (row, unit, match) in enumerate(zip(rows, units, matches, strict=True)):
        same_line = known_lines.get(identity_key(row)) if counts[identity_key(row)] == 1 else None
        first = made[repeats[number]] if number in repeats else None
        made.append(_decide(row, unit, match, decisions.get((row.sheet, row.line)), memory, same_line, first))
    return Preview(reading, tuple(made), day)


def _decide(
    row: ReadRow, unit: int | None, match: Match, decision: RosterDecision | None, memory: "_Memory", same_line: int | None,
    first: PreviewRow | None,
) -> PreviewRow:  # fmt: skip
    """What somebody decided comes first, then what is certain, then what earlier lists say; else it is somebody new."""
    if row.is_blocked:
        return PreviewRow(row, Outcome.BLOCKED, unit)
    candidates = match.candidates
    choice, chosen, remembered = _choice(row, decision, memory)
    if choice == RosterDecision.Choice.SKIP:
        return PreviewRow(row, Outcome.LEFT_OUT, unit, candidates=candidates, is_remembered=remembered)
    if choice == RosterDecision.Choice.USE and chosen:
        return PreviewRow(row, Outcome.MATCHED, unit, chosen, "decided", candidates, is_remembered=remembered)
    if choice == RosterDecision.Choice.NEW:
        return PreviewRow(row, Outcome.NEW, unit, candidates=candidates, is_remembered=True)
    return _repeated(row, unit, match, first) or _found(row, unit, match, same_line)


def _repeated(row: ReadRow, unit: int | None, match: Match, first: PreviewRow | None) -> PreviewRow | None:
    """The same person as an earlier line: left out with it, else saved once."""
    if first is None or first.outcome in {Outcome.BLOCKED, Outcome.REPEATED}:
        return None
    if first.outcome == Outcome.LEFT_OUT:
        return PreviewRow(row, Outcome.LEFT_OUT, unit, candidates=match.candidates, is_remembered=first.is_remembered)
    return PreviewRow(row, Outcome.REPEATED, unit, first.person_id, repeats=first.place)


def _found(row: ReadRow, unit: int | None, match: Match, same_line: int | None) -> PreviewRow:
    if match.person_id:
        return PreviewRow(row, Outcome.MATCHED, unit, match.person_id, match.reason, match.candidates)
    if same_line:
        return PreviewRow(row, Outcome.MATCHED, unit, same_line, "same_line", match.candidates)
    return PreviewRow(row, Outcome.NEW, unit, candidates=match.candidates)


def _choice(row: ReadRow, decision: RosterDecision | None, memory: "_Memory") -> tuple[str, int | None, bool]:
    if decision and decision.choice:
        return decision.choice, decision.person_id, True
    remembered = memory.person(row)
    return (str(remembered.get("choice", "")), remembered.get("person"), True) if remembered else ("", None, False)


# --- units -----------------------------------------------------------------------------------------------------


def unit_text(row: ReadRow) -> str:
    """What the line says about the unit, the most particular first."""
    place = ", ".join(filter(None, [row.commune_text, row.district_text]))
    return row.unit_text if not row.commune_text and row.unit_text else place or row.unit_text or row.group_text


def day_of(reading: Reading, held: TrainingClass | None) -> datetime.date:
    """Units are those of this day: the first of the class, else the first day in the titles above the list, else today."""
    if held:
        first = held.sessions.order_by("day").first()
        return first.day if first else timezone.localdate()
    for sheet in reading.sheets:
        for line in sheet.title_lines:
            if found := DATE_IN_TITLE.search(line):
                try:
                    return datetime.date(int(found[3]), int(found[2]), int(found[1]))
                except ValueError:
                    continue
    return timezone.localdate()


def _units(
    rows: Sequence[ReadRow], day: datetime.date, decisions: Mapping[Place, RosterDecision], memory: "_Memory"
) -> list[int | None]:
    finder, known, units = UnitFinder(), {}, list[int | None]()
    for row in rows:
        decision = decisions.get((row.sheet, row.line))
        texts = (row.commune_text, row.unit_text, row.group_text, row.district_text)
        if texts not in known:
            known[texts] = finder.resolve(
                commune_text=texts[0], unit_text=texts[1], group_text=texts[2], district_text=texts[3], day=day
            )
        units.append((decision and decision.unit_id) or memory.unit(row) or known[texts])
    return units


# --- who -------------------------------------------------------------------------------------------------------


def seeker_of(row: ReadRow, unit: int | None) -> Seeker:
    return Seeker(
        row.full_name, row.sex, row.birth_date, row.birth_year, row.phone, citizen_key(row.citizen_number), unit
    )


def _lines_of_before(held: TrainingClass) -> dict[str, int]:
    """Persons behind earlier lists of this class: a line that says the same in every word means the same person."""
    people: dict[str, set[int]] = {}
    before = RosterRow.objects.filter(roster__training_class=held, roster__state=Roster.State.SAVED)
    for identity, person in before.values_list("identity", "person_id").iterator(chunk_size=2000):
        people.setdefault(identity, set()).add(person)
    standing = matching.standing_ids(pk for found in people.values() if len(found) == 1 for pk in found)
    return {key: standing[pk] for key, found in people.items() if len(found) == 1 and (pk := next(iter(found))) in standing}


def memory_key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def identity_key(row: ReadRow) -> str:
    """Everything a line says about who it is, as a hash; the number of the card only as its keyed hash."""
    born = row.birth_date or row.birth_year or ""
    return memory_key(f"{fold(row.full_name)}|{born}|{row.phone}|{citizen_key(row.citizen_number)}|{fold(unit_text(row))}")


class _Memory:
    """What was decided about earlier lists of an office. Two queries."""

    def __init__(self, office: Organisation | None, rows: Sequence[ReadRow]) -> None:
        self._known: dict[tuple[str, str], dict[str, Any]] = {}
        self._standing: dict[int, int] = {}
        if office is None:
            return
        remembered = OfficeMemory.objects.filter(organisation=office, kind__in=["person", "unit"])
        self._known = {(one.kind, one.key): one.value for one in remembered}
        self._standing = matching.standing_ids(v["person"] for v in self._known.values() if v.get("person"))

    def person(self, row: ReadRow) -> dict[str, Any]:
        """The decision of an earlier list; none where the person it named is gone."""
        value = self._known.get(("person", identity_key(row)), {}) if self._known else {}
        if not value.get("person"):
            return value
        standing = self._standing.get(value["person"])
        return value | {"person": standing} if standing else {}

    def unit(self, row: ReadRow) -> int | None:
        return self._known.get(("unit", memory_key(fold(unit_text(row)))), {}).get("unit") if self._known else None
