"""Places in a class, the waiting list behind them, and reminders in neutral words."""

import datetime
import threading
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from learning.people.models import Audience, Organisation, User
from learning.people.refusing import Refused
from learning.records import planning, registering, reminding
from learning.records.models import Registration, Reminder, Session, TrainingClass
from tests.factories import PersonFactory, RegistrationFactory, TrainingClassFactory, UserFactory

pytestmark = pytest.mark.django_db


def states(held: TrainingClass) -> list[str]:
    return list(held.registrations.order_by("pk").values_list("state", flat=True))


def test_beyond_the_places_one_waits_and_moves_up_in_order(class_organiser: User) -> None:
    held = TrainingClassFactory(capacity=2)
    ones = [registering.register(held, PersonFactory(), by=class_organiser) for _n in range(4)]
    assert states(held) == ["registered", "registered", "waiting", "waiting"]
    assert [r.pk for r in registering.withdraw(ones[0], by=class_organiser)] == [ones[2].pk]
    assert states(held) == ["withdrawn", "registered", "registered", "waiting"]


def test_who_comes_back_waits_behind_the_others(class_organiser: User) -> None:
    held = TrainingClassFactory(capacity=1)
    first, second, third = (registering.register(held, PersonFactory(), by=class_organiser) for _n in range(3))
    registering.withdraw(second, by=class_organiser)
    registering.register(held, second.person, by=class_organiser)
    assert [r.pk for r in registering.withdraw(first, by=class_organiser)] == [third.pk]


def test_more_places_move_people_up_and_they_are_told_in_neutral_words(
    class_organiser: User, django_capture_on_commit_callbacks: Any
) -> None:
    held = TrainingClassFactory(capacity=1, title="Phòng ngừa bạo lực")
    for email in ("a@vd.vn", "b@vd.vn"):
        registering.register(held, PersonFactory(user=UserFactory(email=email)), by=class_organiser)
    held.capacity = 5
    with django_capture_on_commit_callbacks(execute=True):
        planning.keep(held, by=class_organiser)
    assert states(held) == ["registered", "registered"]
    assert [m.to for m in mail.outbox] == [["b@vd.vn"]] and "bạo lực" not in mail.outbox[0].body


def test_registering_again_changes_nothing_and_coming_back_is_possible(class_organiser: User) -> None:
    held, person = TrainingClassFactory(), PersonFactory()
    first = registering.register(held, person, by=class_organiser)
    assert registering.register(held, person, by=class_organiser).pk == first.pk
    registering.withdraw(first, by=class_organiser)
    again = registering.register(held, person, by=class_organiser)
    assert (again.pk, again.state, Registration.objects.count()) == (first.pk, "registered", 1)


def test_an_organiser_may_go_beyond_the_places(class_organiser: User) -> None:
    held = TrainingClassFactory(capacity=0)
    assert registering.register(held, PersonFactory(), by=class_organiser, beyond_capacity=True).state == "registered"


@pytest.mark.parametrize("fields", [
    {"state": "planned"}, {"state": "running"}, {"state": "open", "registers_online": False}, {"state": "closed", "closed_on": datetime.date(2026, 1, 1)},
])  # fmt: skip
def test_people_register_themselves_only_where_it_is_open(class_organiser: User, fields: dict[str, Any]) -> None:
    held = TrainingClassFactory(**({"registers_online": True} | fields))
    with pytest.raises(Refused):
        registering.register(held, PersonFactory(), by=class_organiser, source="self")


def test_no_name_gets_into_a_class_that_takes_none_by_verb_or_by_database(class_organiser: User) -> None:
    held = TrainingClassFactory(takes_names=False)
    with pytest.raises(Refused):
        registering.register(held, PersonFactory(), by=class_organiser)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegistrationFactory(training_class=held)


def test_a_class_for_a_confidential_audience_takes_no_names_whatever_was_ticked(class_organiser: User) -> None:
    survivors = Audience.objects.get(code="survivors")
    held = TrainingClass(
        title="Lớp kín", kind_id="tap-huan", family="communication", audience=survivors, planned_year=2026,
        organisation=Organisation.objects.get(key="so-y-te"), gives_certificate=True, registers_online=True,
    )  # fmt: skip
    planning.keep(held, by=class_organiser)
    held.refresh_from_db()
    assert (held.takes_names, held.gives_certificate, held.registers_online) == (False, False, False)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingClass.objects.filter(pk=held.pk).update(takes_names=True)


def test_an_audience_cannot_become_confidential_over_names(class_organiser: User) -> None:
    held = RegistrationFactory().training_class
    held.audience = Audience.objects.get(code="survivors")
    with pytest.raises(Refused):
        planning.keep(held, by=class_organiser)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingClass.objects.filter(pk=held.pk).update(audience="survivors", takes_names=False)


@pytest.mark.parametrize("place", ["Nhà tạm lánh xã A", "địa chỉ tin cậy số 5", "NHA TAM LANH"])
def test_the_place_of_a_shelter_is_not_written_down(class_organiser: User, place: str) -> None:
    held = TrainingClassFactory()
    held.place = place
    with pytest.raises(Refused):
        planning.keep(held, by=class_organiser)


def test_a_class_about_places_of_shelter_may_be_planned(class_organiser: User) -> None:
    held = TrainingClassFactory(title="Vận hành mô hình địa chỉ tin cậy")
    assert planning.keep(held, by=class_organiser).pk


def test_a_class_goes_from_plan_to_open_to_running_and_not_back(class_organiser: User) -> None:
    held = TrainingClassFactory(state="planned")
    assert planning.open_registration(held, by=class_organiser).state == "open"
    assert planning.start(held, by=class_organiser).state == "running"
    with pytest.raises(Refused):
        planning.open_registration(held, by=class_organiser)


def test_cancelling_says_why(class_organiser: User) -> None:
    held = TrainingClassFactory(state="open")
    with pytest.raises(Refused):
        planning.cancel(held, reason=" ", by=class_organiser)
    assert planning.cancel(held, reason="Mưa lũ", by=class_organiser).state_reason == "Mưa lũ"


def test_what_is_closed_is_not_changed(class_organiser: User) -> None:
    held = TrainingClassFactory(state="closed", closed_on=datetime.date(2026, 4, 1))
    with pytest.raises(Refused):
        planning.keep(held, by=class_organiser)


def test_those_registered_are_reminded_once_and_the_words_tell_nothing(django_capture_on_commit_callbacks: Any) -> None:
    held = TrainingClassFactory(sessions=0, title="Phòng ngừa bạo lực", state="open")
    today = timezone.localdate()
    Session.objects.create(training_class=held, day=today + datetime.timedelta(days=2))
    for state, email in (("registered", "a@vd.vn"), ("waiting", "b@vd.vn"), ("registered", "")):
        RegistrationFactory(training_class=held, state=state, person=PersonFactory(user=UserFactory(email=email)))
    for expected in (2, 0):
        with django_capture_on_commit_callbacks(execute=True):
            assert reminding.remind(today) == expected
    assert [m.to for m in mail.outbox] == [["a@vd.vn"]]
    text = f"{mail.outbox[0].subject} {mail.outbox[0].body}"
    assert "bạo lực" not in text.casefold() and f"{today + datetime.timedelta(days=2):%d/%m/%Y}" in text
    assert Reminder.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_given_once_however_many_ask_at_once() -> None:
    held, user = TrainingClassFactory(capacity=1), UserFactory()
    people = [PersonFactory() for _n in range(6)]

    def ask(person: Any) -> None:
        try:
            registering.register(held, person, by=user)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(states(held)) == ["registered"] + ["waiting"] * 5
