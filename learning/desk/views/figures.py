"""Counts for officers: the number first, then its table, then the people behind it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from learning.counts import tally
from learning.counts.by_unit import by_unit
from learning.desk.forms import FiguresForm
from learning.desk.sheets import figures_csv
from learning.people.roles import Permission, scope_of

View = Callable[..., HttpResponse]


def for_officers(permission: Permission) -> Callable[[View], View]:
    """Only those whose role allows it; for everybody else the page does not exist."""

    def wrap(view: View) -> View:
        @require_GET
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            scope = scope_of(request.user, permission)
            if not scope:
                raise Http404
            return view(request, *args, scope=scope, **kwargs)

        return guarded

    return wrap


@for_officers(Permission.SEE_COUNTS)
def figures(request: HttpRequest, *, scope: Any) -> HttpResponse:
    form = FiguresForm(request.GET)
    year = form.year()
    facts = tally.facts_of(year).visible_in(scope)
    context = {
        "year": year,
        "years": form.years(),
        "total": tally.total(facts),
        "audiences": tally.by_audience(facts),
        "page_obj": Paginator(by_unit(facts), 50).get_page(request.GET.get("page")),
        "measures": tally.MEASURES,
        "sexes": tally.SEXES,
        "has_demo": facts.filter(is_demo=True).exists(),
    }
    return render(request, "desk/figures.html", context)


@for_officers(Permission.SEE_COUNTS)
def figures_as_csv(request: HttpRequest, *, scope: Any) -> HttpResponse:
    form = FiguresForm(request.GET)
    year = form.year()
    facts = tally.facts_of(year).visible_in(scope)
    content = figures_csv(year, tally.total(facts), tally.by_audience(facts), by_unit(facts))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="so-lieu-{year}.csv"'
    return response


@for_officers(Permission.SEE_PEOPLE_BEHIND_COUNTS)
def behind(request: HttpRequest, *, scope: Any) -> HttpResponse:
    """The facts, or the distinct people, behind one number of the desk."""
    form = FiguresForm(request.GET)
    measure = form.measure()
    facts = form.narrowed(tally.facts_of(form.year()).visible_in(scope))
    lines = facts.latest_of_each_person() if measure == "people" else facts
    ordered = lines.select_related("person", "audience").order_by("person__sort_key", "person_id", "completed_on", "pk")
    page = Paginator(ordered, 50).get_page(request.GET.get("page"))
    context = {
        "year": form.year(),
        "measure": measure,
        "number": page.paginator.count,
        "page_obj": page,
        "filters": form.words(),
        "has_demo": facts.filter(is_demo=True).exists(),
    }
    return render(request, "desk/behind.html", context)

