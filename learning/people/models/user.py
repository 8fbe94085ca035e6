"""An account: how somebody signs in. Who they are is Person."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from learning.people.text import nfc


class User(AbstractUser):
    username_key = models.CharField(max_length=200, unique=True, editable=False)
    """NFC and case folded with its marks: LOWER() of SQLite knows ASCII only, so "Đạt" and "đạt" would both come in."""
    email_key = models.CharField(max_length=254, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(fields=["email_key"], condition=~Q(email_key=""), name="one_account_an_email"),
        ]

    def save(self, *args: object, **kwargs: object) -> None:
        self.username = nfc(self.username)
        self.username_key = self.username.casefold()
        self.email_key = self.email.casefold()
        if "update_fields" in kwargs and kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "username_key", "email_key"}  # type: ignore[misc]
        super().save(*args, **kwargs)  # type: ignore[arg-type]
