"""Numbers without names; and a class of a confidential audience in which no name can be entered, by any way (safety, B4)."""

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from learning.people.models import Audience, User
from learning.people.refusing import Refused
from learning.records import counting_heads, planning, registering
from learning.records.counting_heads import Heads
from learning.records.models import Headcount, Registration, TrainingClass
from tests.factories import PersonFactory, RegistrationFactory, TrainingClassFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officials() -> Audience:
    return Audience.objects.get(code="officials")


@pytest.fixture
def survivors() -> Audience:
    return Audience.objects.get(code="survivors")


@pytest.fixture
def confidential(survivors: Audience) -> TrainingClass:
    return TrainingClassFactory(audience=survivors, takes_names=False)


def test_numbers_are_replaced_and_groups_of_nobody_left_out(class_organiser: User, officials: Audience) -> None:
    found = TrainingClassFactory()
    counting_heads.set_headcounts(found, [Heads(role="Phụ nữ thôn", female=40)], by=class_organiser)
    rows = [Heads(audience=officials, female=12, male=7, not_stated=1), Heads(role="Người dân")]
    counting_heads.set_headcounts(found, rows, by=class_organiser)
    (kept,) = Headcount.objects.all()
    assert (kept.audience, kept.role, kept.total) == (officials, "", 20)


def test_a_group_keeps_its_row_when_its_numbers_change(class_organiser: User) -> None:
    found = TrainingClassFactory()
    before, after = (
        counting_heads.set_headcounts(found, [Heads(role="Già làng", male=n), Heads(female=n)], by=class_organiser) for n in (3, 4)
    )
    assert [one.pk for one in before] == [one.pk for one in after]
    assert sorted(Headcount.objects.values_list("male", "female")) == [(0, 4), (4, 0)]


def test_each_entry_is_one_line_of_the_log(class_organiser: User) -> None:
    counting_heads.set_headcounts(TrainingClassFactory(), [Heads(female=3), Heads(role="Nam giới", male=4)], by=class_organiser)
    (line,) = ModelLogEntry.objects.filter(action="records.count_heads")
    assert line.user == class_organiser
    assert line.data == {"groups": 2, "female": 3, "male": 4, "not_stated": 0}


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_after_the_class_numbers_stand(class_organiser: User, state: str) -> None:
    found = TrainingClassFactory()
    counting_heads.set_headcounts(found, [Heads(female=3)], by=class_organiser)
    TrainingClass.objects.update(state=state, closed_on="2026-03-10", state_reason="Bão")
    with pytest.raises(Refused):
        counting_heads.set_headcounts(found, [Heads(female=99)], by=class_organiser)
    assert Headcount.objects.get().female == 3


def test_one_group_stands_in_one_line(class_organiser: User) -> None:
    found = TrainingClassFactory()
    with pytest.raises(Refused):
        counting_heads.set_headcounts(found, [Heads(role="Già làng", male=1), Heads(role="gia lang", male=2)], by=class_organiser)
    with pytest.raises(IntegrityError), transaction.atomic():
        Headcount.objects.bulk_create(Headcount(training_class=found, role="Già làng", male=n) for n in (1, 2))
    assert not Headcount.objects.exists()


def test_numbers_below_zero_are_refused_by_the_database(class_organiser: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Headcount.objects.create(training_class=TrainingClassFactory(), female=-1)


def test_a_confidential_class_takes_numbers(confidential: TrainingClass, survivors: Audience, class_organiser: User) -> None:
    counting_heads.set_headcounts(confidential, [Heads(audience=survivors, female=9, male=1)], by=class_organiser)
    assert Headcount.objects.get().total == 10


def test_a_confidential_class_takes_no_words_beside_its_numbers(confidential: TrainingClass, class_organiser: User) -> None:
    with pytest.raises(Refused):
        counting_heads.set_headcounts(confidential, [Heads(role="Nguyễn Thị Ánh", female=1)], by=class_organiser)
    assert not Headcount.objects.exists()


@pytest.mark.parametrize("source", Registration.Source.values)
def test_nobody_can_be_registered_in_a_confidential_class(confidential: TrainingClass, class_organiser: User, source: str) -> None:
    TrainingClass.objects.update(state="open")
    with pytest.raises(Refused):
        registering.register(confidential, PersonFactory(), by=class_organiser, source=source)
    assert not Registration.objects.exists()


def test_a_class_with_names_cannot_be_replanned_for_a_confidential_audience(class_organiser: User, survivors: Audience) -> None:
    found = RegistrationFactory().training_class
    found.audience = survivors
    with pytest.raises(Refused):
        planning.keep(found, by=class_organiser)
    found.refresh_from_db()
    assert found.audience != survivors


def test_the_database_refuses_a_name_in_a_confidential_class(confidential: TrainingClass) -> None:
    person = PersonFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(training_class=confidential, person=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.bulk_create([Registration(training_class=confidential, person=person)])
    assert not Registration.objects.exists()


def test_the_database_refuses_to_move_a_name_into_a_confidential_class(confidential: TrainingClass) -> None:
    registration = RegistrationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=registration.pk).update(training_class=confidential)


def test_a_class_with_names_does_not_become_confidential(survivors: Audience) -> None:
    found = RegistrationFactory().training_class
    for change in ({"audience": survivors}, {"audience": survivors, "takes_names": False}, {"takes_names": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TrainingClass.objects.filter(pk=found.pk).update(**change)


def test_a_confidential_class_never_takes_names(confidential: TrainingClass, survivors: Audience) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingClass.objects.filter(pk=confidential.pk).update(takes_names=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingClassFactory(audience=survivors, takes_names=True)


def test_an_audience_with_names_in_its_classes_does_not_become_confidential(officials: Audience) -> None:
    RegistrationFactory(training_class__audience=officials)
    with pytest.raises(IntegrityError), transaction.atomic():
        Audience.objects.filter(pk=officials.pk).update(is_confidential=True)
