"""Classes: the list, one class, its plan, its papers."""

import hashlib
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Max, Min, Q
from django.forms import model_to_dict
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.log_actions import log

from learning.desk import once
from learning.desk.access import for_roles, visible_or_404
from learning.desk.class_forms import FUNDING, SESSIONS, TRAINERS, CancelForm, ClassFilter, ClassForm, DocumentForm
from learning.people.refusing import Refused
from learning.people.roles import Permission, may, signed_in
from learning.people.scopes import Scope
from learning.people.text import fold
from learning.records import planning
from learning.records.models import TrainingClass

WITH_UNIT = TrainingClass.objects.select_related("kind", "organisation", "audience")


@require_GET
@for_roles(Permission.SEE_CLASSES)
def classes(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    form = ClassFilter(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    shown = WITH_UNIT.visible_in(scope).prefetch_related("organisation__versions")  # type: ignore[attr-defined]
    if data.get("nam"):
        shown = shown.filter(planned_year=data["nam"])
    if data.get("trang_thai"):
        shown = shown.filter(state=data["trang_thai"])
    if data.get("q"):
        shown = shown.filter(search_key__contains=fold(data["q"]))
    taking_part = Count("registrations", filter=Q(registrations__state="registered"), distinct=True)
    shown = shown.annotate(begins=Min("sessions__day"), ends=Max("sessions__day"), taking_part=taking_part)
    context = {
        "page_obj": Paginator(shown.order_by("-planned_year", "-pk"), 50).get_page(request.GET.get("page")),
        "filter": data,
        "states": TrainingClass.State.choices,
        "may_run": may(request.user, Permission.RUN_CLASSES),
    }
    return render(request, "desk/classes/list.html", context)


@require_GET
@for_roles(Permission.SEE_CLASSES)
def training_class(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    held: TrainingClass = visible_or_404(WITH_UNIT.select_related("course", "situation", "run_by"), scope, pk=pk)
    counts = held.registrations.aggregate(
        taking_part=Count("pk", filter=Q(state="registered")), waiting=Count("pk", filter=Q(state="waiting"))
    )
    context = {
        "held": held,
        "sessions": held.sessions.all(),
        "counts": counts,
        "documents": held.documents.all()[:50],
        "document_form": DocumentForm(),
        "cancel_form": CancelForm(),
        "may_run": may(request.user, Permission.RUN_CLASSES, held),
        "may_reopen": may(request.user, Permission.REOPEN_CLASSES, held),
    }
    return render(request, "desk/classes/class.html", context)


@for_roles(Permission.RUN_CLASSES)
def class_new(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    return _edit(request, TrainingClass(run_by=signed_in(request)), scope)


@for_roles(Permission.RUN_CLASSES)
def class_edit(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    return _edit(request, visible_or_404(TrainingClass.objects.all(), scope, pk=pk), scope)


def _edit(request: HttpRequest, held: TrainingClass, scope: Scope) -> HttpResponse:
    """The class with its sessions, trainers and money: all are saved together or not at all."""
    data, seen = request.POST or None, _seen(held)
    form = ClassForm(data, instance=held, scope=scope)
    kinds = ((SESSIONS, "buoi"), (TRAINERS, "giang"), (FUNDING, "kinhphi"))
    formsets = [kind(data, instance=held, prefix=prefix) for kind, prefix in kinds]
    if request.method == "POST" and all([form.is_valid(), *[formset.is_valid() for formset in formsets]]):
        if once.came_before(request):
            return redirect("class", pk=held.pk) if held.pk else redirect("classes")
        try:
            _refuse_if_changed(request, seen)
            saved = _save(form, formsets, request)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The class is saved."))
            return redirect("class", pk=saved.pk)
    context = {
        "form": form, "held": held, "sessions": formsets[0], "trainers": formsets[1], "funding": formsets[2],
        "once": once.token(), "seen": seen,
    }  # fmt: skip
    return render(request, "desk/classes/form.html", context, status=200)


def _seen(held: TrainingClass) -> str:
    """The class as it stands, in short: a form made from an older one would undo what came in between."""
    parts: list[Any] = [held.sessions, held.trainers, held.funding] if held.pk else []
    rows = [model_to_dict(held, exclude=["topics", "partners"]), *(list(part.order_by("pk").values()) for part in parts)]
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


def _refuse_if_changed(request: HttpRequest, seen: str) -> None:
    if request.POST.get("seen", seen) != seen:
        raise Refused(_("Somebody has changed this class meanwhile. Please open it again and enter your changes once more."))


@transaction.atomic
def _save(form: ClassForm, formsets: list[Any], request: HttpRequest) -> TrainingClass:
    held: TrainingClass = form.save(commit=False)
    data = form.cleaned_data
    planning.keep(held, by=signed_in(request), topics=data["topics"], partners=data["partners"])
    for formset in formsets:
        formset.instance = held
        formset.save()
    return held


@require_POST
@for_roles(Permission.RUN_CLASSES)
def class_step(request: HttpRequest, pk: int, step: str, *, scope: Scope) -> HttpResponse:
    """Open for registration, start, or cancel."""
    held: TrainingClass = visible_or_404(TrainingClass.objects.all(), scope, pk=pk)
    try:
        if step == "mo":
            planning.open_registration(held, by=signed_in(request))
        elif step == "bat-dau":
            planning.start(held, by=signed_in(request))
        else:
            planning.cancel(held, reason=request.POST.get("reason", ""), by=signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Done."))
    return redirect("class", pk=pk)


@require_POST
@for_roles(Permission.RUN_CLASSES)
def class_document_new(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    held: TrainingClass = visible_or_404(TrainingClass.objects.filter(audience__is_confidential=False), scope, pk=pk)
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        document = form.save(commit=False)
        document.training_class, document.added_by = held, signed_in(request)
        document.save()
        log(instance=held, action="records.add_document", user=signed_in(request), data={"document": document.pk})
        messages.success(request, _("The document is added."))
    else:
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
    return redirect("class", pk=pk)


@require_GET
@for_roles(Permission.SEE_CLASSES)
def class_document(request: HttpRequest, pk: int, document: int, *, scope: Scope) -> Any:
    held: TrainingClass = visible_or_404(TrainingClass.objects.all(), scope, pk=pk)
    found = get_object_or_404(held.documents, pk=document)
    suffix = (found.file.name or "").rpartition(".")[2]
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=f"tai-lieu-{found.pk}.{suffix}")
    response["Cache-Control"] = "no-store, private"
    return response
