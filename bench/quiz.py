"""Quizzes: handing in an attempt of ten answers, beside a bare view that writes as many rows."""

import time

from bench import people
from bench.load import measure
from bench.rows import Row
from bench.server import running_server
from courses import marking
from learning.records import attempting

GROUP = "quiz"
ATTEMPTS = 60


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
    started = time.perf_counter()
    for attempt in attempts:
        attempting.hand_in(attempt, by=None)
    submits = ATTEMPTS / (time.perf_counter() - started)
    return [
        Row(GROUP, "bare view that writes ten rows", peer.requests_a_second, "requests/s", f"p95 {peer.p95_ms:.0f} ms"),
        Row(GROUP, "hand in ten answers", submits, "attempts/s", "bare view", submits / peer.requests_a_second),
        _marking(),
    ]


def _marking() -> Row:
    options = [{"id": str(n), "correct": n < 2} for n in range(4)]
    started = time.perf_counter()
    for n in range(10_000):
        marking.mark("multiple", options, [str(n % 4)])
    return Row(GROUP, "marking, answers", 10_000 / (time.perf_counter() - started), "answers/s", "pure function, no database")
