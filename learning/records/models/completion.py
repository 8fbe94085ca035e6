"""One row per person and course edition; completing.complete is its only writer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from learning.people.models import Person
from learning.records.models.enrolment import Enrolment


class Completion(models.Model):
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="completions")
    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="completions")
    edition = models.PositiveIntegerField()
    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="completion")
    started_on = models.DateField()
    completed_on = models.DateField()
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    completed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-completed_on", "-pk"]
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        constraints = [
            models.UniqueConstraint(fields=["person", "course", "edition"], name="one_completion_a_course_edition"),
            models.CheckConstraint(
                condition=models.Q(completed_on__gte=models.F("started_on")), name="completed_after_started"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_id} {self.completed_on:%d/%m/%Y}"
