"""Two clicks, two tabs, two workers: one attempt, one certificate (design, rule 1). Real threads, real connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from certificates import issuing
from certificates.models import Certificate, Series
from learning.counts.models import TrainingFact
from learning.people.models import User
from learning.records import attempting
from learning.records.models import Attempt, Completion, Enrolment
from tests.factories import CompletionFactory, answer_all

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act: Callable[[], Any], times: int = 4) -> list[Any]:
    """The results of acts that start together, each on a connection of its own. An error in one is an error here."""
    gate = Barrier(times)

    def one(_number: int) -> Any:
        try:
            gate.wait(timeout=10)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_simultaneous_starts_give_one_attempt(enrolment: Enrolment, trainee: User) -> None:
    quiz: Any = enrolment.course.quiz()
    found = at_once(lambda: attempting.start(enrolment, quiz, by=trainee).pk)
    assert len(set(found)) == 1
    assert Attempt.objects.count() == 1


def test_simultaneous_submissions_leave_one_attempt_and_one_certificate(enrolment: Enrolment, trainee: User) -> None:
    quiz: Any = enrolment.course.quiz()
    attempt = attempting.start(enrolment, quiz, by=trainee)
    answer_all(attempt)
    states = at_once(lambda: attempting.hand_in(attempt, by=trainee).state)
    assert set(states) == {Attempt.State.FINISHED}
    counts = [model.objects.count() for model in (Attempt, Completion, Certificate, TrainingFact)]
    assert counts == [1, 1, 1, 1]
    assert Certificate.objects.get().pdf


def test_simultaneous_issue_calls_leave_one_certificate_and_one_number(db: None) -> None:
    completion = CompletionFactory()
    codes = at_once(lambda: issuing.issue(completion, by=None).code)
    assert len(set(codes)) == 1
    assert (Certificate.objects.count(), TrainingFact.objects.count()) == (1, 1)
    assert Series.objects.get(is_demo=False).last_number == 1


def test_certificates_issued_at_once_get_numbers_without_gaps(db: None) -> None:
    waiting = [CompletionFactory() for _number in range(4)]
    at_once(lambda: issuing.issue(waiting.pop(), by=None))
    assert sorted(Certificate.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
