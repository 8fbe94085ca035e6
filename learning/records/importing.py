"""Take in a list, correct how it is read, decide about its lines, and save it as a whole."""

import hashlib
import uuid
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from learning.jobs import running
from learning.jobs.models import Job
from learning.people.models import Organisation, Person, User
from learning.people.reading.reading import read
from learning.people.reading.rows import Column, Corrections, Field, NotAList, Reading, SheetReading
from learning.people.refusing import Refused
from learning.people.text import fold
from learning.records import import_saving
from learning.records.import_preview import Place, Preview, identity_key, memory_key, preview, unit_text
from learning.records.models import OfficeMemory, Roster, RosterDecision, TrainingClass

SAVE_LIST = "records.save_list"
AT_ONCE = 300
"""Up to so many lines a list is saved while one waits; a longer one by a job with a progress page."""
LARGEST_FILE = 10 * 1024 * 1024


@transaction.atomic
def take_in(
    content: bytes, file_name: str, *, organisation: Organisation, held: TrainingClass | None, by: User | None
) -> Roster:
    """Keep the file as it was sent, once it is known to be a list. The same file for the same class is the same list."""
    refuse_if_closed(held)
    if len(content) > LARGEST_FILE:
        raise Refused(_("This file is larger than 10 MB. Please save only the list and send that file."))
    sha256 = hashlib.sha256(content).hexdigest()
    same = Roster.objects.filter(training_class=held, sha256=sha256, opens_accounts=False)
    known = (same if held else same.filter(organisation=organisation)).exclude(state=Roster.State.DISCARDED).first()
    if known:
        return known
    reading = readable(content, file_name)
    roster = Roster(organisation=organisation, training_class=held, file_name=file_name[:200], sha256=sha256, uploaded_by=by)
    roster.corrections = _remembered_columns(organisation, reading).to_json()
    roster.file.save(f"{uuid.uuid4().hex}.bin", ContentFile(content), save=False)
    roster.save()
    log(instance=roster, action="records.take_in_list", user=by, data={"rows": len(reading.rows)})
    return roster


def refuse_if_closed(held: TrainingClass | None) -> None:
    if held and not held.takes_names:
        raise Refused(_("No names are taken in this class, so no list of names can be taken in. Please enter numbers only."))
    if held and not held.is_under_way:
        raise Refused(_("This class is closed. Please have it reopened before you take in another list."))


def readable(content: bytes, file_name: str, corrections: Corrections | None = None) -> Reading:
    try:
        return read(content, file_name, corrections)
    except NotAList as no_list:
        raise Refused(str(no_list)) from no_list


def reading_of(roster: Roster) -> Reading:
    """The stored file, read with what was corrected."""
    with roster.file.open("rb") as file:
        return readable(file.read(), roster.file_name, Corrections.from_json(roster.corrections))


def preview_of(roster: Roster) -> Preview:
    decisions = {(one.sheet, one.line): one for one in roster.decisions.all()}
    return preview(reading_of(roster), held=roster.training_class, office=roster.organisation, decisions=decisions)


# --- correcting ------------------------------------------------------------------------------------------------


@transaction.atomic
def correct_columns(roster: Roster, sheet: SheetReading, fields: dict[int, Field]) -> Roster:
    """What each column of a sheet means. All of them, so that a later reading does not guess again."""
    roster = unsaved(roster)
    names = [index for index, f in fields.items() if f in {Field.FULL_NAME, Field.FAMILY_NAME}]
    if not names:
        raise Refused(_("Please choose the column with the names."))
    old = Corrections.from_json(roster.corrections)
    return _correct(roster, Corrections({**old.columns, sheet.name: fields}, old.encodings, old.header_lines, old.skipped_sheets))


@transaction.atomic
def choose_encoding(roster: Roster, sheet: str, encoding: str) -> Roster:
    roster = unsaved(roster)
    old = Corrections.from_json(roster.corrections)
    return _correct(roster, Corrections(old.columns, {**old.encodings, sheet: encoding}, old.header_lines, old.skipped_sheets))


@transaction.atomic
def correct_header(roster: Roster, sheet: str, first: int, last: int) -> Roster:
    """In which lines of a sheet the headings stand, counted from 1. Columns that were corrected are understood anew."""
    if not 1 <= first <= last <= first + 5:
        raise Refused(_("Please give the first and the last line of the headings, for example 8 and 9."))
    roster = unsaved(roster)
    old = Corrections.from_json(roster.corrections)
    columns = {name: fields for name, fields in old.columns.items() if name != sheet}
    return _correct(roster, Corrections(columns, old.encodings, {**old.header_lines, sheet: (first, last)}, old.skipped_sheets))


@transaction.atomic
def leave_sheet_out(roster: Roster, sheet: str) -> Roster:
    roster = unsaved(roster)
    old = Corrections.from_json(roster.corrections)
    return _correct(roster, Corrections(old.columns, old.encodings, old.header_lines, old.skipped_sheets | {sheet}))


def _correct(roster: Roster, corrections: Corrections) -> Roster:
    """Kept only where the file can still be read as a list."""
    roster.corrections = corrections.to_json()
    reading_of(roster)
    roster.save(update_fields=["corrections"])
    return roster


@transaction.atomic
def decide(
    roster: Roster, sheet: str, line: int, choice: str, *, person: Person | None = None, unit: Organisation | None = None
) -> None:
    """What somebody says about one line. An empty choice takes the decision back."""
    roster = unsaved(roster)
    if choice not in {"", *RosterDecision.Choice.values} or (choice == RosterDecision.Choice.USE and person is None):
        raise Refused(_("Please choose one of the people that stand beside this line."))
    known = RosterDecision.objects.filter(roster=roster, sheet=sheet, line=line).first()
    unit = unit or (known.unit if known else None)
    if not choice and unit is None:
        RosterDecision.objects.filter(roster=roster, sheet=sheet, line=line).delete()
        return
    defaults = {"choice": choice, "person": person if choice == RosterDecision.Choice.USE else None, "unit": unit}
    RosterDecision.objects.update_or_create(roster=roster, sheet=sheet, line=line, defaults=defaults)


@transaction.atomic
def discard(roster: Roster, *, by: User) -> None:
    """The file goes too: it may hold names that were never to be here."""
    roster = unsaved(roster)
    transaction.on_commit(partial(roster.file.storage.delete, str(roster.file.name)))
    roster.state, roster.file = Roster.State.DISCARDED, ""
    roster.save(update_fields=["state", "file"])
    log(instance=roster, action="records.discard_list", user=by)


def unsaved(roster: Roster) -> Roster:
    roster = Roster.objects.select_for_update(of=("self",)).get(pk=roster.pk)
    if roster.state != Roster.State.READ and not _is_stuck(roster):
        raise Refused(_("This list was saved or put away already. It cannot be changed any more."))
    return roster


def _is_stuck(roster: Roster) -> bool:
    """The job that was to save it has failed for good: nothing was saved, and the list is free again."""
    job = Job.objects.filter(work=SAVE_LIST, key=str(roster.pk)).first()
    return roster.state == Roster.State.SAVING and job is not None and job.state == Job.State.FAILED


# --- saving ----------------------------------------------------------------------------------------------------


@transaction.atomic
def save(roster: Roster, *, by: User | None, were_there: bool = False, wait: bool = False) -> Roster:
    """The whole list or nothing. A long list by a job, unless one waits for it; saving what is saved changes nothing.

    Who is meant is asked inside the transaction that locks the class: two lists of a class make nobody twice.
    """
    roster = Roster.objects.select_for_update(of=("self",)).get(pk=roster.pk)
    if roster.state == Roster.State.SAVED:
        return roster
    unsaved(roster)
    _lock_open_class(roster)
    roster.summary = {"were_there": were_there, "by": by.pk if by else None}
    if not wait and len(reading_of(roster).rows) > AT_ONCE:
        roster.state = Roster.State.SAVING
        roster.save(update_fields=["state", "summary"])
        running.ask(SAVE_LIST, key=str(roster.pk), roster=roster.pk)
        return roster
    return _save(roster, preview_of(roster))


def _lock_open_class(roster: Roster) -> None:
    if roster.training_class_id:
        refuse_if_closed(TrainingClass.objects.select_for_update(of=("self",)).get(pk=roster.training_class_id))


@running.work(SAVE_LIST)
def save_by_job(job: Job) -> None:
    """Reads and matches first, then writes in one transaction: a job that dies leaves nothing behind and starts again."""
    roster = Roster.objects.get(pk=job.arguments["roster"])
    if roster.state != Roster.State.SAVING:
        return
    shown = preview_of(roster)
    total = len(shown.rows)
    running.tell_progress(job, total // 2, total)
    with transaction.atomic():
        roster = Roster.objects.select_for_update(of=("self",)).get(pk=roster.pk)
        if roster.state == Roster.State.SAVING:
            _lock_open_class(roster)
            _save(roster, shown)
    running.tell_progress(job, total, total)


def _save(roster: Roster, shown: Preview) -> Roster:
    by = User.objects.filter(pk=roster.summary.get("by")).first()
    counts, persons = import_saving.write(roster, shown, by=by, were_there=bool(roster.summary.get("were_there")))
    _remember(roster, shown, persons)
    roster.state, roster.saved_at = Roster.State.SAVED, timezone.now()
    roster.summary = roster.summary | counts
    roster.save(update_fields=["state", "saved_at", "summary"])
    log(instance=roster, action="records.save_list", user=by, data=counts)
    return roster


# --- what is remembered for the next list of the office -----------------------------------------------------------


def _columns_key(columns: tuple[Column, ...]) -> str:
    return memory_key("|".join(fold(column.heading) for column in columns))


def _remembered_columns(office: Organisation, reading: Reading) -> Corrections:
    columns: dict[str, dict[int, Field]] = {}
    for sheet in reading.sheets:
        known = OfficeMemory.objects.filter(organisation=office, kind="columns", key=_columns_key(sheet.columns)).first()
        if known:
            columns[sheet.name] = {int(index): Field(value) for index, value in known.value.items()}
    return Corrections(columns=columns)


def _remember(roster: Roster, shown: Preview, persons: dict[Place, Person]) -> None:
    corrected = Corrections.from_json(roster.corrections).columns
    for sheet in shown.reading.sheets:
        if sheet.name in corrected:
            fields = {str(index): str(f) for index, f in corrected[sheet.name].items()}
            _keep(roster.organisation, "columns", _columns_key(sheet.columns), fields)
    rows = {one.place: one.row for one in shown.rows}
    for decision in roster.decisions.all():
        row = rows.get((decision.sheet, decision.line))
        if row is None:
            continue
        person = persons.get((decision.sheet, decision.line))
        if decision.choice == RosterDecision.Choice.SKIP:
            _keep(roster.organisation, "person", identity_key(row), {"choice": decision.choice, "person": None})
        elif decision.choice and person:  # also for "a new person": the next time they are known
            _keep(roster.organisation, "person", identity_key(row), {"choice": "use", "person": person.pk})
        if decision.unit_id and unit_text(row):
            _keep(roster.organisation, "unit", memory_key(fold(unit_text(row))), {"unit": decision.unit_id})


def _keep(office: Organisation, kind: str, key: str, value: dict[str, Any]) -> None:
    OfficeMemory.objects.update_or_create(organisation=office, kind=kind, key=key, defaults={"value": value})
