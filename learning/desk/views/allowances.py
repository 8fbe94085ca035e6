"""More time, attempts or a later deadline for one person at the quiz of a course they are in."""

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import QuizPage
from learning.desk.access import for_roles, visible_or_404
from learning.people.models import Person
from learning.people.roles import Permission, signed_in
from learning.people.scopes import Scope
from learning.records import allowing
from learning.records.models import Allowance, Enrolment
from learning.records.progress import progress_of
from learning.records.rules_for import rules_of


class AllowanceForm(forms.Form):
    """`pairs`: the enrolments that can still be helped, each with its final quiz."""

    enrolment = forms.ChoiceField(label=gettext_lazy("Quiz"))
    extra_minutes = forms.IntegerField(
        label=gettext_lazy("More minutes"), min_value=0, max_value=600, required=False,
        help_text=gettext_lazy("Only where the quiz has a time limit. An attempt under way is lengthened, too."),
    )  # fmt: skip
    extra_attempts = forms.IntegerField(label=gettext_lazy("More attempts"), min_value=0, max_value=20, required=False)
    closes_on = forms.DateField(
        label=gettext_lazy("May be taken until the end of"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Where the quiz closes sooner."),
    )  # fmt: skip

    def __init__(self, *args: Any, pairs: list[tuple[Enrolment, QuizPage]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = {str(enrolment.pk): (enrolment, quiz) for enrolment, quiz in pairs}
        self.fields["enrolment"].choices = [  # type: ignore[attr-defined]
            (key, f"{enrolment.course.title}: {quiz.title}") for key, (enrolment, quiz) in self.pairs.items()
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.is_bound and not any(cleaned.get(name) for name in ("extra_minutes", "extra_attempts", "closes_on")):
            raise ValidationError(_("Please fill in minutes, attempts or a day."))
        closes_on = cleaned.get("closes_on")
        if closes_on and closes_on < timezone.localdate():
            self.add_error("closes_on", _("This day is over. Please choose today or a later day."))
        return cleaned

    def more(self) -> dict[str, Any]:
        """What allowing.allow() takes: what was left empty stays as it was allowed before. A day lasts until its midnight."""
        day = self.cleaned_data["closes_on"]
        ends = timezone.make_aware(datetime.datetime.combine(day, datetime.time(23, 59, 59))) if day else None
        typed = {name: self.cleaned_data[name] for name in ("extra_minutes", "extra_attempts")} | {"closes_at": ends}
        return {name: value for name, value in typed.items() if value is not None}


@for_roles(Permission.MANAGE_PEOPLE)
def allowances(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    person: Person = visible_or_404(Person.objects.standing(), scope, pk=pk)  # type: ignore[attr-defined]
    form = AllowanceForm(request.POST or None, pairs=_pairs(person))
    if request.method == "POST" and form.is_valid():
        enrolment, quiz = form.pairs[form.cleaned_data["enrolment"]]
        given = allowing.allow(enrolment, quiz, by=signed_in(request), **form.more())
        messages.success(request, _said(given))
        return redirect("allowances", pk=person.pk)
    given_so_far = Allowance.objects.filter(enrolment__person=person).select_related("quiz", "enrolment__course")
    return render(request, "desk/people/allowances.html", {"person": person, "form": form, "allowances": given_so_far})


def _pairs(person: Person) -> list[tuple[Enrolment, QuizPage]]:
    enrolments = Enrolment.objects.filter(person=person).select_related("course").prefetch_related("readings", "completions")
    return [(one.enrolment, one.quiz) for one in progress_of(list(enrolments)) if one.quiz and not one.is_complete]


def _said(given: Allowance) -> str:
    """More minutes that the closing hour would cut off are told at once, not found out in the attempt."""
    rules = rules_of(given.quiz, given)
    if given.extra_minutes and rules.limit and rules.closes_at and rules.closes_at < timezone.now() + rules.limit:
        at = f"{timezone.localtime(rules.closes_at):%H:%M, %d/%m/%Y}"
        return _("Saved. All the same the quiz closes at %(time)s for this person; a later day can be given here.") % {"time": at}
    return _("Saved. It holds from now on.")
