"""Lists from offices: taken in, shown, corrected, decided about, and saved as a whole."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.log_actions import log

from learning.desk.access import for_roles, visible_or_404
from learning.desk.roster_rows import is_offered, shown_rows
from learning.jobs.models import Job
from learning.people.models import Organisation, Person
from learning.people.reading.rows import Field
from learning.people.refusing import Refused
from learning.people.roles import Permission, may, scope_of, signed_in
from learning.people.scopes import Scope
from learning.people.unit_field import UnitField, describe
from learning.records import importing
from learning.records.import_preview import Outcome, Preview, PreviewRow
from learning.records.models import Roster, RosterDecision, TrainingClass

ON_A_PAGE = 50
LISTS = Roster.objects.filter(opens_accounts=False)


@for_roles(Permission.RUN_CLASSES)
def class_import(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    """Send a list for a class; the lists sent so far."""
    held: TrainingClass = visible_or_404(TrainingClass.objects.select_related("organisation"), scope, pk=pk)
    if request.method == "POST":
        try:
            file = request.FILES.get("file")
            if file is None or file.size is None:
                raise Refused(_("Please choose the file of the list first."))
            if file.size > importing.LARGEST_FILE:
                raise Refused(_("This file is larger than 10 MB. Please save only the list and send that file."))
            roster = importing.take_in(
                file.read(), file.name or "", organisation=held.organisation, held=held, by=signed_in(request)
            )
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("class_import", pk=pk)
        return redirect("roster", pk=roster.pk)
    lists = LISTS.filter(training_class=held).exclude(state=Roster.State.DISCARDED)
    page = Paginator(lists, 20).get_page(request.GET.get("page"))
    return render(request, "desk/rosters/import.html", {"held": held, "page_obj": page})


@require_GET
@for_roles(Permission.RUN_CLASSES)
def roster(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    """The list as it will be saved; or, once it is saved, what came of it."""
    found: Roster = visible_or_404(LISTS.select_related("training_class", "organisation"), scope, pk=pk)
    if found.state != Roster.State.READ:
        return _saved(request, found)
    try:
        shown = importing.preview_of(found)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("class_import", pk=found.training_class_id) if found.training_class_id else redirect("classes")
    which = request.GET.get("xem", "")
    page = Paginator(_narrowed(shown, which), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "roster": found, "held": found.training_class, "summary": shown.summary(), "sheets": shown.reading.sheets, "which": which,
        "notices": shown.reading.notices,
        "looks": sum(row.needs_a_look for row in shown.rows), "page_obj": page, "fields": [(f.value, f.label) for f in Field],
        "rows": shown_rows(list(page), _people_scope(request)), "saved_rows": _to_save(shown),
    }  # fmt: skip
    return render(request, "desk/rosters/preview.html", context)


def _narrowed(shown: Preview, which: str) -> list[PreviewRow]:
    if which == "can-xem":
        return [row for row in shown.rows if row.needs_a_look]
    if which == "loi":
        return [row for row in shown.rows if row.row.problems]
    return list(shown.rows)


def _to_save(shown: Preview) -> int:
    return sum(row.outcome in {Outcome.NEW, Outcome.MATCHED, Outcome.REPEATED} for row in shown.rows)


def _people_scope(request: HttpRequest) -> Scope:
    """Whose particulars are shown: people one may see anyway, else those of the units whose classes one runs."""
    return scope_of(request.user, Permission.SEE_PEOPLE) or scope_of(request.user, Permission.RUN_CLASSES)


def _saved(request: HttpRequest, found: Roster) -> HttpResponse:
    rows = found.rows.select_related("person").order_by("sheet", "line")
    context = {
        "roster": found, "held": found.training_class,
        "job": Job.objects.filter(work=importing.SAVE_LIST, key=str(found.pk)).first(),
        "page_obj": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "sees_people": may(request.user, Permission.SEE_PEOPLE),
    }  # fmt: skip
    return render(request, "desk/rosters/saved.html", context)


@require_POST
@for_roles(Permission.RUN_CLASSES)
def roster_correct(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    """How a sheet is read: its columns, its encoding, or that it is left out."""
    found: Roster = visible_or_404(LISTS, scope, pk=pk)
    name = request.POST.get("sheet", "")
    try:
        if request.POST.get("leave_out"):
            importing.leave_sheet_out(found, name)
        elif request.POST.get("encoding"):
            importing.choose_encoding(found, name, request.POST["encoding"])
        elif request.POST.get("first"):
            first, last = request.POST["first"], request.POST.get("last") or request.POST["first"]
            importing.correct_header(found, name, int(first), int(last))
        else:
            _correct_columns(found, name, request)
    except Refused as refused:
        messages.error(request, str(refused))
    except (StopIteration, ValueError, LookupError):  # a sheet, line, column or encoding that the file does not have
        messages.error(request, _("This sheet is not in the file."))
    else:
        messages.success(request, _("The list is read anew."))
    return redirect("roster", pk=pk)


def _correct_columns(found: Roster, name: str, request: HttpRequest) -> None:
    sheet = next(one for one in importing.reading_of(found).sheets if one.name == name)
    fields = {column.index: Field(request.POST.get(f"c-{column.index}", column.field)) for column in sheet.columns}
    importing.correct_columns(found, sheet, fields)


@require_POST
@for_roles(Permission.RUN_CLASSES)
def roster_decide(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    found: Roster = visible_or_404(LISTS, scope, pk=pk)
    try:
        _decide(found, request)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Decided. It is remembered for the next list of this unit."))
    back = request.POST.get("back", "")
    return redirect(f"{request.path.removesuffix('quyet-dinh/')}{back if back.startswith('?') else ''}")


def _decide(found: Roster, request: HttpRequest) -> None:
    sheet, line = request.POST.get("sheet", ""), request.POST.get("line", "")
    choice, _dash, person = request.POST.get("choice", "").partition("-")
    row = next((r for r in importing.preview_of(found).rows if r.place == (sheet, int(line) if line.isdecimal() else 0)), None)
    if row is None:
        raise Refused(_("This line is not in the list any more. Please look at the list again."))
    allowed = {c.person_id for c in row.candidates} | ({row.person_id} if row.person_id else set())
    chosen = Person.objects.filter(pk=int(person)).first() if person.isdecimal() and int(person) in allowed else None
    if chosen and not is_offered(chosen, row, _people_scope(request)):
        raise Refused(_("This line cannot be saved as that person. Please save it as a new one; an officer can join the two."))
    unit = _unit(request.POST.get("unit_text", ""), request.POST.get("unit_id", ""))
    choice = choice if choice in RosterDecision.Choice.values else ""
    importing.decide(found, sheet, row.row.line, choice, person=chosen, unit=unit)


def _unit(text: str, picked: str) -> Organisation | None:
    field = UnitField(required=False)
    try:
        return field.clean([text, picked])
    except ValidationError as error:
        names = "; ".join(describe(hit) for hit in field.hits[:6])
        raise Refused(" ".join([*error.messages, names])) from error


@require_POST
@for_roles(Permission.RUN_CLASSES)
def roster_save(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    found: Roster = visible_or_404(LISTS, scope, pk=pk)
    try:
        importing.save(found, by=signed_in(request), were_there=bool(request.POST.get("were_there")))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("roster", pk=pk)


@require_POST
@for_roles(Permission.RUN_CLASSES)
def roster_discard(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    found: Roster = visible_or_404(LISTS, scope, pk=pk)
    try:
        importing.discard(found, by=signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The list is put away. Nothing of it was saved."))
    return redirect("class_import", pk=found.training_class_id) if found.training_class_id else redirect("classes")


@require_GET
@for_roles(Permission.RUN_CLASSES)
def roster_file(request: HttpRequest, pk: int, *, scope: Scope) -> Any:
    """The file as it was sent. It may hold numbers that the records do not keep, so each download is logged."""
    found: Roster = visible_or_404(LISTS.exclude(state=Roster.State.DISCARDED), scope, pk=pk)
    log(instance=found, action="records.read_list_file", user=signed_in(request))
    suffix = found.file_name.rpartition(".")[2].lower()
    suffix = suffix if suffix in {"xlsx", "xls", "ods", "csv", "txt"} else "bin"
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=f"danh-sach-{found.pk}.{suffix}")
    response["Cache-Control"] = "no-store, private"
    return response
