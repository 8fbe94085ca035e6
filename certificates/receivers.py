from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from certificates import issuing
from certificates.models import Certificate
from learning.records.models import Completion
from learning.records.signals import completed, taken_back


@receiver(completed)
def issue_at_once(sender: Any, completion: Completion, **kwargs: Any) -> None:
    """In the transaction of the completion: a certificate and its fact appear together with it or not at all."""
    issuing.issue(completion, by=None)


@receiver(taken_back)
def withdraw_with_it(sender: Any, completion: Completion, by: Any, **kwargs: Any) -> None:
    """Everybody who verifies it reads why; an officer's words about the class may speak of people and stay in the log."""
    certificate = Certificate.objects.filter(completion=completion).valid().first()  # type: ignore[attr-defined]
    if certificate:
        of_a_class = _("The class it came from was closed anew, with other results.")
        reason = of_a_class if completion.training_class_id else _("The quiz it came from was marked again.")
        issuing.withdraw(certificate, reason=reason, by=by)
