"""What DOLISA types when units change; each form knows its act."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from learning.people import reorganising
from learning.people.choices import OrganisationKind
from learning.people.models import Organisation, User
from learning.people.reorganising import NewUnit
from learning.people.text import nfc
from learning.people.unit_field import UnitField

MOST_UNITS = 6
"""Units that may go into one besides the first; more are merged in a second act."""


class ActForm(forms.Form):
    on = forms.DateField(
        label=_("From which day"), help_text=_("The first day on which it holds, for example 01/07/2025."),
        error_messages={"invalid": _("Please type the day as day/month/year, for example 01/07/2025.")},
    )  # fmt: skip
    legal_document = forms.CharField(label=_("Legal document"), max_length=200, help_text=_("Number, day and who issued it."))

    def __init__(self, *args: Any, unit: Organisation, **kwargs: Any) -> None:
        self.unit = unit
        super().__init__(*args, **kwargs)

    def units(self) -> list[Organisation]:
        """The units that the act ends or changes."""
        return [self.unit]

    def sentence(self) -> str:
        """What will be done, said before it is done."""
        day, names = f"{self.cleaned_data['on']:%d/%m/%Y}", "; ".join(map(str, self.units()))
        return self.words() % {"day": day, "units": names, "to": self.outcome()}

    def words(self) -> str:
        raise NotImplementedError

    def outcome(self) -> str:
        return ""

    def carry_out(self, by: User) -> None:
        """Raises Refused."""
        raise NotImplementedError

    def when(self, by: User) -> dict[str, Any]:
        return {"on": self.cleaned_data["on"], "legal_document": self.cleaned_data["legal_document"], "by": by}


class RenameForm(ActForm):
    name = forms.CharField(label=_("New name"), max_length=200)
    field_order = ["name", "on", "legal_document"]

    def words(self) -> str:
        return gettext("From %(day)s %(units)s will be called %(to)s.")

    def outcome(self) -> str:
        return str(self.cleaned_data["name"])

    def carry_out(self, by: User) -> None:
        reorganising.rename(self.unit, self.cleaned_data["name"], **self.when(by))


class MoveForm(ActForm):
    parent = UnitField(label=_("The unit above it"))
    field_order = ["parent", "on", "legal_document"]

    def words(self) -> str:
        return gettext("From %(day)s %(units)s will lie below %(to)s.")

    def outcome(self) -> str:
        return str(self.cleaned_data["parent"])

    def carry_out(self, by: User) -> None:
        reorganising.move(self.unit, self.cleaned_data["parent"], **self.when(by))


class CloseForm(ActForm):
    def words(self) -> str:
        return gettext("From %(day)s %(units)s will be no more, without a successor.")

    def carry_out(self, by: User) -> None:
        reorganising.close(self.unit, **self.when(by))


class NewUnitForm(ActForm):
    """Units that begin are of the kind, and below the unit, of the one they come from, unless something else is chosen."""

    kind = forms.ChoiceField(label=_("Kind of the new unit"), choices=OrganisationKind.choices, required=False)
    parent = UnitField(label=_("The unit above the new one"), required=False)

    def __init__(self, *args: Any, unit: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, unit=unit, **kwargs)
        today = unit.version_on(timezone.localdate())
        self.fields["kind"].initial = today.kind if today else None
        self.fields["parent"].initial = today.parent_id if today else None

    def new_unit(self, name: str) -> NewUnit:
        kind, parent = self.cleaned_data["kind"], self.cleaned_data["parent"]
        return NewUnit(name, kind or self.fields["kind"].initial, parent)


class MergeForm(NewUnitForm):
    """Into a unit there is, or a new one."""

    into = UnitField(label=_("Into a unit there is already"), required=False)
    name = forms.CharField(label=_("Or into a new unit of this name"), max_length=200, required=False)
    with_officers = forms.BooleanField(
        label=_("Whoever acts for one of these units acts for the whole from now on"), required=False, initial=True,
        help_text=_("They will see the people of all of them. Without it, roles are given anew."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [f"other_{number}" for number in range(1, MOST_UNITS)]
        for name in others:
            self.fields[name] = UnitField(label=_("And with"), required=False)
        self.fields["other_1"].label = _("Merged with")
        self.fields["other_1"].help_text = _("Another unit that goes into the same one.")
        self.order_fields([*others, "into", "name", "kind", "parent", "with_officers", "on", "legal_document"])

    def units(self) -> list[Organisation]:
        others = [unit for name, unit in self.cleaned_data.items() if name.startswith("other_") and unit]
        return list(dict.fromkeys([self.unit, *others]))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if bool(data.get("into")) == bool(data.get("name")):
            raise forms.ValidationError(_("Please name either the unit they go into, or a new one."))
        if data.get("name") and len(self.units()) < 2:
            raise forms.ValidationError(_("Please name the unit it is merged with."))
        return data

    def words(self) -> str:
        return gettext("From %(day)s these units will be one, %(to)s: %(units)s.")

    def outcome(self) -> str:
        return str(self.cleaned_data["into"] or self.cleaned_data["name"])

    def carry_out(self, by: User) -> None:
        into = self.cleaned_data["into"] or self.new_unit(self.cleaned_data["name"])
        reorganising.merge(self.units(), into, **self.when(by), with_officers=self.cleaned_data["with_officers"])


class SplitForm(NewUnitForm):
    names = forms.CharField(
        label=_("Names of the new units"), help_text=_("One name a line."), widget=forms.Textarea(attrs={"rows": 4})
    )
    field_order = ["names", "kind", "parent", "on", "legal_document"]

    def clean_names(self) -> list[str]:
        names = list(dict.fromkeys(filter(None, map(nfc, self.cleaned_data["names"].splitlines()))))
        if len(names) < 2:
            raise forms.ValidationError(_("Please name at least two units that come out of the split."))
        if max(map(len, names)) > 200:
            raise forms.ValidationError(_("One of the names is longer than 200 characters. Please shorten it."))
        return names

    def words(self) -> str:
        return gettext("From %(day)s %(units)s will become: %(to)s.")

    def outcome(self) -> str:
        return "; ".join(self.cleaned_data["names"])

    def carry_out(self, by: User) -> None:
        reorganising.split(self.unit, [self.new_unit(name) for name in self.cleaned_data["names"]], **self.when(by))
