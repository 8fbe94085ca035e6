"""Choose a unit by typing: with a script a list to pick from, without one the server finds it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.people.models import Organisation
from learning.people.unit_finder import UnitFinder, UnitHit


class UnitWidget(forms.MultiWidget):
    """What was typed, and the unit picked from the list (empty without a script)."""

    template_name = "people/unit_widget.html"
    use_fieldset = False  # one field to the eye: its label belongs to the text

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        text = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"})
        super().__init__({"text": text, "id": forms.HiddenInput()}, attrs)
        self.hits: Sequence[UnitHit] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With the units that fit what was typed, where there are several: one of them can be chosen without a script."""
        return super().get_context(name, value, attrs) | {"hits": [(hit.organisation_id, describe(hit)) for hit in self.hits]}

    def decompress(self, value: Any) -> list[Any]:
        unit = Organisation.objects.filter(pk=value).first() if value else None
        return [str(unit), unit.pk] if unit else ["", ""]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_


class UnitField(forms.Field):
    """Gives the Organisation. `only`: keys of units that may be chosen; None where all may, old ones included."""

    widget = UnitWidget
    hits: Sequence[UnitHit] = ()
    """The units that fit, where there were several."""
    default_error_messages = {
        "required": _("Please type the name of the unit."),
        "unknown": _("No unit is called “%(text)s”. Please type a part of its name."),
        "several": _("Several units fit “%(text)s”. Please choose one of them below the name, or type more of it."),
    }

    def clean(self, value: Any) -> Organisation | None:
        text, picked = (value or ["", ""])[:2]
        text = (text or "").strip()[:200]
        if not text:
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return None
        return self._chosen(text, picked)

    def _chosen(self, text: str, picked: Any) -> Organisation:
        """The unit picked, where it still fits what was typed; else the only one that fits, or is called so."""
        hits = UnitFinder().search(text, timezone.localdate())
        exact = [hit for hit in hits if hit.name.casefold() == text.casefold()]
        current = [hit for hit in exact if hit.is_current]
        for some in ([hit for hit in hits if str(hit.organisation_id) == str(picked)], exact, current, hits):
            if len(some) == 1:
                return Organisation.objects.get(pk=some[0].organisation_id)
        if not hits:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown", params={"text": text})
        self.hits = self.widget.hits = hits
        raise forms.ValidationError(self.error_messages["several"], code="several", params={"text": text})


def describe(hit: UnitHit) -> str:
    """ "Xã La Bằng, Huyện Đại Từ (until 30/06/2025)"."""
    words = ", ".join(filter(None, [hit.name, hit.parent]))
    return f"{words} ({hit.years})" if hit.years else words
