"""Ask to be let into a course, invite people to one, and decide."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import CoursePage, EntryBy
from learning.people.models import Person, User
from learning.people.refusing import Refused
from learning.records import enrolling, reminding
from learning.records.models import Admission, Enrolment

State = Admission.State


@transaction.atomic
def ask(person: Person, course: CoursePage, *, by: User) -> Admission:
    """Asking twice is asking once; who was not admitted may ask again. Refused where asking could not help."""
    if course.entry_by != EntryBy.APPROVAL:
        raise Refused(_("Nobody needs to ask for this course. Please open its page once more."))
    enrolling.refuse_unless_open(person, course)
    found, made = Admission.objects.select_for_update().get_or_create(
        person=person, course=course, defaults={"state": State.ASKED}
    )
    if found.state == State.DECLINED:
        found.state, found.answer, found.decided_at, found.decided_by = State.ASKED, "", None, None
        found.save()
    elif not made:
        return found
    log(instance=found, action="records.ask_admission", user=by)
    return found


@transaction.atomic
def approve(admission: Admission, *, by: User) -> Enrolment:
    """Let in, and enrol. Refused where it was decided before, or the course is closed by now."""
    found = _decided(admission, State.ADMITTED, by=by)
    enrolment = enrolling.enrol(found.person, found.course, by=by)
    _tell(found)
    return enrolment


@transaction.atomic
def decline(admission: Admission, answer: str, *, by: User) -> Admission:
    """The person reads the answer on the page of the course."""
    if not answer.strip():
        raise Refused(_("Please say why, in a sentence: the person reads it."))
    found = _decided(admission, State.DECLINED, by=by, answer=answer.strip())
    _tell(found)
    return found


@transaction.atomic
def invite(people: Iterable[Person], course: CoursePage, *, by: User) -> int:
    """Who asked is let in by it, too. Nobody is invited twice, and nobody who is in already; how many were invited."""
    inside = set(Enrolment.objects.in_edition(course).values_list("person_id", flat=True))  # type: ignore[attr-defined]
    known = {one.person_id: one for one in Admission.objects.select_for_update().filter(course=course)}
    count = 0
    for person in people:
        found = known.get(person.pk) or Admission(person=person, course=course)
        if person.pk in inside or found.lets_in:
            continue
        found.state, found.answer, found.decided_at, found.decided_by = State.INVITED, "", timezone.now(), by
        found.save()
        log(instance=found, action="records.invite", user=by)
        _tell(found)
        count += 1
    return count


def _decided(admission: Admission, state: str, *, by: User, answer: str = "") -> Admission:
    found = Admission.objects.select_for_update(of=("self",)).select_related("person", "course").get(pk=admission.pk)
    if found.state != State.ASKED:
        raise Refused(_("This request was decided already."))
    found.state, found.answer, found.decided_at, found.decided_by = state, answer, timezone.now(), by
    found.save()
    log(instance=found, action="records.decide_admission", user=by, data={"state": state})
    return found


def _tell(admission: Admission) -> None:
    key = f"admission:{admission.pk}:{admission.state}:{admission.decided_at:%Y-%m-%dT%H:%M:%S}"
    reminding.tell(admission.person, key, reminding.news_text())
