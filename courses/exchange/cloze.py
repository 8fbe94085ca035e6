"""Texts with gaps as Moodle writes them inside the text: {1:SHORTANSWER:=right#why~%50%nearly}."""

import re
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.exchange.drafts import DraftOption, Unreadable
from courses.exchange.text import AS_TYPED, number, said, spelled
from courses.gaps import GAP

PLACE = re.compile(r"\{\d*:([A-Z_]+):((?:\\.|[^\\}])*)\}")
ANSWER = re.compile(r"(=|%(-?\d+(?:\.\d+)?)%)?((?:\\.|[^\\#])*)(?:#(.*))?", re.DOTALL)
TYPED = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC", "NUMERICAL", "NM"}
NUMBERS = {"NUMERICAL", "NM"}
CHOSEN = re.compile(r"(?:MULTICHOICE|MC|(?P<several>MULTIRESPONSE|MR))(?:_?[VHS]{1,2})?")
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
RESERVED = re.compile(r"([\\}#~/\"])")


def read(text: str) -> tuple[str, str, tuple[DraftOption, ...]]:
    """The text, the kind and the answers; one choice in a text makes a question like others. Raises Unreadable."""
    places = list(PLACE.finditer(text))
    if not places:
        raise Unreadable(_("No gap was found in this text. Please write it anew as a text with gaps."))
    kind = _kind_alone(places[0][1]) if len(places) == 1 else "gap"
    if kind == "gap":
        return _gaps_of(text, places)
    return PLACE.sub("_____", text), kind, tuple(_options(places[0][2], 0, is_number=kind == "number"))


def _kind_alone(said: str) -> str:
    """What a text with a single gap of that kind is here."""
    if chosen := CHOSEN.fullmatch(said):
        return "multiple" if chosen["several"] else "single"
    return "number" if said in NUMBERS else "gap"


def _gaps_of(text: str, places: Sequence[re.Match[str]]) -> tuple[str, str, tuple[DraftOption, ...]]:
    """The text with [[1]], [[2]], and what is accepted in each gap."""
    options: list[DraftOption] = []
    for gap, place in enumerate(places, start=1):
        options += _accepted(place[1], place[2], gap)
    count = iter(range(1, len(places) + 1))
    return PLACE.sub(lambda _found: f"[[{next(count)}]]", text), "gap", tuple(options)


def _accepted(kind: str, answers: str, gap: int) -> list[DraftOption]:
    if kind not in TYPED:
        message = _("A gap of the kind “%(kind)s” (choosing from a list) is not known here. Please ask it apart.")
        raise Unreadable(message % {"kind": kind})
    return _options(answers, gap, is_number=kind in NUMBERS)


def _options(answers: str, gap: int, *, is_number: bool) -> list[DraftOption]:
    options = [_option(answer, gap, is_number) for answer in re.split(r"(?<!\\)~", answers) if answer.strip()]
    if not options:
        raise Unreadable(_("A gap of this text has no answer. Please add one."))
    return options


def _option(answer: str, gap: int, is_number: bool) -> DraftOption:
    found = ANSWER.fullmatch(answer.strip())
    weight = number(found[2] or "0") if found and found[1] != "=" else Decimal(100)
    text, feedback = (ESCAPED.sub(r"\1", part or "").strip() for part in (found[3], found[4])) if found else ("", "")
    text, tolerance = _number(text, gap) if is_number else (text, Decimal(0))
    if weight is None or abs(weight) > 100 or not text:
        raise Unreadable(_("A gap of this text has an answer that cannot be read. Please correct it."))
    percent = round(weight, 5).normalize() if weight else Decimal(0)
    return DraftOption(" ".join(text.split()), percent, feedback, tolerance=tolerance, gap=gap)


def _number(text: str, gap: int) -> tuple[str, Decimal]:
    """A number and its tolerance; in a text with several gaps there is none, and the number stays as it is typed."""
    said_value, _colon, error = text.partition(":")
    tolerance = number(error or "0")
    if gap:
        if tolerance:
            raise Unreadable(_("A gap that takes a number with a tolerance is not known here. Please ask it apart."))
        return said_value.strip(), Decimal(0)
    value = number(said_value, AS_TYPED)
    fits = tolerance is not None and (value is not None or said_value.strip() == "*")
    return (spelled(value) if value is not None else "*", abs(tolerance or Decimal(0))) if fits else ("", Decimal(0))


def as_cloze(text: str, options: Sequence[DraftOption], *, marks_matter: bool) -> str:
    """What read() reads as the same."""
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
