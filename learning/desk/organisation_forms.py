"""What DOLISA types when units change."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learning.people.choices import OrganisationKind
from learning.people.unit_field import UnitField


class ActForm(forms.Form):
    on = forms.DateField(
        label=_("From which day"), help_text=_("The first day on which it holds, for example 01/07/2025."),
        error_messages={"invalid": _("Please type the day as day/month/year, for example 01/07/2025.")},
    )  # fmt: skip
    legal_document = forms.CharField(label=_("Legal document"), max_length=200, help_text=_("Number, day and who issued it."))


class RenameForm(ActForm):
    name = forms.CharField(label=_("New name"), max_length=200)
    field_order = ["name", "on", "legal_document"]


class MoveForm(ActForm):
    parent = UnitField(label=_("The unit above it"))
    field_order = ["parent", "on", "legal_document"]


class CloseForm(ActForm):
    pass


class MergeForm(ActForm):
    """Into a unit there is, or a new one."""

    second = UnitField(label=_("Merged with"), help_text=_("Another unit that goes into the same one."), required=False)
    third = UnitField(label=_("And with"), required=False)
    into = UnitField(label=_("Into a unit there is already"), required=False)
    name = forms.CharField(label=_("Or into a new unit of this name"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind of the new unit"), choices=OrganisationKind.choices, required=False)
    parent = UnitField(label=_("The unit above the new one"), required=False)
    field_order = ["second", "third", "into", "name", "kind", "parent", "on", "legal_document"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("into")) == bool(data.get("name")) and not self.errors:
            raise forms.ValidationError(_("Please name either the unit they go into, or a new one."))
        if data.get("name") and not data.get("second") and not self.errors:
            raise forms.ValidationError(_("Please name the unit it is merged with."))
        return data


class SplitForm(ActForm):
    first = forms.CharField(label=_("First new unit"), max_length=200)
    second = forms.CharField(label=_("Second new unit"), max_length=200)
    third = forms.CharField(label=_("Third new unit"), max_length=200, required=False)
    field_order = ["first", "second", "third", "on", "legal_document"]
