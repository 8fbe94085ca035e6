"""Words to avoid when writing about violence, each with a better one. DOLISA keeps the list; the checks of the editor read it."""

import unicodedata
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class WordToAvoid(models.Model):
    word = models.CharField(
        _("word to avoid"), max_length=100, unique=True,
        help_text=_("A word or a few words. Capital letters make no difference."),
        error_messages={"unique": _("This word is in the list already.")},
    )  # fmt: skip
    instead = models.CharField(
        _("better"), max_length=200, blank=True, help_text=_("What to write instead, or why it is better left out.")
    )

    panels = [FieldPanel("word"), FieldPanel("instead")]

    class Meta:
        ordering = ["word"]
        verbose_name = _("word to avoid")
        verbose_name_plural = _("words to avoid")
        constraints = [models.CheckConstraint(condition=~Q(word=""), name="word_to_avoid_is_a_word")]

    def __str__(self) -> str:
        return self.word

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._tidy()
        super().save(*args, **kwargs)

    def clean_fields(self, exclude: Any = None) -> None:
        self._tidy()
        super().clean_fields(exclude=exclude)

    def _tidy(self) -> None:
        """One spelling each, so that the plain unique constraint holds whatever the database knows of letters."""
        self.word = " ".join(unicodedata.normalize("NFC", self.word).lower().split())
        self.instead = unicodedata.normalize("NFC", self.instead).strip()
