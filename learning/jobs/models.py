from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

STALE_AFTER = timedelta(minutes=2)
MAX_RUNS = 3


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> "JobQuerySet":
        return self.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])

    def stale(self) -> "JobQuerySet":
        """Left behind by a worker that died, or never fetched."""
        return self.unfinished().filter(heartbeat_at__lt=timezone.now() - STALE_AFTER)


class Job(models.Model):
    """One piece of long work. `work` names the registered function, `arguments` are primary keys only."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    work = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    """What the work is about; one unfinished job a work and key, so that asking twice starts nothing twice."""
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    runs = models.PositiveSmallIntegerField(default=0)
    message = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(
                fields=["work", "key"], condition=Q(state__in=["waiting", "running"]), name="one_unfinished_job_a_key"
            ),
            models.CheckConstraint(condition=Q(done__lte=F("total")) | Q(total=0), name="job_done_within_total"),
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.key}"
