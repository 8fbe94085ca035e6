"""Read a file of questions from the command line, and save it with --commit."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from courses.exchange import saving
from courses.exchange.drafts import NoQuestions
from courses.exchange.formats import FORMATS, format_of
from courses.models import Question, QuestionBank


class Command(BaseCommand):
    help = "Reads questions from a file and says what it holds. Saves nothing without --commit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the file of questions")
        parser.add_argument("--format", choices=FORMATS, help="what it is written in; guessed if it is left out")
        parser.add_argument("--bank", help="name of the question bank; the name of the file if it is left out")
        parser.add_argument(
            "--state", choices=[Question.State.DRAFT, Question.State.READY], default=Question.State.DRAFT,
            help="drafts are not asked before a trainer makes them ready",
        )  # fmt: skip
        parser.add_argument("--commit", action="store_true", help="save the questions")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            summary = _summary(options)
        except (NoQuestions, OSError) as problem:
            reason = _("The file “%(name)s” cannot be opened. Please check its name.") % {"name": options["file"]}
            self.stderr.write(reason if isinstance(problem, OSError) else str(problem))
            sys.exit(1)
        if options["json"]:
            self.stdout.write(json.dumps(summary, ensure_ascii=False))
            return
        for name, value in summary.items():
            self.stdout.write(f"{name}: {value}")


def _summary(options: dict[str, Any]) -> dict[str, Any]:
    path = Path(options["file"])
    content = path.read_bytes()
    chosen = options["format"] or format_of(path.name, content)
    bundle = FORMATS[chosen].read(content)
    name = (options["bank"] or path.stem)[:150]
    bank = QuestionBank.objects.filter(name=name).first()
    found = saving.preview(bundle, bank)
    if options["commit"]:
        bank = bank or QuestionBank.objects.create(name=name)
        saving.save(found, bank, state=options["state"], by=None)
    return found.summary()
