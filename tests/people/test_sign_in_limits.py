"""A hall behind one address signs in; whoever guesses passwords of one account is stopped. Tried through the real pages."""

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from learning.people.models import User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
SIGN_IN = "/tai-khoan/login/"
HALL = "203.0.113.7"


def try_to_sign_in(login: str, password: str = PASSWORD, address: str = HALL) -> Any:
    client = Client(REMOTE_ADDR=address)
    answer = client.post(SIGN_IN, {"login": login, "password": password})
    answer.signed_in = "_auth_user_id" in client.session  # type: ignore[attr-defined]
    return answer


def test_a_class_of_100_signs_in_within_two_minutes_behind_one_address_with_20_wrong_tries_among_them() -> None:
    people = UserFactory.create_batch(100)
    start = timezone.now()
    for number, user in enumerate(people):
        with time_machine.travel(start + datetime.timedelta(seconds=number * 1.1), tick=False):
            if number % 5 == 0:
                assert not try_to_sign_in(user.username, "sai-mat-khau").signed_in
            assert try_to_sign_in(user.username).signed_in, number


def test_a_class_of_100_signs_in_even_within_the_same_second() -> None:
    people = UserFactory.create_batch(100)
    with time_machine.travel(timezone.now(), tick=False):
        assert all(try_to_sign_in(user.username).signed_in for user in people)


@pytest.fixture
def hundred_wrong_passwords(trainee: User) -> Any:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        answers = [try_to_sign_in(trainee.username, f"doan-{number}") for number in range(100)]
    return now, answers


def test_100_wrong_passwords_lock_the_account_for_a_while_even_for_the_right_one(
    trainee: User, hundred_wrong_passwords: Any
) -> None:
    now, answers = hundred_wrong_passwords
    assert not any(answer.signed_in for answer in answers)
    with time_machine.travel(now + datetime.timedelta(minutes=4), tick=False):
        locked = try_to_sign_in(trainee.username)
    assert not locked.signed_in
    assert "form" in locked.context and locked.context["form"].errors
    with time_machine.travel(now + datetime.timedelta(minutes=6), tick=False):
        assert try_to_sign_in(trainee.username).signed_in


def test_the_lock_holds_from_other_addresses_and_other_ways_to_write_the_name(trainee: User, hundred_wrong_passwords: Any) -> None:
    now, _answers = hundred_wrong_passwords
    with time_machine.travel(now, tick=False):
        assert not try_to_sign_in(trainee.username, address="198.51.100.1").signed_in
        assert not try_to_sign_in(trainee.username.upper()).signed_in


def test_a_guesser_in_the_hall_does_not_lock_the_others_out(trainee: User, stranger: User) -> None:
    """Tries that the account's own limit stops do not use up what the address may try."""
    now = timezone.now()
    for minute in range(2):
        with time_machine.travel(now + datetime.timedelta(seconds=50 * minute), tick=False):
            for number in range(120):
                try_to_sign_in(trainee.username, f"doan-{minute}-{number}")
    with time_machine.travel(now + datetime.timedelta(seconds=75), tick=False):
        assert try_to_sign_in(stranger.username).signed_in


def test_guessing_many_accounts_from_one_address_is_stopped(db: None) -> None:
    people = UserFactory.create_batch(210)
    with time_machine.travel(timezone.now(), tick=False):
        for user in people:
            try_to_sign_in(user.username, "mat-khau-chung")
        assert not try_to_sign_in(people[-1].username).signed_in
