"""Counts for officers: the number first, then its table, then the people behind it."""

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from learning.counts import tally
from learning.counts.by_unit import by_unit
from learning.counts.models import TrainingFact
from learning.desk.access import for_roles
from learning.desk.forms import FiguresForm
from learning.desk.sheets import figures_csv
from learning.people.models import Person, User
from learning.people.roles import Permission, scope_of
from learning.people.scopes import Scope
from learning.records.models import TrainingClass


@require_GET
@for_roles(Permission.SEE_COUNTS)
def figures(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    form = FiguresForm(request.GET)
    year = form.year()
    every, heads = tally.every_fact_of(year).visible_in(scope), tally.heads_of(year).visible_in(scope)
    facts = every.capacity_building()
    context = {
        "year": year,
        "families": tally.by_family(every, heads),
        "years": form.years(),
        "total": tally.total(facts),
        "audiences": tally.by_audience(facts),
        "page_obj": Paginator(by_unit(facts), 50).get_page(request.GET.get("page")),
        "measures": tally.MEASURES,
        "sexes": tally.SEXES,
        "has_demo": every.filter(is_demo=True).exists() or heads.filter(is_demo=True).exists(),
    }
    return render(request, "desk/figures.html", context)


@require_GET
@for_roles(Permission.SEE_COUNTS)
def figures_as_csv(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    form = FiguresForm(request.GET)
    year = form.year()
    facts = tally.facts_of(year).visible_in(scope)
    content = figures_csv(year, tally.total(facts), tally.by_audience(facts), by_unit(facts))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="so-lieu-{year}.csv"'
    return response


@require_GET
@for_roles(Permission.SEE_PEOPLE_BEHIND_COUNTS)
def behind(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """The facts, or the distinct people, behind one number of the desk."""
    form = FiguresForm(request.GET)
    measure = form.measure()
    facts = form.narrowed(tally.facts_of(form.year(), form.family()).visible_in(scope))
    lines = facts.latest_of_each_person() if measure == "people" else facts
    ordered = lines.select_related("person", "audience").order_by("person__sort_key", "person_id", "completed_on", "pk")
    page = Paginator(ordered, 50).get_page(request.GET.get("page"))
    context = {
        "year": form.year(),
        "measure": measure,
        "number": page.paginator.count,
        "page_obj": page,
        "lines": _linked(list(page), request.user),
        "filters": form.words(),
        "has_demo": facts.filter(is_demo=True).exists(),
    }
    return render(request, "desk/behind.html", context)


def _linked(facts: list[TrainingFact], user: User | AnonymousUser) -> list[tuple[TrainingFact, bool, int | None]]:
    """Each fact; whether its person's record may be opened today, and the class where that may be opened."""
    people, classes = scope_of(user, Permission.SEE_PEOPLE), scope_of(user, Permission.SEE_CLASSES)
    known = Person.objects.visible_in(people).filter(pk__in={fact.person_id for fact in facts})  # type: ignore[attr-defined]
    records = set(known.values_list("pk", flat=True))
    keys = {fact.subject_key.removeprefix("class:") for fact in facts if fact.subject_key.startswith("class:")}
    held = TrainingClass.objects.visible_in(classes).filter(pk__in=keys)  # type: ignore[attr-defined]
    open_to_them = {f"class:{pk}": pk for pk in held.values_list("pk", flat=True)} if keys else {}
    return [(fact, fact.person_id in records, open_to_them.get(fact.subject_key)) for fact in facts]

