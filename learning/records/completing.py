"""THE rule: when a course is finished. The only writer of Completion."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from learning.records.models import Attempt, Completion, Enrolment, LessonReading
from learning.records.signals import completed


@transaction.atomic
def complete_by_attempt(attempt: Attempt) -> Completion | None:
    """Online, "trained" means passed (design 5). One completion a person and course edition."""
    if not attempt.passed:
        return None
    return _complete(attempt.enrolment, score=attempt.score)


@transaction.atomic
def complete_by_reading(enrolment: Enrolment) -> Completion | None:
    """A course without a quiz is finished when every lesson was read."""
    course = enrolment.course
    if course.quiz() is not None:
        return None
    lessons = set(course.lessons().values_list("pk", flat=True))
    read = set(LessonReading.objects.filter(enrolment=enrolment).values_list("lesson_id", flat=True))
    return _complete(enrolment, score=None) if lessons and lessons <= read else None


def _complete(enrolment: Enrolment, *, score: Decimal | None) -> Completion:
    completion, made = Completion.objects.get_or_create(
        person_id=enrolment.person_id,
        course_id=enrolment.course_id,
        edition=enrolment.edition,
        defaults={
            "enrolment": enrolment,
            "started_on": timezone.localdate(enrolment.enrolled_at),
            "completed_on": timezone.localdate(),
            "score": score,
        },
    )
    if made:
        log(instance=completion, action="records.complete", user=enrolment.person.user)
        completed.send(sender=Completion, completion=completion)
    return completion
