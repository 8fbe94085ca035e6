"""Close a class: who completes and why not the others, then completions, certificates and facts in one job that can resume."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from learning.jobs import running
from learning.jobs.models import Job
from learning.people.models import User
from learning.people.refusing import Refused
from learning.records import attempting, completing, posting_headcounts
from learning.records.models import Completion, Registration, Roster, Session, TestScore, TrainingClass

CLOSE_CLASS = "records.close_class"


@dataclass(frozen=True)
class Verdict:
    """Whether somebody completes a class. `why` says what is missing, or is empty."""

    registration: Registration
    completes: bool
    there: int
    sessions: int
    excused: int
    score: Decimal | None
    why: str


def verdicts(held: TrainingClass) -> list[Verdict]:
    """Everybody who takes part, by name. Five queries, however many they are."""
    sessions = list(held.sessions.all())
    registrations = held.registrations.taking_part().by_name().prefetch_related("attendances", "scores")  # type: ignore[attr-defined]
    return [verdict(held, sessions, registration) for registration in registrations]


def verdict(held: TrainingClass, sessions: list[Session], registration: Registration) -> Verdict:
    """Present or late in enough of the sessions (80 % by default, design 5), and passed where there is a post-test to pass."""
    attendances = list(registration.attendances.all())
    there = sum(attendance.counts for attendance in attendances)
    excused = sum(attendance.state == attendance.State.EXCUSED for attendance in attendances)
    score = next((s.percent for s in registration.scores.all() if s.phase == TestScore.Phase.POST), None)
    why = _why_not(held, there, len(sessions), excused, score)
    return Verdict(registration, not why, there, len(sessions), excused, score, why)


def is_enough(there: int, sessions: int, percent: int) -> bool:
    """In whole numbers: 80 % of 5 sessions are 4, of 4 sessions all 4, of 2 sessions both."""
    return sessions > 0 and 100 * there >= percent * sessions


def _why_not(held: TrainingClass, there: int, sessions: int, excused: int, score: Decimal | None) -> str:
    if not is_enough(there, sessions, held.completion_percent):
        message = _("present in %(there)s of %(sessions)s sessions, %(percent)s %% are needed")
        words: str = message % {"there": there, "sessions": sessions, "percent": held.completion_percent}
        return words + (_(" (%(n)s excused)") % {"n": excused} if excused else "")
    if held.must_pass and score is None:
        return _("no score of the test after the class")
    if held.must_pass and score is not None and score < held.pass_percent:
        return _("%(score)s %% in the test, %(pass)s %% are needed") % {"score": f"{score:g}", "pass": held.pass_percent}
    return ""


@transaction.atomic
def close(held: TrainingClass, *, by: User) -> Job:
    """The class is closed, and a job posts what follows. Asking twice gives the same job."""
    held = TrainingClass.objects.select_for_update(of=("self",)).get(pk=held.pk)
    if held.state == TrainingClass.State.CLOSED and held.posted_at is None:
        return _ask(held)
    _refuse_if_not_ready(held)
    attempting.finish_tests(held)
    held.state, held.closed_on, held.closed_by, held.posted_at = TrainingClass.State.CLOSED, timezone.localdate(), by, None
    held.save(update_fields=["state", "closed_on", "closed_by", "posted_at"])
    log(instance=held, action="records.close_class", user=by, data={"participants": held.registrations.count()})
    return _ask(held)


@transaction.atomic
def reopen(held: TrainingClass, *, reason: str, by: User) -> TrainingClass:
    """The class runs again. What was posted stands until it is closed anew; then only what differs is changed."""
    held = TrainingClass.objects.select_for_update(of=("self",)).get(pk=held.pk)
    if held.state != TrainingClass.State.CLOSED:
        raise Refused(_("This class is not closed, so it need not be reopened."))
    if held.posted_at is None:
        raise Refused(_("This class is still being closed. Please wait until that is done."))
    if not reason.strip():
        raise Refused(_("Please say why the class is reopened: the reason is kept."))
    held.state, held.state_reason, held.posted_at = TrainingClass.State.RUNNING, reason.strip()[:300], None
    held.save(update_fields=["state", "state_reason", "posted_at"])
    log(instance=held, action="records.reopen_class", user=by, data={"reason": held.state_reason})
    return held


def _refuse_if_not_ready(held: TrainingClass) -> None:
    last = held.sessions.last()
    if held.state not in {TrainingClass.State.OPEN, TrainingClass.State.RUNNING}:
        raise Refused(_("Only a class that is open or under way can be closed."))
    if last is None:
        raise Refused(_("This class has no sessions yet. Please enter when it was held, then close it."))
    if max(session.day for session in held.sessions.all()) > timezone.localdate():
        raise Refused(_("The last session of this class is still to come. Please close it afterwards."))
    if held.rosters.filter(state=Roster.State.SAVING).exists():
        raise Refused(_("A list of this class is still being saved. Please wait a moment."))


def _ask(held: TrainingClass) -> Job:
    return running.ask(CLOSE_CLASS, key=str(held.pk), training_class=held.pk)


# --- the job ---------------------------------------------------------------------------------------------------


@running.work(CLOSE_CLASS)
def post(job: Job) -> None:
    """Each person in a transaction of their own: a job that died goes on where it stopped, and repeats nothing."""
    held = TrainingClass.objects.select_related("course", "audience", "closed_by").get(pk=job.arguments["training_class"])
    if held.state != TrainingClass.State.CLOSED or held.posted_at:
        return
    found = verdicts(held)
    running.tell_progress(job, 0, len(found) + 1)
    for number, one in enumerate(found, start=1):
        if one.completes:
            completing.complete_by_class(one.registration, score=one.score, by=held.closed_by)
        running.tell_progress(job, number, len(found) + 1)
    _take_back_others(held, {one.registration.person_id for one in found if one.completes})
    posting_headcounts.post(held, reason=_reason(held))
    TrainingClass.objects.filter(pk=held.pk).update(posted_at=timezone.now())
    running.tell_progress(job, len(found) + 1, len(found) + 1)


def _take_back_others(held: TrainingClass, completing_ids: set[int]) -> None:
    """After a reopening: completions of those who no longer meet the conditions, or no longer take part."""
    standing = Completion.objects.standing().filter(training_class=held)  # type: ignore[attr-defined]
    for completion in standing.exclude(person__in=completing_ids):
        completing.take_back(completion, reason=_reason(held), by=held.closed_by)


def _reason(held: TrainingClass) -> str:
    return held.state_reason or _("The class was closed anew, and its conditions are not met any more.")
