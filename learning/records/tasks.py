from celery import shared_task
from django.utils import timezone

from learning.records import attempting


@shared_task
def close_forgotten_attempts() -> int:
    return attempting.close_forgotten(timezone.now())
