"""A whole attempt, each of ten answers saved on its own, beside bare views that write the same rows; a hall that starts at once.

With another database: DATABASE_URL=postgres://… make bench ONLY=attempts
"""

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlencode, urlparse

from django.conf import settings
from django.db import connection

from bench import people
from bench.rows import Row
from bench.server import running_server
from courses.models import QuizPage
from learning.records import attempting
from learning.records.models import Attempt, Enrolment

GROUP = "attempts"
PEOPLE, AT_ONCE, HALL = 40, 4, 300
MINUTE = 60.0
TOKEN = "a" * 32
Sitter = tuple[Enrolment, str]
"""An enrolment and the cookie of its person."""


def run() -> list[Row]:
    course = people.first_course()
    quiz = course.quiz()
    QuizPage.objects.filter(pk=quiz.pk).update(attempts_allowed=0, pass_percent=100)
    sitters = [people.enrolled(20_000 + n, course) for n in range(PEOPLE)]
    hall = [people.enrolled(30_000 + n, course) for n in range(HALL)]
    for enrolment, _cookie in sitters:  # what the bare views copy
        attempting.hand_in(attempting.start(enrolment, quiz, by=enrolment.person.user), by=None)
    with running_server() as address:
        bare, bare_errors = _together(sitters, lambda sitter: _bare(address, sitter))
        ours, our_errors = _together(sitters, lambda sitter: _whole(address, quiz.pk, sitter))
        started, start_errors = _together(hall, lambda sitter: _start(address, quiz.pk, sitter), at_once=60)
    begun = Attempt.objects.filter(enrolment__in=[one.pk for one, _cookie in hall]).count()
    database = connection.vendor
    return [
        Row(GROUP, "bare views that write the same rows", PEOPLE / bare, "attempts/s", f"{database}; {bare_errors} errors"),
        Row(
            GROUP, "attempt of ten answers, saved one by one", PEOPLE / ours, "attempts/s",
            f"bare views; aim at least 0.6; {our_errors} errors", bare / ours,
        ),
        Row(
            GROUP, f"{HALL} people start at once, until the last", started, "s",
            f"one minute, on {database}; {start_errors} errors, {begun} attempts", started / MINUTE,
        ),
    ]  # fmt: skip


def _together(sitters: Sequence[Sitter], act: Callable[[Sitter], int], *, at_once: int = AT_ONCE) -> tuple[float, int]:
    """Seconds until the last is done, with so many at once; and how many answers of the server were errors."""
    waiting, errors = list(sitters), []

    def work() -> None:
        while waiting:
            try:
                sitter = waiting.pop()
            except IndexError:
                return
            errors.append(act(sitter))

    threads = [threading.Thread(target=work) for _ in range(at_once)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began, sum(errors)


class _Browser:
    """One person's connection, kept open; counts answers that are no redirect and no page."""

    def __init__(self, address: str, cookie: str) -> None:
        self.connection = http.client.HTTPConnection(urlparse(address).netloc, timeout=60)
        self.headers = {
            "Cookie": f"{cookie}; {settings.CSRF_COOKIE_NAME}={TOKEN}", "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        self.errors = 0

    def post(self, path: str, **fields: str) -> str:
        body = urlencode({"csrfmiddlewaretoken": TOKEN} | fields)
        self.connection.request("POST", path, body=body, headers=self.headers)
        response = self.connection.getresponse()
        response.read()
        self.errors += response.status not in {200, 302}
        return response.headers.get("Location", "")


def _start(address: str, quiz: int, sitter: Sitter) -> int:
    browser = _Browser(address, sitter[1])
    browser.post(f"/hoc-tap/bat-dau/{quiz}/")
    return browser.errors


def _whole(address: str, quiz: int, sitter: Sitter) -> int:
    browser = _Browser(address, sitter[1])
    first = browser.post(f"/hoc-tap/bat-dau/{quiz}/")
    top = first.rpartition("cau/")[0]
    for position in range(1, 11):
        browser.post(f"{top}cau/{position}/", chosen="1", page="bench", turn="1")
    browser.post(f"{top}xem-lai/")
    return browser.errors


def _bare(address: str, sitter: Sitter) -> int:
    browser = _Browser(address, sitter[1])
    browser.post("/bench/bare-start/")
    for _position in range(10):
        browser.post("/bench/bare-insert/?rows=1")
    browser.post("/bench/bare-insert/?rows=10")
    return browser.errors
