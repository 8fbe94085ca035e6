from celery import shared_task

from learning.jobs import running


@shared_task
def run_job(job_id: int) -> None:
    running.run(job_id)


@shared_task
def restart_stale_jobs() -> int:
    return running.restart_stale()
