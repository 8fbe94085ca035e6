"""The classes somebody is in, with their tests and the evaluation."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from learning.people.roles import signed_in
from learning.records.models import Registration


@require_GET
@login_required
def my_classes(request: HttpRequest) -> HttpResponse:
    """Newest first. Whether a test is open is said on its own page: here it only must not be done yet."""
    mine = Registration.objects.filter(person__user=signed_in(request)).exclude(state=Registration.State.WITHDRAWN)
    shown = mine.select_related("training_class").prefetch_related("scores").annotate(begins=Min("training_class__sessions__day"))
    page = Paginator(shown.order_by("-registered_at", "-pk"), 20).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "lines": [(one, {score.phase: score.percent for score in one.scores.all()}) for one in page],
        "today": timezone.localdate(),
    }
    return render(request, "desk/tests/my_classes.html", context)
