"""The rules of a quiz as they hold for one person: its own, and what was allowed to them besides."""

import datetime
from dataclasses import dataclass

from courses.models import QuizPage
from learning.records.models import Allowance, Enrolment


@dataclass(frozen=True)
class Rules:
    """`attempts`: 0 means as often as one likes. `limit`: None without a time limit. `closes_at`: None for never."""

    attempts: int
    limit: datetime.timedelta | None
    opens_at: datetime.datetime | None
    closes_at: datetime.datetime | None

    def ends_at(self, started_at: datetime.datetime) -> datetime.datetime | None:
        """The sooner of start and limit, and of closing (field notes D), after what was allowed."""
        ends = [started_at + self.limit if self.limit else None, self.closes_at]
        return min(filter(None, ends), default=None)

    def attempts_left(self, used: int) -> int | None:
        """None where there is no end of them."""
        return max(0, self.attempts - used) if self.attempts else None


def rules_for(enrolment: Enrolment | None, quiz: QuizPage) -> Rules:
    """One query."""
    found = Allowance.objects.filter(enrolment=enrolment, quiz=quiz).first() if enrolment else None
    return rules_of(quiz, found)


def rules_of(quiz: QuizPage, allowed: Allowance | None) -> Rules:
    """More minutes lengthen a limit, more attempts a number; where there is none, there is nothing to lengthen."""
    minutes = quiz.minutes_allowed + (allowed.extra_minutes if allowed else 0) if quiz.minutes_allowed else None
    attempts = quiz.attempts_allowed + (allowed.extra_attempts if allowed else 0) if quiz.attempts_allowed else 0
    closes = quiz.closes_at
    if closes and allowed and allowed.closes_at:
        closes = max(closes, allowed.closes_at)
    return Rules(attempts, datetime.timedelta(minutes=minutes) if minutes else None, quiz.opens_at, closes)
