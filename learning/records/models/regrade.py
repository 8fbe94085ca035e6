"""A question that was marked again for everybody, because its key was wrong. Written once by regrading.py, never undone."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import QuestionVersion
from learning.records.models.attempt import Attempt


class Regrade(models.Model):
    class Way(models.TextChoices):
        ACCEPT = "accept", _("accept this answer, too")
        FULL = "full", _("give everybody all the points")
        DROP = "drop", _("leave the question out of the score")
        ANEW = "anew", _("mark by a newer version of the question")

    class Decision(models.TextChoices):
        WAITING = "", _("not decided yet")
        FOLLOW = "follow", _("certificates follow the new results")
        LEAVE = "leave", _("certificates stay as they are")

    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="regrades", verbose_name=_("question"))
    way = models.CharField(_("what to do"), max_length=10, choices=Way.choices)
    accepted = models.CharField(_("also right"), max_length=400, blank=True)
    """Of choices the id of the option, of what is typed a form."""
    newer = models.ForeignKey(
        QuestionVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("newer version")
    )
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.WAITING, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-done_at", "-pk"]
        verbose_name = _("regrade")
        verbose_name_plural = _("regrades")
        constraints = [
            models.CheckConstraint(
                condition=(Q(way="accept", newer=None) & ~Q(accepted=""))
                | Q(way__in=["full", "drop"], accepted="", newer=None)
                | Q(way="anew", accepted="", newer__isnull=False),
                name="regrade_says_what_its_way_needs",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="regrade_has_a_reason"),
            models.UniqueConstraint(fields=["version", "way", "accepted"], condition=Q(newer=None), name="one_regrade_of_a_kind"),
            models.UniqueConstraint(fields=["version", "newer"], condition=Q(newer__isnull=False), name="one_regrade_a_version"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="a_decision_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.way}"


class RegradedAttempt(models.Model):
    """One attempt whose score moved: what its person is told, and what the decision about certificates rests on."""

    regrade = models.ForeignKey(Regrade, on_delete=models.CASCADE, related_name="attempts")
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="regrades")
    score_before = models.DecimalField(max_digits=5, decimal_places=2)
    score_after = models.DecimalField(max_digits=5, decimal_places=2)
    passed_before = models.BooleanField()
    passed_after = models.BooleanField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("attempt marked again")
        verbose_name_plural = _("attempts marked again")
        constraints = [
            models.UniqueConstraint(fields=["regrade", "attempt"], name="one_row_a_regraded_attempt"),
            models.CheckConstraint(
                condition=~Q(score_before=F("score_after"), passed_before=F("passed_after")), name="a_regraded_attempt_moved"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.score_before} → {self.score_after}"
