"""Who is in a class, who was there, and numbers where no names are taken."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from learning.people.models import Audience, Person
from learning.records.models.training_class import Session, TrainingClass


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def taking_part(self) -> "RegistrationQuerySet":
        return self.filter(state=Registration.State.REGISTERED)

    def waiting(self) -> "RegistrationQuerySet":
        """In the order in which places are given."""
        return self.filter(state=Registration.State.WAITING).order_by("registered_at", "pk")

    def by_name(self) -> "RegistrationQuerySet":
        return self.select_related("person", "person__organisation").order_by("person__sort_key", "pk")


class Registration(models.Model):
    """A person in a class. Refused by the database for a class that takes no names (guards.py)."""

    class State(models.TextChoices):
        REGISTERED = "registered", _("registered")
        WAITING = "waiting", _("on the waiting list")
        WITHDRAWN = "withdrawn", pgettext_lazy("registration", "withdrawn")

    class Source(models.TextChoices):
        SELF = "self", _("by themselves")
        ORGANISER = "organiser", _("by the organiser")
        ROSTER = "roster", _("from a list")

    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    state = models.CharField(max_length=10, choices=State.choices, default=State.REGISTERED)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.ORGANISER)
    registered_at = models.DateTimeField(default=timezone.now)
    """Since when they take part or wait; who comes back waits behind the others."""
    has_evaluated = models.BooleanField(default=False)
    """That they answered the evaluation, never what: the answers know no person."""

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [models.UniqueConstraint(fields=["training_class", "person"], name="one_registration_a_person_and_class")]

    def __str__(self) -> str:
        return f"{self.person_id} in class {self.training_class_id}"


class Attendance(models.Model):
    class State(models.TextChoices):
        PRESENT = "present", _("present")
        LATE = "late", _("late")
        EXCUSED = "excused", _("excused")
        ABSENT = "absent", _("absent")

    class Method(models.TextChoices):
        LIST = "list", _("tick list")
        PAPER = "paper", _("signed paper")
        CODE = "code", _("code on the screen")
        ROSTER = "roster", _("list of participants")

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="attendances")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    state = models.CharField(max_length=10, choices=State.choices)
    method = models.CharField(max_length=10, choices=Method.choices, default=Method.LIST)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    marked_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["registration_id", "session_id"]  # not "session": Django 5.2 cannot follow the ordering of Session
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [models.UniqueConstraint(fields=["registration", "session"], name="one_attendance_a_session")]

    def __str__(self) -> str:
        return f"{self.registration_id}/{self.session_id} {self.state}"

    @property
    def counts(self) -> bool:
        """Late is there; excused is not there, but not to blame."""
        return self.state in {self.State.PRESENT, self.State.LATE}


class Headcount(models.Model):
    """People in a class without names, of one group, by sex. Shown beside distinct people, never added to them."""

    training_class = models.ForeignKey(TrainingClass, on_delete=models.CASCADE, related_name="headcounts")
    audience = models.ForeignKey(
        Audience, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("audience")
    )
    role = models.CharField(_("role"), max_length=120, blank=True)
    female = models.PositiveIntegerField(_("women"), default=0)
    male = models.PositiveIntegerField(_("men"), default=0)
    not_stated = models.PositiveIntegerField(_("not stated"), default=0)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("headcount")
        verbose_name_plural = _("headcounts")
        constraints = [
            models.UniqueConstraint(fields=["training_class", "audience", "role"], name="one_headcount_a_group"),
            models.UniqueConstraint(
                fields=["training_class", "role"], condition=Q(audience=None), name="one_headcount_a_role_without_audience"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class_id}: {self.total}"

    @property
    def total(self) -> int:
        return self.female + self.male + self.not_stated


class TestScore(models.Model):
    """What somebody reached in a test before or after a class, on paper or online."""

    class Phase(models.TextChoices):
        PRE = "pre", _("before")
        POST = "post", _("after")

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="scores")
    phase = models.CharField(max_length=4, choices=Phase.choices)
    percent = models.DecimalField(_("score in percent"), max_digits=5, decimal_places=2)
    items = models.JSONField(default=dict, blank=True)
    """On paper: right or wrong by the number of the question, where it was entered."""
    is_online = models.BooleanField(default=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    entered_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["registration", "phase"]
        verbose_name = _("test score")
        verbose_name_plural = _("test scores")
        constraints = [
            models.UniqueConstraint(fields=["registration", "phase"], name="one_score_a_phase"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="test_score_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.phase}: {self.percent}"
