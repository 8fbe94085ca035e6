"""Words that classes choose from. Data: the loader brings those the plan names, an office may add more."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from learning.counts.models import TrainingFact


class Listed(models.Model):
    code = models.SlugField(_("code"), primary_key=True)
    name = models.CharField(_("name"), max_length=200)
    plan_reference = models.CharField(_("place in the plan"), max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class ClassKind(Listed):
    """A form of in-person training that the plan names (III.1, III.3), or an office has added."""

    family = models.CharField(
        _("counts as"), max_length=20, choices=TrainingFact.Family.choices, default=TrainingFact.Family.CAPACITY_BUILDING
    )

    class Meta(Listed.Meta):
        verbose_name = _("kind of class")
        verbose_name_plural = _("kinds of class")


class Topic(Listed):
    class Meta(Listed.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


class FundingSource(Listed):
    class Meta(Listed.Meta):
        verbose_name = _("funding source")
        verbose_name_plural = _("funding sources")


class Situation(Listed):
    """A special situation (plan III.1): epidemic, disaster, isolation area."""

    class Meta(Listed.Meta):
        verbose_name = _("special situation")
        verbose_name_plural = _("special situations")
