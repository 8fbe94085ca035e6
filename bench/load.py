"""A small bounded load from this machine: a few connections kept open, each asking again when it has its answer."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlparse

CONNECTIONS = 4
SECONDS = 3.0


@dataclass(frozen=True)
class Figures:
    requests_a_second: float
    p95_ms: float
    errors: int


Request = tuple[str, str, str | None]
"""Method, path, body."""


def measure(address: str, ask: Callable[[int], Request], *, cookie: str = "", ok: frozenset[int] = frozenset({200})) -> Figures:
    """`ask(n)` is the n-th request of a connection."""
    times: list[float] = []
    errors: list[int] = []
    end = time.perf_counter() + SECONDS
    threads = [
        threading.Thread(target=_one, args=(address, ask, cookie, ok, end, times, errors)) for _ in range(CONNECTIONS)
    ]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - started
    p95 = statistics.quantiles(times, n=20)[-1] * 1000 if len(times) > 1 else float("nan")
    return Figures(len(times) / taken, p95, len(errors))


def _one(
    address: str, ask: Callable[[int], Request], cookie: str, ok: frozenset[int], end: float,
    times: list[float], errors: list[int],
) -> None:  # fmt: skip
    connection = http.client.HTTPConnection(urlparse(address).netloc, timeout=10)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    count = 0
    while time.perf_counter() < end:
        method, path, body = ask(count)
        count += 1
        before = time.perf_counter()
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        response.read()
        times.append(time.perf_counter() - before)
        if response.status not in ok:
            errors.append(response.status)
    connection.close()
