"""Tests before and after a class: when they are open, and the scores that were reached on paper or online."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import QuizPage
from learning.people.models import User
from learning.people.refusing import Refused
from learning.records.models import Attempt, Registration, Session, TestScore, TrainingClass

Phase = TestScore.Phase
WRITTEN = re.compile(r"(?P<points>\d+(?:[.,]\d+)?)\s*(?:(?P<percent>%)|/\s*(?P<out_of>\d+(?:[.,]\d+)?))?")
BEGINS = {Session.Part.MORNING: 7, Session.Part.DAY: 7, Session.Part.AFTERNOON: 13, Session.Part.EVENING: 18}
ENDS = {Session.Part.MORNING: 12, Session.Part.DAY: 18, Session.Part.AFTERNOON: 18, Session.Part.EVENING: 22}
"""Hours of the day where a session states none; generous, for nobody should find a test closed by minutes."""


@dataclass(frozen=True)
class Row:
    """What one person reached. Without a percentage the score that was entered is taken out again."""

    registration: Registration
    phase: str
    percent: Decimal | None
    items: Mapping[str, bool] = field(default_factory=dict)


def read_score(written: str, out_of: Decimal) -> Decimal:
    """"7/10", "70 %" or "7" points out of what the organiser states; in percent. Refused when it says anything else."""
    words = written.strip()
    found = WRITTEN.fullmatch(words)
    if not found:
        raise Refused(_("“%(words)s” is not a score. Please write for example 7, 7,5, 7/10 or 70 %%.") % {"words": words})
    whole = Decimal(100) if found["percent"] else _number(found["out_of"]) if found["out_of"] else out_of
    points = _number(found["points"])
    if not whole or points > whole:
        limits = {"points": found["points"], "whole": f"{whole.normalize():f}"}
        raise Refused(_("%(points)s is more than the %(whole)s points that can be reached. Please check it.") % limits)
    return (100 * points / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def percent_right(items: Mapping[str, bool]) -> Decimal:
    """Each question of a paper test weighs the same."""
    return (Decimal(100) * sum(items.values()) / len(items)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def enter_score(
    registration: Registration, phase: str, percent: Decimal | None, items: Mapping[str, bool] | None = None, *, by: User
) -> None:
    enter_scores([Row(registration, phase, percent, items or {})], by=by)


@transaction.atomic
def enter_scores(rows: Sequence[Row], *, by: User) -> int:
    """Keep scores of one class that were reached on paper; how many changed. All are kept, or none."""
    if not rows:
        return 0
    training_class = _class_of(rows)
    _refuse_if_over(training_class)
    known = {
        (score.registration_id, score.phase): score
        for score in TestScore.objects.filter(registration__in=[row.registration for row in rows])
    }
    changes = [change for row in rows if (change := _enter(row, known.get((row.registration.pk, row.phase)), by))]
    if changes:
        log(instance=training_class, action="records.enter_scores", user=by, data={"changes": changes})
    return len(changes)


def keep_online_score(attempt: Attempt, score: Decimal) -> None:
    """What the server marked, at the hand-in or by the clock. A score from paper stands: the test was done there in the end."""
    if TestScore.objects.filter(registration=attempt.registration, phase=attempt.phase, is_online=False).exists():
        return
    TestScore.objects.update_or_create(
        registration=attempt.registration,
        phase=attempt.phase,
        defaults={"percent": score, "is_online": True, "items": {}, "entered_by": None},
    )


def test_of(training_class: TrainingClass, phase: str) -> QuizPage | None:
    return training_class.pre_test if phase == Phase.PRE else training_class.post_test


def closes_at(training_class: TrainingClass, phase: str) -> datetime.datetime | None:
    """The test before is over with the first session; the test after, when the class is closed: at no hour."""
    first = training_class.sessions.first()
    return _end(first) if first and phase == Phase.PRE else None


def opens_at(training_class: TrainingClass, phase: str) -> datetime.datetime | None:
    """The test before opens with the class; the test after, when its last session begins."""
    last = training_class.sessions.last()
    return _begin(last) if last and phase == Phase.POST else None


def refuse_unless_open(training_class: TrainingClass, phase: str, now: datetime.datetime) -> None:
    """The test before: from the start of the class until its first session is over. After: from the last session on."""
    opening, closing = opens_at(training_class, phase), closes_at(training_class, phase)
    if test_of(training_class, phase) is None:
        raise Refused(_("This class has no such test online. Please ask the class organiser."))
    if training_class.state in {TrainingClass.State.PLANNED, TrainingClass.State.OPEN}:
        raise Refused(_("This class has not started yet. The test opens when it has."))
    if training_class.state != TrainingClass.State.RUNNING:
        raise Refused(_("This class is over, and its tests with it."))
    if opening and now < opening:
        raise Refused(_("This test opens on %(time)s, with the last session of the class.") % {"time": _in_words(opening)})
    if closing and now > closing:
        raise Refused(_("This test was open until %(time)s. You can do without it.") % {"time": _in_words(closing)})


def _class_of(rows: Sequence[Row]) -> TrainingClass:
    """The one class of all rows; its row is the lock, so that it is not closed meanwhile."""
    classes = {row.registration.training_class_id for row in rows}
    if len(classes) > 1:
        raise Refused(_("These scores belong to several classes. Please enter them class by class."))
    return TrainingClass.objects.select_for_update(of=("self",)).get(pk=classes.pop())


def _refuse_if_over(training_class: TrainingClass) -> None:
    if training_class.state == TrainingClass.State.CLOSED:
        raise Refused(_("This class is closed and its results are counted. Please have it reopened before you change a score."))
    if training_class.state == TrainingClass.State.CANCELLED:
        raise Refused(_("This class was cancelled, so it has no tests."))


def _enter(row: Row, known: TestScore | None, by: User) -> dict[str, Any] | None:
    """What changed, for the log; None where nothing did."""
    before = known.percent if known else None
    if before == row.percent and (known is None or not row.items or known.items == row.items):
        return None
    if known and known.is_online:
        name = row.registration.person.full_name
        raise Refused(_("%(name)s has done this test online; that score stands and is not overwritten.") % {"name": name})
    if row.registration.state != Registration.State.REGISTERED:
        name = row.registration.person.full_name
        raise Refused(_("%(name)s is not registered in this class. Please register the person first.") % {"name": name})
    _write(row, known, by)
    change = {"registration": row.registration.pk, "phase": str(row.phase)}
    return change | {"from": _plain(before), "to": _plain(row.percent)}


def _write(row: Row, known: TestScore | None, by: User) -> None:
    if row.percent is None:
        if known:
            known.delete()
        return
    score = known or TestScore(registration=row.registration, phase=row.phase)
    score.percent, score.items, score.entered_by = row.percent, dict(row.items), by
    score.save()


def _plain(percent: Decimal | None) -> str | None:
    return None if percent is None else str(percent)


def _number(written: str) -> Decimal:
    return Decimal(written.replace(",", "."))


def _begin(session: Session) -> datetime.datetime:
    return _at(session.day, session.starts_at or datetime.time(BEGINS[Session.Part(session.part)]))


def _end(session: Session) -> datetime.datetime:
    if session.starts_at:
        return _begin(session) + datetime.timedelta(hours=float(session.hours))
    return _at(session.day, datetime.time(ENDS[Session.Part(session.part)]))


def _at(day: datetime.date, time: datetime.time) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, time))


def _in_words(moment: datetime.datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M %d/%m/%Y}"
