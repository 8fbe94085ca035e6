"""Enrol in a course, and read it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import CoursePage, LessonPage
from learning.people.models import Person, User
from learning.people.refusing import Refused
from learning.records.models import Completion, Enrolment, LessonReading


@transaction.atomic
def enrol(person: Person, course: CoursePage, *, by: User) -> Enrolment:
    """Enrol once a course edition; enrolling again gives the same enrolment. Refused if the course is closed."""
    found = Enrolment.objects.in_edition(course).of_person(person).first()  # type: ignore[attr-defined]
    if found:
        return found
    if not course.takes_in_on(timezone.localdate()):
        raise Refused(_("This course is closed for enrolment. Please choose another course, or ask its organiser."))
    missing = _missing(person, course)
    if missing:
        raise Refused(_("Please complete first: %(courses)s.") % {"courses": "; ".join(missing)})
    enrolment, made = Enrolment.objects.get_or_create(person=person, course=course, edition=course.edition)
    if made:
        log(instance=enrolment, action="records.enrol", user=by)
    return enrolment


def _missing(person: Person, course: CoursePage) -> list[str]:
    """Titles of the courses to be completed first that this person has not completed, online or in a class."""
    done = Completion.objects.standing().filter(person=person).values("course")  # type: ignore[attr-defined]
    return list(course.prerequisites.exclude(requires__in=done).values_list("requires__title", flat=True))


def mark_read(enrolment: Enrolment, lesson: LessonPage) -> None:
    """Remember that the lesson was finished. The course may be complete by it."""
    from learning.records import completing  # noqa: PLC0415 -- completing asks what was read

    with transaction.atomic():
        LessonReading.objects.get_or_create(enrolment=enrolment, lesson=lesson)
        completing.complete_by_reading(enrolment)
