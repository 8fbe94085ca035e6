from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.course import CoursePage


class CourseEdition(models.Model):
    """What changed in substance, and when: written by editions.py. The first edition has no row."""

    course = models.ForeignKey(CoursePage, on_delete=models.CASCADE, related_name="editions", verbose_name=_("course"))
    number = models.PositiveIntegerField(_("edition"))
    changes = models.CharField(
        _("what changed"), max_length=300, help_text=_("In a sentence: people who had an earlier edition read it.")
    )
    started_on = models.DateField(_("since"))
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-number"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="an_edition_begins_once"),
            models.CheckConstraint(condition=Q(number__gte=2) & ~Q(changes=""), name="a_new_edition_says_what_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.number}"
