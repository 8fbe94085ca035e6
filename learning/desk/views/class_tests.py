"""The tests of a class: taken by those registered, entered from paper and read by those who run it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from learning.desk.access import for_roles, visible_or_404
from learning.desk.class_test_forms import MOST_QUESTIONS, ItemsSheet, ScoresForm
from learning.people.refusing import Refused
from learning.people.roles import Permission, may, signed_in
from learning.people.scopes import Scope
from learning.records import attempting, class_results, testing
from learning.records.gains import Pair
from learning.records.models import Attempt, Registration, TestScore, TrainingClass

PEOPLE_A_PAGE = 50
PEOPLE_A_GRID = 20


@login_required
def class_test(request: HttpRequest, pk: int, phase: str) -> HttpResponse:
    """Where somebody registered starts the test before or after the class."""
    registration = _own_registration(request, pk, phase)
    taken = Attempt.objects.filter(registration=registration, phase=phase).first()
    if taken:
        return redirect("attempt", attempt_id=taken.pk)
    if request.method == "POST":
        try:
            started = attempting.start_test(registration, phase, by=signed_in(request))
        except Refused as refusal:
            return _start_page(request, registration, phase, reason=str(refusal), status=409)
        return redirect("attempt", attempt_id=started.pk)
    return _start_page(request, registration, phase, reason=_why_not(registration, phase))


@require_GET
@for_roles(Permission.SEE_CLASSES)
def class_tests(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    """Each person's pair, and what the class has gained."""
    found: TrainingClass = visible_or_404(TrainingClass.objects.all(), scope, pk=pk)
    results = class_results.results_of(found)
    page = _people(request, found, PEOPLE_A_PAGE)
    context = {
        "training_class": found,
        "results": results,
        "page_obj": page,
        "lines": [(one.person, results.pairs.get(one.pk, Pair())) for one in page],
        "may_enter": found.is_under_way and may(request.user, Permission.RUN_CLASSES, found),
    }
    return render(request, "desk/tests/results.html", context)


@for_roles(Permission.RUN_CLASSES)
def class_scores(request: HttpRequest, pk: int, phase: str, *, scope: Scope) -> HttpResponse:
    """Scores from paper, for one page of the class's list."""
    found = _class(scope, pk, phase)
    page = _people(request, found, PEOPLE_A_PAGE, phase)
    known = {one.pk: one.known[0] for one in page if one.known}  # type: ignore[attr-defined]
    form = ScoresForm(request.POST or None, registrations=list(page), known=known, phase=phase)
    if request.method == "POST" and form.is_valid() and _kept(request, form.rows):
        return redirect(request.get_full_path())
    context = {"training_class": found, "phase": TestScore.Phase(phase), "form": form, "page_obj": page}
    return render(request, "desk/tests/scores.html", context)


@for_roles(Permission.RUN_CLASSES)
def class_test_items(request: HttpRequest, pk: int, phase: str, *, scope: Scope) -> HttpResponse:
    """Right or wrong by question, ticked from paper: the score follows from it."""
    found = _class(scope, pk, phase)
    page = _people(request, found, PEOPLE_A_GRID, phase)
    sheet = ItemsSheet(list(page), phase, wanted=request.GET.get("so_cau", ""))
    if request.method == "POST" and _kept(request, sheet.rows(request.POST)):
        return redirect(request.get_full_path())
    context = {"training_class": found, "phase": TestScore.Phase(phase), "sheet": sheet, "page_obj": page, "most": MOST_QUESTIONS}
    return render(request, "desk/tests/items.html", context)


def _class(scope: Scope, pk: int, phase: str) -> TrainingClass:
    if phase not in TestScore.Phase.values:
        raise Http404
    found: TrainingClass = visible_or_404(TrainingClass.objects.all(), scope, pk=pk)
    return found


def _people(request: HttpRequest, found: TrainingClass, size: int, phase: str = "") -> Page[Registration]:
    """Those who take part, by name; with the score of one phase where one is asked for."""
    shown = found.registrations.taking_part().by_name()  # type: ignore[attr-defined]
    if phase:
        scores = TestScore.objects.filter(phase=phase)
        shown = shown.prefetch_related(Prefetch("scores", queryset=scores, to_attr="known"))
    return Paginator(shown, size).get_page(request.GET.get("page"))


def _kept(request: HttpRequest, rows: list[testing.Row]) -> bool:
    try:
        changed = testing.enter_scores(rows, by=signed_in(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    said = ngettext("%(n)d score was changed.", "%(n)d scores were changed.", changed) % {"n": changed}
    messages.success(request, said if changed else _("Nothing has changed."))
    return True


def _own_registration(request: HttpRequest, pk: int, phase: str) -> Registration:
    """A class that the person is not in, or that has no such test, does not exist for them."""
    own = Registration.objects.taking_part().filter(person__user=signed_in(request), training_class=pk)  # type: ignore[attr-defined]
    related = ("training_class__pre_test", "training_class__post_test")
    found: Registration = get_object_or_404(own.select_related(*related))
    if phase not in TestScore.Phase.values or testing.test_of(found.training_class, phase) is None:
        raise Http404
    return found


def _why_not(registration: Registration, phase: str) -> str:
    try:
        attempting.test_for(registration, phase)
    except Refused as refusal:
        return str(refusal)
    return ""


def _start_page(request: HttpRequest, registration: Registration, phase: str, *, reason: str, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "training_class": registration.training_class,
        "phase": phase,
        "quiz": testing.test_of(registration.training_class, phase),
        "until": testing.closes_at(registration.training_class, phase),
        "reason": reason,
    }
    return render(request, "desk/tests/start.html", context, status=status)
