"""Handover: what an officer has in hand in a unit is shown, then moves to another in one act."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from learning.desk import handing_over
from learning.desk.access import for_roles
from learning.desk.account_forms import ReceiverForm
from learning.people.models import RoleAssignment
from learning.people.refusing import Refused
from learning.people.roles import Permission, signed_in
from learning.people.scopes import Scope


@for_roles(Permission.HAND_OVER)
def hand_over(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """First who hands over which office, then what will move and to whom."""
    offices = handing_over.assignments_in(scope).select_related("organisation").prefetch_related("organisation__versions")
    chosen = request.POST.get("office") or request.GET.get("vai-tro") or ""
    assignment = offices.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
    if assignment is None:
        ordered = offices.order_by("user__person__sort_key", "user__username_key", "pk")
        page = Paginator(ordered, 50).get_page(request.GET.get("page"))
        return render(request, "desk/accounts/offices.html", {"page_obj": page})
    return _hand_over(request, assignment, scope)


def _hand_over(request: HttpRequest, assignment: RoleAssignment, scope: Scope) -> HttpResponse:
    form = ReceiverForm(request.POST if "username" in request.POST else None, scope=scope)
    receiver = form.cleaned_data["username"] if form.is_valid() else None
    if receiver and "confirm" in request.POST:
        try:
            moved = handing_over.hand_over(assignment.user, receiver, assignment.organisation, by=signed_in(request))
        except Refused as refused:
            form.add_error("username", str(refused))
        else:
            told = _("The work is handed over: roles %(roles)d, classes %(classes)d.") % moved
            messages.success(request, told)
            return redirect("hand_over" if assignment.user != request.user else "my_learning")
    work = handing_over.work_of(assignment.user, assignment.organisation)
    context = {"assignment": assignment, "work": work, "form": form, "receiver": receiver}
    return render(request, "desk/accounts/hand_over.html", context)
