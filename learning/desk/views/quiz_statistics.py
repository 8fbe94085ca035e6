"""How a quiz and its questions did, for those who write them. No names: figures and counts."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail.models import Page

from courses.models import QuizPage
from learning.desk.sheets import harmless, sheet_csv
from learning.people.roles import Permission, may
from learning.records import quiz_results
from learning.records.quiz_results import QuestionResult

A_PAGE = 30


def _flag_words() -> dict[str, str]:
    return {
        "few": _("too few attempts to judge"),
        "easy": _("nearly everybody knows it"),
        "hard": _("few know it: is it clear, and is it taught?"),
        "key": _("those who know more get it wrong: please check the key"),
        "weak": _("tells little about who knows more"),
        "dubious": _("doubtful: chance may play a part"),
    }


def for_readers_of_statistics(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Trainers, and officers who may mark again. For everybody else the page does not exist."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (request.user.has_perm("courses.change_question") or may(request.user, Permission.REGRADE)):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_GET
@for_readers_of_statistics
def quizzes(request: HttpRequest) -> HttpResponse:
    page = Paginator(quiz_results.quizzes_with_results(), A_PAGE).get_page(request.GET.get("page"))
    above = {one.path[: -one.steplen] for one in page}
    titles = dict(Page.objects.filter(path__in=above).values_list("path", "title"))
    lines = [(one, titles.get(one.path[: -one.steplen], "")) for one in page]
    return render(request, "desk/statistics/list.html", {"page_obj": page, "lines": lines})


@require_GET
@for_readers_of_statistics
def quiz(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(QuizPage, pk=pk)
    result = quiz_results.result_of(found)
    page = Paginator(result.questions, A_PAGE).get_page(request.GET.get("page"))
    words, most = _flag_words(), max([*result.bands, 1])
    context = {
        "quiz": found, "result": result, "gain": quiz_results.gain_of_course(found), "page_obj": page,
        "lines": [(one, [words[flag] for flag in one.figures.flags]) for one in page],
        "bands": [(f"{10 * n}–{10 * n + 10}", count, 100 * count / most) for n, count in enumerate(result.bands)],
        "may_regrade": may(request.user, Permission.REGRADE),
    }  # fmt: skip
    return render(request, "desk/statistics/quiz.html", context)


@require_GET
@for_readers_of_statistics
def quiz_csv(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(QuizPage, pk=pk)
    words = _flag_words()
    heading = [
        _("Question"), _("Topic"), _("First attempts"), _("Right, %"), _("Spread, %"), _("Discrimination"), _("Efficiency"),
        _("To look at"), _("Answer"), _("right"), _("Taken"), _("Taken, %"),
    ]  # fmt: skip
    rows = [row for one in quiz_results.result_of(found).questions for row in _rows(one, words)]
    response = HttpResponse(sheet_csv([heading, *rows]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="bai-kiem-tra-{found.pk}.csv"'
    return response


def _rows(one: QuestionResult, words: dict[str, str]) -> list[list[object]]:
    """A line for each answer, so that every figure can be counted on in Excel."""
    figures = one.figures
    start = [
        harmless(one.version.text), harmless(one.version.topic), figures.attempts,
        *map(_said, (figures.facility, figures.spread, figures.discrimination, figures.efficiency)),
        "; ".join(words[flag] for flag in figures.flags),
    ]  # fmt: skip
    ends = [[harmless(o.text), "x" if o.is_right else "", o.taken, _said(o.percent)] for o in one.options]
    return [[*start, *end] for end in ends or [["", "", "", ""]]]


def _said(value: float | None) -> str:
    """With a decimal comma, as Excel reads it here."""
    return "" if value is None else f"{value:.1f}".replace(".", ",")
