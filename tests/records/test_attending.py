"""Who was there: marked on the day or later, by code only in one's own class and only today."""

import datetime
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from learning.people.models import User
from learning.people.refusing import Refused
from learning.records import attending
from learning.records.models import Attendance, Session, TrainingClass
from tests.factories import PersonFactory, RegistrationFactory, TrainingClassFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 9, 8, 5, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))


@pytest.fixture
def session() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield TrainingClassFactory(sessions=1).sessions.get()


def test_marking_twice_changes_nothing_and_each_save_is_one_line_in_the_log(session: Session, class_organiser: User) -> None:
    ones = [RegistrationFactory(training_class=session.training_class) for _n in range(3)]
    states = {one.pk: "present" for one in ones}
    assert attending.mark(session, states, by=class_organiser) == 3
    assert attending.mark(session, states, by=class_organiser) == 0
    assert attending.mark(session, {ones[0].pk: "late"}, by=class_organiser) == 1
    assert sorted(Attendance.objects.values_list("state", flat=True)) == ["late", "present", "present"]


def test_two_organisers_at_once_do_not_wipe_each_other(session: Session, class_organiser: User) -> None:
    first, second = (RegistrationFactory(training_class=session.training_class) for _n in range(2))
    attending.mark(session, {first.pk: "present"}, by=class_organiser)
    attending.mark(session, {second.pk: "absent"}, by=class_organiser)
    assert attending.mark_everybody(session, "present", by=class_organiser) == 0
    assert Attendance.objects.get(registration=second).state == "absent"


def test_people_of_another_class_or_on_the_waiting_list_are_not_marked(session: Session, class_organiser: User) -> None:
    other, waiting = RegistrationFactory(), RegistrationFactory(training_class=session.training_class, state="waiting")
    assert attending.mark(session, {other.pk: "present", waiting.pk: "present"}, by=class_organiser) == 0


def test_a_day_to_come_and_a_closed_class_are_refused(session: Session, class_organiser: User) -> None:
    one = RegistrationFactory(training_class=session.training_class)
    with time_machine.travel(NOW - datetime.timedelta(days=1)), pytest.raises(Refused, match="09/03/2026"):
        attending.mark(session, {one.pk: "present"}, by=class_organiser)
    type(session.training_class).objects.update(state="closed", closed_on=session.day)
    with pytest.raises(Refused):
        attending.mark(session, {one.pk: "present"}, by=class_organiser)


def person_with_account(session: Session) -> Any:
    return RegistrationFactory(training_class=session.training_class, person=PersonFactory(user=UserFactory()))


def test_checking_in_marks_present_once(session: Session) -> None:
    user = person_with_account(session).person.user
    found = attending.session_of(attending.code_of(session, NOW), NOW)
    assert found == session
    assert attending.check_in(session, user, NOW) == attending.check_in(session, user, NOW)
    assert Attendance.objects.get().state == "present"


def test_after_a_quarter_of_an_hour_they_are_late(session: Session) -> None:
    user = person_with_account(session).person.user
    session.starts_at = datetime.time(7, 30)
    session.save()
    assert attending.check_in(session, user, NOW).state == "late"


def test_who_is_not_on_the_list_is_told_so_and_never_marked(session: Session, stranger: User) -> None:
    elsewhere = person_with_account(TrainingClassFactory(sessions=1).sessions.get()).person.user
    for user in (stranger, elsewhere):
        with pytest.raises(Refused):
            attending.check_in(session, user, NOW)
    assert not Attendance.objects.exists()


def test_the_organiser_s_mark_is_not_changed_by_a_code(session: Session, class_organiser: User) -> None:
    one = person_with_account(session)
    attending.mark(session, {one.pk: "excused"}, by=class_organiser)
    assert attending.check_in(session, one.person.user, NOW).state == "excused"


def test_on_another_day_nothing_is_marked(session: Session) -> None:
    user = person_with_account(session).person.user
    tomorrow = NOW + datetime.timedelta(days=1)
    with time_machine.travel(tomorrow), pytest.raises(Refused):
        attending.check_in(session, user, tomorrow)


@given(seconds=st.integers(0, 600))
def test_a_code_lives_for_its_window_and_the_next(seconds: int) -> None:
    session = Session(pk=7, training_class=TrainingClass(checkin_secret="geheim"), day=NOW.date())
    window = attending.WINDOW
    then = attending._signature(session, int(NOW.timestamp()) // window)
    later = int((NOW + datetime.timedelta(seconds=seconds)).timestamp()) // window
    valid = then in {attending._signature(session, w) for w in (later, later - 1)}
    assert valid == (later - int(NOW.timestamp()) // window <= 1)


@pytest.mark.parametrize("code", ["", "x", "-", "7", "7-", "999999-0123456789abcdef", "٣-ab"])
def test_an_invented_code_is_refused_in_words(session: Session, code: str) -> None:
    with pytest.raises(Refused):
        attending.session_of(code, timezone.now())
