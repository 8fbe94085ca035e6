"""Quizzes: handing in an attempt of ten answers, beside a bare view that writes as many rows."""

import time
from urllib.parse import urlencode

from django.conf import settings

from bench import people
from bench.load import Figures, measure
from bench.rows import Row
from bench.server import running_server
from courses import marking
from learning.records import attempting
from learning.records.models import Attempt

GROUP = "quiz"
ATTEMPTS = 60
TOKEN = "a" * 32


def run() -> list[Row]:
    course = people.first_course()
    quiz = course.quiz()
    enrolments = [people.enrolled(1000 + n, course) for n in range(ATTEMPTS)]
    attempts = [attempting.start(enrolment, quiz, by=enrolment.person.user) for enrolment, _cookie in enrolments]
    for attempt in attempts:
        for answer in attempt.answers.all():
            attempting.save_answer(attempt, answer.position, answer.option_order[:1])
    with running_server() as address:
        cookie = enrolments[0][1]
        peer = measure(address, lambda n: ("POST", "/bench/bare-insert/", ""), cookie=cookie)
        one = measure(address, lambda n: ("POST", "/bench/bare-insert/?rows=1", ""), cookie=cookie)
        saved = _save_answers(address, attempts[0], cookie)
    started = time.perf_counter()
    for attempt in attempts:
        attempting.hand_in(attempt, by=None)
    submits = ATTEMPTS / (time.perf_counter() - started)
    beside = f"bare view, one row; p95 {saved.p95_ms:.0f} ms, {saved.errors} errors"
    ratio = saved.requests_a_second / one.requests_a_second
    return [
        Row(GROUP, "bare view that writes one row", one.requests_a_second, "requests/s", f"p95 {one.p95_ms:.0f} ms"),
        Row(GROUP, "submit of one answer", saved.requests_a_second, "requests/s", beside, ratio),
        Row(GROUP, "bare view that writes ten rows", peer.requests_a_second, "requests/s", f"p95 {peer.p95_ms:.0f} ms"),
        Row(GROUP, "hand in ten answers", submits, "attempts/s", "bare view", submits / peer.requests_a_second),
        _marking(),
    ]


def _save_answers(address: str, attempt: Attempt, cookie: str) -> Figures:
    """One question of an open attempt answered again and again, as the browser posts it."""
    answer = attempt.answers.first()
    assert answer is not None
    body = urlencode({"csrfmiddlewaretoken": TOKEN, "chosen": "1"})
    path = f"/hoc-tap/luot/{attempt.pk}/cau/{answer.position}/"
    cookies = f"{cookie}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    return measure(address, lambda n: ("POST", path, body), cookie=cookies, ok=frozenset({302}))


def _marking() -> Row:
    options = [{"id": str(n), "correct": n < 2} for n in range(4)]
    started = time.perf_counter()
    for n in range(10_000):
        marking.mark("multiple", options, [str(n % 4)])
    return Row(GROUP, "marking, answers", 10_000 / (time.perf_counter() - started), "answers/s", "pure function, no database")
