"""Signed-in trainees for a benchmark."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from courses.models import CoursePage
from learning.people import signing_up
from learning.people.models import Audience, Organisation, Person, User
from learning.records import enrolling
from learning.records.models import Enrolment


def trainee(number: int) -> tuple[Person, str]:
    """A person with an account, and the cookie of their session."""
    user = User.objects.create_user(username=f"bench{number}", password=None)
    person = signing_up.open_account(
        user, full_name=f"Nguyễn Văn Đo {number}", sex="not_stated", birth_year=None, position="",
        organisation=Organisation.objects.get(key="so-y-te"), audience=Audience.objects.get(code="officials"),
    )  # fmt: skip
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return person, f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def enrolled(number: int, course: CoursePage) -> tuple[Enrolment, str]:
    person, cookie = trainee(number)
    assert person.user is not None
    return enrolling.enrol(person, course, by=person.user), cookie


def first_course() -> CoursePage:
    """A course that has a quiz."""
    return next(course for course in CoursePage.objects.live().order_by("pk") if course.quiz())
