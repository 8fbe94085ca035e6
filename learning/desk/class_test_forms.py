"""Forms for headcounts, evaluations and the tests of a class. All work without scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from learning.desk.score_list_forms import out_of_field
from learning.people.models import Audience
from learning.people.refusing import Refused
from learning.records import testing
from learning.records.counting_heads import Heads
from learning.records.models import EvaluationQuestion, Registration, TestScore

MOST_QUESTIONS = 40
RATINGS = [(5, _("5 – fully")), (4, "4"), (3, _("3 – partly")), (2, "2"), (1, _("1 – not at all"))]


class HeadsForm(forms.Form):
    """One group. Where the audience is confidential there is no field in which a word could be written."""

    audience = forms.ModelChoiceField(Audience.objects.all(), label=_("Audience"), required=False, empty_label=_("not stated"))
    role = forms.CharField(label=_("Role or group"), max_length=120, required=False)
    female = forms.IntegerField(label=_("Women"), min_value=0, max_value=100_000, required=False)
    male = forms.IntegerField(label=_("Men"), min_value=0, max_value=100_000, required=False)
    not_stated = forms.IntegerField(label=_("Not stated"), min_value=0, max_value=100_000, required=False)

    def __init__(self, *args: Any, numbers_only: bool, audiences: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = [("", _("not stated")), *audiences]  # type: ignore[attr-defined]
        for name in ("female", "male", "not_stated"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"
        if numbers_only:
            del self.fields["role"]

    def heads(self) -> Heads:
        data = self.cleaned_data
        numbers = {name: data.get(name) or 0 for name in ("female", "male", "not_stated")}
        return Heads(audience=data.get("audience"), role=data.get("role") or "", **numbers)


HeadsFormSet = forms.formset_factory(HeadsForm, extra=3, max_num=60)


class EvaluationForm(forms.Form):
    """The questions that are asked today; every one may be left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(EvaluationQuestion.objects.filter(is_active=True))
        for question in self.questions:
            self.fields[f"q{question.pk}"] = _evaluation_field(question)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.values()):
            raise forms.ValidationError(_("Nothing is answered yet. Please answer at least one question, or close this page."))
        return data

    def answers(self) -> dict[int, int | str]:
        return {question.pk: self.cleaned_data[f"q{question.pk}"] for question in self.questions}


class ScoresForm(forms.Form):
    """A score for each person on this page of the list, as it stands on paper."""

    out_of = out_of_field()

    def __init__(
        self, *args: Any, registrations: Sequence[Registration], known: Mapping[int, TestScore], phase: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.registrations, self.phase = registrations, phase
        for one in registrations:
            score = known.get(one.pk)
            self.fields[f"s{one.pk}"] = forms.CharField(
                label=one.person.full_name, required=False, max_length=30, initial=in_percent(score.percent) if score else "",
                show_hidden_initial=not self.is_bound or f"initial-s{one.pk}" in self.data,  # a score entered meanwhile stays
                disabled=bool(score and score.is_online), help_text=_("Done online.") if score and score.is_online else "",
            )  # fmt: skip

    def lines(self) -> list[forms.BoundField]:
        return [self[f"s{one.pk}"] for one in self.registrations]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.rows: list[testing.Row] = []
        for one in self.registrations:
            name = f"s{one.pk}"
            if name in self.changed_data and name in data and "out_of" in data:
                self._read(one, name, data)
        return data

    def _read(self, registration: Registration, name: str, data: Mapping[str, Any]) -> None:
        try:
            percent = testing.read_score(data[name], data["out_of"]) if data[name] else None
        except Refused as refusal:
            self.add_error(name, str(refusal))
        else:
            self.rows.append(testing.Row(registration, self.phase, percent))


@dataclass(frozen=True)
class ItemsLine:
    registration: Registration
    is_online: bool
    took_it: bool
    cells: list[tuple[int, bool]]

    @property
    def shown(self) -> str:
        """What the page shows of this line, to tell later whether it was changed there."""
        return _ticks(self.took_it, [right for _number, right in self.cells])


class ItemsSheet:
    """A grid of ticks: a line for each person, a column for each question of the paper."""

    def __init__(self, registrations: Sequence[Registration], phase: str, *, wanted: str) -> None:
        self.phase = phase
        self.known = {one.pk: one.known[0] if one.known else None for one in registrations}  # type: ignore[attr-defined]
        self.registrations = registrations
        asked = int(wanted) if wanted.isdecimal() else self._questions_known()
        self.questions = range(1, max(1, min(asked, MOST_QUESTIONS)) + 1)

    def lines(self) -> list[ItemsLine]:
        return [self._line(one, self.known[one.pk]) for one in self.registrations]

    def rows(self, posted: QueryDict) -> list[testing.Row]:
        """Whoever is ticked as having taken the test; somebody no longer ticked loses what was entered by question."""
        return [row for one in self.registrations if (row := self._row(one, posted))]

    def _line(self, registration: Registration, score: TestScore | None) -> ItemsLine:
        items = score.items if score else {}
        cells = [(number, bool(items.get(str(number)))) for number in self.questions]
        return ItemsLine(registration, bool(score and score.is_online), bool(items), cells)

    def _row(self, registration: Registration, posted: QueryDict) -> testing.Row | None:
        score = self.known[registration.pk]
        if score and score.is_online:
            return None
        took_it = f"r{registration.pk}" in posted
        cells = [f"i{registration.pk}-{number}" in posted for number in self.questions]
        if _ticks(took_it, cells) == posted.get(f"was{registration.pk}"):
            return None
        if not took_it:
            return testing.Row(registration, self.phase, None) if score and score.items else None
        items = {str(number): right for number, right in zip(self.questions, cells, strict=True)}
        return testing.Row(registration, self.phase, testing.percent_right(items), items)

    def _questions_known(self) -> int:
        known = [int(number) for score in self.known.values() if score for number in score.items]
        return max(known, default=10)


def _ticks(took_it: bool, cells: Sequence[bool]) -> str:
    return "".join("1" if right else "0" for right in cells) if took_it else ""


def in_percent(percent: Decimal) -> str:
    """As somebody would write it, and as read_score reads it: 66,67 %."""
    return f"{number_format(percent.normalize(), use_l10n=True)} %" if percent else "0 %"


def _evaluation_field(question: EvaluationQuestion) -> forms.Field:
    if question.kind == EvaluationQuestion.Kind.TEXT:
        hint = _("Please write no names.")
        return forms.CharField(
            label=question.text, max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=hint
        )
    return forms.TypedChoiceField(
        label=question.text, choices=RATINGS, coerce=int, empty_value="", required=False, widget=forms.RadioSelect
    )
