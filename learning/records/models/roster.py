"""A list as an office sent it, what was decided about its lines, and the line that stands behind each person."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from learning.people.models import Organisation, Person
from learning.people.scopes import Scope
from learning.records.models.training_class import TrainingClass, private_storage


class RosterQuerySet(models.QuerySet["Roster"]):
    def visible_in(self, scope: Scope) -> "RosterQuerySet":
        """A list belongs to whoever runs its class today; without a class to the unit that sent it."""
        if scope.whole_province:
            return self
        of_class = Q(training_class__in=TrainingClass.objects.visible_in(scope))  # type: ignore[attr-defined]
        return self.filter(of_class | Q(training_class=None, organisation__in=scope.covers))


class Roster(models.Model):
    """Nothing of a list is in the records until it is saved as a whole (importing.save)."""

    class State(models.TextChoices):
        READ = "read", _("read, not saved yet")
        SAVING = "saving", _("being saved")
        SAVED = "saved", _("saved")
        DISCARDED = "discarded", _("discarded")

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("unit that sent the list"), on_delete=models.PROTECT, related_name="rosters"
    )
    training_class = models.ForeignKey(
        TrainingClass, verbose_name=_("class"), null=True, blank=True, on_delete=models.PROTECT, related_name="rosters"
    )
    opens_accounts = models.BooleanField(default=False)
    """A list of staff for whom accounts are opened, rather than of participants of a class."""
    file = models.FileField(storage=private_storage, upload_to="rosters/%Y")
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    corrections = models.JSONField(default=dict, blank=True)
    """How the reading was corrected: columns, encodings, header lines (reading.Corrections)."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.READ)
    summary = models.JSONField(default=dict, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(null=True, blank=True)

    objects = RosterQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("list of an office")
        verbose_name_plural = _("lists of offices")
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "sha256"], condition=Q(state="saved"), name="one_file_is_saved_once_a_class"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def is_visible_in(self, scope: Scope) -> bool:
        """The same rule as RosterQuerySet.visible_in."""
        held = self.training_class
        return held.is_visible_in(scope) if held else scope.includes(self.organisation_id)


class RosterDecision(models.Model):
    """What somebody decided about one line before the list is saved."""

    class Choice(models.TextChoices):
        USE = "use", _("use this person")
        NEW = "new", _("a new person")
        SKIP = "skip", _("leave this line out")

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="decisions")
    sheet = models.CharField(max_length=100)
    line = models.PositiveIntegerField()
    choice = models.CharField(max_length=4, choices=Choice.choices, blank=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The unit somebody chose for this line, where none was found."""

    class Meta:
        ordering = ["sheet", "line"]
        verbose_name = _("decision about a line")
        verbose_name_plural = _("decisions about lines")
        constraints = [
            models.UniqueConstraint(fields=["roster", "sheet", "line"], name="one_decision_a_line"),
            models.CheckConstraint(condition=~Q(choice="use") | Q(person__isnull=False), name="use_names_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet}:{self.line} {self.choice}"


class RosterRow(models.Model):
    """The evidence: which line of which list stands behind a person in a class."""

    class Outcome(models.TextChoices):
        NEW = "new", _("new person")
        MATCHED = "matched", _("known person")

    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="rows")
    sheet = models.CharField(max_length=100)
    line = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roster_rows")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    identity = models.CharField(max_length=64, blank=True)
    """Hash of all that the line says about who it is (import_preview.identity_key)."""
    name_as_written = models.CharField(max_length=200)
    unit_as_written = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["roster", "sheet", "line"]
        verbose_name = _("line of a list")
        verbose_name_plural = _("lines of lists")
        constraints = [models.UniqueConstraint(fields=["roster", "sheet", "line"], name="one_row_a_line")]

    def __str__(self) -> str:
        return f"{self.sheet}:{self.line}"


class OfficeMemory(models.Model):
    """What was decided about an earlier list of an office, for its next list."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=[("columns", "columns"), ("person", "person"), ("unit", "unit")])
    key = models.CharField(max_length=64)
    """A keyed hash of what was written: headings, the identity of a line, or the name of a unit."""
    value = models.JSONField(default=dict)
    remembered_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("memory of an office's lists")
        verbose_name_plural = _("memory of offices' lists")
        constraints = [models.UniqueConstraint(fields=["organisation", "kind", "key"], name="one_memory_a_key")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind}"
