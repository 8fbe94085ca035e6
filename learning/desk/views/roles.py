"""Who may do what: the roles in words, and who holds them. For administrators."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from learning.desk.access import for_roles
from learning.people import assigning
from learning.people.models import RoleAssignment, User
from learning.people.refusing import Refused
from learning.people.roles import ROLES, Administrator, Permission, signed_in
from learning.people.scopes import Scope
from learning.people.unit_field import UnitField


class AssignForm(forms.Form):
    username = forms.CharField(label=gettext_lazy("User name"), max_length=150)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=RoleAssignment.Role.choices)
    organisation = UnitField(
        label=gettext_lazy("Unit"), required=False, help_text=gettext_lazy("For a unit officer or a class organiser.")
    )

    def clean_username(self) -> User:
        user = User.objects.filter(username_key=self.cleaned_data["username"].strip().casefold()).first()
        if user is None:
            raise forms.ValidationError(_("There is no account with this user name. Please check it."))
        return user


@for_roles(Permission.ASSIGN_ROLES)
def roles(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    form = AssignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        try:
            assigning.assign(data["username"], data["role"], data["organisation"], by=signed_in(request))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The role is given."))
            return redirect("roles")
    held = RoleAssignment.objects.select_related("user__person", "organisation").prefetch_related("organisation__versions")
    context = {
        "form": form,
        "page_obj": Paginator(held.order_by("role", "user__username_key", "pk"), 50).get_page(request.GET.get("page")),
        "described": [(RoleAssignment.Role(code).label, role) for code, role in ROLES.items()],
        "administrator": Administrator,
    }
    return render(request, "desk/roles.html", context)


@require_POST
@for_roles(Permission.ASSIGN_ROLES)
def role_away(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    assigning.take_away(get_object_or_404(RoleAssignment.objects.select_related("user"), pk=pk), by=signed_in(request))
    messages.success(request, _("The role is taken away."))
    return redirect("roles")
