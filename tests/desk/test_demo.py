"""Demonstration data is marked wherever it is shown, and goes without leaving a trace."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page

from certificates.models import Certificate, Series
from courses.models import CoursePage
from learning.counts.models import TrainingFact
from learning.desk import demo
from learning.people.models import Person
from learning.records.models import Admission, Attempt, Completion, Enrolment, Registration, TrainingClass

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path


def rows() -> list[int]:
    models = (get_user_model(), Person, Enrolment, Completion, Certificate, Series, TrainingFact)
    return [model.objects.count() for model in models]


def test_it_fills_several_units_and_years_and_a_second_time_changes_nothing() -> None:
    call_command("load_demo")
    first = rows()
    call_command("load_demo")
    assert rows() == first
    facts = TrainingFact.objects.filter(is_demo=True)
    assert facts.values("organisation").distinct().count() >= 5
    assert len(facts.dates("completed_on", "year")) >= 3


def test_all_of_it_goes_and_real_people_stay(trainee) -> None:
    before = rows()
    call_command("load_demo")
    assert rows() != before
    call_command("remove_demo")
    assert rows() == before


def test_it_goes_also_after_somebody_has_tried_everything_with_it(course: CoursePage) -> None:
    before = rows()
    call_command("load_demo")
    person = Person.objects.get(user__username="hocvien")
    Admission.objects.create(person=person, course=course, state="asked")
    held = TrainingClass.objects.get(is_demo=True, state="running")
    seat = Registration.objects.create(training_class=held, person=person)
    Attempt.objects.create(registration=seat, phase="pre", quiz=course.quiz(), number=1, served=1, pass_percent=50)
    call_command("remove_demo")
    assert rows() == before and not Attempt.objects.exists()


def test_the_trainer_finds_the_starter_courses_as_their_own_and_leaves_them_behind(client: Client) -> None:
    call_command("load_demo")
    client.force_login(get_user_model().objects.get(username=demo.TRAINER))
    page = client.get("/admin/").content.decode()
    assert all(course.title in page for course in CoursePage.objects.filter(is_starter=True))
    call_command("remove_demo")
    assert not Page.objects.exclude(owner=None).exists() and CoursePage.objects.filter(is_starter=True).exists()


def test_each_page_that_shows_it_says_so(dolisa_officer, client: Client) -> None:
    call_command("load_demo")
    certificate = Certificate.objects.filter(is_demo=True).first()
    client.force_login(dolisa_officer)
    year = certificate.issued_on.year
    for address in (f"/so-lieu/?nam={year}", f"/so-lieu/danh-sach/?nam={year}", f"/xac-minh/{certificate.code}/"):
        assert "notice--demo" in client.get(address).content.decode(), address


def test_real_figures_carry_no_such_notice(dolisa_officer, client: Client) -> None:
    client.force_login(dolisa_officer)
    assert "notice--demo" not in client.get("/so-lieu/").content.decode()


def test_its_certificates_take_no_number_of_the_real_register() -> None:
    call_command("load_demo")
    assert not Series.objects.filter(is_demo=False).exists()
    assert demo.PASSWORD not in str(Certificate.objects.first().words)
