"""What comes between the first word of an act and its last: the lock of one and the other waiting for it. Real connections."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections, transaction

from courses.models import QuestionBank, QuizPage
from learning.people.models import User
from learning.records import attempting, grading, regrading
from learning.records.models import Attempt, Enrolment, Regrade
from tests.factories import UserFactory
from tests.questions import a_question

pytestmark = pytest.mark.django_db(transaction=True)
A_MOMENT = 0.4


@pytest.fixture
def attempt(course: Any, enrolment: Enrolment, trainee: User) -> Attempt:
    """Two questions, of which nothing is answered yet."""
    quiz: QuizPage = course.quiz()
    quiz.bank = QuestionBank.objects.create(name="Giữa chừng")
    for kind in ("single", "long_answer"):
        a_question(kind, quiz.bank)
    quiz.draw = 2
    quiz.save()
    return attempting.start(enrolment, quiz, by=trainee)


@contextmanager
def meanwhile(act: Callable[[], Any]) -> Iterator[None]:
    """The act begins, on a connection of its own, after the block has done its work and before that is committed."""

    def apart() -> Any:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            yield
            done = pool.submit(apart)
            time.sleep(A_MOMENT)
        done.result(timeout=20)


def asked(attempt: Attempt, kind: str) -> Any:
    return attempt.answers.select_related("version").get(version__kind=kind)


def full(attempt: Attempt) -> Regrade:
    return Regrade(version=asked(attempt, "single").version, way="full", reason="Đáp án ghi sai.")


def test_what_was_sent_first_and_waits_does_not_undo_what_was_sent_last(attempt: Attempt) -> None:
    position = asked(attempt, "single").position
    with meanwhile(lambda: attempting.save_answer(attempt, position, ["1"], page="a", turn=1)):
        attempting.save_answer(attempt, position, ["2"], page="a", turn=2)
    assert asked(attempt, "single").chosen == ["2"]


def test_an_answer_on_its_way_does_not_change_one_that_was_checked(attempt: Attempt) -> None:
    position = asked(attempt, "single").position
    QuizPage.objects.filter(pk=attempt.quiz_id).update(show_score="during")
    attempting.save_answer(attempt, position, ["2"])

    def late() -> None:
        with pytest.raises(attempting.Refused):
            attempting.save_answer(attempt, position, ["1"])

    with meanwhile(late):
        attempting.check(attempt, position)
    assert asked(attempt, "single").chosen == ["2"]


def test_an_answer_on_its_way_while_the_attempt_is_handed_in_is_refused(attempt: Attempt, trainee: User) -> None:
    position = asked(attempt, "single").position

    def late() -> None:
        with pytest.raises(attempting.Refused):
            attempting.save_answer(attempt, position, ["1"])

    with meanwhile(late):
        attempting.hand_in(attempt, by=trainee)
    attempt.refresh_from_db()
    assert (asked(attempt, "single").chosen, attempt.score) == ([], 0)


def test_an_attempt_handed_in_during_a_regrade_is_marked_by_it(attempt: Attempt, trainee: User) -> None:
    with meanwhile(lambda: attempting.hand_in(attempt, by=trainee)):
        regrading.regrade(full(attempt), by=trainee)
    attempt.refresh_from_db()
    assert attempt.score == Decimal(50)


def test_a_regrade_during_a_hand_in_reaches_it(attempt: Attempt, trainee: User) -> None:
    with meanwhile(lambda: regrading.regrade(full(attempt), by=trainee)):
        attempting.hand_in(attempt, by=trainee)
    attempt.refresh_from_db()
    assert attempt.score == Decimal(50)


@pytest.mark.parametrize("first", ["grade", "regrade"])
def test_a_long_answer_marked_during_a_regrade_counts_with_it(first: str, attempt: Attempt, trainee: User) -> None:
    long_one = asked(attempt, "long_answer")
    attempting.save_answer(attempt, long_one.position, "Tôi tin chị.")
    attempting.hand_in(attempt, by=trainee)
    trainer, wanted = UserFactory(), full(attempt)
    acts = {
        "grade": lambda: grading.grade(long_one, {"1": Decimal(100)}, "", by=trainer),
        "regrade": lambda: regrading.regrade(wanted, by=trainer),
    }
    with meanwhile(acts["regrade" if first == "grade" else "grade"]):
        acts[first]()
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (Decimal(100), True)
