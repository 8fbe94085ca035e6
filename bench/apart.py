"""An act in a process of its own: how long it takes, and how far its memory climbs above where it began."""

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

import django

from bench.server import HERE

MEMORY = Path("/proc/self")


@dataclass(frozen=True)
class Cost:
    seconds: float
    megabytes: float
    count: int
    """What the act says it did."""


def cost(act: str, *arguments: object) -> Cost:
    """`act` is "module:function"; it gets the arguments as text and returns a number."""
    command = [sys.executable, "-m", "bench.apart", act, *map(str, arguments)]
    said = subprocess.run(command, cwd=HERE, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Cost(**json.loads(said.splitlines()[-1]))


def main(act: str, *arguments: str) -> None:
    django.setup()
    module, _colon, name = act.partition(":")
    function = getattr(import_module(module), name)
    (MEMORY / "clear_refs").write_text("5")  # the peak counts from here; ru_maxrss would hold that of the parent
    before, started = _kilobytes("VmRSS"), time.perf_counter()
    count = function(*arguments)
    seconds = time.perf_counter() - started
    print(json.dumps(asdict(Cost(seconds, (_kilobytes("VmHWM") - before) / 1024, count))))


def _kilobytes(name: str) -> int:
    lines = (MEMORY / "status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    main(*sys.argv[1:])
