"""Sign-up, sign-in and the profile."""

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.people import signing_up
from learning.people.choices import Sex
from learning.people.models import Audience, Organisation, Person, User
from learning.people.text import nfc
from learning.people.units import unit_choices


class PersonFields(forms.Form):
    """What we ask about a person. Ethnic origin, health and the like are not asked (safety first)."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=120,
        help_text=_("As it should stand on your certificates, with all marks."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Please type your full name.")},
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=Sex.choices,
        initial=Sex.NOT_STATED,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the three answers.")},
    )
    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        required=False,
        help_text=_("Four digits, for example 1985."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year"}),
        error_messages={"invalid": _("Please type the year of birth with four digits, or leave it empty.")},
    )
    organisation = forms.TypedChoiceField(
        label=_("Unit"),
        coerce=int,
        help_text=_("The department, commune or ward where you work."),
        error_messages={"required": _("Please choose your unit from the list.")},
    )
    position = forms.CharField(
        label=_("Position"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    audience = forms.ModelChoiceField(
        label=_("Audience"),
        queryset=Audience.objects.professional(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Please choose the group that is closest to your work.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", _("Choose your unit")), *unit_choices(timezone.localdate())]  # type: ignore[attr-defined]

    def clean_full_name(self) -> str:
        name = nfc(self.cleaned_data["full_name"])
        if not any(c.isalpha() for c in name) or any(c.isdigit() or c in "<>@" for c in name):
            raise forms.ValidationError(_("Please type your full name in letters, as on your identity card."))
        return name

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        this_year = timezone.localdate().year
        if year is not None and not this_year - 100 <= year <= this_year - 14:
            raise forms.ValidationError(
                _("Please type the year of birth with four digits, between %(first)s and %(last)s, or leave it empty."),
                params={"first": this_year - 100, "last": this_year - 14},
            )
        return year

    def person_fields(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "full_name": data["full_name"],
            "sex": data["sex"],
            "birth_year": data["birth_year"],
            "organisation": Organisation.objects.get(pk=data["organisation"]),
            "position": data["position"],
            "audience": data["audience"],
        }


class SignupForm(PersonFields, AllauthSignupForm):
    field_order = [
        "full_name", "sex", "birth_year", "organisation", "position", "audience",
        "username", "email", "password1", "password2",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["username"].help_text = _("Letters and digits without spaces. You sign in with it.")
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        self.fields["email"].label = _("E-mail")
        self.fields["email"].help_text = _("With it you can reset a forgotten password.")
        self.fields["password1"].label = _("Password")
        self.fields["password1"].help_text = _("At least 8 characters, not only digits, and not easy to guess.")
        self.fields["password2"].label = _("The same password once more")
        self.fields["email"].error_messages["invalid"] = _("An address looks like this: ten@donvi.vn.")
        self.fields["password1"].error_messages["required"] = _("Please choose a password.")
        self.fields["password2"].error_messages["required"] = _("Please type the same password once more.")
        for name in ("username", "email", "password1", "password2"):
            self.fields[name].widget.attrs.pop("placeholder", None)

    def about_you(self) -> list[forms.BoundField]:
        return [self[name] for name in self.field_order[:3]]

    def about_work(self) -> list[forms.BoundField]:
        return [self[name] for name in self.field_order[3:6]]

    def about_sign_in(self) -> list[forms.BoundField]:
        return [self[name] for name in self.field_order[6:]]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("username") and not data.get("email") and not self.errors.keys() & {"username", "email"}:
            self.add_error("username", _("Please choose a user name, or give an e-mail address below."))
        return data

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        signing_up.open_account(user, **self.person_fields())


class LoginForm(AllauthLoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail")
        self.fields["login"].widget.attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["login"].error_messages["required"] = _("Please type your user name or e-mail address.")
        self.fields["password"].error_messages["required"] = _("Please type your password.")
        self.fields.pop("remember", None)

    def clean_login(self) -> str:
        """Typed "ĐẠT" means "đạt" on every engine, also with the combining marks of some keyboards."""
        login = nfc(super().clean_login())
        known = User.objects.filter(username_key=login.casefold()).values_list("username", flat=True).first()
        return known or login


class ProfileForm(PersonFields):
    """Somebody who has an account but no person yet (made by an administrator) says who they are."""

    def save(self, user: User) -> Person:
        return signing_up.open_account(user, **self.person_fields())
