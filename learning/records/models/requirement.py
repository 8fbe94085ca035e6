"""Training that somebody must have, and the reminders sent about it."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from learning.people.models import Audience, Organisation, Person
from learning.people.scopes import Scope
from learning.records.models.lists import ClassKind


class RequirementQuerySet(models.QuerySet["Requirement"]):
    def active(self) -> "RequirementQuerySet":
        return self.filter(is_active=True)

    def visible_in(self, scope: Scope) -> "RequirementQuerySet":
        """A requirement of the whole province is seen by whoever may see any; one of a unit by those who reach it."""
        if scope.whole_province:
            return self
        return self.filter(Q(organisation=None) | Q(organisation__in=scope.covers)) if scope else self.none()


class Requirement(models.Model):
    """A course, or any class of a kind, required of an audience, a unit with all below it, or a position."""

    name = models.CharField(_("name"), max_length=200)
    course = models.ForeignKey(
        CoursePage, verbose_name=_("course"), null=True, blank=True, on_delete=models.PROTECT, related_name="requirements"
    )
    class_kind = models.ForeignKey(
        ClassKind,
        verbose_name=_("any class of this kind"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="requirements",
    )
    audience = models.ForeignKey(
        Audience, verbose_name=_("audience"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("unit, with all below it"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    position_words = models.CharField(_("words in the position"), max_length=120, blank=True)
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    days_for_new_staff = models.PositiveSmallIntegerField(
        _("days for new staff"), default=90, validators=[MinValueValidator(1)],
        help_text=_("Somebody who starts later has so many days from their first day."),
    )  # fmt: skip
    valid_months = models.PositiveSmallIntegerField(
        _("months until it must be renewed"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    is_active = models.BooleanField(_("in force"), default=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_on = models.DateField(auto_now_add=True)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("required training")
        verbose_name_plural = _("required trainings")
        constraints = [
            models.CheckConstraint(
                condition=Q(course__isnull=False, class_kind=None) | Q(course=None, class_kind__isnull=False),
                name="one_thing_is_required",
            ),
            models.CheckConstraint(
                condition=Q(audience__isnull=False) | Q(organisation__isnull=False) | ~Q(position_words=""),
                name="required_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_visible_in(self, scope: Scope) -> bool:
        return bool(scope) and (self.organisation_id is None or scope.includes(self.organisation_id))


class Reminder(models.Model):
    """That somebody was reminded, so that nobody is reminded twice of the same thing."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reminders")
    key = models.CharField(max_length=100)
    """For example "requirement:3:due:2026-12-01" or "session:12"."""
    sent_at = models.DateTimeField(auto_now_add=True)
    by_mail = models.BooleanField(default=False)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_reminder_a_thing")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.key}"
