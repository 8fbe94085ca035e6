"""Enrol in a course, and read it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import CoursePage, EntryBy, LessonPage
from learning.people.models import Person, User
from learning.people.refusing import Refused
from learning.records import renewing
from learning.records.models import Admission, Completion, Enrolment, LessonReading


@transaction.atomic
def enrol(person: Person, course: CoursePage, *, by: User) -> Enrolment:
    """Enrol once a course edition; enrolling again gives the same enrolment. Refused if the course is closed.

    Where the completion of it expires soon, or has, enrolling begins a renewal.
    """
    found = Enrolment.objects.in_edition(course).of_person(person).first()  # type: ignore[attr-defined]
    last = renewing.latest(person.pk, course)
    is_renewal = last is not None and renewing.is_due(last, timezone.localdate())
    number = last.renewal + 1 if last and is_renewal else 0
    if found and found.renewal >= number:
        return found
    refuse_unless_open(person, course)
    _refuse_unless_let_in(person, course)
    enrolment, made = Enrolment.objects.get_or_create(person=person, course=course, edition=course.edition, renewal=number)
    if made:
        log(instance=enrolment, action="records.enrol", user=by)
    return enrolment


def refuse_unless_open(person: Person, course: CoursePage) -> None:
    """Refused outside its days, and before what must come first."""
    if not course.takes_in_on(timezone.localdate()):
        raise Refused(_("This course is closed for enrolment. Please choose another course, or ask its organiser."))
    missing = _missing(person, course)
    if missing:
        raise Refused(_("Please complete first: %(courses)s.") % {"courses": "; ".join(missing)})


def _refuse_unless_let_in(person: Person, course: CoursePage) -> None:
    if course.entry_by == EntryBy.THEMSELVES:
        return
    if Admission.objects.letting_in().filter(person=person, course=course).exists():
        return
    if course.entry_by == EntryBy.INVITATION:
        raise Refused(_("People come into this course by invitation. If you need it, please ask your unit."))
    raise Refused(_("Your unit decides who takes this course. You can ask for it on the page of the course."))


def _missing(person: Person, course: CoursePage) -> list[str]:
    """Titles of the courses to be completed first that this person has not completed, online or in a class, or not for today."""
    done = Completion.objects.standing().valid_on(timezone.localdate()).filter(person=person).values("course")  # type: ignore[attr-defined]
    return list(course.prerequisites.exclude(requires__in=done).values_list("requires__title", flat=True))


def mark_read(enrolment: Enrolment, lesson: LessonPage) -> None:
    """Remember that the lesson was finished. The course may be complete by it."""
    from learning.records import completing  # noqa: PLC0415 -- completing asks what was read

    with transaction.atomic():
        LessonReading.objects.get_or_create(enrolment=enrolment, lesson=lesson)
        completing.complete_by_reading(enrolment)
