"""Invite people to a course."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage, EntryBy
from learning.people.models import Audience, Person
from learning.people.roles import reach, today_of
from learning.people.scopes import Scope
from learning.people.units import choices_within


def closed_courses() -> Any:
    """Those that not everybody may enter."""
    return CoursePage.objects.live().exclude(entry_by=EntryBy.THEMSELVES).order_by("title")


class InviteUnitForm(forms.Form):
    course = forms.ModelChoiceField(closed_courses(), label=_("Course"), empty_label=_("Choose a course"))
    organisation = forms.TypedChoiceField(label=_("Unit, with all below it"), coerce=int, empty_value=None)
    audience = forms.ModelChoiceField(
        Audience.objects.none(), label=_("Audience"), required=False, empty_label=_("Everybody"),
        help_text=_("Only people on record who work there today are invited."),
    )  # fmt: skip

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope
        self.fields["audience"].queryset = Audience.objects.professional()  # type: ignore[attr-defined]
        everywhere = _("The whole province") if scope.whole_province else _("Choose a unit")
        self.fields["organisation"].required = not scope.whole_province
        self.fields["organisation"].choices = [("", everywhere), *choices_within(scope)]  # type: ignore[attr-defined]

    def people(self) -> Any:
        """Those of the unit today who are the inviter's to see to."""
        chosen = self.cleaned_data
        found = Person.objects.standing().visible_in(self.scope)  # type: ignore[attr-defined]
        if chosen["organisation"]:
            found = found.filter(organisation__in=today_of(reach({chosen["organisation"]})).covers)
        return found.filter(audience=chosen["audience"]) if chosen["audience"] else found


class InvitePersonForm(forms.Form):
    course = forms.ModelChoiceField(closed_courses(), label=_("Course"), empty_label=_("Choose a course"))
