"""More time, attempts or a later deadline for one person, and for nobody else."""

import datetime
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from courses.models import CoursePage, QuizPage
from learning.people.models import User
from learning.people.refusing import Refused
from learning.records import allowing, attempting
from learning.records.models import Allowance, Enrolment
from learning.records.rules_for import rules_for, rules_of
from tests.factories import EnrolmentFactory, OrganisationFactory, PersonFactory, UserFactory, officer

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 11, 24, 8, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def quiz(course: Any) -> QuizPage:
    found: QuizPage = course.quiz()
    found.attempts_allowed, found.minutes_allowed, found.closes_at = 1, 30, START + 60 * MINUTE
    found.save()
    return found


def start(enrolment: Enrolment, quiz: QuizPage) -> Any:
    return attempting.start(enrolment, quiz, by=enrolment.person.user)


@pytest.fixture
def by(db: None) -> User:
    return officer("canbo-dv", "unit_officer", "so-y-te")


def test_more_minutes_lengthen_the_limit_of_this_person_alone(enrolment: Enrolment, quiz: QuizPage, by: User) -> None:
    allowing.allow(enrolment, quiz, by=by, extra_minutes=15)
    with time_machine.travel(START, tick=False):
        assert start(enrolment, quiz).deadline == START + 45 * MINUTE
        assert start(EnrolmentFactory(course=quiz.course), quiz).deadline == START + 30 * MINUTE


def test_where_attempts_have_no_end_more_of_them_set_none(quiz: QuizPage) -> None:
    quiz.attempts_allowed = 0
    rules = rules_of(quiz, Allowance(extra_attempts=2))
    assert rules.attempts_left(99) is None


def test_where_fewer_attempts_are_allowed_than_were_used_none_is_left(enrolment: Enrolment, quiz: QuizPage) -> None:
    quiz.attempts_allowed, quiz.closes_at = 3, None
    quiz.save()
    for _time in range(2):
        attempting.hand_in(start(enrolment, quiz), by=None)
    quiz.attempts_allowed = 1
    quiz.save()
    with pytest.raises(Refused):
        start(enrolment, quiz)


@pytest.fixture
def pretest(quiz: QuizPage) -> QuizPage:
    """Another quiz of the same course."""
    page = QuizPage(title="Trước", slug="truoc", bank=quiz.bank, is_pretest=True, draw=2, minutes_allowed=20)
    CoursePage.objects.get(pk=quiz.course.pk).add_child(instance=page)
    return QuizPage.objects.get(pk=page.pk)


def test_what_is_allowed_for_one_quiz_holds_for_no_other(enrolment: Enrolment, quiz: QuizPage, pretest: QuizPage, by: User) -> None:
    with time_machine.travel(START, tick=False):
        under_way = start(enrolment, pretest)
        allowing.allow(enrolment, quiz, by=by, extra_minutes=15, extra_attempts=4)
        under_way.refresh_from_db()
        assert under_way.deadline == START + 20 * MINUTE
    rules = rules_for(enrolment, pretest)
    assert (rules.limit, rules.attempts) == (20 * MINUTE, pretest.attempts_allowed)


def test_what_others_have_under_way_is_not_lengthened(enrolment: Enrolment, quiz: QuizPage, by: User) -> None:
    with time_machine.travel(START, tick=False):
        others = start(EnrolmentFactory(course=quiz.course), quiz)
        allowing.allow(enrolment, quiz, by=by, extra_minutes=15)
        others.refresh_from_db()
        assert others.deadline == START + 30 * MINUTE


def test_where_the_quiz_ends_no_more_what_is_under_way_ends_no_more(enrolment: Enrolment, quiz: QuizPage, by: User) -> None:
    with time_machine.travel(START, tick=False):
        attempt = start(enrolment, quiz)
        QuizPage.objects.filter(pk=quiz.pk).update(minutes_allowed=None, closes_at=None)
        allowing.allow(enrolment, QuizPage.objects.get(pk=quiz.pk), by=by, extra_attempts=1)
        attempt.refresh_from_db()
        assert (attempt.deadline, attempt.taken_until) == (None, None)


def test_an_attempt_under_way_is_lengthened_and_never_shortened(enrolment: Enrolment, quiz: QuizPage, by: User) -> None:
    with time_machine.travel(START, tick=False):
        attempt = start(enrolment, quiz)
        allowing.allow(enrolment, quiz, by=by, extra_minutes=10)
        attempt.refresh_from_db()
        assert (attempt.deadline, attempt.taken_until) == (START + 40 * MINUTE, START + 40 * MINUTE + datetime.timedelta(seconds=30))
        allowing.allow(enrolment, quiz, by=by, extra_minutes=1)
        attempt.refresh_from_db()
        assert attempt.deadline == START + 40 * MINUTE


def test_the_closing_time_still_ends_it_unless_a_later_one_is_allowed(enrolment: Enrolment, quiz: QuizPage, by: User) -> None:
    with time_machine.travel(START + 50 * MINUTE, tick=False):
        attempt = start(enrolment, quiz)
        allowing.allow(enrolment, quiz, by=by, extra_minutes=60)
        attempt.refresh_from_db()
        assert attempt.deadline == START + 60 * MINUTE
        allowing.allow(enrolment, quiz, by=by, extra_minutes=60, closes_at=START + 200 * MINUTE)
        attempt.refresh_from_db()
        assert attempt.deadline == START + 140 * MINUTE


def test_a_later_deadline_opens_a_quiz_that_closed(enrolment: Enrolment, quiz: QuizPage, by: User) -> None:
    with time_machine.travel(START + 90 * MINUTE, tick=False):
        with pytest.raises(Refused):
            start(enrolment, quiz)
        allowing.allow(enrolment, quiz, by=by, closes_at=START + 100 * MINUTE)
        assert start(enrolment, quiz).deadline == START + 100 * MINUTE


def test_one_more_attempt_is_one_more(client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage, by: User) -> None:
    QuizPage.objects.filter(pk=quiz.pk).update(closes_at=None)
    quiz.refresh_from_db()
    attempting.hand_in(start(enrolment, quiz), by=None)
    with pytest.raises(Refused):
        start(enrolment, quiz)
    allowing.allow(enrolment, quiz, by=by, extra_attempts=1)
    client.force_login(trainee)
    assert "Còn 1 lượt" in client.get(quiz.url).content.decode()
    attempting.hand_in(start(enrolment, quiz), by=None)
    with pytest.raises(Refused):
        start(enrolment, quiz)


@given(
    st.one_of(st.none(), st.integers(1, 300)), st.one_of(st.none(), st.integers(-100, 300)), st.integers(0, 600),
    st.one_of(st.none(), st.integers(-100, 900)),
)  # fmt: skip
def test_the_end_is_the_sooner_of_limit_and_close_after_what_was_allowed(
    limit: int | None, closes: int | None, extra: int, later: int | None
) -> None:
    quiz = QuizPage(minutes_allowed=limit, closes_at=START + closes * MINUTE if closes is not None else None)
    allowed = Allowance(extra_minutes=extra, closes_at=START + later * MINUTE if later is not None else None)
    own, given_more = rules_of(quiz, None).ends_at(START), rules_of(quiz, allowed).ends_at(START)
    expected = [START + (limit + extra) * MINUTE] if limit else []
    expected += [START + max(closes, later if later is not None else closes) * MINUTE] if closes is not None else []
    assert given_more == min(expected, default=None)
    assert own is None or (given_more is not None and given_more >= own)  # what is allowed never takes anything away


def test_an_allowance_that_allows_nothing_is_refused_by_the_database(enrolment: Enrolment, quiz: QuizPage) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Allowance.objects.create(enrolment=enrolment, quiz=quiz)


def test_an_officer_allows_it_on_the_page_of_the_person(client: Client, by: User, quiz: QuizPage) -> None:
    from tests.factories import unit

    person = PersonFactory(user=UserFactory(), organisation=unit("so-y-te"))
    enrolment = EnrolmentFactory(course=quiz.course, person=person)
    QuizPage.objects.filter(pk=quiz.pk).update(closes_at=timezone.now() + datetime.timedelta(minutes=10))
    client.force_login(by)
    url = reverse("allowances", args=[person.pk])
    assert client.post(url, {"enrolment": enrolment.pk}).context["form"].errors
    page = client.post(url, {"enrolment": enrolment.pk, "extra_minutes": "20", "extra_attempts": "1"}, follow=True).content.decode()
    assert Allowance.objects.get().extra_minutes == 20
    assert "vẫn đóng lúc" in page  # more minutes do not move the closing hour, and it says so
    assert client.get(reverse("allowances", args=[PersonFactory(organisation=OrganisationFactory()).pk])).status_code == 404


def test_what_is_left_empty_stays_as_it_was_allowed_before(client: Client, by: User, quiz: QuizPage) -> None:
    from tests.factories import unit

    enrolment = EnrolmentFactory(course=quiz.course, person=PersonFactory(organisation=unit("so-y-te")))
    client.force_login(by)
    url = reverse("allowances", args=[enrolment.person_id])
    client.post(url, {"enrolment": enrolment.pk, "extra_minutes": "20"})
    client.post(url, {"enrolment": enrolment.pk, "extra_attempts": "1"})
    assert Allowance.objects.values_list("extra_minutes", "extra_attempts").get() == (20, 1)
    client.post(url, {"enrolment": enrolment.pk, "extra_minutes": "0", "extra_attempts": "1"})
    assert Allowance.objects.values_list("extra_minutes", "extra_attempts").get() == (0, 1)


def test_who_was_allowed_more_minutes_reads_them_before_starting(
    client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage, by: User
) -> None:
    QuizPage.objects.filter(pk=quiz.pk).update(minutes_allowed=30, closes_at=None)
    allowing.allow(enrolment, quiz, by=by, extra_minutes=15)
    client.force_login(trainee)
    assert "45 phút" in client.get(quiz.url).content.decode()
