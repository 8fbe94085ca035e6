"""What people see of an attempt, and when; words by score; which attempt counts; practice below a lesson."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from courses.models import CoursePage, LessonPage, QuestionBank, QuizBand, QuizPage
from courses.moments import Moment, MomentsFormField
from learning.people.models import User
from learning.people.refusing import Refused
from learning.records import attempting
from learning.records.counting_attempts import counted_of
from learning.records.models import Attempt, Completion, Enrolment
from tests.questions import CONTENT, a_question, fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(course: Any) -> QuizPage:
    found: QuizPage = course.quiz()
    bank = QuestionBank.objects.create(name="Xem lại")
    for kind in ("single", "true_false"):
        a_question(kind, bank, feedback="Căn cứ điều 3.")
    found.bank, found.draw, found.attempts_allowed, found.pass_percent = bank, 2, 0, 60
    found.save()
    return found


def sit(enrolment: Enrolment, quiz: QuizPage, wrong: tuple[str, ...] = ("single",)) -> Attempt:
    attempt = attempting.start(enrolment, quiz, by=enrolment.person.user)
    for answer in attempt.answers.select_related("version"):
        kind = answer.version.kind
        attempting.save_answer(attempt, answer.position, ["2" if kind == "single" else "1"] if kind in wrong else CONTENT[kind][2])
    return attempting.hand_in(attempt, by=enrolment.person.user)


def seen(client: Client, attempt: Attempt) -> set[str]:
    page = client.get(reverse("result", args=[attempt.pk]))
    assert page.status_code == 200
    text = page.content.decode()
    parts = {"score": "50%" in text or "verdict--right" in text, "right": "Đáp án đúng:" in text, "feedback": "Vì thế." in text}
    assert ("Căn cứ điều 3." in text) == parts["feedback"]
    return {name for name, there in parts.items() if there}


MATRIX = [(moment, what) for moment in ("at_once", "later", "closed") for what in ("score", "right", "feedback")]


@pytest.mark.parametrize(("moment", "what"), MATRIX)
def test_each_thing_is_shown_at_its_moments_and_at_no_other(
    moment: str, what: str, client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage
) -> None:
    now = timezone.now()
    quiz.show_score = quiz.show_right = quiz.show_feedback = ""
    setattr(quiz, f"show_{what}", moment)
    quiz.closes_at, quiz.attempts_allowed = now + datetime.timedelta(hours=1), 1  # none left: right answers may be seen
    quiz.save()
    attempt = sit(enrolment, quiz)
    client.force_login(trainee)
    for name, minutes in (("at_once", 1), ("later", 5), ("closed", 61)):
        with time_machine.travel(now + datetime.timedelta(minutes=minutes), tick=False):
            assert seen(client, attempt) == ({what} if name == moment else set())


def test_a_moment_lasts_to_its_end_and_closing_comes_first() -> None:
    done = timezone.now()
    closes, second = done + datetime.timedelta(minutes=10), datetime.timedelta(seconds=1)
    at = {"at_once": done + datetime.timedelta(minutes=2), "later": done + datetime.timedelta(minutes=2, seconds=1), "closed": closes}
    assert {name: QuizPage.moment_of(done, closes, now).value for name, now in at.items()} == {name: name for name in at}
    assert QuizPage.moment_of(done, closes, closes - second) == Moment.LATER
    assert QuizPage.moment_of(closes - second, closes, closes) == Moment.CLOSED
    assert QuizPage.moment_of(None, closes, closes) == Moment.DURING


def test_right_answers_of_a_final_quiz_wait_until_it_is_settled(client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage) -> None:
    client.force_login(trainee)
    assert "right" not in seen(client, sit(enrolment, quiz))
    quiz.attempts_allowed = 2
    quiz.save()
    assert "right" in seen(client, sit(enrolment, quiz))


@given(st.sets(st.sampled_from(Moment.values)))
def test_the_form_keeps_moments_in_their_order(chosen: set[str]) -> None:
    field = MomentsFormField(choices=Moment.choices, required=False)
    kept = field.clean(list(chosen))
    assert kept == ",".join(moment for moment in Moment.values if moment in chosen)
    assert not field.has_changed(kept, list(chosen))


def test_the_words_of_the_band_whose_beginning_the_score_reaches(client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage) -> None:
    for start, text in ((0, "Đọc lại từ đầu"), (50, "Gần đạt"), (100, "Rất tốt")):
        QuizBand.objects.create(quiz=quiz, from_percent=start, text=text)
    assert [quiz.words_for(Decimal(score)) for score in ("0", "49.99", "50", "99.99", "100")] == [
        "Đọc lại từ đầu", "Đọc lại từ đầu", "Gần đạt", "Gần đạt", "Rất tốt",
    ]  # fmt: skip
    client.force_login(trainee)
    assert "Gần đạt" in client.get(reverse("result", args=[sit(enrolment, quiz).pk])).content.decode()


# --- checking in the middle -------------------------------------------------------------------------------------


def test_a_question_that_was_checked_shows_how_it_is_marked_and_stands(client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage) -> None:
    quiz.show_feedback = quiz.show_score = "during"
    quiz.save()
    attempt = attempting.start(enrolment, quiz, by=trainee)
    client.force_login(trainee)
    url = reverse("question", args=[attempt.pk, 1])
    assert 'name="check"' in client.get(url).content.decode()
    page = client.post(url, {"chosen": "1", "check": "", "page": "a", "turn": "1"}, follow=True).content.decode()
    assert "Vì thế." in page and 'type="radio"' not in page
    with pytest.raises(Refused):
        attempting.save_answer(attempt, 1, ["2"])
    assert client.post(url, {"next": "", "page": "a", "turn": "2"}).status_code == 302  # goes on without an answer to save


def test_nothing_is_checked_where_the_quiz_shows_nothing_meanwhile(client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage) -> None:
    attempt = attempting.start(enrolment, quiz, by=trainee)
    attempting.save_answer(attempt, 1, ["1"])
    with pytest.raises(Refused):
        attempting.check(attempt, 1)
    client.force_login(trainee)
    assert 'name="check"' not in client.get(reverse("question", args=[attempt.pk, 1])).content.decode()


# --- which attempt counts ---------------------------------------------------------------------------------------


class Result:
    def __init__(self, score: int | Decimal, pass_percent: int = 60) -> None:
        self.score, self.passed, self.pass_percent = Decimal(score), score >= pass_percent, pass_percent


RULES = {"highest": max, "last": lambda scores: scores[-1], "first": lambda scores: scores[0]}


@given(st.lists(st.integers(0, 100), min_size=1, max_size=6), st.sampled_from(sorted(RULES)))
def test_the_counted_score_is_the_one_of_the_rule(scores: list[int], rule: str) -> None:
    counted = counted_of(rule, [Result(score) for score in scores])
    assert counted.score == RULES[rule](scores)
    assert counted.passed == (RULES[rule](scores) >= 60)


@given(st.lists(st.integers(0, 100), min_size=1, max_size=6))
@example([50, 70])
def test_the_average_counts_all_attempts(scores: list[int]) -> None:
    counted = counted_of("average", [Result(score) for score in scores])
    assert counted.passed == (sum(scores) >= 60 * len(scores))


def test_an_average_that_only_rounds_to_the_pass_mark_does_not_pass() -> None:
    counted = counted_of("average", [Result(Decimal("59.99")), Result(60), Result(60)])
    assert (counted.score, counted.passed) == (60, False)


def test_where_the_pass_mark_was_changed_a_pass_stands_and_the_average_is_held_against_the_new_one() -> None:
    passed, higher = Result(60, pass_percent=50), Result(70, pass_percent=80)
    assert counted_of("highest", [passed, higher]).score == 60
    assert counted_of("highest", [passed, higher]).passed
    assert not counted_of("average", [passed, higher]).passed
    assert counted_of("average", [higher, passed]).passed


def test_before_anything_is_handed_in_nothing_counts() -> None:
    assert counted_of("average", []).score is None


@pytest.mark.parametrize(("rule", "completes"), [("highest", True), ("last", True), ("first", False), ("average", True)])
def test_the_course_is_completed_by_the_attempt_that_counts(rule: str, completes: bool, enrolment: Enrolment, quiz: QuizPage) -> None:
    quiz.counts = rule
    quiz.save()
    sit(enrolment, quiz, ("single",))  # 50 %
    assert not Completion.objects.exists()
    sit(enrolment, quiz, ())  # 100 %, on average 75 %
    assert Completion.objects.exists() == completes


def test_after_the_end_nothing_is_checked_any_more(enrolment: Enrolment, quiz: QuizPage, trainee: User) -> None:
    quiz.show_score, quiz.minutes_allowed = "during,at_once", 5
    quiz.save()
    attempt = attempting.start(enrolment, quiz, by=trainee)
    attempting.save_answer(attempt, 1, ["1"])
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=6)), pytest.raises(Refused):
        attempting.check(attempt, 1)
    attempting.hand_in(attempt, by=trainee)
    with pytest.raises(Refused):
        attempting.check(attempt, 1)


# --- practice ---------------------------------------------------------------------------------------------------


@pytest.fixture
def practice(course: CoursePage, quiz: QuizPage) -> QuizPage:
    lesson = LessonPage.objects.child_of(course).live().first()
    page = QuizPage(title="Luyện nhanh", slug="luyen-nhanh", bank=quiz.bank, draw=2, attempts_allowed=1, pass_percent=10)
    LessonPage.objects.get(pk=lesson.pk).add_child(instance=page)
    return QuizPage.objects.get(pk=page.pk)


def test_practice_stands_in_its_lesson_and_completes_nothing(client: Client, trainee: User, enrolment: Enrolment, practice: QuizPage) -> None:
    client.force_login(trainee)
    lesson = practice.get_parent()
    assert practice.url in client.get(lesson.url).content.decode()
    page = client.get(practice.url).content.decode()
    assert "Bắt đầu" in page and "Còn 1 lượt" not in page
    first = sit(enrolment, practice, ())
    assert first.passed and not Completion.objects.exists()
    sit(enrolment, practice, ())  # as often as one likes, whatever the number of attempts says
    page = client.get(reverse("result", args=[first.pk])).content.decode()
    assert lesson.url in page and "Bạn đã hoàn thành" not in page


def test_practice_is_open_to_those_in_the_course_alone(client: Client, trainee: User, practice: QuizPage) -> None:
    client.force_login(trainee)
    assert client.get(practice.url).status_code == 302


def test_practice_uses_up_no_attempt_of_the_final_quiz(client: Client, trainee: User, enrolment: Enrolment, quiz: QuizPage, practice: QuizPage) -> None:
    quiz.attempts_allowed = 1
    quiz.save()
    sit(enrolment, practice)
    client.force_login(trainee)
    assert "Còn 1 lượt" in client.get(quiz.url).content.decode()
    assert sit(enrolment, quiz, ()).passed
    assert sit(enrolment, practice).state == Attempt.State.FINISHED  # after the course is done, too


def test_a_long_answer_is_not_checked_by_a_machine(enrolment: Enrolment, quiz: QuizPage, trainee: User) -> None:
    quiz.show_feedback = "during"
    quiz.save()
    attempt = attempting.start(enrolment, fill(quiz, "long_answer"), by=trainee)
    attempting.save_answer(attempt, 1, "Lắng nghe.")
    with pytest.raises(Refused):
        attempting.check(attempt, 1)
    assert attempt.answers.get().checked_at is None
    attempting.save_answer(attempt, 1, "Lắng nghe, rồi chuyển tuyến.")
