from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from learning.people.models import Audience, Organisation
from learning.people.scopes import Scope
from learning.people.units import choices_within
from learning.records.models import Requirement


class RequirementForm(forms.ModelForm):
    class Meta:
        model = Requirement
        fields = [
            "name", "course", "class_kind", "audience", "organisation", "position_words", "due_on", "days_for_new_staff",
            "valid_months", "is_active",
        ]  # fmt: skip
        widgets = {"due_on": forms.TextInput(attrs={"inputmode": "numeric", "placeholder": ""})}
        help_texts = {
            "course": _("Choose a course, or a kind of class below."),
            "class_kind": _("Any class of this kind counts."),
            "position_words": _("For example “công chức Văn hóa”. Marks and capitals do not count."),
            "due_on": _("Day, month and year, for example 01/12/2026."),
            "valid_months": _("Leave it empty if it need not be renewed."),
        }

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope
        self.fields["valid_months"].validators.append(MaxValueValidator(600))  # further back there are no days to count from
        self.fields["course"].queryset = CoursePage.objects.live().order_by("title")  # type: ignore[attr-defined]
        self.fields["audience"].queryset = Audience.objects.professional()  # type: ignore[attr-defined]
        self.fields["organisation"] = forms.TypedChoiceField(
            label=_("Unit, with all below it"), coerce=int, empty_value=None, required=not scope.whole_province,
            choices=[("", _("Choose a unit")), *choices_within(scope)],
        )  # fmt: skip

    def clean_organisation(self) -> Organisation | None:
        chosen = self.cleaned_data["organisation"]
        return Organisation.objects.get(pk=chosen) if chosen else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("course")) == bool(data.get("class_kind")):
            raise ValidationError(_("Please choose either a course or a kind of class: one of the two."))
        if not (data.get("audience") or data.get("organisation") or data.get("position_words")):
            raise ValidationError(_("Please say of whom it is required: an audience, a unit, or words of a position."))
        return data
