"""The yearly training plan: what was planned beside what was done."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.db.models import Count, Min, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from learning.desk.access import for_roles
from learning.desk.sheets import harmless, sheet_csv
from learning.people.roles import Permission
from learning.people.scopes import Scope
from learning.records.models import Headcount, TrainingClass


def planned(year: int, scope: Scope) -> QuerySet[TrainingClass]:
    """Classes of the year's plan with what became of each: registered, completed, heads counted."""
    heads = Headcount.objects.filter(training_class=OuterRef("pk")).order_by().values("training_class")
    total = heads.annotate(all_heads=Sum("female") + Sum("male") + Sum("not_stated")).values("all_heads")
    done = Q(completions__taken_back_on=None, completions__person__merged_into=None, completions__isnull=False)
    shown = TrainingClass.objects.planned_for(year).visible_in(scope)  # type: ignore[attr-defined]
    return shown.select_related("kind", "organisation").prefetch_related("organisation__versions").annotate(
        begins=Min("sessions__day"),
        taking_part=Count("registrations", filter=Q(registrations__state="registered"), distinct=True),
        completed=Count("completions", filter=done, distinct=True),
        heads=Subquery(total),
    ).order_by("planned_quarter", "begins", "pk")  # fmt: skip


def totals(year: int, scope: Scope) -> list[dict[str, object]]:
    """By kind: planned classes and expected people, closed classes and people who completed."""
    shown = TrainingClass.objects.planned_for(year).visible_in(scope).exclude(state="cancelled")  # type: ignore[attr-defined]
    closed = Count("pk", filter=Q(state="closed"))
    by_kind = shown.order_by().values("kind__name", "kind__position")
    rows = by_kind.annotate(planned=Count("pk"), expected=Sum("expected_participants"), closed=closed)
    done = Q(completions__taken_back_on=None, completions__person__merged_into=None, completions__isnull=False)
    completed = dict(by_kind.annotate(n=Count("completions", filter=done)).values_list("kind__name", "n"))
    return [row | {"completed": completed.get(row["kind__name"], 0)} for row in rows.order_by("kind__position")]


@require_GET
@for_roles(Permission.SEE_CLASSES)
def yearly_plan(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    year = _year(request)
    shown = planned(year, scope)
    if request.GET.get("dang") == "csv":
        return _as_csv(year, shown)
    context = {
        "year": year,
        "years": range(timezone.localdate().year + 1, timezone.localdate().year - 5, -1),
        "totals": totals(year, scope),
        "page_obj": Paginator(shown, 50).get_page(request.GET.get("page")),
    }
    return render(request, "desk/classes/plan.html", context)


def _year(request: HttpRequest) -> int:
    text = request.GET.get("nam", "")
    return int(text) if text.isdecimal() and 2000 <= int(text) <= 2100 else timezone.localdate().year


def _as_csv(year: int, shown: Iterable[TrainingClass]) -> HttpResponse:
    heading = [
        _("Quarter"), _("Title"), _("Kind"), _("Unit"), _("Expected"), _("Registered"), _("Completed"), _("Without names"),
        _("State"),
    ]  # fmt: skip
    rows = [
        [
            held.planned_quarter or "", harmless(held.title), harmless(held.kind.name), harmless(str(held.organisation)),
            held.expected_participants or "", held.taking_part, held.completed, held.heads or "", str(held.get_state_display()),  # type: ignore[attr-defined]
        ]
        for held in shown
    ]  # fmt: skip
    response = HttpResponse(sheet_csv([heading, *rows]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ke-hoach-{year}.csv"'
    return response
