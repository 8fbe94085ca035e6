"""Texts with gaps as Moodle writes them inside the text: {1:SHORTANSWER:=right#why~%50%nearly}."""

import re
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.exchange.drafts import DraftOption, Unreadable
from courses.exchange.text import number, said
from courses.gaps import GAP

PLACE = re.compile(r"\{\d*:([A-Z_]+):((?:\\.|[^\\}])*)\}")
ANSWER = re.compile(r"(=|%(-?\d+(?:\.\d+)?)%)?((?:\\.|[^\\#])*)(?:#(.*))?", re.DOTALL)
TYPED = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC", "NUMERICAL", "NM"}
NUMBERS = {"NUMERICAL", "NM"}
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
RESERVED = re.compile(r"([\\}#~/\"])")


def gaps_of(text: str) -> tuple[str, tuple[DraftOption, ...]]:
    """The text with [[1]], [[2]], and what is accepted in each gap. Raises Unreadable."""
    options: list[DraftOption] = []
    places = list(PLACE.finditer(text))
    if not places:
        raise Unreadable(_("No gap was found in this text. Please write it anew as a text with gaps."))
    for gap, place in enumerate(places, start=1):
        options += _accepted(place[1], place[2], gap)
    count = iter(range(1, len(places) + 1))
    return PLACE.sub(lambda _found: f"[[{next(count)}]]", text), tuple(options)


def _accepted(kind: str, answers: str, gap: int) -> list[DraftOption]:
    if kind not in TYPED:
        message = _("A gap of the kind “%(kind)s” (choosing from a list) is not known here. Please ask it apart.")
        raise Unreadable(message % {"kind": kind})
    options = [_option(answer, gap, kind in NUMBERS) for answer in re.split(r"(?<!\\)~", answers) if answer.strip()]
    if not options:
        raise Unreadable(_("A gap of this text has no answer. Please add one."))
    return options


def _option(answer: str, gap: int, is_number: bool) -> DraftOption:
    found = ANSWER.fullmatch(answer.strip())
    assert found  # every text fits  # noqa: S101
    weight = Decimal(100) if found[1] == "=" else number(found[2] or "0")
    text, feedback = (ESCAPED.sub(r"\1", part or "").strip() for part in (found[3], found[4]))
    if is_number and number(text.partition(":")[2] or "0"):
        raise Unreadable(_("A gap that takes a number with a tolerance is not known here. Please ask it apart."))
    text = text.partition(":")[0].strip() if is_number else text
    if weight is None or abs(weight) > 100 or not text:
        raise Unreadable(_("A gap of this text has an answer that cannot be read. Please correct it."))
    return DraftOption(" ".join(text.split()), round(weight, 5).normalize() if weight else Decimal(0), feedback, gap=gap)


def as_cloze(text: str, options: Sequence[DraftOption], *, marks_matter: bool) -> str:
    """What gaps_of() reads as the same."""
    kind = "SHORTANSWER_C" if marks_matter else "SHORTANSWER"

    def place(found: re.Match[str]) -> str:
        own = [_written(option) for option in options if option.gap == int(found[1])]
        return f"{{1:{kind}:{'~'.join(own)}}}"

    return GAP.sub(place, text)


def _written(option: DraftOption) -> str:
    weight = "=" if option.percent == 100 else f"%{said(option.percent)}%"
    feedback = f"#{_escaped(option.feedback)}" if option.feedback else ""
    return f"{weight}{_escaped(option.text)}{feedback}"


def _escaped(text: str) -> str:
    return RESERVED.sub(r"\\\1", text)
