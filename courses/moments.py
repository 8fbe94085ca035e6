"""When people see what of their attempt: a set of moments, kept as words in one column (field notes D, review matrix)."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _


class Moment(models.TextChoices):
    DURING = "during", _("during the attempt, after “Check”")
    AT_ONCE = "at_once", _("right after handing in")
    LATER = "later", _("later, while the quiz is open")
    CLOSED = "closed", _("after the quiz has closed")


AFTERWARDS = ",".join([Moment.AT_ONCE, Moment.LATER, Moment.CLOSED])
AT_ONCE_MINUTES = 2
"""How long "right after" lasts; as in Moodle."""


class MomentsField(models.CharField):
    """Some of the moments, in their order, parted by commas."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        usual: dict[str, Any] = {"max_length": 40, "blank": True, "default": AFTERWARDS}
        super().__init__(*args, **(usual | kwargs))

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "courses.moments.MomentsField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        return MomentsFormField(label=self.verbose_name, help_text=self.help_text, required=False, choices=Moment.choices)


class MomentsFormField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        return [moment for moment in value.split(",") if moment] if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        chosen = super().clean(value)
        return ",".join(moment for moment in Moment.values if moment in chosen)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial or ""), data))
