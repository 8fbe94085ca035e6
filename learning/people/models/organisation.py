"""Organisations through time.

An Organisation is only an identity; its name, kind, code and parent belong to a dated version, since a unit can be
renamed without a successor (thị xã Phổ Yên became thành phố Phổ Yên). Successions link old units to new, many to many.
"""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.people.choices import OrganisationKind
from learning.people.text import fold, nfc

DAY = datetime.timedelta(days=1)
IN_TIME = F("valid_from").asc(nulls_first=True)
"""From the oldest version on; without it PostgreSQL puts the version of unknown start last, SQLite first."""


def on_day(day: datetime.date) -> Q:
    """Versions that are valid on a day (both ends belong to the version)."""
    return Q(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def existing_on(self, day: datetime.date) -> "OrganisationQuerySet":
        return self.filter(pk__in=OrganisationVersion.objects.filter(on_day(day)).values("organisation"))


class Organisation(models.Model):
    key = models.SlugField(_("key"), max_length=60, unique=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name_on(timezone.localdate())

    def version_on(self, day: datetime.date) -> "OrganisationVersion | None":
        """The version of that day; where there is none, the nearest earlier one, else the first. One query."""
        versions = sorted(self.versions.all(), key=lambda v: v.valid_from or datetime.date.min)
        started = [v for v in versions if (v.valid_from or datetime.date.min) <= day]
        return started[-1] if started else (versions[0] if versions else None)

    def name_on(self, day: datetime.date) -> str:
        version = self.version_on(day)
        return version.name if version else self.key

    def path_on(self, day: datetime.date) -> str:
        """The identities from the root down to this one on that day, as "/1/23/456/"; one query a level."""
        steps: list[int] = []
        current: Organisation | None = self
        while current is not None and current.pk not in steps:
            steps.append(current.pk)
            version = current.version_on(day)
            current = version.parent if version else None
        return "/" + "/".join(str(step) for step in reversed(steps)) + "/"


class OrganisationVersion(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="versions")
    name = models.CharField(_("name"), max_length=200)
    search_key = models.CharField(max_length=400, editable=False, db_index=True)
    kind = models.CharField(_("kind"), max_length=30, choices=OrganisationKind.choices)
    code = models.CharField(_("code"), max_length=30, blank=True)
    parent = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="child_versions")
    aliases = models.CharField(_("other names"), max_length=400, blank=True)
    source = models.CharField(_("source"), max_length=100, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        ordering = ["search_key"]
        verbose_name = _("organisation, dated version")
        verbose_name_plural = _("organisations, dated versions")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "valid_from"], name="one_version_a_start_day"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="version_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=~Q(parent=F("organisation")), name="nobody_is_their_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name = nfc(self.name)
        self.search_key = fold(f"{self.name} {self.aliases.replace('|', ' ')}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def stands_on(self, day: datetime.date) -> bool:
        """The same rule as on_day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or self.valid_to >= day)


class Succession(models.Model):
    class Kind(models.TextChoices):
        RENAMED = "renamed", _("renamed")
        MERGED = "merged", _("merged")
        SPLIT = "split", _("split")
        ABOLISHED = "abolished", _("abolished")
        FUNCTION_MOVED = "function_moved", _("function moved")

    predecessor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="succeeded_by")
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="succeeds")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    effective_on = models.DateField()
    legal_document = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "kind", "effective_on"], name="one_succession_of_a_kind"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="nobody_succeeds_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"
