"""Who asked to be let into a course, and who was invited."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from learning.people.models import Person
from learning.people.scopes import Scope


class AdmissionQuerySet(models.QuerySet["Admission"]):
    def visible_in(self, scope: Scope) -> "AdmissionQuerySet":
        return self.filter(person__in=Person.objects.standing().visible_in(scope))  # type: ignore[attr-defined]

    def waiting(self) -> "AdmissionQuerySet":
        """To be decided, the oldest first."""
        return self.filter(state=Admission.State.ASKED).order_by("asked_at", "pk")

    def letting_in(self) -> "AdmissionQuerySet":
        return self.filter(state__in=[Admission.State.INVITED, Admission.State.ADMITTED])


class Admission(models.Model):
    """One person and course, through all its editions; admitting.py writes it. Why somebody asks is not asked."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        INVITED = "invited", _("invited")
        ADMITTED = "admitted", _("admitted")
        DECLINED = "declined", _("not admitted")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="admissions", verbose_name=_("person"))
    course = models.ForeignKey(CoursePage, on_delete=models.CASCADE, related_name="admissions", verbose_name=_("course"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    objects = AdmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("admission")
        verbose_name_plural = _("admissions")
        constraints = [
            models.UniqueConstraint(fields=["person", "course"], name="one_admission_a_course"),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(answer=""), name="who_is_not_admitted_reads_why"),
            models.CheckConstraint(condition=Q(state="asked") | Q(decided_at__isnull=False), name="an_admission_has_its_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_id} {self.state}"

    @property
    def lets_in(self) -> bool:
        return self.state in {self.State.INVITED, self.State.ADMITTED}
