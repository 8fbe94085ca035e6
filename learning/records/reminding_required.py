"""Remind people of training they must have. The words are neutral: others read their screens, too."""

import datetime
from collections.abc import Iterator

from learning.records import reminding, requiring
from learning.records.models import Requirement
from learning.records.requiring import Status


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
    stage = reminding.stage(until, day) if until else None
    if until is None or stage is None:
        return False
    key = f"requirement:{status.requirement.pk}:{until.isoformat()}:{stage}"
    return reminding.tell(status.person, key, reminding.date_text())
