"""Enrol in a course, and read it."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import CoursePage, LessonPage
from learning.people.models import Person, User
from learning.people.refusing import Refused
from learning.records.models import Enrolment, LessonReading


@transaction.atomic
def enrol(person: Person, course: CoursePage, *, by: User) -> Enrolment:
    """Enrol once a course edition; enrolling again gives the same enrolment. Refused if the course is closed."""
    found = Enrolment.objects.in_edition(course).of_person(person).first()  # type: ignore[attr-defined]
    if found:
        return found
    if not (course.live and course.is_open):
        raise Refused(_("This course is closed for enrolment. Please choose another course, or ask its organiser."))
    enrolment, made = Enrolment.objects.get_or_create(person=person, course=course, edition=course.edition)
    if made:
        log(instance=enrolment, action="records.enrol", user=by)
    return enrolment


def mark_read(enrolment: Enrolment, lesson: LessonPage) -> None:
    """Remember that the lesson was finished. A course without a quiz may be complete by it."""
    from learning.records import completing  # noqa: PLC0415 -- completing asks what was read

    with transaction.atomic():
        LessonReading.objects.get_or_create(enrolment=enrolment, lesson=lesson)
        completing.complete_by_reading(enrolment)
