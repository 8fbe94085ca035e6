"""A person in an online course, and how far they have read."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage, LessonPage
from learning.people.models import Person


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def of_person(self, person: Person) -> "EnrolmentQuerySet":
        return self.filter(person=person)

    def in_edition(self, course: CoursePage) -> "EnrolmentQuerySet":
        """The latest first: a course whose completion expires is taken again in the same edition."""
        return self.filter(course=course, edition=course.edition).order_by("-renewal")


class Enrolment(models.Model):
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("person"))
    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("course"))
    edition = models.PositiveIntegerField(_("edition"))
    renewal = models.PositiveSmallIntegerField(_("renewal"), default=0)
    """0 for the first time, 1 when it is first taken again because its completion expires."""
    enrolled_at = models.DateTimeField(auto_now_add=True)
    has_evaluated = models.BooleanField(default=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["-enrolled_at"]
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["person", "course", "edition", "renewal"], name="one_enrolment_a_course_edition"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.course_id}"

    @property
    def completion(self) -> Any:
        """The Completion that stands, or None. No query where completions were prefetched."""
        return next((one for one in self.completions.all() if one.taken_back_on is None), None)


class LessonReading(models.Model):
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="readings")
    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("lesson read")
        verbose_name_plural = _("lessons read")
        constraints = [models.UniqueConstraint(fields=["enrolment", "lesson"], name="one_reading_a_lesson")]

    def __str__(self) -> str:
        return f"{self.lesson_id}"
