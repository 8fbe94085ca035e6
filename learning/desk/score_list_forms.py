"""A list of scores: the file, then what was understood of it, line by line, before anything is saved."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learning.people.refusing import Refused
from learning.records import testing
from learning.records.models import Registration, TestScore
from learning.records.score_lists import Match

MOST_LINES = 1000
LARGEST = 5 * 1024 * 1024
PHASES = {"before": TestScore.Phase.PRE, "after": TestScore.Phase.POST}


def out_of_field() -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Points that can be reached"), initial=10, min_value=Decimal("0.5"), max_value=1000, decimal_places=2,
        localize=True, help_text=_("For numbers written without “/” and without “%”."),
    )  # fmt: skip


class ScoreFileForm(forms.Form):
    file = forms.FileField(
        label=_("File with the scores"),
        help_text=_("Excel, OpenDocument or CSV, with the names and a column with the scores before, after, or both."),
    )
    only = forms.ChoiceField(
        label=_("If there is one column of scores, it is about"), required=False, widget=forms.RadioSelect,
        choices=[
            ("", _("what its heading says")), ("pre", _("the test before the class")), ("post", _("the test after the class")),
        ],
    )  # fmt: skip
    out_of = out_of_field()

    def clean_file(self) -> Any:
        if self.cleaned_data["file"].size > LARGEST:
            raise forms.ValidationError(_("This file is larger than 5 MB. Please keep only the list of scores in it."))
        return self.cleaned_data["file"]


class ScoreListForm(forms.Form):
    """Everything stands in the page itself, so that nothing is kept of a list that is not saved."""

    total = forms.IntegerField(min_value=1, max_value=MOST_LINES, widget=forms.HiddenInput)
    out_of = out_of_field()

    def __init__(
        self, *args: Any, people: Sequence[Registration], matches: Sequence[Match] = (), out_of: Decimal | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        self.labels = {key: _label(one) for key, one in self.people.items()}
        self.initial = {"total": len(matches), "out_of": out_of}
        self.count = _count(self.data.get("total", "")) if self.is_bound else len(matches)
        for place in range(self.count):
            self._add_line(place, matches[place] if matches else None)

    def lines(self) -> list[dict[str, Any]]:
        """For the page: those in doubt first."""
        lines = [
            {name: self[f"{name}{place}"] for name in ("number", "name", "who", *PHASES)} | {"problems": self._problems(place)}
            for place in range(self.count)
        ]
        return sorted(lines, key=lambda line: bool(line["who"].value()) and not line["problems"])

    def _problems(self, place: int) -> list[str]:
        """What saving would refuse, said before it is tried; after that the fields say it."""
        if self.is_bound:
            return []
        return [problem for name in PHASES if (problem := _problem(self[f"{name}{place}"].value(), self.initial["out_of"]))]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.rows: list[testing.Row] = []
        chosen: set[str] = set()
        for place in range(self.count):
            who = data.get(f"who{place}")
            if who and who in chosen:
                self.add_error(f"who{place}", _("Two lines are about this person. Please leave one of them out."))
            elif who:
                chosen.add(who)
                self._read(place, self.people[who], data)
        return data

    def _read(self, place: int, registration: Registration, data: Mapping[str, Any]) -> None:
        for name, phase in PHASES.items():
            written = data.get(f"{name}{place}")
            if not written or not data.get("out_of"):
                continue
            try:
                self.rows.append(testing.Row(registration, phase, testing.read_score(written, data["out_of"])))
            except Refused as refusal:
                self.add_error(f"{name}{place}", str(refusal))

    def _add_line(self, place: int, match: Match | None) -> None:
        line = match.line if match else None
        hidden = forms.HiddenInput
        self.fields[f"number{place}"] = forms.CharField(initial=line.number if line else "", widget=hidden, required=False)
        self.fields[f"name{place}"] = forms.CharField(
            initial=line.name if line else "", widget=hidden, required=False, max_length=300
        )
        self.fields[f"who{place}"] = forms.ChoiceField(
            label=_("Person"), required=False, choices=self._choices(place, match),
            initial=match.chosen.pk if match and match.chosen else "",
        )  # fmt: skip
        for name, phase in PHASES.items():
            initial = getattr(line, name) if line else ""
            self.fields[f"{name}{place}"] = forms.CharField(label=phase.label, initial=initial, required=False, max_length=30)

    def _choices(self, place: int, match: Match | None) -> list[Any]:
        """One name where there is no doubt: a select of everybody in each of a thousand lines would be a heavy page."""
        posted = self.data.get(f"who{place}", "") if self.is_bound else ""
        sure = str(match.chosen.pk) if match and match.chosen else posted
        leave_out = ("", _("leave this line out"))
        if sure in self.labels:
            return [(sure, self.labels[sure]), leave_out]
        likely = {str(one.pk): self.labels[str(one.pk)] for one in (match.likely if match else [])}
        others = {key: label for key, label in self.labels.items() if key not in likely}
        groups = [(_("Perhaps"), likely), (_("Registered in this class"), others)]
        return [leave_out, *[(title, list(labels.items())) for title, labels in groups if labels]]


def _problem(written: str, out_of: Decimal) -> str:
    try:
        if written:
            testing.read_score(written, out_of)
    except Refused as refusal:
        return str(refusal)
    return ""


def _label(registration: Registration) -> str:
    """Namesakes are told apart by year of birth and unit."""
    person = registration.person
    return " · ".join(str(part) for part in (person.full_name, person.birth_year, person.organisation) if part)


def _count(posted: str) -> int:
    return min(int(posted), MOST_LINES) if posted.isdecimal() else 0
