"""What an officer types about a person."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.people.forms import PersonFields
from learning.people.models import Organisation, Person
from learning.people.scopes import Scope
from learning.people.units import unit_choices


class PersonForm(PersonFields):
    birth_date = forms.DateField(
        label=_("Date of birth"), required=False, help_text=_("Day, month and year, for example 26/04/1985."),
        error_messages={"invalid": _("Please type the date of birth as day/month/year, for example 26/04/1985.")},
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Phone"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, error_messages={"invalid": _("An address looks like this: ten@donvi.vn.")}
    )
    from_day = forms.DateField(
        label=_("In this unit and position since"), required=False,
        help_text=_("Only where the unit or the position has changed; if it is empty, from today."),
    )  # fmt: skip
    field_order = [
        "full_name", "sex", "birth_year", "birth_date", "phone", "email", "organisation", "position", "from_day", "audience",
    ]  # fmt: skip

    def __init__(self, *args: Any, scope: Scope, person: Person | None = None, **kwargs: Any) -> None:
        if person:
            kwargs.setdefault("initial", _initial(person))
        super().__init__(*args, **kwargs)
        own = {person.organisation_id} if person else set()
        self.fields["organisation"].choices = _within(scope, own)  # type: ignore[attr-defined]
        if person is None:
            del self.fields["from_day"]

    def clean_from_day(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["from_day"]
        if day and day > timezone.localdate():
            raise ValidationError(_("This day is still to come. Please enter the new unit or position on that day or after it."))
        return day

    def clean_phone(self) -> str:
        digits = "".join(c for c in self.cleaned_data["phone"] if c.isdigit() or c == "+")
        if not digits:
            return ""
        national = "0" + digits.removeprefix("+").removeprefix("84") if digits.startswith(("+84", "84")) else digits
        if not (national.startswith("0") and 10 <= len(national) <= 11):
            raise ValidationError(_("Please type the phone number with its 0 in front, for example 0912 345 678."))
        return f"+84{national[1:]}"

    def clean_birth_date(self) -> Any:
        born = self.cleaned_data["birth_date"]
        if born and not timezone.localdate().year - 100 <= born.year <= timezone.localdate().year - 14:
            raise ValidationError(_("Please type the date of birth as day/month/year, for example 26/04/1985."))
        return born

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        born, year = data.get("birth_date"), data.get("birth_year")
        if born and year and born.year != year:
            self.add_error("birth_date", _("The date of birth and the year of birth differ. Please correct one of them."))
        return data

    def person_fields(self) -> dict[str, Any]:
        data = self.cleaned_data
        more = {name: data[name] for name in ("birth_date", "phone", "email")}
        return super().person_fields() | more

    def from_day_or_today(self) -> Any:
        return self.cleaned_data.get("from_day") or timezone.localdate()


def _initial(person: Person) -> dict[str, Any]:
    names = ("full_name", "sex", "birth_year", "birth_date", "email", "position", "audience")
    phone = f"0{person.phone.removeprefix('+84')}" if person.phone else ""
    return {name: getattr(person, name) for name in names} | {"phone": phone, "organisation": person.organisation_id}


def _within(scope: Scope, also: set[int]) -> list[Any]:
    """Units of the scope; the person's own unit stays among them, also when it exists no more."""
    groups = unit_choices(timezone.localdate())
    known = {pk for _label, units in groups for pk, _name in units}
    shown = [(label, [one for one in units if scope.includes(one[0]) or one[0] in also]) for label, units in groups]
    old = [(pk, str(Organisation.objects.get(pk=pk))) for pk in also - known]
    return [("", _("Choose a unit")), *old, *[(label, units) for label, units in shown if units]]
