"""A site of its own in a temporary folder, served as production serves it: gunicorn, one process."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import psycopg
from psycopg import sql

HERE = Path(__file__).resolve().parent.parent
THREADS = "4"


@contextlib.contextmanager
def prepared_site() -> Iterator[None]:
    """Environment, database, content and static files for this process and the server it starts."""
    with tempfile.TemporaryDirectory(prefix="hocan-bench-") as folder, _own_database():
        os.environ.update(DATA_DIR=folder, DJANGO_SETTINGS_MODULE="bench.settings", LOG_LEVEL="ERROR")
        for line in ("migrate -v0", "load_organisations", "load_content", "load_lists", "collectstatic --noinput -v0"):
            command = line.split()
            subprocess.run([sys.executable, "manage.py", *command], cwd=HERE, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        yield


@contextlib.contextmanager
def _own_database() -> Iterator[None]:
    """On PostgreSQL a database beside the one that DATABASE_URL names: nothing is left behind in it, however often this runs."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield
        return
    name = sql.Identifier(f"hocan_bench_{os.getpid()}")
    with psycopg.connect(given, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(name))
        os.environ["DATABASE_URL"] = urlparse(given)._replace(path=f"/hocan_bench_{os.getpid()}").geturl()
        try:
            yield
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@contextlib.contextmanager
def running_server() -> Iterator[str]:
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "learning.wsgi", "-b", f"127.0.0.1:{port}", "--workers", "1",
               "--threads", THREADS, "--log-level", "error"]  # fmt: skip
    process = subprocess.Popen(command, cwd=HERE)  # noqa: S603
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address + "/bench/bare/")
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=2).read()  # noqa: S310
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"no answer from {address}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
