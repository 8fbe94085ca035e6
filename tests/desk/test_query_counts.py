"""Queries of every list page, with 1 row and with 30: the number is pinned and does not grow."""

from collections.abc import Callable

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import AudiencePage, CoursePage, LessonPage
from learning.people.models import User
from tests.factories import EnrolmentFactory, OrganisationFactory, PersonFactory, issued

pytestmark = pytest.mark.django_db
TRAINEE_LIMIT = 12


def courses(how_many: int) -> list[CoursePage]:
    """More courses below the first audience's page, found by search under one word."""
    parent = AudiencePage.objects.get(audience="officials")
    made = []
    for number in range(how_many):
        page = CoursePage(title=f"Khoá quýt {number}", slug=f"quyt-{number}")
        AudiencePage.objects.get(pk=parent.pk).add_child(instance=page)
        made.append(page)
    return made


def own_certificates(how_many: int, user: User) -> None:
    for page in courses(how_many):
        issued(enrolment=EnrolmentFactory(person=user.person, course=page))


def facts(how_many: int, _user: User) -> None:
    for _number in range(how_many):
        issued(enrolment__person=PersonFactory(organisation=OrganisationFactory()), day=timezone.localdate())


def enrolments(how_many: int, user: User) -> None:
    for page in courses(how_many):
        EnrolmentFactory(person=user.person, course=page)


def lessons(how_many: int, _user: User) -> None:
    page = courses(1)[0]
    for number in range(how_many):
        CoursePage.objects.get(pk=page.pk).add_child(instance=LessonPage(title=f"Bài {number}", slug=f"b{number}"))


def queries(client: Client, address: str) -> int:
    client.get(address)
    cache.clear()
    ContentType.objects.clear_cache()
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def only_courses(how_many: int, _user: User) -> None:
    courses(how_many)


ROOT = "/can-bo-cong-chuc/"
LISTS: list[tuple[str, str, Callable[[int, User], None], str, int]] = [
    ("my learning", "/hoc-tap/", enrolments, "trainee", 13),
    ("my certificates", "/hoc-tap/giay-chung-nhan/", own_certificates, "trainee", 4),
    ("audience page", ROOT, only_courses, "trainee", 5),
    ("course page", f"{ROOT}quyt-0/", lessons, "trainee", 8),
    ("search", "/tim-kiem/?q=quyt", only_courses, "trainee", 7),
    ("figures", "/so-lieu/", facts, "dolisa_officer", 15),
    ("behind", "/so-lieu/danh-sach/", facts, "dolisa_officer", 9),
]


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(("page", "address", "fill", "who", "pinned"), LISTS, ids=[row[0] for row in LISTS])
def test_queries_of_a_list_do_not_grow(
    client: Client, request: pytest.FixtureRequest, page: str, address: str, fill: Callable[[int, User], None],
    who: str, pinned: int, rows: int,
) -> None:  # fmt: skip
    user = request.getfixturevalue(who)
    fill(rows, user)
    client.force_login(user)
    assert queries(client, address) == pinned


@pytest.mark.parametrize("name", ["home", "course", "lesson", "quiz"])
def test_a_page_for_trainees_takes_twelve_queries_at_most(client: Client, trainee: User, course: CoursePage, name: str) -> None:
    EnrolmentFactory(person=trainee.person, course=course)
    client.force_login(trainee)
    quiz = course.quiz()
    assert quiz is not None
    address = {"home": "/", "course": course.url, "lesson": course.lessons()[0].url, "quiz": quiz.url}[name]
    assert 0 < queries(client, address) <= TRAINEE_LIMIT
