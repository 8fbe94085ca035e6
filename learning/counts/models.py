"""The ledger: one entry per person and event, never changed. A withdrawal appends an entry that takes one back."""

import datetime

from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from learning.people.choices import Sex
from learning.people.models import Audience, Organisation, Person
from learning.people.scopes import Scope


class TrainingFactQuerySet(models.QuerySet["TrainingFact"]):
    def standing(self) -> "TrainingFactQuerySet":
        """Entries that count: not themselves a taking back, and not taken back."""
        return self.filter(reverses=None, reversed_by=None)

    def in_year(self, year: int) -> "TrainingFactQuerySet":
        return self.filter(completed_on__gte=datetime.date(year, 1, 1), completed_on__lte=datetime.date(year, 12, 31))

    def capacity_building(self) -> "TrainingFactQuerySet":
        return self.filter(family=TrainingFact.Family.CAPACITY_BUILDING)

    def within(self, organisation_id: int) -> "TrainingFactQuerySet":
        """Facts of a unit and everything below it, as the tree was on the day of each."""
        return self.filter(organisation_path__contains=f"/{organisation_id}/")

    def latest_of_each_person(self) -> "TrainingFactQuerySet":
        """One fact a person among these: as many rows as there are distinct people."""
        newest = self.order_by().values("person").annotate(newest=Max("pk")).values("newest")
        return TrainingFact.objects.filter(pk__in=newest)

    def visible_in(self, scope: Scope) -> "TrainingFactQuerySet":
        if scope.whole_province:
            return self
        allowed = Q(pk__in=[])
        for organisation_id in scope.roots:
            allowed |= Q(organisation_path__contains=f"/{organisation_id}/")
        return self.filter(allowed)


class TrainingFact(models.Model):
    class Family(models.TextChoices):
        CAPACITY_BUILDING = "capacity_building", _("capacity building")
        COMMUNICATION = "communication", _("communication")

    class Mode(models.TextChoices):
        ONLINE = "online", _("online")
        IN_PERSON = "in_person", _("in person")

    source_key = models.CharField(max_length=100, unique=True)
    """Who vouches for it, for example "certificate:12"; unique, so one proof gives one fact."""
    reverses = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by")
    reason = models.CharField(max_length=300, blank=True)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="facts")
    subject_key = models.CharField(max_length=100)
    """What was learned, for example "course:<edition key>"."""
    subject = models.CharField(_("course or class"), max_length=255)
    family = models.CharField(max_length=20, choices=Family.choices, default=Family.CAPACITY_BUILDING)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.ONLINE)
    completed_on = models.DateField(_("completed on"))
    hours = models.DecimalField(max_digits=5, decimal_places=1)

    # As they were at the time of training, not as they are today (design, rule 4).
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    sex = models.CharField(max_length=12, choices=Sex.choices)
    position = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation_name = models.CharField(max_length=200)
    organisation_path = models.CharField(max_length=200)

    has_certificate = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = TrainingFactQuerySet.as_manager()

    class Meta:
        ordering = ["completed_on", "pk"]
        verbose_name = _("training fact")
        verbose_name_plural = _("training facts")
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="fact_sex_is_known_word"),
            models.CheckConstraint(condition=Q(hours__gt=0), name="fact_has_hours"),
            models.CheckConstraint(condition=Q(reverses=None) | ~Q(reason=""), name="taking_back_has_a_reason"),
            models.CheckConstraint(condition=Q(organisation_path__startswith="/"), name="fact_has_a_path"),
        ]
        indexes = [
            models.Index(fields=["completed_on", "audience", "sex", "person"], name="fact_by_day"),
            models.Index(fields=["person", "subject_key"], name="fact_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.source_key} {self.completed_on}"


class HeadcountFactQuerySet(models.QuerySet["HeadcountFact"]):
    def standing(self) -> "HeadcountFactQuerySet":
        return self.filter(reverses=None, reversed_by=None)

    def in_year(self, year: int) -> "HeadcountFactQuerySet":
        return self.filter(completed_on__gte=datetime.date(year, 1, 1), completed_on__lte=datetime.date(year, 12, 31))

    def visible_in(self, scope: Scope) -> "HeadcountFactQuerySet":
        if scope.whole_province:
            return self
        allowed = Q(pk__in=[])
        for organisation_id in scope.roots:
            allowed |= Q(organisation_path__contains=f"/{organisation_id}/")
        return self.filter(allowed)


class HeadcountFact(models.Model):
    """People without names in one class, of one group, by sex. Append-only; never added to distinct people."""

    source_key = models.CharField(max_length=100, unique=True)
    reverses = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by")
    reason = models.CharField(max_length=300, blank=True)
    subject_key = models.CharField(max_length=100)
    subject = models.CharField(_("course or class"), max_length=255)
    family = models.CharField(max_length=20, choices=TrainingFact.Family.choices)
    completed_on = models.DateField(_("completed on"))
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=120, blank=True)
    female = models.PositiveIntegerField(default=0)
    male = models.PositiveIntegerField(default=0)
    not_stated = models.PositiveIntegerField(default=0)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation_name = models.CharField(max_length=200)
    organisation_path = models.CharField(max_length=200)
    is_demo = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = HeadcountFactQuerySet.as_manager()

    class Meta:
        ordering = ["completed_on", "pk"]
        verbose_name = _("headcount in the ledger")
        verbose_name_plural = _("headcounts in the ledger")
        constraints = [
            models.CheckConstraint(condition=Q(reverses=None) | ~Q(reason=""), name="taking_headcount_back_has_a_reason"),
            models.CheckConstraint(condition=Q(organisation_path__startswith="/"), name="headcount_has_a_path"),
        ]

    def __str__(self) -> str:
        return f"{self.source_key} {self.completed_on}"
