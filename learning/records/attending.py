"""Who was there: marked on a list or from the signed paper, or by the person with the code on the screen."""

import datetime
import hashlib
import hmac
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from learning.people.models import User
from learning.people.refusing import Refused
from learning.records.models import Attendance, Registration, Session, TrainingClass

WINDOW = 30
"""Seconds for which a code on the screen is shown; the one before it still counts, for slow phones."""
LATE_AFTER = datetime.timedelta(minutes=15)


@transaction.atomic
def mark(session: Session, states: Mapping[int, str], *, by: User, method: str = Attendance.Method.LIST) -> int:
    """Set the state of each registration (by primary key) in a session; how many changed.

    Refused for a day to come, and for a class that is closed: what was counted is changed only by reopening. Only people
    who take part in this class are touched. One line in the log for all.
    """
    held = TrainingClass.objects.select_for_update(of=("self",)).get(pk=session.training_class_id)
    _refuse_unless_open(held, session)
    registrations = Registration.objects.taking_part().filter(training_class=held, pk__in=states)  # type: ignore[attr-defined]
    known = {a.registration_id: a for a in Attendance.objects.filter(session=session, registration__in=registrations)}
    changed = 0
    for registration in registrations:
        changed += _set(known.get(registration.pk), registration, session, states[registration.pk], by, method)
    if changed:
        log(instance=held, action="records.mark_attendance", user=by, data={"session": str(session), "changed": changed})
    return changed


@transaction.atomic
def mark_everybody(session: Session, state: str, *, by: User, method: str = Attendance.Method.LIST) -> int:
    """The same for all who take part and are not marked yet; the class is the lock, as for each mark."""
    TrainingClass.objects.select_for_update(of=("self",)).get(pk=session.training_class_id)
    marked = Attendance.objects.filter(session=session).values("registration")
    unmarked = Registration.objects.taking_part().filter(training_class=session.training_class_id).exclude(pk__in=marked)  # type: ignore[attr-defined]
    return mark(session, dict.fromkeys(unmarked.values_list("pk", flat=True), state), by=by, method=method)


def _set(known: Attendance | None, registration: Registration, session: Session, state: str, by: User, method: str) -> bool:
    if state not in Attendance.State.values:
        raise Refused(_("Please choose present, late, excused or absent."))
    if known and known.state == state:
        return False
    Attendance.objects.update_or_create(
        registration=registration, session=session, defaults={"state": state, "method": method, "marked_by": by}
    )
    return True


def _refuse_unless_open(held: TrainingClass, session: Session) -> None:
    if not held.is_under_way:
        raise Refused(_("This class is closed. Please have it reopened before you change who was there."))
    if session.day > timezone.localdate():
        message = _("This session is on %(day)s. Attendance can be marked from that day on.")
        raise Refused(message % {"day": f"{session.day:%d/%m/%Y}"})


# --- the code on the screen ------------------------------------------------------------------------------------


def code_of(session: Session, at: datetime.datetime) -> str:
    """The code shown at that moment: it says which session, and nothing by which the next one could be guessed."""
    return f"{session.pk}-{_signature(session, int(at.timestamp()) // WINDOW)}"


def session_of(code: str, at: datetime.datetime) -> Session:
    """The session of a code that is shown now or was shown just before. Refused where it is neither."""
    number, _dash, signature = code.partition("-")
    session = Session.objects.select_related("training_class").filter(pk=int(number)).first() if number.isdecimal() else None
    window = int(at.timestamp()) // WINDOW
    if session is None or not any(constant_time_compare(signature, _signature(session, w)) for w in (window, window - 1)):
        raise Refused(_("This code is no longer shown. Please scan the code that is on the screen now."))
    return session


@transaction.atomic
def check_in(session: Session, user: User, at: datetime.datetime) -> Attendance:
    """Somebody says that they are there. Only on the day, only in their own class; an organiser's mark is not changed.

    More than a quarter of an hour after the start, they are late.
    """
    held = session.training_class
    registration = Registration.objects.taking_part().filter(training_class=held, person__user=user).first()  # type: ignore[attr-defined]
    if registration is None:
        raise Refused(_("You are not on the list of this class. Please tell the class organiser, who can add you."))
    if session.day != timezone.localdate(at):
        raise Refused(_("This session is not today, so nothing was marked."))
    _refuse_unless_open(held, session)
    state = Attendance.State.LATE if _is_late(session, at) else Attendance.State.PRESENT
    attendance, made = Attendance.objects.get_or_create(
        registration=registration, session=session,
        defaults={"state": state, "method": Attendance.Method.CODE, "marked_by": user},
    )  # fmt: skip
    if made:
        log(instance=held, action="records.check_in", user=user, data={"session": str(session)})
    return attendance


def _is_late(session: Session, at: datetime.datetime) -> bool:
    if session.starts_at is None:
        return False
    start = datetime.datetime.combine(session.day, session.starts_at, tzinfo=timezone.get_current_timezone())
    return at > start + LATE_AFTER


def _signature(session: Session, window: int) -> str:
    key = session.training_class.checkin_secret.encode()
    return hmac.new(key, f"{session.pk}:{window}".encode(), hashlib.sha256).hexdigest()[:16]
