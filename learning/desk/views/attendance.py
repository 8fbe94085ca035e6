"""Attendance: the overview, the tick list of a session, the code on the screen, the sheet to sign, checking in."""

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from learning.desk.access import for_roles, visible_or_404
from learning.desk.papers import as_response, paper
from learning.people.refusing import Refused
from learning.people.roles import Permission, may, signed_in
from learning.people.scopes import Scope
from learning.records import attending, closing
from learning.records.models import Attendance, Registration, Session, TrainingClass

BLANK_LINES = 10
"""Empty lines at the end of a sheet, for those who came without being on the list."""
ON_A_PAGE = 100
"""People on one tick list: a hall on one page, so that one save holds them all."""


@require_GET
@for_roles(Permission.SEE_CLASSES)
def class_attendance(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    """Persons by sessions. Late counts, excused does not."""
    held: TrainingClass = visible_or_404(TrainingClass.objects.all(), scope, pk=pk)
    sessions = list(held.sessions.all())
    shown = held.registrations.taking_part().by_name().prefetch_related("attendances", "scores")  # type: ignore[attr-defined]
    page = Paginator(shown, 50).get_page(request.GET.get("page"))
    context = {
        "held": held,
        "sessions": sessions,
        "page_obj": page,
        "rows": [_row(held, sessions, registration) for registration in page],
        "may_run": may(request.user, Permission.RUN_CLASSES, held),
    }
    return render(request, "desk/attendance/overview.html", context)


def _row(held: TrainingClass, sessions: list[Session], registration: Registration) -> dict[str, Any]:
    states = {attendance.session_id: attendance for attendance in registration.attendances.all()}
    marks = [states.get(session.pk) for session in sessions]
    verdict = closing.verdict(held, sessions, registration)
    return {"registration": registration, "marks": marks, "verdict": verdict}


@for_roles(Permission.RUN_CLASSES)
def tick_list(request: HttpRequest, pk: int, session: int, *, scope: Scope) -> HttpResponse:
    """One save for the page. Only what was changed on it is written, so two organisers do not wipe each other."""
    held: TrainingClass = visible_or_404(TrainingClass.objects.all(), scope, pk=pk)
    found = get_object_or_404(held.sessions, pk=session)
    method = Attendance.Method.PAPER if request.GET.get("giay") else Attendance.Method.LIST
    if request.method == "POST":
        try:
            changed = _save_ticks(request, found, method)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Saved. %(n)s people marked or changed.") % {"n": changed})
        return redirect(request.get_full_path())
    shown = held.registrations.taking_part().by_name().prefetch_related("person__organisation__versions")  # type: ignore[attr-defined]
    page = Paginator(shown, ON_A_PAGE).get_page(request.GET.get("page"))
    states = dict(Attendance.objects.filter(session=found, registration__in=list(page)).values_list("registration_id", "state"))
    context = {
        "held": held, "session": found, "page_obj": page, "is_paper": method == Attendance.Method.PAPER,
        "choices": Attendance.State.choices, "rows": [(one, states.get(one.pk, "")) for one in page],
        "is_to_come": found.day > timezone.localdate(),
    }  # fmt: skip
    return render(request, "desk/attendance/tick_list.html", context)


@transaction.atomic
def _save_ticks(request: HttpRequest, session: Session, method: str) -> int:
    """What was ticked on the page comes first: "everybody else" are those who are without a mark after that."""
    by = signed_in(request)
    changed = attending.mark(session, _ticked(request), by=by, method=method)
    if request.POST.get("everybody"):
        changed += attending.mark_everybody(session, Attendance.State.PRESENT, by=by, method=method)
    return changed


LONGEST_NUMBER = 19
"""Digits; what is longer is no key of a row."""


def _ticked(request: HttpRequest) -> dict[int, str]:
    """Only rows whose mark is another one than the page showed."""
    states = {}
    for name, state in request.POST.items():
        key = name.removeprefix("r-")
        is_known = name.startswith("r-") and key.isdecimal() and len(key) < LONGEST_NUMBER
        if is_known and isinstance(state, str) and state != request.POST.get(f"was-{key}"):
            states[int(key)] = state
    return states


# --- the code on the screen ------------------------------------------------------------------------------------


@require_GET
@never_cache
@for_roles(Permission.RUN_CLASSES)
def screen(request: HttpRequest, pk: int, session: int, *, scope: Scope) -> HttpResponse:
    """For the projector; reloads itself before the code runs out."""
    held: TrainingClass = visible_or_404(TrainingClass.objects.all(), scope, pk=pk)
    found = get_object_or_404(held.sessions.select_related("training_class"), pk=session)
    address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("check_in", args=[attending.code_of(found, timezone.now())])
    there = Attendance.objects.filter(session=found, state__in=["present", "late"]).count()
    if request.GET.get("dang") == "json":
        return JsonResponse({"svg": _qr(address), "there": there, "address": _readable(address)})
    context = {"address": _readable(address), "held": held, "session": found, "qr": mark_safe(_qr(address)), "there": there}  # noqa: S308 -- drawn by segno
    return render(request, "desk/attendance/screen.html", context)


def _readable(address: str) -> str:
    return address.split("://", 1)[-1]


def _qr(address: str) -> str:
    code = segno.make_qr(address, error="m")
    return code.svg_inline(border=2, omitsize=True, dark="#1d2a26", light="#fff", title=_("Code to check in"))


@login_required
@never_cache
def check_in(request: HttpRequest, code: str) -> HttpResponse:
    """Opening the code shows what it is for; the button marks. A link that somebody sends home is refused by its age."""
    now = timezone.now()
    try:
        session = attending.session_of(code, now)
        marked = attending.check_in(session, signed_in(request), now) if request.method == "POST" else None
    except Refused as refused:
        return render(request, "desk/attendance/checked_in.html", {"refused": str(refused)}, status=200)
    return render(request, "desk/attendance/checked_in.html", {"session": session, "marked": marked, "code": code})


# --- the sheet -------------------------------------------------------------------------------------------------


@require_GET
@for_roles(Permission.SEE_CLASSES)
def class_sheet(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    """The list to sign, with a column for each session and a code that leads back to the tick list."""
    named = TrainingClass.objects.filter(takes_names=True).select_related("organisation")
    held: TrainingClass = visible_or_404(named, scope, pk=pk)
    people = held.registrations.taking_part().by_name().prefetch_related("person__organisation__versions")  # type: ignore[attr-defined]
    address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("class_attendance", args=[held.pk])
    context = {
        "held": held, "people": people, "sessions": held.sessions.all(), "blank": range(BLANK_LINES),
        "qr": mark_safe(_qr(address)),  # noqa: S308 -- drawn by segno
    }  # fmt: skip
    with translation.override("vi"):  # a paper for the hall, whatever language the organiser's screen speaks
        return as_response(paper("desk/attendance/sheet.html", context), "danh-sach-ky-ten.pdf")
