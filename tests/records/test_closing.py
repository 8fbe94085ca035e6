"""Closing a class: who completes, what is posted, and that nothing is posted twice."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.models import Certificate
from learning.counts import tally
from learning.counts.models import HeadcountFact, TrainingFact
from learning.jobs import running
from learning.people.models import User
from learning.people.refusing import Refused
from learning.records import closing, completing
from learning.records.models import Attendance, Completion, Headcount, Registration, Session, TestScore, TrainingClass
from tests.factories import EnrolmentFactory, PersonFactory, RegistrationFactory, TrainingClassFactory, attend, issued

pytestmark = pytest.mark.django_db


@given(sessions=st.integers(1, 60), there=st.integers(0, 60), percent=st.integers(1, 100))
def test_enough_is_never_less_than_the_share_asked_for(sessions: int, there: int, percent: int) -> None:
    there = min(there, sessions)
    assert closing.is_enough(there, sessions, percent) == (there / sessions * 100 >= percent - 1e-9)
    assert closing.is_enough(sessions, sessions, percent)


@pytest.mark.parametrize(("there", "sessions", "enough"), [(4, 5, True), (3, 5, False), (3, 4, False), (2, 2, True), (1, 2, False), (0, 0, False)])
def test_eighty_percent_of_the_sessions_is_the_rule(there: int, sessions: int, enough: bool) -> None:
    assert closing.is_enough(there, sessions, 80) is enough


def held_with(*states: str, **fields: Any) -> TrainingClass:
    """A class with one person for each state, in that state in both sessions."""
    held = TrainingClassFactory(**fields)
    for state in states:
        attend(RegistrationFactory(training_class=held), state)
    return held


def close(held: TrainingClass, by: User, django_capture: Any) -> None:
    with django_capture(execute=True):
        closing.close(held, by=by)
    held.refresh_from_db()


def test_late_counts_and_excused_does_not_and_the_reason_is_said(class_organiser: User) -> None:
    held = held_with("present", "late", "excused", "absent")
    found = closing.verdicts(held)
    assert sorted(v.completes for v in found) == [False, False, True, True]
    assert all(bool(v.why) != v.completes for v in found)


def test_where_the_test_must_be_passed_presence_is_not_enough(class_organiser: User) -> None:
    held = held_with("present", "present", "present", must_pass=True, pass_percent=60)
    first, second, _third = held.registrations.order_by("pk")
    TestScore.objects.create(registration=first, phase="post", percent=60)
    TestScore.objects.create(registration=second, phase="post", percent=59)
    assert [v.completes for v in sorted(closing.verdicts(held), key=lambda v: v.registration.pk)] == [True, False, False]


def test_closing_posts_one_fact_a_person_of_the_last_day(class_organiser: User, django_capture_on_commit_callbacks: Any) -> None:
    held = held_with("present", "present", "absent", family="communication")
    close(held, class_organiser, django_capture_on_commit_callbacks)
    facts = TrainingFact.objects.standing()
    assert held.state == "closed" and held.posted_at is not None
    assert [(f.completed_on, f.mode, f.family, f.subject_key, f.has_certificate) for f in facts] == [
        (datetime.date(2026, 3, 10), "in_person", "communication", f"class:{held.pk}", False)
    ] * 2
    assert facts[0].hours == 8 and Certificate.objects.count() == 0


def test_a_class_that_gives_certificates_issues_them_with_its_own_title_and_hours(
    class_organiser: User, django_capture_on_commit_callbacks: Any
) -> None:
    held = held_with("present", "absent", gives_certificate=True, title="Lớp có giấy")
    close(held, class_organiser, django_capture_on_commit_callbacks)
    certificate = Certificate.objects.get()
    words = certificate.sheet()
    assert (words.course_title, words.hours, words.started_on, words.completed_on) == ("Lớp có giấy", "8", "2026-03-09", "2026-03-10")
    fact = TrainingFact.objects.standing().get()
    assert fact.has_certificate and fact.mode == "in_person" and fact.subject_key == f"class:{held.pk}"


def test_who_holds_the_certificate_of_that_course_edition_gets_no_second(
    class_organiser: User, course: Any, django_capture_on_commit_callbacks: Any
) -> None:
    person = PersonFactory()
    issued(enrolment=EnrolmentFactory(person=person, course=course))
    held = TrainingClassFactory(course=course, gives_certificate=True)
    attend(RegistrationFactory(training_class=held, person=person))
    close(held, class_organiser, django_capture_on_commit_callbacks)
    assert Certificate.objects.filter(person=person).count() == 1
    assert sorted(TrainingFact.objects.standing().values_list("mode", "has_certificate")) == [("in_person", False), ("online", True)]
    from certificates import issuing

    assert issuing.missed() == []


def test_a_job_that_died_goes_on_and_repeats_nothing(
    class_organiser: User, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = held_with(*["present"] * 5, gives_certificate=True)
    real, calls = completing.complete_by_class, []

    def dies_at_the_third(registration: Registration, **more: Any) -> Completion:
        calls.append(registration)
        if len(calls) == 3:
            raise OSError("the power went")
        return real(registration, **more)

    monkeypatch.setattr(completing, "complete_by_class", dies_at_the_third)
    with django_capture_on_commit_callbacks(execute=True):
        job = closing.close(held, by=class_organiser)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, Completion.objects.count()) == ("waiting", 2, 6, 2)
    running.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 6)
    running.run(job.pk)
    assert Completion.objects.count() == Certificate.objects.count() == TrainingFact.objects.standing().count() == 5


def test_closing_twice_posts_once(class_organiser: User, django_capture_on_commit_callbacks: Any) -> None:
    held = held_with("present")
    close(held, class_organiser, django_capture_on_commit_callbacks)
    with pytest.raises(Refused):
        closing.close(held, by=class_organiser)
    assert TrainingFact.objects.count() == 1


def test_unit_and_position_of_the_fact_are_those_of_the_day(class_organiser: User, django_capture_on_commit_callbacks: Any) -> None:
    from learning.people import postings
    from learning.people.models import Organisation

    held = held_with("present")
    person = held.registrations.get().person
    postings.move_person(person, Organisation.objects.get(key="so-tu-phap"), "Mới", from_day=datetime.date(2026, 4, 1))
    close(held, class_organiser, django_capture_on_commit_callbacks)
    fact = TrainingFact.objects.get()
    assert fact.organisation.key == "so-y-te" and fact.position == "Chuyên viên"


def test_reopening_needs_a_reason_and_closing_anew_changes_only_what_differs(
    class_organiser: User, dolisa_officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    held = held_with("present", "present", "absent", gives_certificate=True)
    close(held, class_organiser, django_capture_on_commit_callbacks)
    with pytest.raises(Refused):
        closing.reopen(held, reason="  ", by=dolisa_officer)
    held = closing.reopen(held, reason="Điểm danh nhầm", by=dolisa_officer)
    stays, goes, comes = held.registrations.order_by("pk")
    Attendance.objects.filter(registration=goes).update(state="absent")
    Attendance.objects.filter(registration=comes).update(state="present")
    close(held, class_organiser, django_capture_on_commit_callbacks)
    assert set(Certificate.objects.valid().values_list("person", flat=True)) == {stays.person_id, comes.person_id}
    withdrawn = Certificate.objects.get(state="withdrawn")
    assert withdrawn.person_id == goes.person_id and withdrawn.state_reason not in {"", "Điểm danh nhầm"}
    assert set(TrainingFact.objects.standing().values_list("person", flat=True)) == {stays.person_id, comes.person_id}
    assert Completion.objects.standing().count() == 2
    assert Certificate.objects.filter(person=stays.person).count() == 1


def test_without_certificates_the_fact_is_taken_back_with_the_reason(
    class_organiser: User, django_capture_on_commit_callbacks: Any
) -> None:
    held = held_with("present")
    close(held, class_organiser, django_capture_on_commit_callbacks)
    held = closing.reopen(held, reason="Nhầm lớp", by=class_organiser)
    Attendance.objects.update(state="absent")
    close(held, class_organiser, django_capture_on_commit_callbacks)
    assert not TrainingFact.objects.standing().exists()
    assert TrainingFact.objects.exclude(reverses=None).get().reason == "Nhầm lớp"


def test_headcounts_are_posted_once_and_changed_numbers_replace_the_old(
    class_organiser: User, django_capture_on_commit_callbacks: Any
) -> None:
    held = TrainingClassFactory(takes_names=False)
    heads = Headcount.objects.create(training_class=held, role="Người dân", female=40, male=25, not_stated=5)
    close(held, class_organiser, django_capture_on_commit_callbacks)
    fact = HeadcountFact.objects.get()
    assert (fact.female, fact.male, fact.not_stated, fact.completed_on) == (40, 25, 5, datetime.date(2026, 3, 10))
    for female in (41, 40):
        held = closing.reopen(held, reason="Đếm lại", by=class_organiser)
        Headcount.objects.filter(pk=heads.pk).update(female=female)
        close(held, class_organiser, django_capture_on_commit_callbacks)
        assert HeadcountFact.objects.standing().get().female == female
    assert TrainingFact.objects.count() == 0 and tally.total(tally.facts_of(2026))["people"] == 0


@pytest.mark.parametrize("fields", [{"sessions": 0}, {"state": "planned"}, {"state": "cancelled", "state_reason": "Mưa"}])
def test_what_cannot_be_closed_is_refused_in_words(class_organiser: User, fields: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        closing.close(TrainingClassFactory(**fields), by=class_organiser)
    assert len(str(refused.value)) > 30


def test_a_class_whose_last_session_is_to_come_cannot_be_closed(class_organiser: User) -> None:
    held = TrainingClassFactory()
    held.sessions.filter(pk=held.sessions.last().pk).update(day=datetime.date(2099, 1, 1))
    with pytest.raises(Refused):
        closing.close(held, by=class_organiser)


@pytest.mark.parametrize("gives_certificate", [True, False])
def test_a_session_that_was_forgotten_corrects_hours_and_days_of_what_was_posted(
    class_organiser: User, gives_certificate: bool, django_capture_on_commit_callbacks: Any
) -> None:
    held = held_with("present", gives_certificate=gives_certificate)
    close(held, class_organiser, django_capture_on_commit_callbacks)
    held = closing.reopen(held, reason="Thiếu buổi thứ ba", by=class_organiser)
    Session.objects.create(training_class=held, day=datetime.date(2026, 3, 11))
    attend(held.registrations.get())
    for _turn in range(2):
        close(held, class_organiser, django_capture_on_commit_callbacks)
        fact = TrainingFact.objects.standing().get()
        assert (fact.hours, fact.completed_on, fact.has_certificate) == (12, datetime.date(2026, 3, 11), gives_certificate)
        assert list(Completion.objects.standing().values_list("completed_on", flat=True)) == [datetime.date(2026, 3, 11)]
        held = closing.reopen(held, reason="Xem lại", by=class_organiser)
    assert Certificate.objects.valid().count() == int(gives_certificate)
    assert TrainingFact.objects.count() == 3  # posted, taken back, posted; closing once more changed nothing


def test_hours_of_headcounts_are_corrected_too(class_organiser: User, django_capture_on_commit_callbacks: Any) -> None:
    held = TrainingClassFactory(takes_names=False)
    Headcount.objects.create(training_class=held, female=40)
    close(held, class_organiser, django_capture_on_commit_callbacks)
    held = closing.reopen(held, reason="Thiếu buổi thứ ba", by=class_organiser)
    Session.objects.create(training_class=held, day=datetime.date(2026, 3, 11))
    close(held, class_organiser, django_capture_on_commit_callbacks)
    assert HeadcountFact.objects.standing().get().hours == 12
    assert HeadcountFact.objects.count() == 3


def test_a_closing_goes_on_also_when_the_account_that_began_it_is_gone(
    class_organiser: User, django_capture_on_commit_callbacks: Any
) -> None:
    held = held_with("present", "present")
    with django_capture_on_commit_callbacks(execute=False):
        job = closing.close(held, by=class_organiser)
    TrainingClass.objects.filter(pk=held.pk).update(closed_by=None)
    running.run(job.pk)
    assert TrainingFact.objects.standing().count() == 2
