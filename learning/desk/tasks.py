from celery import shared_task

from learning.desk import work


@shared_task
def search_likely_pairs() -> None:
    """Every day: records that may be one person."""
    work.ask_for_likely_pairs()
