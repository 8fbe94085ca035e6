"""What an officer asked for in the address of a figures page. Anything odd is read as the nearest sensible thing."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from learning.counts.models import HeadcountFact, TrainingFact, TrainingFactQuerySet
from learning.counts.tally import MEASURES
from learning.people.choices import Sex
from learning.people.models import Audience, Organisation


class FiguresForm(forms.Form):
    nam = forms.IntegerField(min_value=2000, max_value=2100, required=False)
    loai = forms.ChoiceField(choices=TrainingFact.Family.choices, required=False)
    so = forms.ChoiceField(choices=[(name, name) for name in MEASURES], required=False)
    nhom = forms.ModelChoiceField(queryset=Audience.objects.all(), required=False)
    gioi = forms.ChoiceField(choices=Sex.choices, required=False)
    don_vi = forms.ModelChoiceField(queryset=Organisation.objects.all(), required=False)

    def year(self) -> int:
        self.is_valid()
        return self.cleaned_data.get("nam") or timezone.localdate().year

    def measure(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("so") or "participations"

    def family(self) -> str:
        """Capacity building, where nothing else was asked for: it is what the tables count."""
        self.is_valid()
        return self.cleaned_data.get("loai") or TrainingFact.Family.CAPACITY_BUILDING

    def years(self) -> list[int]:
        """Years one can choose: this one, and all that have facts or headcounts, newest first."""
        ledgers = (TrainingFact.objects.standing(), HeadcountFact.objects.standing())  # type: ignore[attr-defined]
        found = {day.year for entries in ledgers for day in entries.dates("completed_on", "year")}
        return sorted(found | {timezone.localdate().year}, reverse=True)

    def narrowed(self, facts: TrainingFactQuerySet) -> TrainingFactQuerySet:
        """The same facts that the number was counted from."""
        self.is_valid()
        data = self.cleaned_data
        if data.get("nhom"):
            facts = facts.filter(audience=data["nhom"])
        if data.get("gioi"):
            facts = facts.filter(sex=data["gioi"])
        if data.get("don_vi"):
            facts = facts.within(data["don_vi"].pk)
        if self.measure() == "certificates":
            facts = facts.filter(has_certificate=True)
        return facts

    def words(self) -> list[str]:
        """What the list is narrowed to, in words."""
        self.is_valid()
        data = self.cleaned_data
        said = [str(TrainingFact.Family(data["loai"]).label)] if data.get("loai") else []
        said += [str(data["nhom"])] if data.get("nhom") else []
        said += [str(Sex(data["gioi"]).label)] if data.get("gioi") else []
        said += [str(data["don_vi"])] if data.get("don_vi") else []
        return said or [_("all")]
