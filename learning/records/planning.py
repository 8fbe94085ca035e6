"""From the plan to the day: the acts that change a class before it is closed. Closing and reopening are in closing.py."""

import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from learning.people.models import User
from learning.people.refusing import Refused
from learning.people.text import fold
from learning.records import registering
from learning.records.models import Registration, Roster, TrainingClass

State = TrainingClass.State
SHELTER = re.compile(r"nha tam lanh|dia chi tin cay|tam lanh")
"""Places of shelters are never written down anywhere: those who search for somebody read, too (safety, B2 row 26)."""


@transaction.atomic
def keep(held: TrainingClass, *, by: User, topics: Any = (), partners: Any = ()) -> TrainingClass:
    """Save a class that was planned or changed. A confidential audience never has names, whatever was ticked."""
    if held.pk and not TrainingClass.objects.select_for_update(of=("self",)).get(pk=held.pk).is_under_way:
        raise Refused(_("This class is closed or cancelled. It is changed only after it was reopened."))
    if held.audience.is_confidential:
        held.takes_names = False
    if not held.takes_names:
        held.registers_online = held.gives_certificate = held.must_pass = False
        held.pre_test = held.post_test = None
        if held.pk:
            held.registrations.filter(state=Registration.State.WITHDRAWN, attempts=None).delete()  # taken out, as was asked
        if held.pk and _holds_names(held):
            raise Refused(_("There are names in this class already. Please take them out before it takes numbers only."))
    refuse_shelters(held.place, held.notes, held.other_partners)
    action = "records.change_class" if held.pk else "records.plan_class"
    held.save()
    held.topics.set(topics)
    held.partners.set(partners)
    log(instance=held, action=action, user=by)
    registering.move_up(held, by=by)
    return held


def _holds_names(held: TrainingClass) -> bool:
    """People, lists that were not put away; where the audience is confidential, words beside numbers and files, too."""
    if held.registrations.exists() or held.rosters.exclude(state=Roster.State.DISCARDED).exists():
        return True
    return held.audience.is_confidential and (held.headcounts.exclude(role="").exists() or held.documents.exists())


def refuse_shelters(*texts: str) -> None:
    if any(SHELTER.search(fold(text)) for text in texts):
        raise Refused(_("Places of shelter are not written down here. Please give another place, or leave it empty."))


def open_registration(held: TrainingClass, *, by: User) -> TrainingClass:
    return _move(held, {State.PLANNED}, State.OPEN, "records.open_class", by)


def start(held: TrainingClass, *, by: User) -> TrainingClass:
    return _move(held, {State.PLANNED, State.OPEN}, State.RUNNING, "records.start_class", by)


def cancel(held: TrainingClass, *, reason: str, by: User) -> TrainingClass:
    if not reason.strip():
        raise Refused(_("Please say why the class is cancelled: the reason is kept."))
    if TrainingClass.objects.filter(pk=held.pk).exclude(closed_on=None).exists():
        raise Refused(_("This class was closed and counted before. Please close it anew; what does not hold is taken back."))
    return _move(held, {State.PLANNED, State.OPEN, State.RUNNING}, State.CANCELLED, "records.cancel_class", by, reason.strip())


@transaction.atomic
def _move(held: TrainingClass, before: set[State], after: State, action: str, by: User, reason: str = "") -> TrainingClass:
    held = TrainingClass.objects.select_for_update(of=("self",)).get(pk=held.pk)
    if held.state not in before:
        message = _("This class is %(state)s, so this step is not open any more.")
        raise Refused(message % {"state": held.get_state_display()})
    held.state, held.state_reason = after, reason[:300]
    held.save(update_fields=["state", "state_reason"])
    log(instance=held, action=action, user=by, data={"reason": reason} if reason else None)
    return held
