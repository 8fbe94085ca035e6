"""Who takes part in a class; and for everybody, the classes that are open."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Min, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from learning.desk.access import for_roles, visible_or_404
from learning.desk.class_forms import ParticipantForm, WithdrawForm
from learning.people.models import Person
from learning.people.refusing import Refused
from learning.people.roles import Permission, may, scope_of, signed_in
from learning.people.scopes import Scope
from learning.records import registering
from learning.records.gate import person_of
from learning.records.models import Registration, TrainingClass

FOUND = 20
"""People shown for a search; more words find fewer."""


@require_GET
@for_roles(Permission.SEE_CLASSES)
def participants(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    held: TrainingClass = visible_or_404(TrainingClass.objects.all(), scope, pk=pk)
    listed = held.registrations.exclude(state="withdrawn").by_name().prefetch_related("person__organisation__versions")  # type: ignore[attr-defined]
    words = request.GET.get("q", "").strip()[:100]
    may_run = may(request.user, Permission.RUN_CLASSES, held) and held.is_under_way and held.takes_names
    context = {
        "held": held,
        "page_obj": Paginator(listed, 50).get_page(request.GET.get("page")),
        "waiting": held.registrations.waiting().select_related("person")[:50],  # type: ignore[attr-defined]
        "words": words,
        "found": _people(scope_of(request.user, Permission.RUN_CLASSES), words, held) if words and may_run else [],
        "may_run": may_run,
    }
    return render(request, "desk/classes/participants.html", context)


def _people(scope: Scope, words: str, held: TrainingClass) -> list[Person]:
    people = Person.objects.standing().visible_in(scope).called(words)  # type: ignore[attr-defined]
    there = held.registrations.exclude(state="withdrawn").values("person")
    return list(people.exclude(pk__in=there).select_related("organisation").prefetch_related("organisation__versions")[:FOUND])


@require_POST
@for_roles(Permission.RUN_CLASSES)
def participant_add(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    held: TrainingClass = visible_or_404(TrainingClass.objects.all(), scope, pk=pk)
    form = ParticipantForm(request.POST, scope=scope)
    if form.is_valid():
        person, beyond = form.cleaned_data["person"], form.cleaned_data["beyond_capacity"]
        try:
            registration = registering.register(held, person, by=signed_in(request), beyond_capacity=beyond)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _told(registration))
    else:
        messages.error(request, _("Please choose somebody from the list below."))
    return redirect("class_participants", pk=pk)


@require_POST
@for_roles(Permission.RUN_CLASSES)
def participant_withdraw(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    held: TrainingClass = visible_or_404(TrainingClass.objects.all(), scope, pk=pk)
    form = WithdrawForm(request.POST, held=held)
    if form.is_valid():
        try:
            moved = registering.withdraw(form.cleaned_data["registration"], by=signed_in(request))
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            text = _("Withdrawn. %(n)s from the waiting list moved up.") % {"n": len(moved)} if moved else _("Withdrawn.")
            messages.success(request, text)
    return redirect("class_participants", pk=pk)


# --- for those who learn ---------------------------------------------------------------------------------------


@require_GET
@login_required
def open_classes(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    mine = Prefetch("registrations", Registration.objects.filter(person=person), to_attr="mine")
    shown = TrainingClass.objects.open_for_registration().select_related("kind", "organisation")  # type: ignore[attr-defined]
    taken = Count("registrations", filter=Q(registrations__state="registered"))
    shown = shown.annotate(begins=Min("sessions__day"), taken=taken).prefetch_related(mine, "organisation__versions")
    page = Paginator(shown.order_by("begins", "pk"), 20).get_page(request.GET.get("page"))
    return render(request, "desk/classes/open.html", {"page_obj": page, "person": person})


@require_POST
@login_required
def join_class(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    if person is None:
        return redirect("profile")
    if request.POST.get("rut"):
        own = get_object_or_404(Registration.objects.exclude(state="withdrawn"), training_class=pk, person=person)
        return _withdraw_own(request, own)
    held = get_object_or_404(TrainingClass.objects.open_for_registration(), pk=pk)  # type: ignore[attr-defined]
    try:
        registration = registering.register(held, person, by=signed_in(request), source=Registration.Source.SELF)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _told(registration))
    return redirect("open_classes")


def _withdraw_own(request: HttpRequest, own: Registration) -> HttpResponse:
    """As long as the class is not closed: whoever cannot come gives the place to the next."""
    try:
        registering.withdraw(own, by=signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Your registration is withdrawn."))
    return redirect("my_classes")


def _told(registration: Registration) -> str:
    if registration.state == Registration.State.WAITING:
        return _("The class is full. The name is on the waiting list and moves up as soon as a place is free.")
    return _("Registered.")
