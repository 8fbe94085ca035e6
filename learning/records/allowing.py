"""Allow one person more time, more attempts or a later deadline. What is under way for them is lengthened at once."""

import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from courses.models import QuizPage
from learning.people.models import User
from learning.records.models import Allowance, Attempt, Enrolment
from learning.records.rules_for import rules_of


@transaction.atomic
def allow(enrolment: Enrolment, quiz: QuizPage, *, by: User, **more: Any) -> Allowance:
    """`more`: extra_minutes, extra_attempts, closes_at; they take the place of what was allowed before."""
    Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    found, _made = Allowance.objects.update_or_create(enrolment=enrolment, quiz=quiz, defaults=more | {"given_by": by})
    _lengthen(found)
    told = {name: str(value) for name, value in more.items()} | {"quiz": quiz.pk}
    log(instance=enrolment, action="records.allow", user=by, data=told)
    return found


def _lengthen(found: Allowance) -> None:
    """Never shortened: who began with more keeps it."""
    rules = rules_of(found.quiz, found)
    for attempt in Attempt.objects.open().filter(enrolment=found.enrolment_id, quiz=found.quiz_id).exclude(deadline=None):
        ends = rules.ends_at(attempt.started_at)
        if ends is None:
            attempt.deadline = attempt.taken_until = None
        elif attempt.deadline and ends > attempt.deadline:
            attempt.deadline, attempt.taken_until = ends, ends + datetime.timedelta(seconds=found.quiz.grace_seconds)
        attempt.save(update_fields=["deadline", "taken_until"])
