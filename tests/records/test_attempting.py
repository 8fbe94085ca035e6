"""A sitting of a quiz: what is taken, what is refused, and what counts (design, rules 1, 5 and 6)."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates.models import Certificate
from courses import versioning
from courses.models import CoursePage, Question, QuestionBank, QuestionOption, QuizPage
from learning.people.models import User
from learning.people.refusing import Refused
from learning.records import attempting
from learning.records.models import Answer, Attempt, Completion, Enrolment
from tests.factories import EnrolmentFactory, answer_all, sit

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(course: CoursePage) -> QuizPage:
    found = course.quiz()
    assert isinstance(found, QuizPage)
    return found


@pytest.fixture
def attempt(enrolment: Enrolment, quiz: QuizPage, trainee: User) -> Attempt:
    return attempting.start(enrolment, quiz, by=trainee)


def saved(attempt: Attempt) -> list[Any]:
    return list(Answer.objects.filter(attempt=attempt).order_by("position").values_list("chosen", "saved_at", "mark"))


def test_two_starts_give_one_open_attempt(enrolment: Enrolment, quiz: QuizPage, trainee: User, attempt: Attempt) -> None:
    assert attempting.start(enrolment, quiz, by=trainee).pk == attempt.pk
    assert Attempt.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(enrolment=enrolment, quiz=quiz, number=2, pass_percent=80, served=10)


def test_as_many_questions_are_served_as_the_quiz_asks(attempt: Attempt, quiz: QuizPage) -> None:
    assert attempt.answers.count() == attempt.served == quiz.draw


def test_a_bank_that_is_too_small_is_an_error_and_never_a_shorter_quiz(
    enrolment: Enrolment, quiz: QuizPage, trainee: User
) -> None:
    QuizPage.objects.filter(pk=quiz.pk).update(draw=100)
    quiz.refresh_from_db()
    with pytest.raises(Refused):
        attempting.start(enrolment, quiz, by=trainee)
    assert not Attempt.objects.exists()


def test_a_second_attempt_brings_unseen_questions_first(enrolment: Enrolment, quiz: QuizPage, trainee: User) -> None:
    first = sit(enrolment, right=False)
    second = attempting.start(enrolment, quiz, by=trainee)
    asked = [set(a.answers.values_list("version__question_id", flat=True)) for a in (first, second)]
    unseen = quiz.drawable().count() - quiz.draw
    assert len(asked[1] - asked[0]) == min(unseen, quiz.draw)


@pytest.mark.parametrize("chosen", [["99"], ["' OR 1=1"], ["1", "2", "99"]])
def test_a_tampered_answer_is_refused_and_changes_nothing(
    client: Client, trainee: User, attempt: Attempt, chosen: list[str]
) -> None:
    client.force_login(trainee)
    before = saved(attempt)
    answer = client.post(reverse("question", args=[attempt.pk, 1]), {"chosen": chosen})
    assert answer.status_code == 409
    assert saved(attempt) == before


def test_two_answers_to_a_question_with_one_are_refused(attempt: Attempt) -> None:
    single = next(a for a in attempt.answers.select_related("version") if not a.version.several)
    with pytest.raises(Refused):
        attempting.save_answer(attempt, single.position, single.option_order[:2])


def test_after_the_deadline_an_answer_is_refused_and_what_was_saved_stands(
    client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage
) -> None:
    QuizPage.objects.filter(pk=quiz.pk).update(minutes_allowed=20)
    quiz.refresh_from_db()
    attempt = attempting.start(enrolment, quiz, by=trainee)
    first = attempt.answers.select_related("version").get(position=1)
    attempting.save_answer(attempt, 1, first.version.correct_ids)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=21), tick=False):
        client.force_login(trainee)
        late = client.post(reverse("question", args=[attempt.pk, 2]), {"chosen": "1"})
    attempt.refresh_from_db()
    assert late.status_code == 409
    assert attempt.answers.get(position=2).chosen == []
    assert (attempt.state, attempt.score) == (Attempt.State.FINISHED, Decimal("10.00"))
    assert attempt.finished_at == attempt.deadline


def test_the_clock_hands_in_forgotten_attempts_once(enrolment: Enrolment, quiz: QuizPage, trainee: User) -> None:
    QuizPage.objects.filter(pk=quiz.pk).update(minutes_allowed=20)
    quiz.refresh_from_db()
    attempting.start(enrolment, quiz, by=trainee)
    later = timezone.now() + datetime.timedelta(minutes=21)
    assert attempting.close_forgotten(timezone.now()) == 0
    assert [attempting.close_forgotten(later), attempting.close_forgotten(later)] == [1, 0]


def test_handing_in_twice_changes_nothing(client: Client, trainee: User, attempt: Attempt) -> None:
    answer_all(attempt)
    client.force_login(trainee)
    address = reverse("review", args=[attempt.pk])
    client.post(address)
    before = Attempt.objects.values().get(pk=attempt.pk), saved(attempt)
    again = client.post(address)
    assert again.status_code == 302
    assert (Attempt.objects.values().get(pk=attempt.pk), saved(attempt)) == before
    assert (Completion.objects.count(), Certificate.objects.count()) == (1, 1)


def test_an_answer_after_handing_in_changes_nothing(attempt: Attempt, trainee: User) -> None:
    attempting.hand_in(attempt, by=trainee)
    before = saved(attempt)
    with pytest.raises(Refused):
        attempting.save_answer(attempt, 1, attempt.answers.get(position=1).option_order[:1])
    assert saved(attempt) == before


@pytest.mark.parametrize("name", ["attempt", "question", "review", "result"])
def test_somebody_elses_attempt_does_not_exist(client: Client, stranger: User, attempt: Attempt, name: str) -> None:
    client.force_login(stranger)
    address = reverse(name, args=[attempt.pk, 1] if name == "question" else [attempt.pk])
    assert client.get(address).status_code == 404
    assert client.post(address).status_code in {404, 405}
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.OPEN


def test_when_all_attempts_are_used_a_clear_page_says_so(
    client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage
) -> None:
    for _time in range(quiz.attempts_allowed):
        sit(enrolment, right=False)
    client.force_login(trainee)
    page = client.post(reverse("start_attempt", args=[quiz.pk]))
    assert page.status_code == 409
    assert "hết các lượt" in page.content.decode()
    assert Attempt.objects.count() == quiz.attempts_allowed


def test_who_has_passed_does_not_sit_again(enrolment: Enrolment, quiz: QuizPage, trainee: User) -> None:
    assert sit(enrolment).passed
    with pytest.raises(Refused):
        attempting.start(enrolment, quiz, by=trainee)


def test_the_denominator_is_the_set_served_at_the_start(attempt: Attempt, quiz: QuizPage, trainee: User) -> None:
    QuizPage.objects.filter(pk=quiz.pk).update(draw=5)
    for answer in attempt.answers.select_related("version").filter(position__lte=5):
        attempting.save_answer(attempt, answer.position, answer.version.correct_ids)
    assert attempting.hand_in(attempt, by=trainee).score == Decimal("50.00")


def test_a_pass_mark_changed_meanwhile_does_not_move(attempt: Attempt, quiz: QuizPage, trainee: User) -> None:
    QuizPage.objects.filter(pk=quiz.pk).update(pass_percent=100)
    for answer in attempt.answers.select_related("version").filter(position__lte=8):
        attempting.save_answer(attempt, answer.position, answer.version.correct_ids)
    assert attempting.hand_in(attempt, by=trainee).passed


def test_a_score_that_only_rounds_to_the_pass_mark_does_not_pass(enrolment: Enrolment, quiz: QuizPage, trainee: User) -> None:
    bank = QuestionBank.objects.create(name="Gần đủ")
    question = Question(bank=bank, kind="short_text", text="Gọi số nào?")
    question.options = [QuestionOption(text="111", percent=Decimal("79.996"), sort_order=0)]
    question.save()
    versioning.freeze(question)
    quiz.bank, quiz.draw, quiz.pass_percent = bank, 1, 80
    quiz.save()
    attempt = attempting.start(enrolment, quiz, by=trainee)
    attempting.save_answer(attempt, 1, "111")
    attempt = attempting.hand_in(attempt, by=trainee)
    assert (attempt.score, attempt.passed) == (Decimal("80.00"), False)
    assert not Completion.objects.exists()


def test_editing_a_question_makes_a_new_version_and_attempts_keep_theirs(attempt: Attempt) -> None:
    answer = attempt.answers.select_related("version__question").get(position=1)
    question, asked = answer.version.question, answer.version.text
    question.text = "Câu này đã được sửa lời?"
    question.save()
    newer = versioning.freeze(question)
    answer.refresh_from_db()
    assert newer.number == answer.version.number + 1
    assert answer.version.text == asked


def test_a_closed_course_is_refused_with_a_page_and_nothing_is_written(client: Client, trainee: User, course: CoursePage) -> None:
    CoursePage.objects.filter(pk=course.pk).update(is_open=False)
    client.force_login(trainee)
    assert client.post(reverse("enrol", args=[course.pk])).status_code == 409
    assert not Enrolment.objects.exists()


def test_enrolling_twice_gives_one_enrolment(client: Client, trainee: User, course: CoursePage) -> None:
    client.force_login(trainee)
    for _time in range(2):
        assert client.post(reverse("enrol", args=[course.pk])).status_code == 302
    assert Enrolment.objects.filter(person__user=trainee).count() == 1


def test_going_on_leads_to_the_first_lesson_not_read(client: Client, trainee: User, enrolment: Enrolment) -> None:
    client.force_login(trainee)
    lessons = list(enrolment.course.lessons())
    for _lesson in lessons[:2]:
        client.post(reverse("lesson_read", args=[_lesson.pk]))
    assert client.get(reverse("resume", args=[enrolment.pk])).headers["Location"] == lessons[2].url


def test_a_lesson_is_closed_to_strangers_and_to_those_not_enrolled(client: Client, stranger: User, course: CoursePage) -> None:
    lesson = course.lessons()[0]
    assert "/tai-khoan/login/" in client.get(lesson.url).headers["Location"]
    client.force_login(stranger)
    assert client.get(lesson.url).headers["Location"] == course.url
    EnrolmentFactory(person=stranger.person, course=course)
    assert client.get(lesson.url).status_code == 200


# --- when a quiz can be taken ------------------------------------------------------------------------------------


def set_times(quiz: QuizPage, **fields: Any) -> QuizPage:
    QuizPage.objects.filter(pk=quiz.pk).update(**fields)
    return QuizPage.objects.get(pk=quiz.pk)


def test_before_it_opens_and_after_it_has_closed_nothing_starts(enrolment: Enrolment, quiz: QuizPage, trainee: User) -> None:
    now, hour = timezone.now(), datetime.timedelta(hours=1)
    for times in ({"opens_at": now + hour}, {"opens_at": None, "closes_at": now - hour}):
        with pytest.raises(Refused):
            attempting.start(enrolment, set_times(quiz, **times), by=trainee)
    assert attempting.start(enrolment, set_times(quiz, opens_at=now - hour, closes_at=now + hour), by=trainee)


@given(limit=st.none() | st.integers(1, 300), left=st.none() | st.integers(1, 300), grace=st.integers(0, 600), late=st.integers(-400, 1200))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_end_is_the_sooner_of_limit_and_close_and_grace_is_taken_after_it(
    enrolment: Enrolment, quiz: QuizPage, trainee: User, limit: int | None, left: int | None, grace: int, late: int
) -> None:
    start = timezone.now()
    with transaction.atomic(), time_machine.travel(start, tick=False):
        closes = start + datetime.timedelta(minutes=left) if left else None
        quiz = set_times(quiz, minutes_allowed=limit, closes_at=closes, grace_seconds=grace)
        attempt = attempting.start(enrolment, quiz, by=trainee)
        ends = [start + datetime.timedelta(minutes=m) for m in (limit, left) if m]
        assert attempt.deadline == min(ends, default=None)
        if attempt.deadline:
            moment = attempt.deadline + datetime.timedelta(seconds=late)
            assert attempt.is_over(moment) is (late > grace)
            assert (Attempt.objects.forgotten(moment).count() == 1) is (late > grace)
        transaction.set_rollback(True)


def test_a_change_of_the_quiz_does_not_move_an_attempt_under_way(enrolment: Enrolment, quiz: QuizPage, trainee: User) -> None:
    attempt = attempting.start(enrolment, set_times(quiz, minutes_allowed=30), by=trainee)
    set_times(quiz, minutes_allowed=1, grace_seconds=0, closes_at=timezone.now())
    again = Attempt.objects.get(pk=attempt.pk)
    assert (again.deadline, again.taken_until) == (attempt.deadline, attempt.taken_until)
    attempting.save_answer(again, 1, again.answers.get(position=1).option_order[:1])


def test_between_two_attempts_there_is_time_to_read_again(enrolment: Enrolment, quiz: QuizPage, trainee: User) -> None:
    quiz = set_times(quiz, wait_hours=24)
    first = sit(enrolment, right=False)
    with pytest.raises(Refused, match=f"{timezone.localtime(first.finished_at) + datetime.timedelta(hours=24):%d/%m/%Y}"):
        attempting.start(enrolment, quiz, by=trainee)
    with time_machine.travel(first.finished_at + datetime.timedelta(hours=24, seconds=1)):
        assert attempting.start(enrolment, quiz, by=trainee).number == 2


def test_the_time_to_read_again_runs_from_the_last_attempt(enrolment: Enrolment, quiz: QuizPage, trainee: User) -> None:
    with time_machine.travel(timezone.now() - datetime.timedelta(days=3)):
        sit(enrolment, right=False)
    sit(enrolment, right=False)
    with pytest.raises(Refused):
        attempting.start(enrolment, set_times(quiz, wait_hours=24), by=trainee)


def test_a_quiz_that_was_taken_down_is_not_started(client: Client, enrolment: Enrolment, quiz: QuizPage, trainee: User) -> None:
    quiz.unpublish()
    with pytest.raises(Refused):
        attempting.start(enrolment, set_times(quiz), by=trainee)


def test_at_its_closing_time_a_quiz_is_closed(enrolment: Enrolment, quiz: QuizPage, trainee: User) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False), pytest.raises(Refused):
        attempting.start(enrolment, set_times(quiz, closes_at=now), by=trainee)
