"""Accounts: what allauth asks us."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _

from learning.people.models import User
from learning.people.text import nfc


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("This user name and password do not belong together. Please check both."),
        "email_password_mismatch": _("This e-mail address and password do not belong together. Please check both."),
        "username_taken": _("Somebody already uses this user name. Please choose another one."),
        "email_taken": _("There is already an account with this e-mail address. You can sign in with it."),
        "too_many_login_attempts": _("There were many tries in a short time. Please wait five minutes and try again."),
    }

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """Keyboards of some phones send combining marks, which are no word characters; and "Đạt" is "đạt"."""
        username = super().clean_username(nfc(username), shallow=shallow)
        if not shallow and User.objects.filter(username_key=username.casefold()).exists():
            raise self.validation_error("username_taken")
        return username
