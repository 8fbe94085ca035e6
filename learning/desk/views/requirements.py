"""Required training: what is required of whom, who is not done, whose training must be renewed."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail.log_actions import log

from learning.desk.access import for_roles, visible_or_404
from learning.desk.requirement_forms import RequirementForm
from learning.people.roles import Permission, may, signed_in, today_of
from learning.people.scopes import Scope
from learning.records import requiring
from learning.records.models import Requirement


@require_GET
@for_roles(Permission.SEE_REQUIREMENTS)
def requirements(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    shown = Requirement.objects.all().visible_in(scope).select_related("course", "class_kind", "audience")  # type: ignore[attr-defined]
    page = Paginator(shown, 50).get_page(request.GET.get("page"))
    may_manage = may(request.user, Permission.MANAGE_REQUIREMENTS)
    return render(request, "desk/requirements/list.html", {"page_obj": page, "may_manage": may_manage})


@require_GET
@for_roles(Permission.SEE_REQUIREMENTS)
def requirement(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    """Those who are not done, or whose training expires soon, among the people the one who asks may see."""
    found: Requirement = visible_or_404(Requirement.objects.select_related("course", "class_kind", "audience"), scope, pk=pk)
    day = timezone.localdate()
    people: Any = {"not_done": requiring.not_done, "expiring": requiring.expiring}
    which = request.GET.get("xem") if request.GET.get("xem") in people else "not_done"
    today = scope if scope.whole_province else today_of(scope)  # who left is another unit's to see to
    shown = people[which](found, day).visible_in(today)
    page = Paginator(shown, 50).get_page(request.GET.get("page"))
    context = {
        "requirement": found,
        "which": which,
        "page_obj": page,
        "statuses": [requiring.status_of(found, person, person.done_on, day) for person in page],
        "concerned": requiring.concerned(found).visible_in(today).count(),  # type: ignore[attr-defined]
        "may_manage": may(request.user, Permission.MANAGE_REQUIREMENTS, found) and _may_change(request, found),
    }
    return render(request, "desk/requirements/requirement.html", context)


@for_roles(Permission.MANAGE_REQUIREMENTS)
def requirement_new(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    return _edit(request, Requirement(made_by=signed_in(request)), scope)


@for_roles(Permission.MANAGE_REQUIREMENTS)
def requirement_edit(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    own = Requirement.objects.all() if scope.whole_province else Requirement.objects.exclude(organisation=None)
    return _edit(request, visible_or_404(own, scope, pk=pk), scope)


def _edit(request: HttpRequest, one: Requirement, scope: Scope) -> HttpResponse:
    form = RequirementForm(request.POST or None, instance=one, scope=scope)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
            log(instance=saved, action="records.require", user=signed_in(request))
        messages.success(request, _("The required training is saved."))
        return redirect("requirement", pk=saved.pk)
    return render(request, "desk/requirements/form.html", {"form": form, "requirement": one})


def _may_change(request: HttpRequest, one: Requirement) -> bool:
    """What holds for the whole province is changed by those who may act for the whole province."""
    return one.organisation_id is not None or may(request.user, Permission.MANAGE_ORGANISATIONS)
