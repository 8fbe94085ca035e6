"""People and their training records, for those whose role and unit allow, and for everybody about themselves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from learning.desk import once
from learning.desk.access import for_roles, visible_or_404
from learning.desk.papers import as_response, paper
from learning.desk.people_forms import PersonForm
from learning.desk.training_record import record_of
from learning.people import entering
from learning.people.models import Organisation, Person
from learning.people.roles import Permission, may, scope_of, signed_in
from learning.people.scopes import Scope
from learning.records.gate import person_of
from learning.records.models import Admission

PAPER_NAME = "ho-so-hoc-tap.pdf"
"""Neutral, and without a name: download lists are read by others."""


@require_GET
@for_roles(Permission.SEE_PEOPLE)
def people(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    shown = Person.objects.standing().visible_in(scope).called(words).select_related("organisation", "user")  # type: ignore[attr-defined]
    unit = _unit(request.GET.get("don_vi", ""))
    if unit:
        shown = shown.filter(organisation=unit)
    page = Paginator(shown.prefetch_related("organisation__versions").order_by("sort_key", "pk"), 50)
    mine = scope_of(request.user, Permission.MANAGE_PEOPLE)
    context = {
        "page_obj": page.get_page(request.GET.get("page")),
        "words": words,
        "unit": unit,
        "requests": Admission.objects.all().visible_in(mine).waiting().count() if mine else 0,
        "may_manage": bool(mine),
        "may_merge": may(request.user, Permission.MERGE_PEOPLE),
    }
    return render(request, "desk/people/list.html", context)


def _unit(asked: str) -> Organisation | None:
    return Organisation.objects.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None


@require_GET
@for_roles(Permission.SEE_PEOPLE)
def person_record(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    person: Person = visible_or_404(Person.objects.select_related("audience", "user"), scope, pk=pk)
    if person.merged_into_id:
        return redirect("person_record", pk=person.merged_into_id)
    record = record_of(person)
    classes = scope_of(request.user, Permission.SEE_CLASSES)
    context = {
        "record": record,
        "page_obj": Paginator(record.entries, 50).get_page(request.GET.get("page")),
        "may_manage": may(request.user, Permission.MANAGE_PEOPLE, person),
        "sees_classes": bool(classes),
    }
    return render(request, "desk/people/record.html", context)


@require_GET
@for_roles(Permission.SEE_PEOPLE)
def person_paper(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    return _paper(visible_or_404(Person.objects.select_related("audience"), scope, pk=pk))


@require_GET
@login_required
def my_record(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if person is None:
        return redirect("profile")
    record = record_of(person)
    page = Paginator(record.entries, 50).get_page(request.GET.get("page"))
    return render(request, "desk/people/record.html", {"record": record, "page_obj": page, "is_own": True})


@require_GET
@login_required
def my_paper(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if person is None:
        raise Http404
    return _paper(person)


@for_roles(Permission.MANAGE_PEOPLE)
def person_new(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    form = PersonForm(request.POST or None, scope=scope)
    if request.method == "POST" and form.is_valid():
        if once.came_before(request):
            return redirect("people")
        person = entering.enter_person(by=signed_in(request), **form.person_fields())
        messages.success(request, _("The person is entered."))
        return redirect("person_record", pk=person.pk)
    return render(request, "desk/people/form.html", {"form": form, "once": once.token()})


@for_roles(Permission.MANAGE_PEOPLE)
def person_edit(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    person: Person = visible_or_404(Person.objects.standing(), scope, pk=pk)  # type: ignore[attr-defined]
    form = PersonForm(request.POST or None, scope=scope, person=person)
    if request.method == "POST" and form.is_valid():
        fields = form.person_fields()
        unit: Organisation = fields.pop("organisation")
        position: str = fields.pop("position")
        day = form.from_day_or_today()
        entering.change_person(person, by=signed_in(request), organisation=unit, position=position, from_day=day, **fields)
        messages.success(request, _("The record is saved. Certificates that were issued keep their words."))
        return redirect("person_record", pk=person.pk)
    return render(request, "desk/people/form.html", {"form": form, "person": person})


def _paper(person: Person) -> HttpResponse:
    content = paper("desk/people/record_paper.html", {"record": record_of(person), "today": timezone.localdate()})
    return as_response(content, PAPER_NAME)
