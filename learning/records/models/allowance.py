"""More time, attempts or a later deadline for one person at one quiz."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import QuizPage
from learning.records.models.enrolment import Enrolment


class Allowance(models.Model):
    """Written by allowing.py. Why somebody needs it is not asked: it would often be their health."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="allowances", verbose_name=_("course"))
    quiz = models.ForeignKey(QuizPage, on_delete=models.CASCADE, related_name="+", verbose_name=_("quiz"))
    extra_minutes = models.PositiveSmallIntegerField(_("more minutes"), default=0, validators=[MaxValueValidator(600)])
    extra_attempts = models.PositiveSmallIntegerField(_("more attempts"), default=0, validators=[MaxValueValidator(20)])
    closes_at = models.DateTimeField(_("may be taken until"), null=True, blank=True)
    """Instead of the quiz's own closing time, where it is later."""
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-given_at"]
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "quiz"], name="one_allowance_a_quiz"),
            models.CheckConstraint(
                condition=Q(extra_minutes__gt=0) | Q(extra_attempts__gt=0) | Q(closes_at__isnull=False),
                name="allowance_allows_something",
            ),
            models.CheckConstraint(condition=Q(extra_minutes__lte=600, extra_attempts__lte=20), name="allowance_has_bounds"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.quiz_id}"
