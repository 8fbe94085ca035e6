"""Closing a class: who completes and why not the others; then how far the posting is; then what came of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from certificates.models import Certificate
from learning.desk.access import for_roles, visible_or_404
from learning.jobs.models import Job
from learning.people.refusing import Refused
from learning.people.roles import Permission, may, signed_in
from learning.people.scopes import Scope
from learning.records import closing
from learning.records.models import Completion, TrainingClass


@for_roles(Permission.SEE_CLASSES)
def class_close(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    held: TrainingClass = visible_or_404(TrainingClass.objects.all(), scope, pk=pk)
    may_run = may(request.user, Permission.RUN_CLASSES, held)
    if request.method == "POST":
        return _close(request, held) if may_run else visible_or_404(TrainingClass.objects.none(), scope, pk=pk)
    if held.state == TrainingClass.State.CLOSED:
        return _posted(request, held)
    found = closing.verdicts(held)
    context = {
        "held": held,
        "completing": sum(one.completes for one in found),
        "others": len(found) - sum(one.completes for one in found),
        "heads": sum(one.total for one in held.headcounts.all()),
        "page_obj": Paginator(sorted(found, key=lambda one: one.completes), 50).get_page(request.GET.get("page")),
        "may_run": may_run,
    }
    return render(request, "desk/attendance/close.html", context)


def _close(request: HttpRequest, held: TrainingClass) -> HttpResponse:
    try:
        closing.close(held, by=signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("class_close", pk=held.pk)


def _posted(request: HttpRequest, held: TrainingClass) -> HttpResponse:
    done = Completion.objects.standing().filter(training_class=held, person__merged_into=None)  # type: ignore[attr-defined]
    done = done.select_related("person").order_by("person__sort_key", "pk")
    page = Paginator(done.prefetch_related("certificates"), 50).get_page(request.GET.get("page"))
    context = {
        "held": held,
        "job": Job.objects.filter(work=closing.CLOSE_CLASS, key=str(held.pk)).first(),
        "page_obj": page,
        "certificates": Certificate.objects.filter(completion__training_class=held, person__merged_into=None).valid().count(),  # type: ignore[attr-defined]
        "heads": sum(one.total for one in held.headcounts.all()),
        "may_reopen": may(request.user, Permission.REOPEN_CLASSES, held),
    }
    return render(request, "desk/attendance/closed.html", context)


@require_POST
@for_roles(Permission.REOPEN_CLASSES)
def class_reopen(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    held: TrainingClass = visible_or_404(TrainingClass.objects.all(), scope, pk=pk)
    try:
        closing.reopen(held, reason=request.POST.get("reason", ""), by=signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("class_close", pk=pk)
    messages.success(request, _("The class is open again. Close it anew when everything is right."))
    return redirect("class", pk=pk)
