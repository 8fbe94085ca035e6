"""A short evaluation after a class or course. Answers know no person and no time of day."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from learning.records.models.training_class import TrainingClass

SHOWN_FROM = 5
"""Results are shown from so many sheets on: fewer would tell who said what."""


class EvaluationQuestion(models.Model):
    class Kind(models.TextChoices):
        RATING = "rating", _("1 to 5")
        TEXT = "text", _("in words")

    text = models.CharField(_("question"), max_length=300)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.RATING)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("is asked"), default=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("question of the evaluation")
        verbose_name_plural = _("questions of the evaluation")

    def __str__(self) -> str:
        return self.text


class EvaluationSheet(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """By chance, so that the order of sheets does not tell who filled them in."""
    training_class = models.ForeignKey(
        TrainingClass, null=True, blank=True, on_delete=models.CASCADE, related_name="evaluation_sheets"
    )
    course = models.ForeignKey(CoursePage, null=True, blank=True, on_delete=models.CASCADE, related_name="evaluation_sheets")
    wagtail_reference_index_ignore = True  # else the admin lists every sheet as a "use" of its course

    class Meta:
        ordering = ["id"]
        verbose_name = _("evaluation sheet")
        verbose_name_plural = _("evaluation sheets")
        constraints = [
            models.CheckConstraint(
                condition=Q(training_class__isnull=False, course=None) | Q(training_class=None, course__isnull=False),
                name="a_sheet_is_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class EvaluationAnswer(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """By chance as well: numbers in a row would tell the order of the sheets."""
    sheet = models.ForeignKey(EvaluationSheet, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(EvaluationQuestion, on_delete=models.PROTECT, related_name="answers")
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["sheet", "question"]
        verbose_name = _("answer of an evaluation")
        verbose_name_plural = _("answers of evaluations")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "question"], name="one_answer_a_sheet_and_question"),
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5), name="rating_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.rating}"
