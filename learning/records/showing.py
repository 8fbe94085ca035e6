"""What people see of their attempt now: what the quiz shows at that moment, less what would still help with it."""

import datetime

from courses.moments import Moment
from learning.records.models import Attempt
from learning.records.rules_for import Rules, rules_for

NOTHING: frozenset[str] = frozenset()


def shown_now(attempt: Attempt, now: datetime.datetime) -> frozenset[str]:
    """Of "score", "right" and "feedback". No query where nothing is shown in the middle of an attempt."""
    quiz, is_in = attempt.quiz, attempt.finished_at is not None
    if attempt.registration_id:  # others of the class take the same test later; its page tells the score alone
        return NOTHING
    if quiz.is_pretest:  # the same may be asked again after the lessons
        return frozenset({"score"}) if is_in else NOTHING
    if not is_in and not quiz.shown_at(Moment.DURING):
        return NOTHING
    rules = rules_for(attempt.enrolment, quiz)
    moment = quiz.moment_of(attempt.finished_at, rules.closes_at, now)
    shown = quiz.shown_at(moment)
    return shown if "right" not in shown or _is_settled(attempt, rules, moment) else shown - {"right"}


def _is_settled(attempt: Attempt, rules: Rules, moment: Moment) -> bool:
    """Right answers of a final quiz would help with an attempt that is under way, or with the next one."""
    if attempt.quiz.is_practice:
        return True
    every = dict(Attempt.objects.filter(enrolment=attempt.enrolment, quiz=attempt.quiz).values_list("pk", "state"))
    if any(state == Attempt.State.OPEN for pk, state in every.items() if pk != attempt.pk):
        return False
    return bool(attempt.passed) or moment == Moment.CLOSED or rules.attempts_left(len(every)) == 0
