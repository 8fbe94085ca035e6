from typing import Any

from django.dispatch import receiver

from certificates import issuing
from learning.records.models import Completion
from learning.records.signals import completed


@receiver(completed)
def issue_at_once(sender: Any, completion: Completion, **kwargs: Any) -> None:
    """In the transaction of the completion: a certificate and its fact appear together with it or not at all."""
    issuing.issue(completion, by=None)
