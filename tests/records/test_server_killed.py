"""The server is killed between answers, and as they set out: what it said to have saved is there."""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from learning.people.models import User
from learning.records import attempting
from learning.records.models import Answer, Attempt, Enrolment

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = 200
TOKEN = "k" * 32


def database_url() -> str:
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{Path(str(found['NAME'])).resolve()}"
    user = f"{quote(found['USER'])}:{quote(found['PASSWORD'])}" if found["PASSWORD"] else quote(found["USER"])
    return f"postgres://{user}@{found['HOST'] or '127.0.0.1'}:{found['PORT'] or 5432}/{found['NAME']}"


@contextmanager
def served() -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """gunicorn as in production: a parent, and one worker that it makes anew when it is gone."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "learning.wsgi", "-b", f"127.0.0.1:{port}", "--preload", "--workers", "1",
               "--threads", "2", "--log-level", "critical"]  # fmt: skip
    env = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "learning.settings.test", "LOG_LEVEL": "CRITICAL"}
    parent = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env)
    try:
        yield parent, port
    finally:
        parent.terminate()
        parent.wait(20)


def worker_of(parent: subprocess.Popen[bytes]) -> int | None:
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
    return int(children[0]) if children else None


class Learner:
    """A browser that sends an answer until somebody says that it is saved."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port = port
        self.headers = {
            "Cookie": f"{cookie}; {settings.CSRF_COOKIE_NAME}={TOKEN}", "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip

    def save(self, path: str, chosen: str, turn: int) -> bool:
        body = urlencode({"csrfmiddlewaretoken": TOKEN, "chosen": chosen, "page": "one", "turn": str(turn)})
        try:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            line.request("POST", path, body=body, headers=self.headers)
            answer = line.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return False
        return answer.status == 200


def test_killed_between_answers_200_times_none_is_lost(enrolment: Enrolment, trainee: User) -> None:
    attempt: Attempt = attempting.start(enrolment, enrolment.course.quiz(), by=trainee)
    served_answers = list(attempt.answers.select_related("version"))
    browser = Client()
    browser.force_login(trainee)
    cookie = f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
    rng, lost, killed = random.Random(7), [], 0
    with served() as (parent, port):
        learner = Learner(port, cookie)
        for turn in range(1, KILLS + 1):
            answer = rng.choice(served_answers)
            chosen = rng.choice(answer.option_order)
            path = f"/hoc-tap/luot/{attempt.pk}/cau/{answer.position}/"
            if turn % 2:  # half of them as the answer sets out
                killed += kill(parent)
            ends = time.monotonic() + 30
            while not learner.save(path, answer.names[chosen], turn):
                assert time.monotonic() < ends, "the server did not come back"
                time.sleep(0.02)
            if not turn % 2:
                killed += kill(parent)
            kept = Answer.objects.get(pk=answer.pk)
            if kept.chosen != [chosen]:
                lost.append((turn, kept.chosen, chosen))
    assert killed >= KILLS * 0.9
    assert lost == []


def kill(parent: subprocess.Popen[bytes]) -> bool:
    ends = time.monotonic() + 5
    while (worker := worker_of(parent)) is None and time.monotonic() < ends:
        time.sleep(0.005)
    if worker is None:
        return False
    os.kill(worker, signal.SIGKILL)
    return True
