"""Who is who: likely pairs, merges, codes that prove who somebody is, and requests to correct a record."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.people.choices import Sex
from learning.people.models.organisation import Organisation
from learning.people.models.person import Person
from learning.people.scopes import Scope


class LikelyPairQuerySet(models.QuerySet["LikelyPair"]):
    def open(self) -> "LikelyPairQuerySet":
        return self.filter(state=LikelyPair.State.OPEN, first__merged_into=None, second__merged_into=None)

    def visible_in(self, scope: Scope) -> "LikelyPairQuerySet":
        """Both must be visible: a pair tells about each of the two."""
        people = Person.objects.all().visible_in(scope).values("pk")
        return self.filter(first__in=people, second__in=people)


class LikelyPair(models.Model):
    """Two records that may be one person, why it looks so, and what somebody decided."""

    class State(models.TextChoices):
        OPEN = "open", _("to be looked at")
        NOT_SAME = "not_same", _("not the same person")
        MERGED = "merged", _("merged")

    class Reason(models.TextChoices):
        CITIZEN_NUMBER = "citizen_number", _("the same citizen number")
        PHONE = "phone", _("the same phone number")
        NAME_BIRTH_UNIT = "name_birth_unit", _("the same name, year of birth and unit")
        NAME_BIRTH = "name_birth", _("the same name and date of birth")
        SWAPPED_NAME = "swapped_name", _("the same name with its words in another order")
        MISTYPED_NAME = "mistyped_name", _("a name that differs by a letter or two, the same year of birth and unit")
        NAME_UNIT = "name_unit", _("the same name and unit; of one the year of birth is not known")

    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="likely_pairs_as_first")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="likely_pairs_as_second")
    reasons = models.JSONField(default=list)
    strength = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = LikelyPairQuerySet.as_manager()

    class Meta:
        ordering = ["-strength", "pk"]
        verbose_name = _("likely pair")
        verbose_name_plural = _("likely pairs")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_entry_a_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="a_pair_has_one_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}?"

    def reason_labels(self) -> list[str]:
        return [str(LikelyPair.Reason(reason).label) for reason in self.reasons]


class Merge(models.Model):
    """`gone` was found to be `kept`. `memo` says what was carried over, by which carrier, so that it can be undone."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges_kept")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges_gone")
    memo = models.JSONField(default=dict)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    merged_at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-merged_at", "-pk"]
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="merged_away_once"),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="nobody_is_merged_with_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"


class AccessCodeQuerySet(models.QuerySet["AccessCode"]):
    def usable(self) -> "AccessCodeQuerySet":
        return self.filter(used_at=None, expires_on__gte=timezone.localdate(), person__merged_into=None)

    def void(self) -> int:
        """Codes that were not used stop working."""
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        return self.filter(used_at=None, expires_on__gt=yesterday).update(expires_on=yesterday)


class AccessCode(models.Model):
    """A code on paper that proves who somebody is: it opens their account, or joins their record to one. Works once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="access_codes")
    key = models.CharField(max_length=64, unique=True)
    """keys.code_key of the code; the code itself stands on the slip and nowhere else."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = AccessCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("code on a slip")
        verbose_name_plural = _("codes on slips")

    def __str__(self) -> str:
        return f"{self.person_id}"


class CorrectionRequestQuerySet(models.QuerySet["CorrectionRequest"]):
    def open(self) -> "CorrectionRequestQuerySet":
        return self.filter(state=CorrectionRequest.State.OPEN)

    def visible_in(self, scope: Scope) -> "CorrectionRequestQuerySet":
        return self.filter(person__in=Person.objects.all().visible_in(scope).values("pk"))


class CorrectionRequest(models.Model):
    """Somebody says that their record is wrong; an officer decides."""

    class What(models.TextChoices):
        FULL_NAME = "full_name", _("full name")
        SEX = "sex", _("sex")
        ORGANISATION = "organisation", _("unit")

    class State(models.TextChoices):
        OPEN = "open", _("to be decided")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="correction_requests")
    what = models.CharField(_("what is wrong"), max_length=20, choices=What.choices)
    wanted = models.CharField(_("how it should be"), max_length=200)
    """The new name, the code of the sex, or the primary key of the unit."""
    note = models.CharField(_("note"), max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    objects = CorrectionRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("request for correction")
        verbose_name_plural = _("requests for correction")
        constraints = [
            models.UniqueConstraint(fields=["person", "what"], condition=Q(state="open"), name="one_open_request_a_field"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="a_decided_request_has_its_day",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(answer=""), name="declining_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.what}"

    def wanted_label(self) -> Any:
        """The wish in words."""
        if self.what == self.What.SEX:
            return Sex(self.wanted).label
        if self.what == self.What.ORGANISATION:
            return str(Organisation.objects.get(pk=int(self.wanted)))
        return self.wanted
