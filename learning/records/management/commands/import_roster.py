"""Read a list of an office from the command line, and save it with --commit."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from learning.people.models import Organisation
from learning.people.refusing import Refused
from learning.records import importing
from learning.records.import_preview import preview
from learning.records.models import TrainingClass


class Command(BaseCommand):
    help = "Reads a list of people (.xlsx, .xls, .ods, .csv) and says what it holds. Saves nothing without --commit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the list")
        parser.add_argument("--class", dest="class_id", type=int, help="number of the class whose participants these are")
        parser.add_argument("--office", help="key of the unit that sent the list; the class's own unit if it is left out")
        parser.add_argument("--commit", action="store_true", help="save the list")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            summary = self._summary(options)
        except Refused as refused:
            self.stderr.write(str(refused))
            sys.exit(1)
        if options["json"]:
            self.stdout.write(json.dumps(summary, ensure_ascii=False))
        else:
            for name, value in summary.items():
                self.stdout.write(f"{name}: {len(value) if isinstance(value, list) else value}")

    def _summary(self, options: dict[str, Any]) -> dict[str, Any]:
        content = _content(options["file"])
        held = _class(options["class_id"])
        office = _office(options["office"], held)
        if options["commit"]:
            return _saved(content, Path(options["file"]).name, office, held)
        importing.refuse_if_closed(held)
        return preview(importing.readable(content, options["file"]), held=held, office=office, decisions={}).summary()


@transaction.atomic
def _saved(content: bytes, name: str, office: Organisation, held: TrainingClass | None) -> dict[str, Any]:
    """Saved as a whole before the command ends, and told as it was before it was saved."""
    roster = importing.take_in(content, name, organisation=office, held=held, by=None)
    summary = importing.preview_of(roster).summary()
    if roster.state == roster.State.READ:
        importing.save(roster, by=None, wait=True)
    return summary


def _content(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Refused(_("The file “%(name)s” cannot be opened. Please check its name.") % {"name": name}) from error


def _class(pk: int | None) -> TrainingClass | None:
    if pk is None:
        return None
    held = TrainingClass.objects.filter(pk=pk).first()
    if held is None:
        raise Refused(_("There is no class with the number %(number)s.") % {"number": pk})
    return held


def _office(key: str | None, held: TrainingClass | None) -> Organisation:
    if key is None and held is not None:
        return held.organisation
    office = Organisation.objects.filter(key=key or settings.CERTIFICATE_ISSUER).first()
    if office is None:
        raise Refused(_("There is no unit with the key “%(key)s”.") % {"key": key})
    return office
