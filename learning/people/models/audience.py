"""The groups that the plan wants trained (plan 114/KH-UBND, III.3). Data: a province may add more."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AudienceQuerySet(models.QuerySet["Audience"]):
    def professional(self) -> "AudienceQuerySet":
        """The audiences a person may say they belong to: nobody is asked to put themselves down as a survivor."""
        return self.filter(is_confidential=False)


class Audience(models.Model):
    code = models.SlugField(_("code"), primary_key=True)
    name = models.CharField(_("name"), max_length=150)
    plan_reference = models.CharField(_("place in the plan"), max_length=100, blank=True)
    is_confidential = models.BooleanField(
        _("confidential"),
        default=False,
        help_text=_("Nothing is recorded about its readers: no enrolment, no result, no certificate."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = AudienceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")

    def __str__(self) -> str:
        return self.name
