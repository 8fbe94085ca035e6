"""Who is let into courses that not everybody may enter: requests are decided, and people are invited."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from learning.desk.access import for_roles, visible_or_404
from learning.desk.admission_forms import InvitePersonForm, InviteUnitForm
from learning.people.models import Person
from learning.people.refusing import Refused
from learning.people.roles import Permission, signed_in
from learning.people.scopes import Scope
from learning.records import admitting
from learning.records.models import Admission


@for_roles(Permission.MANAGE_PEOPLE)
def admissions(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """What waits for a decision, or what was decided and who was invited."""
    which = "decided" if request.GET.get("xem") == "decided" else "waiting"
    every = Admission.objects.all().visible_in(scope).select_related("person", "course")
    every = every.prefetch_related("person__organisation__versions")
    shown = every.waiting() if which == "waiting" else every.exclude(state=Admission.State.ASKED).order_by("-decided_at", "-pk")
    page = Paginator(shown, 30).get_page(request.GET.get("page"))
    return render(request, "desk/admissions/list.html", {"page_obj": page, "which": which})


@require_POST
@for_roles(Permission.MANAGE_PEOPLE)
def decide_admission(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    asked: Admission = visible_or_404(Admission.objects.all(), scope, pk=pk)
    try:
        if request.POST.get("act") == "approve":
            admitting.approve(asked, by=signed_in(request))
            messages.success(request, _("The person is in the course now."))
        else:
            admitting.decline(asked, request.POST.get("answer", "").replace("\x00", "")[:300], by=signed_in(request))
            messages.success(request, _("The person will read your answer."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("admissions")


@for_roles(Permission.MANAGE_PEOPLE)
def invite(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """A unit is invited in two steps: the number is shown first."""
    form = InviteUnitForm(request.POST or None, scope=scope)
    people: Any = form.people() if request.method == "POST" and form.is_valid() else None
    if people is not None and "confirmed" in request.POST:
        count = admitting.invite(people.select_related("user"), form.cleaned_data["course"], by=signed_in(request))
        messages.success(request, _said(count))
        return redirect("admissions")
    context = {"form": form, "count": people.count() if people is not None else None}
    return render(request, "desk/admissions/invite.html", context)


@for_roles(Permission.MANAGE_PEOPLE)
def invite_person(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    person: Person = visible_or_404(Person.objects.standing(), scope, pk=pk)  # type: ignore[attr-defined]
    form = InvitePersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, _said(admitting.invite([person], form.cleaned_data["course"], by=signed_in(request))))
        return redirect("person_record", pk=person.pk)
    return render(request, "desk/admissions/invite.html", {"form": form, "person": person})


def _said(count: int) -> str:
    if not count:
        return _("Nobody new was invited: all of them are in the course, or were invited before.")
    return ngettext("%(n)s person is invited.", "%(n)s people are invited.", count) % {"n": count}
