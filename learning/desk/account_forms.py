"""The forms of accounts: opening one with a code, lists of staff, corrections, handing over."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from learning.desk.handing_over import receivers_in
from learning.people import access_codes
from learning.people.choices import Sex
from learning.people.models import Audience, CorrectionRequest, Person, User
from learning.people.opening_accounts import propose_username, taken_among
from learning.people.scopes import Scope
from learning.people.text import nfc
from learning.people.units import unit_choices

LARGEST_FILE = 5 * 1024 * 1024


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code on your slip"),
        max_length=60,
        help_text=_("Ten letters and digits, for example K7QM-2XHD-9T. Capitals and hyphens do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Please type the code that stands on your slip.")},
    )


class OpeningForm(forms.Form):
    """How the person of a code will sign in. The user name is asked only where there is no account yet."""

    code = forms.CharField(widget=forms.HiddenInput)
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("Letters and digits without spaces. You sign in with it."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Please choose a user name.")},
    )
    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least 8 characters, not only digits, and not easy to guess."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Please choose a password.")},
    )
    password2 = forms.CharField(
        label=_("The same password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Please type the same password once more.")},
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if person.user_id:
            del self.fields["username"]
        else:
            self.fields["username"].initial = propose_username(person.full_name, taken_among([person.full_name]))

    def clean_username(self) -> str:
        return get_adapter().clean_username(self.cleaned_data["username"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ. Please type the same one twice."))
        elif first:
            self._check_strength(first)
        return data

    def _check_strength(self, password: str) -> None:
        name = self.person.user.username if self.person.user else self.cleaned_data.get("username", "")
        try:
            password_validation.validate_password(password, User(username=name, last_name=self.person.full_name))
        except ValidationError as weak:
            self.add_error("password1", weak)

    def open_account(self) -> User:
        data = self.cleaned_data
        return access_codes.open_account(data["code"], data.get("username", ""), data["password1"])


# --- lists of staff --------------------------------------------------------------------------------------------


class StaffListForm(forms.Form):
    """A list of staff as a file, or pasted from a table."""

    organisation = forms.TypedChoiceField(
        label=_("Unit"),
        coerce=int,
        help_text=_("For everybody whose line names no other unit of yours."),
        error_messages={"required": _("Please choose the unit of these staff.")},
    )
    audience = forms.ModelChoiceField(
        label=_("Audience"), queryset=Audience.objects.professional(), empty_label=None,
        help_text=_("For those who are new here; each can be changed later."),
    )  # fmt: skip
    file = forms.FileField(label=_("List as a file"), required=False, help_text=_("Excel, LibreOffice or CSV."))
    text = forms.CharField(
        label=_("Or paste the list here"), required=False, max_length=200_000, strip=False,
        help_text=_("Copied from a table, with its heading line, one person a line."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", _("Choose a unit")), *units_within(scope)]  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise ValidationError(_("This file is larger than 5 MB. Please send the list alone, without pictures."))
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("file") and not (data.get("text") or "").strip() and "file" not in self.errors:
            self.add_error("file", _("Please choose a file, or paste the list below."))
        return data

    def list_of_staff(self) -> tuple[bytes, str]:
        file = self.cleaned_data["file"]
        if file:
            return file.read(), file.name
        return self.cleaned_data["text"].encode(), "danh-sach.csv"


def units_within(scope: Scope) -> list[Any]:
    groups = unit_choices(timezone.localdate())
    within = [(label, [unit for unit in units if scope.includes(unit[0])]) for label, units in groups]
    return [(label, units) for label, units in within if units]


# --- corrections -----------------------------------------------------------------------------------------------


class AskCorrectionForm(forms.Form):
    """One wish at a time. Which of the three fields counts is told by the first."""

    what = forms.ChoiceField(
        label=_("What is wrong"), choices=CorrectionRequest.What.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what is wrong.")},
    )  # fmt: skip
    full_name = forms.CharField(label=_("Right full name"), max_length=120, required=False)
    sex = forms.ChoiceField(label=_("Right sex"), choices=[("", "–"), *Sex.choices], required=False)
    organisation = forms.TypedChoiceField(label=_("Right unit"), coerce=int, empty_value=None, required=False)
    note = forms.CharField(
        label=_("Note for the officer"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example since when, or how it stands on your identity card."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [("", _("Choose your unit")), *unit_choices(timezone.localdate())]
        self.fields["organisation"].choices = units  # type: ignore[attr-defined]
        what = [(value, capfirst(label)) for value, label in CorrectionRequest.What.choices]
        self.fields["what"].choices = what  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        what = data.get("what")
        if what and not data.get(what) and what not in self.errors:
            self.add_error(what, _("Please say how it should be."))
        return data

    def wanted(self) -> str:
        return str(self.cleaned_data[self.cleaned_data["what"]])


class DecideCorrectionForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it. It is needed where the record is not changed."),
    )  # fmt: skip
    from_day = forms.DateField(
        label=_("In this unit since"), required=False, help_text=_("Day, month and year; if it is empty, from today."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Please type the day as day/month/year, for example 01/07/2026.")},
    )  # fmt: skip

    def __init__(self, *args: Any, about_unit: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not about_unit:
            del self.fields["from_day"]


# --- handing over ----------------------------------------------------------------------------------------------


class ReceiverForm(forms.Form):
    """Who takes over: by user name, among those within the reach of the one who hands over."""

    username = forms.CharField(
        label=_("User name of who takes over"), max_length=150,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Please type the user name of the person who takes over.")},
    )  # fmt: skip

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope

    def clean_username(self) -> User:
        key = nfc(self.cleaned_data["username"]).casefold()
        found = receivers_in(self.scope).filter(username_key=key).first()
        if found is None:
            raise ValidationError(_("No active account of your units has this user name. Please check it."))
        return found
