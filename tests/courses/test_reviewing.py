"""A course comes back on its day: to its owner and to those who publish, and to nobody else."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import CoursePage
from courses.reviewing import due_for
from courses.roles import REVIEWERS, TRAINERS, load_groups
from learning.people.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def member(group: str) -> User:
    load_groups()
    user: User = UserFactory()
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def trainer() -> User:
    return member(TRAINERS)


@pytest.fixture
def due(course: CoursePage, trainer: User) -> CoursePage:
    CoursePage.objects.filter(pk=course.pk).update(review_on=TODAY, owner=trainer)
    return course


@pytest.mark.parametrize(("days", "comes"), [(-40, True), (0, True), (1, False)])
def test_it_comes_on_its_day_and_stays_until_it_has_a_new_one(days: int, comes: bool, due: CoursePage, trainer: User) -> None:
    CoursePage.objects.filter(pk=due.pk).update(review_on=TODAY + datetime.timedelta(days=days))
    assert due_for(trainer, TODAY).exists() == comes


def test_it_comes_to_its_owner_and_to_reviewers_alone(due: CoursePage, trainer: User) -> None:
    assert list(due_for(trainer, TODAY)) == [due]
    assert list(due_for(member(REVIEWERS), TODAY)) == [due]
    assert not due_for(member(TRAINERS), TODAY).exists()
    assert not due_for(UserFactory(), TODAY).exists()


def test_it_stands_on_the_first_page_of_the_admin(client: Client, due: CoursePage, trainer: User) -> None:
    client.force_login(trainer)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[due.pk]) in page and "Cần xem lại" in page
    CoursePage.objects.filter(pk=due.pk).update(review_on=None)
    assert "Cần xem lại" not in client.get(reverse("wagtailadmin_home")).content.decode()
