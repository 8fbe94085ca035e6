"""One row per person and course edition or class; completing.py is its only writer."""

import datetime
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from learning.people.models import Audience, Person
from learning.records.models.enrolment import Enrolment
from learning.records.models.training_class import TrainingClass


class CompletionQuerySet(models.QuerySet["Completion"]):
    def standing(self) -> "CompletionQuerySet":
        """Not taken back when a class was reopened and closed anew."""
        return self.filter(taken_back_on=None)

    def certified(self) -> "CompletionQuerySet":
        """Completions that make a certificate."""
        return self.filter(Q(training_class=None, gives_certificate=True) | Q(training_class__gives_certificate=True))

    def valid_on(self, day: datetime.date) -> "CompletionQuerySet":
        """For good, or not over yet."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day))

    def in_edition(self, course_id: int, edition: int) -> "CompletionQuerySet":
        """Online or in classes that delivered it, the latest renewal first."""
        return self.filter(course=course_id, edition=edition).order_by("-renewal", "-completed_on")


class Completion(models.Model):
    """Online it belongs to an enrolment; in a hall to a class, which may deliver a course or not.

    What an online course was called and gave on that day is kept here; a class says it itself, as it may be put right.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="completions")
    course = models.ForeignKey(CoursePage, null=True, blank=True, on_delete=models.PROTECT, related_name="completions")
    edition = models.PositiveIntegerField(null=True, blank=True)
    enrolment = models.ForeignKey(Enrolment, null=True, blank=True, on_delete=models.PROTECT, related_name="completions")
    training_class = models.ForeignKey(TrainingClass, null=True, blank=True, on_delete=models.PROTECT, related_name="completions")
    renewal = models.PositiveSmallIntegerField(default=0)
    """How manieth time the same edition was completed again because the time before expires."""
    course_title = models.CharField(max_length=255, blank=True)
    course_hours = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    gives_certificate = models.BooleanField(default=True)
    valid_until = models.DateField(null=True, blank=True)
    """The last day; None: for good."""
    started_on = models.DateField()
    completed_on = models.DateField()
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    completed_at = models.DateTimeField(auto_now_add=True)
    taken_back_on = models.DateField(null=True, blank=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        ordering = ["-completed_on", "-pk"]
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course", "edition", "renewal"],
                condition=Q(enrolment__isnull=False, taken_back_on=None),
                name="one_completion_a_course_edition",
            ),
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(enrolment__isnull=False, taken_back_on=None), name="one_completion_an_enrolment"
            ),
            models.UniqueConstraint(
                fields=["person", "training_class"], condition=Q(taken_back_on=None), name="one_completion_a_class"
            ),
            models.CheckConstraint(
                condition=Q(enrolment__isnull=False, course__isnull=False, edition__isnull=False, training_class=None)
                | Q(enrolment=None, training_class__isnull=False),
                name="completed_online_or_in_a_class",
            ),
            models.CheckConstraint(
                condition=Q(enrolment=None) | (~Q(course_title="") & Q(course_hours__gt=0)), name="completed_online_says_what"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("completed_on")), name="completion_valid_after_completed"
            ),
            models.CheckConstraint(condition=Q(completed_on__gte=F("started_on")), name="completed_after_started"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.edition_key} {self.completed_on:%d/%m/%Y}"

    @property
    def title(self) -> str:
        """What was completed, in words. The class's own title: it says what was held."""
        return self.training_class.title if self.training_class else self.course_title

    @property
    def hours(self) -> Decimal:
        return self.training_class.hours if self.training_class else (self.course_hours or Decimal(0))

    @property
    def audience(self) -> Audience:
        """As whom the person was trained: their own audience where the course is for it, else that of the course."""
        if self.training_class:
            return self.training_class.audience
        assert self.course is not None  # noqa: S101 -- a promise of the constraint
        audiences = self.course.audiences()
        return next((one for one in audiences if one.pk == self.person.audience_id), audiences[0])

    @property
    def edition_key(self) -> str:
        """What a certificate certifies; with the person it is unique among valid certificates."""
        if self.course is None:
            return f"class:{self.training_class_id}"
        again = f":{self.renewal}" if self.renewal else ""
        return f"{self.course.edition_key}:{self.edition}{again}"

    @property
    def makes_certificate(self) -> bool:
        """The same rule as CompletionQuerySet.certified."""
        return self.training_class.gives_certificate if self.training_class else self.gives_certificate

    def expires_by(self, day: datetime.date) -> bool:
        """Whether it is no longer valid on that day."""
        return self.valid_until is not None and self.valid_until < day
