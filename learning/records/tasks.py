from celery import shared_task
from django.utils import timezone

from learning.records import attempting, reminding, reminding_renewal, reminding_required


@shared_task
def close_forgotten_attempts() -> int:
    return attempting.close_forgotten(timezone.now())


@shared_task
def remind_of_required_training() -> int:
    return reminding_required.remind(timezone.localdate())


@shared_task
def remind_of_renewals() -> int:
    return reminding_renewal.remind(timezone.localdate())


@shared_task
def remind_of_classes() -> int:
    return reminding.remind(timezone.localdate())
