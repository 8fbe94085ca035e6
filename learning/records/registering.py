"""Who takes part in a class: places, and the waiting list behind them."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from learning.people.models import Person, User
from learning.people.refusing import Refused
from learning.records import reminding
from learning.records.models import Registration, TrainingClass

State, Source = Registration.State, Registration.Source


@transaction.atomic
def register(
    held: TrainingClass, person: Person, *, by: User, source: str = Source.ORGANISER, beyond_capacity: bool = False
) -> Registration:
    """A place, or a place on the waiting list where the class is full. Registering again changes nothing.

    The class's row is the lock: the last place is given once. Only an organiser may go beyond the capacity.
    """
    held = TrainingClass.objects.select_for_update(of=("self",)).get(pk=held.pk)
    _refuse_if_not_open(held, source)
    found = Registration.objects.filter(training_class=held, person=person).first()
    if found and found.state != State.WITHDRAWN:
        return found
    state = State.REGISTERED if beyond_capacity or _has_place(held) else State.WAITING
    registration = found or Registration(training_class=held, person=person)
    registration.state, registration.source, registration.registered_at = state, source, timezone.now()
    registration.save()
    log(instance=held, action="records.register", user=by, data={"person": person.pk, "state": state})
    return registration


@transaction.atomic
def withdraw(registration: Registration, *, by: User) -> list[Registration]:
    """Give the place back; who moves up from the waiting list. What was attended stays on record."""
    held = TrainingClass.objects.select_for_update(of=("self",)).get(pk=registration.training_class_id)
    if not held.is_under_way:
        raise Refused(_("This class is closed, so its list of participants stands."))
    registration.refresh_from_db()
    registration.state = State.WITHDRAWN
    registration.save(update_fields=["state"])
    log(instance=held, action="records.withdraw", user=by, data={"person": registration.person_id})
    return move_up(held, by=by)


def move_up(held: TrainingClass, *, by: User) -> list[Registration]:
    """Give free places to those who wait longest. Must run inside a transaction that locks the class."""
    moved = []
    for registration in Registration.objects.filter(training_class=held).waiting():  # type: ignore[attr-defined]
        if not _has_place(held):
            break
        registration.state = State.REGISTERED
        registration.save(update_fields=["state"])
        log(instance=held, action="records.register", user=by, data={"person": registration.person_id, "state": "moved up"})
        reminding.tell_of_place(registration)
        moved.append(registration)
    return moved


def _has_place(held: TrainingClass) -> bool:
    if held.capacity is None:
        return True
    return Registration.objects.filter(training_class=held).taking_part().count() < held.capacity  # type: ignore[attr-defined,no-any-return]


def _refuse_if_not_open(held: TrainingClass, source: str) -> None:
    if not held.takes_names:
        raise Refused(_("No names are taken in this class: only numbers of people are entered."))
    if not held.is_under_way:
        raise Refused(_("This class is closed, so nobody can be added."))
    if source == Source.SELF and not (held.state == TrainingClass.State.OPEN and held.registers_online):
        raise Refused(_("This class is not open for registration. Please ask the class organiser."))
