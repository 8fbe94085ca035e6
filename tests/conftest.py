"""What every test finds: the organisations and the starter content, and one user of each role."""

import gettext
import json
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.utils.translation import trans_real
from hypothesis import HealthCheck
from hypothesis import settings as examples

from cms import sites
from cms.translations import compile_catalogues

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright leaves an event loop running in the main thread
# A busy machine is no failure; on CI the same examples every time, so that a landing does not hang on chance.
examples.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=bool(os.environ.get("CI")))
examples.load_profile("here")
BASELINE: dict[str, Any] = {}
"""The database as every test finds it. A flush after a browser test takes also what migrations brought."""


def pytest_configure() -> None:
    """Vietnamese texts as the .po files say today, also where Django has read the catalogues already."""
    if compile_catalogues():
        trans_real._translations.clear()
        gettext._translations.clear()  # type: ignore[attr-defined]  # what was read from the file before


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        _make_anew_if_empty()
        _load_content()
        BASELINE.update(data=_types_first(connection.creation.serialize_db_to_string()), blocker=django_db_blocker)


def _types_first(data: str) -> str:
    """Signals ask for content types while other rows come back; they must find the old ones, not make new ones."""
    rows = json.loads(data)
    return json.dumps(sorted(rows, key=lambda row: row["model"] != "contenttypes.contenttype"))


def _make_anew_if_empty() -> None:
    """Under --reuse-db: a run that was killed between a flush and its restore left nothing to build on."""
    from cms.models import HomePage

    if not HomePage.objects.exists():
        connection.close()
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)


def _load_content() -> None:
    from courses import loading, roles
    from courses.writing.words import load_words
    from learning.people.loading import load_audiences, load_organisations
    from learning.people.models import Organisation
    from learning.records.loading import load_lists

    load_audiences()
    if not Organisation.objects.exists():
        load_organisations()
    loading.load(lambda _line: None)
    load_lists()
    load_words()
    roles.load_groups()
    with _without_guards():  # a run that was killed may have left the database without them
        pass


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, Any, Any]:
    if not _flushes(item):
        return (yield)
    with BASELINE["blocker"].unblock(), _without_guards():
        result = yield  # pytest-django's flush happens in here
        _restore()
    return result


def _flushes(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    by_fixture = bool({"live_server", "transactional_db"} & fixtures)
    return bool(BASELINE) and (by_fixture or bool(marker and marker.kwargs.get("transaction")))


@contextmanager
def _without_guards() -> Iterator[None]:
    """The ledger refuses DELETE, also the one of a flush."""
    from certificates.guards import GUARDS as PAPER
    from learning import guards
    from learning.counts.guards import GUARDS as LEDGER
    from learning.records.guards import OF_ATTEMPTS, REFUSALS

    every = [*PAPER, *LEDGER, *REFUSALS, *OF_ATTEMPTS]
    guards.remove(every, connection)
    try:
        yield
    finally:
        guards.install(every, connection)


def _restore() -> None:
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    connection.creation.deserialize_db_from_string(BASELINE["data"])
    ContentType.objects.clear_cache()  # after, not before: signals ask for content types half-way
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(sql)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    sites.forget()
    yield
    cache.clear()


@pytest.fixture
def trainee(db: None) -> Any:
    from tests.factories import PersonFactory, UserFactory

    return PersonFactory(user=UserFactory(username="hocvien"), full_name="Nguyễn Thị Ánh").user


@pytest.fixture
def stranger(db: None) -> Any:
    """Somebody else with an account and no role."""
    from tests.factories import PersonFactory, UserFactory

    return PersonFactory(user=UserFactory(username="nguoikhac"), full_name="Trần Văn Đạt").user


@pytest.fixture
def dolisa_officer(db: None) -> Any:
    from tests.factories import officer

    return officer("canboso", "dolisa_officer", None)


@pytest.fixture
def unit_officer(db: None) -> Any:
    from tests.factories import officer

    return officer("canbodonvi", "unit_officer", "so-y-te")


@pytest.fixture
def class_organiser(db: None) -> Any:
    from tests.factories import officer

    return officer("totchuclop", "class_organiser", "so-y-te")


@pytest.fixture
def inspector(db: None) -> Any:
    from tests.factories import officer

    return officer("thanhtra", "inspector", None)


@pytest.fixture
def administrator(db: None) -> Any:
    from tests.factories import UserFactory

    return UserFactory(username="quantri", is_superuser=True, is_staff=True)


@pytest.fixture
def trainer(db: None) -> Any:
    return _member("giangvien", "Giảng viên")


@pytest.fixture
def reviewer(db: None) -> Any:
    return _member("nguoiduyet", "Người duyệt")


def _member(username: str, group: str) -> Any:
    from tests.factories import UserFactory

    user = UserFactory(username=username)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def course(db: None) -> Any:
    from courses.models import CoursePage

    return next(page for page in CoursePage.objects.live().order_by("path") if page.quiz())


@pytest.fixture
def enrolment(trainee: Any, course: Any) -> Any:
    from tests.factories import EnrolmentFactory

    return EnrolmentFactory(person=trainee.person, course=course)


@pytest.fixture
def run(django_capture_on_commit_callbacks: Any) -> Any:
    """Runs what a block puts off until its transaction is through: `with run(execute=True): ...`."""
    return django_capture_on_commit_callbacks
