"""When a completion that expires is to be had again. The same edition is then taken once more, or had in a class."""

import datetime

from courses.models import CoursePage
from learning.records.models import Completion
from learning.records.requiring import SOON, add_months


def valid_until(course: CoursePage | None, completed_on: datetime.date) -> datetime.date | None:
    """The last day on which it is valid; None for good. 24 months from 08/03/2026 end on 08/03/2028."""
    return add_months(completed_on, course.valid_months) if course and course.valid_months else None


def latest(person_id: int, course: CoursePage) -> Completion | None:
    """What stands last of this edition, had online or in a class. One query."""
    mine = Completion.objects.standing().filter(person=person_id)  # type: ignore[attr-defined]
    found: Completion | None = mine.in_edition(course.pk, course.edition).first()
    return found


def is_due(completion: Completion, day: datetime.date) -> bool:
    """From SOON before its last day, where it is short from its middle, and ever after."""
    if completion.valid_until is None:
        return False
    return day >= completion.valid_until - min(SOON, (completion.valid_until - completion.completed_on) / 2)


def number_on(person_id: int, course: CoursePage, day: datetime.date) -> int:
    """The number of the renewal to which a completion of that day belongs."""
    last = latest(person_id, course)
    return last.renewal + is_due(last, day) if last else 0
