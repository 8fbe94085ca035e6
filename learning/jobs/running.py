"""Ask for long work, do it, and take up what a dead worker left."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from learning.jobs.models import MAX_RUNS, Job

logger = logging.getLogger(__name__)
Work = Callable[[Job], None]
_works: dict[str, Work] = {}


def work(name: str) -> Callable[[Work], Work]:
    """Register what a kind of job does. The function must be safe to repeat."""

    def register(function: Work) -> Work:
        _works[name] = function
        return function

    return register


def ask(name: str, key: str, **arguments: Any) -> Job:
    """The unfinished job for this work and key, made if there is none; handed to a worker after commit."""
    job, made = Job.objects.get_or_create(
        work=name, key=key, state__in=[Job.State.WAITING, Job.State.RUNNING], defaults={"arguments": arguments}
    )
    if made:
        transaction.on_commit(lambda: _hand_over(job.pk))
    return job


def run(job_id: int) -> None:
    """Do the job's work once more, unless it is finished or has failed too often. Counts the run before the work."""
    taken = Job.objects.filter(pk=job_id).unfinished().filter(runs__lt=MAX_RUNS)  # type: ignore[attr-defined]
    if not taken.update(state=Job.State.RUNNING, runs=F("runs") + 1, heartbeat_at=timezone.now()):
        Job.objects.filter(pk=job_id).unfinished().update(state=Job.State.FAILED)  # type: ignore[attr-defined]
        return
    job = Job.objects.get(pk=job_id)
    try:
        _works[job.work](job)
    except Exception as error:
        logger.exception("job %s failed in run %s", job.pk, job.runs)
        state = Job.State.FAILED if job.runs >= MAX_RUNS else Job.State.WAITING
        Job.objects.filter(pk=job_id).update(state=state, message=str(error)[:500], heartbeat_at=timezone.now())
    else:
        now = timezone.now()
        Job.objects.filter(pk=job_id).update(state=Job.State.DONE, finished_at=now, heartbeat_at=now, message="")


def tell_progress(job: Job, done: int, total: int) -> None:
    """Say how far the work is, and that the worker lives."""
    Job.objects.filter(pk=job.pk).update(done=done, total=total, heartbeat_at=timezone.now())


def restart_stale() -> int:
    """Hand over again what nobody has worked on for a while; how many."""
    stale = list(Job.objects.stale().values_list("pk", flat=True))
    for job_id in stale:
        _hand_over(job_id)
    return len(stale)


def _hand_over(job_id: int) -> None:
    """If the broker is out of reach the row waits for the next sweep."""
    from learning.jobs.tasks import run_job  # noqa: PLC0415 -- tasks import this module

    try:
        run_job.delay(job_id)
    except Exception:
        logger.exception("the broker did not take job %s; the sweep will", job_id)
