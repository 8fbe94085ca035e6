"""Organisations through time: found, looked at, and changed after seeing who and what is touched."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from learning.desk.access import for_roles
from learning.desk.organisation_forms import ActForm, CloseForm, MergeForm, MoveForm, RenameForm, SplitForm
from learning.people import reorganising
from learning.people.models import Organisation, OrganisationVersion, Person
from learning.people.models.organisation import IN_TIME, on_day
from learning.people.refusing import Refused
from learning.people.roles import Permission, may, scope_of, signed_in
from learning.people.scopes import Scope
from learning.people.unit_finder import UnitFinder

ACTS: dict[str, tuple[Any, type[ActForm]]] = {
    "doi-ten": (gettext_lazy("Rename the unit"), RenameForm),
    "chuyen": (gettext_lazy("Move the unit"), MoveForm),
    "sap-nhap": (gettext_lazy("Merge the unit"), MergeForm),
    "chia-tach": (gettext_lazy("Split the unit"), SplitForm),
    "ket-thuc": (gettext_lazy("Close the unit"), CloseForm),
}


@require_GET
@login_required
def unit_search(request: HttpRequest) -> JsonResponse:
    """For the unit picker: units old and new, with their years. Names of offices are public; people are not among them."""
    hits = UnitFinder().search(request.GET.get("q", "")[:100], timezone.localdate())
    units = [{"id": hit.organisation_id, "name": hit.name, "parent": hit.parent, "years": hit.years} for hit in hits]
    return JsonResponse({"units": units})


@require_GET
@for_roles(Permission.SEE_ORGANISATIONS)
def organisations(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    words, which = request.GET.get("q", "").strip()[:100], request.GET.get("xem", "")
    shown = OrganisationVersion.objects.select_related("parent").prefetch_related("parent__versions")
    if words:
        hits = UnitFinder().search(words, timezone.localdate(), limit=500)
        shown = shown.filter(organisation__in=[hit.organisation_id for hit in hits])
    current = on_day(timezone.localdate())
    if which == "cu":
        shown = shown.exclude(current)
    elif which != "tat-ca":
        shown = shown.filter(current)
    page = Paginator(shown.order_by("search_key", "pk"), 50).get_page(request.GET.get("page"))
    return render(request, "desk/organisations/list.html", {"page_obj": page, "words": words, "which": which})


@require_GET
@for_roles(Permission.SEE_ORGANISATIONS)
def organisation(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    """Through time: its versions, where it came from, what became of it, what lies below it today."""
    unit = get_object_or_404(Organisation, pk=pk)
    versions = list(unit.versions.select_related("parent").prefetch_related("parent__versions").order_by(IN_TIME))
    children = OrganisationVersion.objects.filter(on_day(timezone.localdate()), parent=unit).order_by("search_key")
    sees = scope_of(request.user, Permission.SEE_PEOPLE)
    people = Person.objects.standing().visible_in(sees).filter(organisation=unit)  # type: ignore[attr-defined]
    context = {
        "unit": unit, "versions": versions,
        "before": unit.succeeds.prefetch_related("predecessor__versions").order_by("effective_on", "pk"),
        "after": unit.succeeded_by.prefetch_related("successor__versions").order_by("effective_on", "pk"),
        "page_obj": Paginator(children, 50).get_page(request.GET.get("page")),
        "people": people.count() if sees.includes(unit.pk) else None,
        "to_assign": unit.succeeded_by.filter(kind="split").exists() and people.exists(),
        "acts": [(slug, label) for slug, (label, _form) in ACTS.items()],
        "may_manage": may(request.user, Permission.MANAGE_ORGANISATIONS) and _stands(versions),
    }  # fmt: skip
    return render(request, "desk/organisations/unit.html", context)


def _stands(versions: list[OrganisationVersion]) -> bool:
    return any(version.valid_to is None for version in versions)


@for_roles(Permission.MANAGE_ORGANISATIONS)
def organisation_act(request: HttpRequest, pk: int, act: str, *, scope: Scope) -> HttpResponse:
    """First what is touched, then the act; nothing is done but what was shown."""
    unit = get_object_or_404(Organisation, pk=pk)
    if act not in ACTS:
        raise Http404
    label, form_class = ACTS[act]
    form = form_class(request.POST or None, unit=unit)
    context = {"unit": unit, "label": label, "form": form}
    if request.method == "POST" and form.is_valid():
        touched = reorganising.touched(form.units(), form.cleaned_data["on"])
        seal = salted_hmac("organisation_act", f"{act} {form.sentence()} {form.cleaned_data} {touched}").hexdigest()
        wanted, seen = request.POST.get("step") == "lam", constant_time_compare(request.POST.get("seen", ""), seal)
        if wanted and seen and _done(form, request):
            return redirect("organisation", pk=pk)
        context |= {"touched": touched, "seal": seal, "has_changed": wanted and not seen}
    return render(request, "desk/organisations/act.html", context)


def _done(form: ActForm, request: HttpRequest) -> bool:
    try:
        form.carry_out(signed_in(request))
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("Done. Counts of past years have not moved."))
    return True
