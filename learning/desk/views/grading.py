"""Longer answers, marked by trainers who are not told whose they are."""

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from learning.desk.access import for_trainers
from learning.people.refusing import Refused
from learning.people.roles import signed_in
from learning.records import grading
from learning.records.models import Answer


class GradeForm(forms.Form):
    """A line of points for each criterion of the rubric."""

    remark = forms.CharField(
        label=gettext_lazy("Remark"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The person reads it: what was good, and what to read again."),
    )  # fmt: skip

    def __init__(self, *args: object, answer: Answer, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.criteria = grading.criteria(answer.version)
        for one in self.criteria:
            self.fields[f"points-{one.key}"] = forms.DecimalField(
                label=one.text, min_value=0, max_value=one.most, max_digits=7, decimal_places=3,
                help_text=_("0 to %(most)s points") % {"most": f"{one.most:.4g}"},
            )  # fmt: skip
        self.order_fields([f"points-{one.key}" for one in self.criteria])

    def points(self) -> dict[str, Decimal]:
        return {one.key: self.cleaned_data[f"points-{one.key}"] for one in self.criteria}


@require_GET
@for_trainers
def answers(request: HttpRequest) -> HttpResponse:
    page = Paginator(grading.waiting(signed_in(request)), 50).get_page(request.GET.get("page"))
    return render(request, "desk/grading/list.html", {"page_obj": page})


@for_trainers
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer with its rubric; then on to the next that waits."""
    theirs = grading.for_marker(Answer.objects.filter(version__kind="long_answer"), signed_in(request))
    found = get_object_or_404(theirs.select_related("version", "attempt__quiz"), pk=pk)
    if not found.waits:
        messages.error(request, _("This answer has been marked already. Please go on with the next one."))
        return redirect("grading")
    form = GradeForm(request.POST or None, answer=found)
    if request.method == "POST" and form.is_valid():
        try:
            grading.grade(found, form.points(), form.cleaned_data["remark"], by=signed_in(request))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The answer is marked, and the score follows it."))
            following = grading.waiting(signed_in(request)).first()
            return redirect("grade", pk=following.pk) if following else redirect("grading")
    return render(request, "desk/grading/answer.html", {"answer": found, "form": form})
