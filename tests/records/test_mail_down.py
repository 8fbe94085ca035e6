"""A mail that cannot be sent stops nothing else."""

import datetime
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from learning.records import (
    reminding,
)
from tests.factories import (
    PersonFactory,
    RegistrationFactory,
    TrainingClassFactory,
    officer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Any, *args: Any, **kwargs: Any) -> int:
        raise ConnectionRefusedError("mail server is down")

    monkeypatch.setattr(EmailMessage, "send", refuse)


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_down_does_not_break_a_withdrawal(client: Client, mail_is_down: None) -> None:
    organiser = officer("totchuclop", "class_organiser", "so-y-te")
    held = TrainingClassFactory(capacity=1)
    one = RegistrationFactory(training_class=held)
    RegistrationFactory(training_class=held, state="waiting", person=PersonFactory(email="a@example.vn"))
    client.force_login(organiser)
    assert client.post(f"/lop/{held.pk}/hoc-vien/rut/", {"registration": one.pk}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_one_bad_address_does_not_end_the_reminders_of_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = []

    def send(self: Any, *args: Any, **kwargs: Any) -> int:
        if self.to == ["hong@example.vn"]:
            raise ValueError("550 no such user")
        sent.append(self.to[0])
        return 1

    monkeypatch.setattr(EmailMessage, "send", send)
    day = datetime.date(2026, 3, 8)
    held = TrainingClassFactory()  # begins on 9 March
    RegistrationFactory(training_class=held, person=PersonFactory(email="hong@example.vn"))
    RegistrationFactory(training_class=held, person=PersonFactory(email="tot@example.vn"))
    reminding.remind(day)
    assert sent == ["tot@example.vn"]
