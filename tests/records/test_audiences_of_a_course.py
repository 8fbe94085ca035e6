"""A course stands under one audience and may be for others, too: each finds it, and is counted as itself."""

import pytest
from django.test import Client

from courses.models import AudiencePage, CoursePage
from learning.counts.models import TrainingFact
from learning.people.models import Audience
from tests.factories import PersonFactory, issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(course: CoursePage) -> CoursePage:
    """Under the page of its own audience, and also for journalists."""
    course.also_for.set([Audience.objects.get(code="journalists"), course.audience])
    course.save_revision().publish()
    return CoursePage.objects.get(pk=course.pk)


def listed(client: Client, audience: str) -> str:
    return client.get(AudiencePage.objects.get(audience=audience).url).content.decode()


def test_every_audience_of_a_course_finds_it_on_its_page(client: Client, shared: CoursePage) -> None:
    own = shared.audience
    others = set(Audience.objects.professional().values_list("code", flat=True)) - {own.code, "journalists"}
    assert f'href="{shared.url}"' in listed(client, own.code) and f'href="{shared.url}"' in listed(client, "journalists")
    assert not any(f'href="{shared.url}"' in listed(client, other) for other in others)


def test_the_page_of_a_course_names_its_audiences_once(client: Client, shared: CoursePage) -> None:
    assert [one.code for one in shared.audiences()] == [shared.audience.code, "journalists"]
    page = client.get(shared.url).content.decode()
    assert all(one.name in page for one in shared.audiences())


@pytest.mark.parametrize(("belongs_to", "counted_as"), [("journalists", "journalists"), ("model_staff", None)])
def test_a_person_is_counted_in_their_own_audience_where_the_course_is_for_it(
    shared: CoursePage, belongs_to: str, counted_as: str | None
) -> None:
    person = PersonFactory(audience=Audience.objects.get(code=belongs_to))
    issued(enrolment__person=person, enrolment__course=shared)
    assert TrainingFact.objects.get(person=person).audience_id == (counted_as or shared.audience.code)


def test_a_course_is_for_no_confidential_audience() -> None:
    offered = CoursePage._meta.get_field("also_for").get_limit_choices_to()
    assert not Audience.objects.filter(is_confidential=True).filter(**offered).exists()
    assert Audience.objects.filter(is_confidential=True).exists()
