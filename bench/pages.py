"""Pages: requests a second and the 95th percentile, beside a bare view in the same server; queries a page."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import people
from bench.load import measure
from bench.rows import Row
from bench.server import running_server

GROUP = "pages"


def run() -> list[Row]:
    course = people.first_course()
    lesson = course.lessons().first()
    assert lesson is not None
    _enrolment, cookie = people.enrolled(1, course)
    with running_server() as address:
        rows = _compare(address, course.url, lesson, cookie)
    return rows + _queries(course.url, lesson.url, course.quiz().url, cookie)


def _compare(address: str, course_url: str, lesson, cookie: str) -> list[Row]:
    bare = measure(address, lambda n: ("GET", "/bench/bare/", None))
    signed_in = measure(address, lambda n: ("GET", "/bench/bare-signed-in/", None), cookie=cookie)
    plain = measure(address, lambda n: ("GET", f"/bench/plain-page/{lesson.pk}/", None), cookie=cookie)
    rows = [
        Row(GROUP, "bare Django view", bare.requests_a_second, "requests/s", f"p95 {bare.p95_ms:.0f} ms"),
        Row(GROUP, "bare Django view, signed in", signed_in.requests_a_second, "requests/s", f"p95 {signed_in.p95_ms:.0f} ms"),
        Row(GROUP, "plain Wagtail page of the same blocks", plain.requests_a_second, "requests/s", f"p95 {plain.p95_ms:.0f} ms"),
    ]
    for name, path, with_cookie, peer, words in (
        ("home", "/", "", bare, "bare view"),
        ("course", course_url, "", bare, "bare view"),
        ("lesson, signed in", lesson.url, cookie, signed_in, "bare signed-in view; aim at least 0.3"),
        ("lesson, signed in", lesson.url, cookie, plain, "plain Wagtail page; aim more than 1"),
    ):
        found = measure(address, lambda n, path=path: ("GET", path, None), cookie=with_cookie)
        ratio = found.requests_a_second / peer.requests_a_second
        beside = f"{words}; p95 {found.p95_ms:.0f} ms, {found.errors} errors"
        rows.append(Row(GROUP, name, found.requests_a_second, "requests/s", beside, ratio))
    return rows


def _queries(course_url: str, lesson_url: str, quiz_url: str, cookie: str) -> list[Row]:
    client = Client(HTTP_HOST="127.0.0.1", HTTP_COOKIE=cookie)
    rows = []
    pages = {"home": "/", "course": course_url, "lesson": lesson_url, "quiz": quiz_url, "my learning": "/hoc-tap/"}
    for name, path in pages.items():
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        rows.append(Row(GROUP, f"queries: {name}, signed in", len(queries), "queries", "at most 12", len(queries) / 12))
    return rows
