"""Start a new edition of a course that changed in substance. Who finished an earlier one keeps it, and may take the new one."""

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from courses.models import CourseEdition, CoursePage
from courses.signals import edition_started
from learning.people.models import User


@transaction.atomic
def start(course: CoursePage, changes: str, *, by: User) -> CourseEdition:
    """Who is in the middle of the course goes on in the new edition (the floor of records sees to it). Two clicks start one."""
    locked = CoursePage.objects.select_for_update(of=("self",)).get(pk=course.pk)
    clicked = locked.editions.filter(number=locked.edition, changes=changes, started_on=timezone.localdate()).first()
    if clicked:
        return clicked
    number = locked.edition + 1
    CoursePage.objects.filter(pk=course.pk).update(edition=number)
    edition = CourseEdition.objects.create(
        course=locked, number=number, changes=changes, started_on=timezone.localdate(), started_by=by
    )
    edition_started.send(sender=CourseEdition, edition=edition)
    log(instance=course, action="courses.start_edition", user=by, data={"number": number, "changes": changes})
    course.edition = number
    return edition
