"""One answer as it stands in a cell of a table: its weight, then by kind a word, a pair, a number or a gap."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.exchange.drafts import DraftOption, Unreadable
from courses.exchange.text import AS_TYPED, number, said, spelled

WEIGHT = re.compile(r"%(-?\d{1,3}(?:[.,]\d+)?)%\s*")
TYPED = {"short_text", "number", "gap", "long_answer"}


def option_of(kind: str, text: str, feedback: str = "") -> DraftOption:
    """Raises Unreadable."""
    found = WEIGHT.match(text)
    weight = number(found[1]) if found else None
    weight = round(weight, 5) if weight is not None else None
    percent = min(max(weight, Decimal(-100)), Decimal(100)) if weight is not None else Decimal(100 if kind in TYPED else 0)
    rest = text[found.end() :].strip() if found else text.strip()
    if kind == "matching":
        left, right = _sides(rest)
        return DraftOption(left, match=right, feedback=feedback)
    if kind == "gap":
        gap, form = _sides(rest)
        if not gap.isdecimal():
            raise Unreadable(_("In a text with gaps each answer begins with the number of its gap."))
        return DraftOption(form, percent, feedback, gap=int(gap))
    if kind == "number":
        value, tolerance = _value(rest)
        return DraftOption(value, percent, feedback, tolerance=tolerance)
    return DraftOption(rest, percent, feedback)


def _sides(text: str) -> tuple[str, str]:
    left, arrow, right = text.replace("→", "->").partition("->")
    if not arrow:
        raise Unreadable(_("One of the pairs has no “->”. Please write each pair as: one side -> the other side."))
    return left.strip(), right.strip()


def _value(text: str) -> tuple[str, Decimal]:
    value_said, _sign, error = text.replace("±", ":").partition(":")
    value, tolerance = number(value_said, AS_TYPED), number(error or "0")
    if text == "*":
        return "*", Decimal(0)
    if value is None or tolerance is None or tolerance < 0:
        raise Unreadable(_("“%(text)s” is no number. Please write for example 3.14, 3.14:0.01 or 3..4.") % {"text": text[:80]})
    return spelled(value), tolerance


def cell_of(kind: str, option: DraftOption) -> str:
    """What option_of() reads as the same answer."""
    usual = Decimal(100 if kind in TYPED else 0)
    is_key = kind in {"single", "multiple", "true_false"} and option.percent == 100
    weight = "" if is_key or option.percent == usual else f"%{said(option.percent)}%"
    if kind == "matching":
        return f"{option.text} -> {option.match}"
    if kind == "gap":
        return f"{weight}{option.gap} -> {option.text}"
    if kind == "number" and option.tolerance:
        return f"{weight}{option.text}:{said(option.tolerance)}"
    return f"{weight}{option.text}"
