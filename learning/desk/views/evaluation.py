"""The short evaluation: its form for those who took part, its results for those who run classes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from courses.models import CoursePage
from learning.desk.access import for_roles, visible_or_404
from learning.desk.class_test_forms import EvaluationForm
from learning.people.refusing import Refused
from learning.people.roles import Permission, signed_in
from learning.people.scopes import Scope
from learning.records import evaluating, evaluation_results
from learning.records.models import Enrolment, Registration, TrainingClass
from learning.records.models.evaluation import SHOWN_FROM


@login_required
def evaluate_class(request: HttpRequest, pk: int) -> HttpResponse:
    own = Registration.objects.taking_part().filter(person__user=signed_in(request))  # type: ignore[attr-defined]
    holder: Registration = get_object_or_404(own.select_related("training_class"), training_class=pk)
    return _evaluate(request, holder, holder.training_class.title)


@login_required
def evaluate_course(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest edition that the person is in."""
    own = Enrolment.objects.filter(person__user=signed_in(request), course=pk).select_related("course")
    holder = own.order_by("-edition").first()
    if holder is None:
        raise Http404
    return _evaluate(request, holder, holder.course.title)


@require_GET
@for_roles(Permission.SEE_CLASSES)
def class_evaluation(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    found: TrainingClass = visible_or_404(TrainingClass.objects.all(), scope, pk=pk)
    return _results(request, found, found.get_absolute_url())


@require_GET
@for_roles(Permission.SEE_CLASSES)
def course_evaluation(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    """An online course belongs to no unit, so its results are for those who see the whole province."""
    if not scope.whole_province:
        raise Http404
    found = get_object_or_404(CoursePage, pk=pk)
    return _results(request, found, found.url or "/")


@require_GET
@for_roles(Permission.SEE_CLASSES)
def evaluations(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """Every class, or online course, that was evaluated, with the mean of each question."""
    of_courses = scope.whole_province and request.GET.get("xem") == "khoa"
    classes = TrainingClass.objects.all().visible_in(scope).order_by("-planned_year", "-pk")  # type: ignore[attr-defined]
    things: Any = CoursePage.objects.order_by("title", "pk") if of_courses else classes
    page = Paginator(evaluation_results.with_sheets(things), 50).get_page(request.GET.get("page"))
    questions = evaluation_results.rated_questions()
    context = {
        "page_obj": page,
        "questions": questions,
        "lines": evaluation_results.lines_of(list(page), questions),
        "of_courses": of_courses,
        "sees_courses": scope.whole_province,
        "shown_from": SHOWN_FROM,
    }
    return render(request, "desk/tests/evaluations.html", context)


def _evaluate(request: HttpRequest, holder: Registration | Enrolment, title: str) -> HttpResponse:
    form = EvaluationForm(request.POST or None)
    context = {"form": form, "title": title, "reason": _why_not(holder)}
    if request.method == "POST" and form.is_valid():
        try:
            evaluating.answer(holder, form.answers())
        except Refused as refusal:
            return render(request, "desk/tests/evaluate.html", context | {"reason": str(refusal)}, status=409)
        messages.success(request, _("Thank you. Your answers are in, without your name."))
        return redirect("my_learning")
    return render(request, "desk/tests/evaluate.html", context)


def _why_not(holder: Registration | Enrolment) -> str:
    try:
        evaluating.refuse_unless_open(holder)
    except Refused as refusal:
        return str(refusal)
    return ""


def _results(request: HttpRequest, thing: TrainingClass | CoursePage, back: str) -> HttpResponse:
    sheets = thing.evaluation_sheets.count()
    shown = sheets >= SHOWN_FROM
    context = {
        "thing": thing,
        "back": back,
        "sheets": sheets,
        "shown_from": SHOWN_FROM,
        "is_shown": shown,
        "results": evaluation_results.results_of(thing) if shown else [],
        "page_obj": Paginator(evaluation_results.words_of(thing), 50).get_page(request.GET.get("page")) if shown else None,
    }
    return render(request, "desk/tests/evaluation_results.html", context)
