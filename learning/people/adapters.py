"""Accounts: what allauth asks us."""

from allauth.account.adapter import DefaultAccountAdapter

from learning.people.models import User
from learning.people.text import nfc


class AccountAdapter(DefaultAccountAdapter):
    def clean_username(self, username: str, shallow: bool = False) -> str:
        """Keyboards of some phones send combining marks, which are no word characters; and "Đạt" is "đạt"."""
        username = super().clean_username(nfc(username), shallow=shallow)
        if not shallow and User.objects.filter(username_key=username.casefold()).exists():
            raise self.validation_error("username_taken")
        return username
