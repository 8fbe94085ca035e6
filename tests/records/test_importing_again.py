"""Further lists of one class, and lines that were decided about."""

import datetime
from typing import Any

import pytest
from django.test import Client

from learning.people.models import User
from learning.records import (
    attempting,
    importing,
    testing,
)
from learning.records.models import (
    Registration,
    TestScore,
)
from tests.factories import (
    RegistrationFactory,
    TrainingClassFactory,
    attend,
)
from tests.records.test_importing import content

pytestmark = pytest.mark.django_db


def test_a_line_left_out_is_not_saved_by_its_double(client: Client, class_organiser: User) -> None:
    held = TrainingClassFactory()
    line = [1, "Nông Thị Ễn", "Nữ", "26/4/1985", "0912345678", "", "", "", "Sở Y tế"]
    roster = importing.take_in(
        content(line, [2, *line[1:]]), "ds.xlsx", organisation=held.organisation, held=held, by=class_organiser
    )
    importing.decide(roster, "Sheet1", 2, "skip")
    importing.save(roster, by=class_organiser)
    assert not Registration.objects.exists()


def test_the_same_person_by_two_lists_keeps_the_mark_of_the_organiser(class_organiser: User) -> None:
    held = TrainingClassFactory()
    roster = importing.take_in(content(), "ds.xlsx", organisation=held.organisation, held=held, by=class_organiser)
    importing.save(roster, by=class_organiser)
    one = held.registrations.first()
    attend(one, "absent")
    again = importing.take_in(content() + b"\n", "ds2.xlsx", organisation=held.organisation, held=held, by=class_organiser)
    importing.save(again, by=class_organiser, were_there=True)
    assert set(one.attendances.values_list("state", flat=True)) == {"absent"}


def test_a_paper_score_stands_beside_an_open_online_test(class_organiser: User, course: Any) -> None:
    held = TrainingClassFactory(sessions=0, post_test=course.quiz())
    held.sessions.create(day=datetime.date.today(), part="morning", starts_at=datetime.time(0, 0))
    one = RegistrationFactory(training_class=held)
    attempting.start_test(one, "post", by=class_organiser)  # opened, then the phone died; done on paper
    testing.enter_score(one, "post", 90, by=class_organiser)
    attempting.finish_tests(held)  # what closing does
    assert TestScore.objects.get().percent == 90
