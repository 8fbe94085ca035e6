"""`make bench` runs all groups, `make bench ONLY=certificates` one."""

import importlib
import sys

import django

from bench import rows, server

GROUPS = ("pages", "quiz", "attempts", "questions", "certificates", "counts", "rosters", "matching")


def main(wanted: list[str]) -> None:
    unknown = set(wanted) - set(GROUPS)
    if unknown:
        sys.exit(f"no such group: {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    with server.prepared_site():
        django.setup()
        found = []
        for group in wanted or GROUPS:
            these = importlib.import_module(f"bench.{group}").run()
            rows.show(these)
            found += these
    rows.write(found, server.HERE / "build" / "bench.json")


main(sys.argv[1:])
