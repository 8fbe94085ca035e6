from typing import Any

from django.db.models import Exists, OuterRef
from django.dispatch import receiver

from courses.models import CourseEdition
from courses.signals import edition_started
from learning.records.models import Completion, Enrolment


@receiver(edition_started)
def take_along(sender: Any, edition: CourseEdition, **kwargs: Any) -> None:
    """There is one content, the new one: who has not finished goes on in it, with what they have read and answered.

    The enrolments are locked first, as completing locks its own: who completes at this moment does so before or after.
    """
    before = Enrolment.objects.filter(course=edition.course_id, edition=edition.number - 1)
    keys = list(before.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    finished = Completion.objects.standing().filter(enrolment=OuterRef("pk"))  # type: ignore[attr-defined]
    Enrolment.objects.filter(course=edition.course_id, pk__in=keys).exclude(Exists(finished)).update(edition=edition.number)
