"""What the script on the page of a question is told, and what a page without it says of time."""

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import CoursePage, QuizPage
from learning.people.models import User
from learning.records import attempting
from learning.records.models import Attempt, Enrolment
from tests.questions import fill

pytestmark = pytest.mark.django_db
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def attempt(enrolment: Enrolment, course: CoursePage) -> Attempt:
    quiz = course.quiz()
    assert isinstance(quiz, QuizPage) and enrolment.person.user
    return attempting.start(enrolment, fill(quiz, "short_text", "number"), by=enrolment.person.user)


def post(client: Client, attempt: Attempt | int, words: str, **fields: Any) -> Any:
    pk = attempt.pk if isinstance(attempt, Attempt) else attempt
    return client.post(reverse("question", args=[pk, 1]), {"text": words, **fields}, headers=SCRIPT)


def test_the_script_is_told_in_few_bytes_that_nobody_is_signed_in(client: Client, attempt: Attempt) -> None:
    told = post(client, attempt, "3")
    assert told.status_code == 401 and len(told.content) < 10
    assert client.post(reverse("question", args=[attempt.pk, 1]), {"text": "3"}).url.startswith(reverse("account_login"))


@pytest.mark.parametrize(("button", "name"), [("next", "question"), ("previous", "question"), ("check", "question"), ("", "")])
def test_the_script_is_told_where_to_go_on_only_when_a_button_was_pressed(
    client: Client, trainee: User, attempt: Attempt, button: str, name: str
) -> None:
    client.force_login(trainee)
    told = post(client, attempt, "3", **({button: ""} if button else {})).json()
    position = {"next": 2, "previous": 1, "check": 1}.get(button, 0)
    assert told.get("next") == (reverse(name, args=[attempt.pk, position]) if name else None)
    assert attempt.answers.get(position=1).is_answered


def test_another_account_on_the_same_machine_is_told_so_and_learns_nothing(client: Client, stranger: User, attempt: Attempt) -> None:
    client.force_login(stranger)
    told, of_none = post(client, attempt, "3"), post(client, 999_999, "3")
    assert told.status_code == of_none.status_code == 409 and told.json() == of_none.json()
    assert "tài khoản khác" in told.json()["refused"] and not attempt.answers.get(position=1).is_answered


def test_an_answer_that_waited_for_its_line_does_not_replace_a_newer_one(client: Client, trainee: User, attempt: Attempt) -> None:
    client.force_login(trainee)
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        post(client, attempt, "trên máy khác", page="B", turn=1)
    with time_machine.travel(now + datetime.timedelta(minutes=5), tick=False):
        told = post(client, attempt, "chờ từ trước", page="A", turn=3, age=600)
        assert told.status_code == 409 and "trang khác" in told.json()["refused"]
        assert attempt.answers.get(position=1).chosen == "trên máy khác"
        assert post(client, attempt, "mới hơn", page="A", turn=4, age=60).status_code == 200
        assert post(client, attempt, "cùng trang", page="A", turn=5, age=600).status_code == 200
    assert attempt.answers.get(position=1).chosen == "cùng trang"


@pytest.mark.parametrize(("after", "words"), [(datetime.timedelta(hours=1), "10:00"), (datetime.timedelta(days=2), "09:00, 12/03/2026")])
def test_the_end_is_told_with_its_day_where_that_is_another(
    client: Client, trainee: User, attempt: Attempt, after: datetime.timedelta, words: str
) -> None:
    now = timezone.make_aware(datetime.datetime(2026, 3, 10, 9))
    Attempt.objects.filter(pk=attempt.pk).update(deadline=now + after, taken_until=now + after)
    with time_machine.travel(now, tick=False):
        client.force_login(trainee)
        for address in (reverse("question", args=[attempt.pk, 1]), reverse("review", args=[attempt.pk])):
            page = client.get(address).content.decode()
            assert f"Làm bài đến {words}</span>" in page and f'data-left="{int(after.total_seconds())}"' in page
