"""Numbers of people in a class where no names are taken."""

import hashlib

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from learning.desk.access import for_roles, visible_or_404
from learning.desk.class_test_forms import HeadsForm, HeadsFormSet
from learning.people.models import Audience
from learning.people.refusing import Refused
from learning.people.roles import Permission, may, signed_in
from learning.people.scopes import Scope
from learning.records import counting_heads
from learning.records.models import Headcount, TrainingClass

SEXES = ("female", "male", "not_stated")


@for_roles(Permission.SEE_CLASSES)
def class_headcounts(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    found: TrainingClass = visible_or_404(TrainingClass.objects.select_related("audience"), scope, pk=pk)
    may_enter = may(request.user, Permission.RUN_CLASSES, found)
    if request.method == "POST" and not may_enter:
        raise Http404
    formset = _formset(request, found)
    heads = list(found.headcounts.select_related("audience"))
    seen = _seen(heads)
    if request.method == "POST" and request.POST.get("seen", seen) != seen:
        messages.error(request, _("Somebody has changed these numbers meanwhile. Please look at them and enter yours again."))
        return redirect("class_headcounts", pk=found.pk)
    if request.method == "POST" and formset.is_valid() and _saved(request, found, formset):
        return redirect("class_headcounts", pk=found.pk)
    context = {
        "training_class": found,
        "formset": formset if may_enter and found.is_under_way else None,
        "headcounts": heads,
        "seen": seen,
        "totals": {name: sum(getattr(one, name) for one in heads) for name in (*SEXES, "total")},
    }
    return render(request, "desk/tests/headcounts.html", context)


def _seen(heads: list[Headcount]) -> str:
    """The numbers as they stand, in short: a form made from others would wipe what came in between."""
    rows = [(one.pk, one.audience_id, one.role, one.female, one.male, one.not_stated) for one in heads]
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


def _formset(request: HttpRequest, found: TrainingClass) -> BaseFormSet[HeadsForm]:
    known = list(found.headcounts.values("audience", "role", *SEXES))
    numbers_only = found.audience.is_confidential
    initial = known or [{"audience": found.audience_id}]
    options = {"numbers_only": numbers_only, "audiences": [(one.pk, one.name) for one in Audience.objects.all()]}
    return HeadsFormSet(request.POST if request.method == "POST" else None, initial=initial, form_kwargs=options)


def _saved(request: HttpRequest, found: TrainingClass, formset: BaseFormSet[HeadsForm]) -> bool:
    rows = [form.heads() for form in formset]
    try:
        counting_heads.set_headcounts(found, rows, by=signed_in(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, _("The numbers are saved."))
    return True
