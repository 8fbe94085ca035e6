"""What a lesson may know of its reader (door 1 of the house).

Records registers a hook that sets `request.reader`; in a preview, and in tests of templates, the default stands.
"""

import datetime
from dataclasses import dataclass, field

from django.http import HttpRequest


@dataclass(frozen=True)
class Reader:
    is_enrolled: bool = False
    is_signed_in: bool = False
    may_enrol: bool = False
    """As far as the way in goes: everybody may, or this reader is invited or admitted."""
    admission: str = ""
    """Where a request for the course stands: asked, invited, admitted or declined."""
    answer: str = ""
    """What the one who was not admitted is told."""
    enrolment_id: int | None = None
    read_lessons: frozenset[int] = field(default_factory=frozenset)
    """Page ids of the lessons this reader has finished."""
    next_url: str = ""
    """Where "go on" leads: the first lesson not read yet, then the quiz, then the result."""
    open_attempt_url: str = ""
    attempts_used: int = 0
    attempts_left: int | None = None
    """None where there is no end of them."""
    not_now: str = ""
    """Why the quiz cannot be started now, in words; empty where it can."""
    closes_at: datetime.datetime | None = None
    """Of the quiz, for this reader."""
    minutes: int | None = None
    """To answer the quiz, for this reader; None without a limit, and where nothing is known of the reader."""
    has_passed: bool = False
    has_certificate: bool = False
    """Passing gave one."""
    valid_until: datetime.date | None = None
    had_before_on: datetime.date | None = None
    """When this reader, who is not in this edition, completed an earlier one."""
    may_renew: bool = False
    """What was passed expires soon, or has: the course may be taken again."""

    def has_read(self, page_id: int) -> bool:
        return page_id in self.read_lessons


def reader_of(request: HttpRequest) -> Reader:
    return getattr(request, "reader", Reader())
