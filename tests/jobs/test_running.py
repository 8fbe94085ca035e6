"""Long work is a row before it is a task: it starts once, is counted, resumes, and gives up in the end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learning.jobs import running
from learning.jobs.models import MAX_RUNS, STALE_AFTER, Job

pytestmark = pytest.mark.django_db
done: list[int] = []


@pytest.fixture(autouse=True)
def works():
    done.clear()

    @running.work("test.works")
    def works(job: Job) -> None:
        done.append(job.pk)
        running.tell_progress(job, done=1, total=1)

    @running.work("test.breaks")
    def breaks(job: Job) -> None:
        raise ValueError("the printer is on fire")


def test_asking_twice_starts_nothing_twice(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first, second = running.ask("test.works", key="1"), running.ask("test.works", key="1")
    assert first == second
    assert done == [first.pk]


def test_a_finished_job_says_how_far_it_came_and_is_not_done_again() -> None:
    job = Job.objects.create(work="test.works", key="1")
    running.run(job.pk)
    running.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.runs, len(done)) == (Job.State.DONE, 1, 1, 1, 1)


def test_work_that_breaks_is_tried_a_few_times_and_then_failed_with_its_reason() -> None:
    job = Job.objects.create(work="test.breaks", key="1")
    for _ in range(MAX_RUNS + 2):
        running.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.runs, job.message) == (Job.State.FAILED, MAX_RUNS, "the printer is on fire")


def test_what_a_dead_worker_left_is_taken_up_and_what_lives_is_left_alone() -> None:
    now = timezone.now()
    left = Job.objects.create(work="test.works", key="left", state=Job.State.RUNNING, runs=1, heartbeat_at=now - 2 * STALE_AFTER)
    Job.objects.create(work="test.works", key="alive", state=Job.State.RUNNING, runs=1, heartbeat_at=now - timedelta(seconds=5))
    assert running.restart_stale() == 1
    assert done == [left.pk]


def test_a_task_that_kills_its_worker_each_time_is_given_up() -> None:
    job = Job.objects.create(work="test.works", key="1", state=Job.State.RUNNING, runs=MAX_RUNS)
    running.run(job.pk)
    job.refresh_from_db()
    assert (job.state, done) == (Job.State.FAILED, [])
