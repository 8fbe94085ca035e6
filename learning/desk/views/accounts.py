"""Accounts for the staff of a unit from a list, and slips with codes for a class or for such a list."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from learning.desk import slips
from learning.desk.access import for_roles, visible_or_404
from learning.desk.account_forms import StaffListForm
from learning.people import access_codes
from learning.people.models import AccessCode, Organisation, Person
from learning.people.refusing import Refused
from learning.people.roles import Permission, signed_in
from learning.people.scopes import Scope
from learning.records import staff_lists
from learning.records.models import Registration, Roster, RosterRow, TrainingClass

Act = Callable[[HttpRequest, Roster, Scope], HttpResponse | None]


@for_roles(Permission.MANAGE_PEOPLE)
def unit_accounts(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    form = StaffListForm(request.POST or None, request.FILES or None, scope=scope)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("unit_accounts_list", pk=_take_in(request, form).pk)
        except Refused as refused:
            form.add_error("file" if form.cleaned_data["file"] else "text", str(refused))
    lists = Roster.objects.filter(opens_accounts=True).exclude(state=Roster.State.DISCARDED).visible_in(scope)  # type: ignore[attr-defined]
    page = Paginator(lists.select_related("organisation", "uploaded_by").prefetch_related("organisation__versions"), 50)
    context = {"form": form, "page_obj": page.get_page(request.GET.get("page"))}
    return render(request, "desk/accounts/lists.html", context)


def _take_in(request: HttpRequest, form: StaffListForm) -> Roster:
    content, name = form.list_of_staff()
    unit = Organisation.objects.get(pk=form.cleaned_data["organisation"])
    return staff_lists.take_in(content, name, unit, form.cleaned_data["audience"], by=signed_in(request))


@for_roles(Permission.MANAGE_PEOPLE)
def unit_accounts_list(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    """One list: shown, decided line by line, opened as a whole, its slips made anew."""
    lists = Roster.objects.filter(opens_accounts=True).exclude(state=Roster.State.DISCARDED)
    roster: Roster = visible_or_404(lists, scope, pk=pk)
    if request.method != "POST":
        return (_show_saved if roster.state == Roster.State.SAVED else _show)(request, roster, scope)
    try:
        answer = ACTS.get(request.POST.get("act", ""), _nothing)(request, roster, scope)
    except Refused as refused:
        messages.error(request, str(refused))
        answer = None
    return answer or redirect(request.get_full_path())


def _show_saved(request: HttpRequest, roster: Roster, scope: Scope) -> HttpResponse:
    """Rows of people the one who asks may see: after a merge of units a list may hold others."""
    people = Person.objects.all().visible_in(scope).values("pk")  # type: ignore[attr-defined]
    rows = roster.rows.filter(person__in=people).select_related("person", "person__user").order_by("sheet", "line")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"roster": roster, "page_obj": page, "waiting": len(staff_lists.waiting(roster, scope))}
    return render(request, "desk/accounts/saved_list.html", context)


def _show(request: HttpRequest, roster: Roster, scope: Scope) -> HttpResponse:
    lines = staff_lists.preview(roster, scope)
    page = Paginator(lines, 50).get_page(request.GET.get("page"))
    units = _names({line.unit for line in page})
    standings = [line.standing for line in lines]
    context = {
        "roster": roster,
        "page_obj": page,
        "rows": [(line, units[line.unit]) for line in page],
        "counts": {standing.value: standings.count(standing) for standing in staff_lists.Standing},
        "opens": sum(line.gets_account for line in lines),
        "has_choices": any(line.candidates for line in lines),
    }
    return render(request, "desk/accounts/list.html", context)


def _names(units: set[int]) -> dict[int, str]:
    found = Organisation.objects.filter(pk__in=units).prefetch_related("versions")
    return {unit.pk: str(unit) for unit in found}


# --- acts on a list --------------------------------------------------------------------------------------------


def _nothing(request: HttpRequest, roster: Roster, scope: Scope) -> None:
    return None


def _keep_decisions(request: HttpRequest, roster: Roster, scope: Scope) -> None:
    """Each line of the page as "line-<number>": new, skip, or use-<person>."""
    for line in staff_lists.preview(roster, scope):
        choice, _hyphen, person = request.POST.get(f"line-{line.number}", "").partition("-")
        if choice in staff_lists.Choice.values:
            chosen = next((one for one, _reason in line.candidates if str(one.pk) == person), None)
            staff_lists.decide(roster, line, choice, chosen)


def _open(request: HttpRequest, roster: Roster, scope: Scope) -> HttpResponse:
    _keep_decisions(request, roster, scope)
    given = staff_lists.open_for(roster, scope, by=signed_in(request))
    if not given:
        messages.success(request, _("The list is saved. Everybody in it has an account already."))
        return redirect("unit_accounts_list", pk=roster.pk)
    messages.success(request, _("The accounts are open. Please print the slips and give each to its owner."))
    return slips.response_of(given)


def _slips_anew(request: HttpRequest, roster: Roster, scope: Scope) -> HttpResponse | None:
    given = staff_lists.codes_anew(roster, scope, by=signed_in(request))
    return slips.response_of(given) if given else None


def _discard(request: HttpRequest, roster: Roster, scope: Scope) -> HttpResponse:
    staff_lists.discard(roster, by=signed_in(request))
    messages.success(request, _("The list is put away. Nothing of it was saved."))
    return redirect("unit_accounts")


ACTS: dict[str, Act] = {"keep": _keep_decisions, "open": _open, "slips": _slips_anew, "discard": _discard}


# --- one person, a class ---------------------------------------------------------------------------------------


@require_POST
@for_roles(Permission.MANAGE_PEOPLE)
def person_slip(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    """A slip for one person: to open or join an account, or for a new password where the old one is forgotten.

    Only by the unit where they work today: an earlier one sees their record, but their account is none of its business.
    """
    person: Person = visible_or_404(Person.objects.standing(), scope, pk=pk)  # type: ignore[attr-defined]
    try:
        return slips.response_of(access_codes.make_codes([person], by=signed_in(request)))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("person_record", pk=person.pk)


@for_roles(Permission.RUN_CLASSES)
def class_slips(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    """Codes for those in the class who have no account. Of very many, those first who have no code yet."""
    training_class: TrainingClass = visible_or_404(TrainingClass.objects.all(), scope, pk=pk)
    without = _without_account(training_class, scope)
    if request.method != "POST":
        context = {
            "held": training_class,
            "people": without.count(),
            "with_code": without.filter(has_code=True).count(),  # type: ignore[misc]  # an annotation
            "at_once": slips.AT_ONCE,
        }
        return render(request, "desk/accounts/class_slips.html", context)
    given = access_codes.make_codes(without[: slips.AT_ONCE], by=signed_in(request))
    if not given:
        messages.info(request, _("Everybody in this class has an account. No codes are needed."))
        return redirect("class_slips", pk=training_class.pk)
    return slips.response_of(given)


def _without_account(training_class: TrainingClass, scope: Scope) -> QuerySet[Person]:
    """Of other units only those whom a list of this class entered: a slip opens a whole record, also what others know of it."""
    entered = RosterRow.objects.filter(roster__training_class=training_class, outcome=RosterRow.Outcome.NEW).values("person")
    registered = Registration.objects.exclude(state=Registration.State.WITHDRAWN).filter(training_class=training_class)
    has_code = AccessCode.objects.usable().filter(person=OuterRef("pk"))
    people = Person.objects.standing().filter(user=None, pk__in=registered.values("person"))  # type: ignore[attr-defined]
    if not scope.whole_province:
        people = people.filter(Q(organisation__in=scope.covers) | Q(pk__in=entered))
    return people.annotate(has_code=Exists(has_code)).order_by("has_code", "sort_key", "pk")
