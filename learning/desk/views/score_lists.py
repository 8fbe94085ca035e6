"""Scores of a class from a file: shown first, saved after."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.desk.access import for_roles, visible_or_404
from learning.desk.score_list_forms import MOST_LINES, ScoreFileForm, ScoreListForm
from learning.people.refusing import Refused
from learning.people.roles import Permission, signed_in
from learning.people.scopes import Scope
from learning.records import score_lists, testing
from learning.records.models import Registration, TrainingClass


@for_roles(Permission.RUN_CLASSES)
def class_score_list(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    found: TrainingClass = visible_or_404(TrainingClass.objects.filter(takes_names=True), scope, pk=pk)
    if request.method == "POST" and "total" in request.POST:
        return _save(request, found)
    form = ScoreFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _shown(request, found, form)
        except Refused as refusal:
            form.add_error("file", str(refusal))
    return render(request, "desk/tests/score_file.html", {"training_class": found, "form": form})


def _shown(request: HttpRequest, found: TrainingClass, form: ScoreFileForm) -> HttpResponse:
    """What was understood. Nothing is saved yet."""
    data = form.cleaned_data
    lines = score_lists.read_lines(data["file"].read(), data["file"].name, data["only"])
    if len(lines) > MOST_LINES:
        raise Refused(_("This list has more than %(most)s lines. Please cut it into several files.") % {"most": MOST_LINES})
    matches = score_lists.match_lines(found, lines)
    return _page(request, found, ScoreListForm(people=_people(found), matches=matches, out_of=data["out_of"]))


def _save(request: HttpRequest, found: TrainingClass) -> HttpResponse:
    form = ScoreListForm(request.POST, people=_people(found))
    if not form.is_valid():
        return _page(request, found, form)
    try:
        changed = testing.enter_scores(form.rows, by=signed_in(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form)
    messages.success(request, ngettext("%(n)d score was changed.", "%(n)d scores were changed.", changed) % {"n": changed})
    return redirect("class_tests", pk=found.pk)


def _page(request: HttpRequest, found: TrainingClass, form: ScoreListForm) -> HttpResponse:
    lines = form.lines()
    doubtful = sum(1 for line in lines if not line["who"].value())
    context = {"training_class": found, "form": form, "lines": lines, "doubtful": doubtful}
    return render(request, "desk/tests/score_list.html", context)


def _people(found: TrainingClass) -> list[Registration]:
    return list(found.registrations.taking_part().by_name().prefetch_related("person__organisation__versions"))  # type: ignore[attr-defined]
