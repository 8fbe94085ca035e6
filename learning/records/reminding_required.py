"""Remind people of training they must have. The words are neutral: others read their screens, too."""

import datetime
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from learning.records import reminding, requiring
from learning.records.models import Requirement
from learning.records.requiring import Status

STAGES = (30, 7, 0)
"""Days before the day on which it is due: so many before at most, and once when it is over."""


def remind(day: datetime.date) -> int:
    """Remind everybody whose training is due or must be renewed, once a stage; how many were reminded."""
    count = 0
    for requirement in Requirement.objects.active():  # type: ignore[attr-defined]
        for status in _open(requirement, day):
            count += _remind_once(status, day)
    return count


def _open(requirement: Requirement, day: datetime.date) -> Iterator[Status]:
    for people in (requiring.not_done(requirement, day), requiring.expiring(requirement, day)):
        for person in people.select_related("user").iterator(chunk_size=500):  # type: ignore[attr-defined]
            yield requiring.status_of(requirement, person, person.done_on, day)


def _remind_once(status: Status, day: datetime.date) -> bool:
    until = status.due_on if status.standing != requiring.Standing.EXPIRES_SOON else status.expires_on
    stage = _stage(until, day) if until else None
    if until is None or stage is None:
        return False
    key = f"requirement:{status.requirement.pk}:{until.isoformat()}:{stage}"
    with override(settings.LANGUAGE_CODE):
        text = _("You have a date to keep. Please sign in to see it: %(link)s") % {"link": reminding.link()}
    return reminding.tell(status.person, key, text)


def _stage(until: datetime.date, day: datetime.date) -> int | None:
    """The stage that is reached: 30, 7, or 0 when it is over; None where there is still more time."""
    left = (until - day).days
    if left < 0:
        return 0
    reached = [stage for stage in STAGES[:-1] if left <= stage]
    return min(reached) if reached else None
