"""A class held in a hall, of a kind the plan names; its sessions, money, trainers and papers."""

import datetime
import secrets
from collections.abc import Sequence
from decimal import Decimal

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage, QuizPage
from learning.counts.models import TrainingFact
from learning.people.models import Audience, Organisation, Person
from learning.people.scopes import Scope
from learning.people.text import fold, nfc
from learning.records.models.lists import ClassKind, FundingSource, Situation, Topic


def private_storage() -> Storage:
    return storages["private"]


def new_secret() -> str:
    return secrets.token_urlsafe(24)


class TrainingClassQuerySet(models.QuerySet["TrainingClass"]):
    def visible_in(self, scope: Scope) -> "TrainingClassQuerySet":
        """Classes of the units of a scope. The same rule as TrainingClass.is_visible_in."""
        if scope.whole_province:
            return self
        return self.filter(scope.rows("organisation", lambda last_day: Q(planned_year__lte=last_day.year)))

    def planned_for(self, year: int) -> "TrainingClassQuerySet":
        return self.filter(planned_year=year)

    def under_way(self) -> "TrainingClassQuerySet":
        """Neither closed nor cancelled: what is touched when a unit or an officer changes."""
        return self.exclude(state__in=[TrainingClass.State.CLOSED, TrainingClass.State.CANCELLED])

    def titles_under_way_in(self, units: Sequence[Organisation]) -> list[str]:
        return list(self.under_way().filter(organisation__in=units).order_by("title", "pk").values_list("title", flat=True))

    def open_for_registration(self) -> "TrainingClassQuerySet":
        return self.filter(state=TrainingClass.State.OPEN, takes_names=True, registers_online=True)


class TrainingClass(models.Model):
    """Its state is changed by planning.py (open, start, cancel) and closing.py (close, reopen) alone."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open for registration")
        RUNNING = "running", _("being held")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", _("cancelled")

    title = models.CharField(_("title"), max_length=255)
    search_key = models.CharField(max_length=300, editable=False)
    kind = models.ForeignKey(ClassKind, verbose_name=_("kind"), on_delete=models.PROTECT, related_name="classes")
    family = models.CharField(_("counts as"), max_length=20, choices=TrainingFact.Family.choices)
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="classes")
    audience = models.ForeignKey(Audience, verbose_name=_("audience"), on_delete=models.PROTECT, related_name="classes")
    takes_names = models.BooleanField(
        _("names are taken"), default=True,
        help_text=_("Without names only numbers are entered. For a confidential audience names are never taken."),
    )  # fmt: skip
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organising unit"), on_delete=models.PROTECT, related_name="classes"
    )
    partners = models.ManyToManyField(Organisation, verbose_name=_("partner units"), blank=True, related_name="partnered_classes")
    other_partners = models.CharField(_("other partners"), max_length=255, blank=True)
    run_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("class organiser"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="classes_run",
    )  # fmt: skip
    place = models.CharField(_("place"), max_length=200, blank=True)
    course = models.ForeignKey(
        CoursePage, verbose_name=_("course it delivers"), null=True, blank=True, on_delete=models.PROTECT, related_name="classes"
    )
    gives_certificate = models.BooleanField(_("gives certificates"), default=False)
    completion_percent = models.PositiveSmallIntegerField(
        _("sessions to be attended, in percent"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    pre_test = models.ForeignKey(
        QuizPage,
        verbose_name=_("pre-test online"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="classes_before",
    )
    post_test = models.ForeignKey(
        QuizPage,
        verbose_name=_("post-test online"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="classes_after",
    )
    has_tests_on_paper = models.BooleanField(_("tests on paper"), default=False)
    must_pass = models.BooleanField(_("the post-test must be passed"), default=False)
    pass_percent = models.PositiveSmallIntegerField(
        _("pass mark in percent"), default=60, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    situation = models.ForeignKey(
        Situation, verbose_name=_("special situation"), null=True, blank=True, on_delete=models.PROTECT, related_name="classes"
    )
    planned_year = models.PositiveSmallIntegerField(_("year of the plan"))
    planned_quarter = models.PositiveSmallIntegerField(
        _("quarter of the plan"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    expected_participants = models.PositiveIntegerField(_("expected participants"), null=True, blank=True)
    registers_online = models.BooleanField(_("people may register themselves"), default=False)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    notes = models.TextField(_("notes for the organisers"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    state_reason = models.CharField(max_length=300, blank=True)
    """Why it was cancelled or reopened."""
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    posted_at = models.DateTimeField(null=True, blank=True)
    """When the job of closing had posted everything."""
    checkin_secret = models.CharField(max_length=60, default=new_secret, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = TrainingClassQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_year", "-pk"]
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="class_has_a_title"),
            models.CheckConstraint(
                condition=Q(completion_percent__gte=1, completion_percent__lte=100), name="class_completion_is_a_percentage"
            ),
            models.CheckConstraint(condition=Q(pass_percent__gte=1, pass_percent__lte=100), name="class_pass_is_a_percentage"),
            models.CheckConstraint(
                condition=Q(planned_quarter=None) | Q(planned_quarter__gte=1, planned_quarter__lte=4), name="class_quarter_1_to_4"
            ),
            models.CheckConstraint(condition=~Q(state="closed") | Q(closed_on__isnull=False), name="closed_class_has_its_day"),
            models.CheckConstraint(condition=~Q(state="cancelled") | ~Q(state_reason=""), name="cancelled_class_says_why"),
            models.CheckConstraint(
                condition=Q(takes_names=True) | Q(gives_certificate=False, registers_online=False, must_pass=False),
                name="class_without_names_gives_nothing_to_anyone",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.title = nfc(self.title)
        self.search_key = fold(self.title)[:300]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("class", args=[self.pk])

    def is_visible_in(self, scope: Scope) -> bool:
        """The same rule as TrainingClassQuerySet.visible_in."""
        return scope.includes(self.organisation_id, datetime.date(self.planned_year, 1, 1))

    @property
    def is_under_way(self) -> bool:
        return self.state not in {self.State.CLOSED, self.State.CANCELLED}

    @property
    def hours(self) -> Decimal:
        """Training hours of all sessions."""
        return sum((session.hours for session in self.sessions.all()), Decimal(0))


class Session(models.Model):
    class Part(models.TextChoices):
        MORNING = "morning", _("morning")
        AFTERNOON = "afternoon", _("afternoon")
        EVENING = "evening", _("evening")
        DAY = "day", _("whole day")

    training_class = models.ForeignKey(TrainingClass, on_delete=models.CASCADE, related_name="sessions")
    day = models.DateField(_("day"))
    part = models.CharField(_("part of the day"), max_length=10, choices=Part.choices, default=Part.MORNING)
    starts_at = models.TimeField(_("starts at"), null=True, blank=True)
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=1, default=Decimal("4"))
    topic = models.CharField(_("content"), max_length=200, blank=True)

    class Meta:
        ordering = ["day", models.Case(
            models.When(part="morning", then=1), models.When(part="day", then=1), models.When(part="afternoon", then=2), default=3
        ), "pk"]  # fmt: skip
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.UniqueConstraint(fields=["training_class", "day", "part"], name="one_session_a_day_and_part"),
            models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=12), name="session_hours_within_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} ({self.get_part_display()})"


class ClassTrainer(models.Model):
    training_class = models.ForeignKey(TrainingClass, on_delete=models.CASCADE, related_name="trainers")
    name = models.CharField(_("name"), max_length=120)
    office = models.CharField(_("office"), max_length=200, blank=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="classes_taught")
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=1, default=Decimal("0"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("trainer of a class")
        verbose_name_plural = _("trainers of classes")
        constraints = [models.CheckConstraint(condition=Q(hours__gte=0), name="trainer_hours_not_negative")]

    def __str__(self) -> str:
        return self.name


class ClassFunding(models.Model):
    training_class = models.ForeignKey(TrainingClass, on_delete=models.CASCADE, related_name="funding")
    source = models.ForeignKey(FundingSource, verbose_name=_("source"), on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(_("amount (đồng)"), max_digits=14, decimal_places=0, default=0)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("funding of a class")
        verbose_name_plural = _("funding of classes")
        constraints = [
            models.UniqueConstraint(fields=["training_class", "source"], name="one_amount_a_source"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="amount_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}: {self.amount}"


class ClassDocument(models.Model):
    training_class = models.ForeignKey(TrainingClass, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), storage=private_storage, upload_to="classes/%Y")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("document of a class")
        verbose_name_plural = _("documents of classes")

    def __str__(self) -> str:
        return self.title
