"""Drafts as any reader may give them: plain words, nothing around them, each kind as it must be."""

import string
import unicodedata
from decimal import Decimal

from hypothesis import strategies as st

from courses.exchange.drafts import Draft, DraftOption
from learning.people.reading import legacy

SIGNS = string.ascii_letters + string.digits + " .,;:#={}~\\%$[]()/<>&\"'*_-–ếăđêôơưẠ"


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def words(size: int = 20) -> st.SearchStrategy[str]:
    """One line, without an arrow (GIFT parts pairs at it and knows no escape) and without what can only be an old font."""
    found = st.text(SIGNS, min_size=1, max_size=size).map(_tidy)
    return found.filter(lambda text: text and "->" not in text and legacy.detect([text]) == legacy.UNICODE)


texts = st.lists(words(30), min_size=1, max_size=3).map("\n".join)
remarks = st.one_of(st.just(""), texts)
weights = st.sampled_from([Decimal(0), Decimal(25), Decimal(50), Decimal("33.33333"), Decimal(-50)])


HALF = st.sampled_from([Decimal(100), Decimal(50)])
TOLERANCES = st.sampled_from([Decimal(0), Decimal("0.5")])


def _true_or_false(draw: st.DrawFn) -> tuple[DraftOption, ...]:
    right = draw(st.booleans())
    first = DraftOption("Đúng", Decimal(100 if right else 0), draw(remarks))
    return first, DraftOption("Sai", Decimal(0 if right else 100), draw(remarks))


def _numbers(draw: st.DrawFn) -> tuple[DraftOption, ...]:
    values = draw(st.lists(st.integers(-999, 999), min_size=1, max_size=3, unique=True))
    return tuple(DraftOption(str(value), draw(HALF), draw(remarks), tolerance=draw(TOLERANCES)) for value in values)


def _option(draw: st.DrawFn, kind: str, n: int, text: str, right: int) -> DraftOption:
    worths = {
        "single": Decimal(100) if n == 0 else draw(weights), "multiple": Decimal(100 if n < right else 0), "gap": draw(HALF),
        "short_text": Decimal(100),
    }  # fmt: skip
    match = draw(words()) if kind == "matching" else ""
    return DraftOption(text, worths.get(kind, Decimal(0)), draw(remarks), match, gap=min(2, 1 + n) if kind == "gap" else 0)


@st.composite
def _options(draw: st.DrawFn, kind: str) -> tuple[DraftOption, ...]:
    special = {"description": lambda draw: (), "true_false": _true_or_false, "number": _numbers}
    if kind in special:
        return special[kind](draw)
    said = draw(st.lists(words(), min_size=2, max_size=5, unique=True))
    right = draw(st.integers(1, len(said)))
    return tuple(_option(draw, kind, n, text, right) for n, text in enumerate(said))


@st.composite
def drafts(draw: st.DrawFn, kinds: tuple[str, ...] = ()) -> Draft:
    kind = draw(st.sampled_from(kinds or ("single", "multiple", "true_false", "matching", "ordering", "short_text", "number", "gap", "description")))
    is_asked = kind != "description"
    text = draw(texts) if kind != "gap" else f"{draw(words())} [[1]] {draw(words())} [[2]]"
    return Draft(
        kind, text, 0, draw(_options(kind)), name=draw(st.one_of(st.just(""), words())),
        feedback=draw(remarks) if is_asked else "",
        tags=tuple(draw(st.lists(st.sampled_from(["luật", "kỹ năng"]), unique=True, max_size=2))) if is_asked else (),
        scoring=draw(st.sampled_from(["", "exact"])) if kind == "multiple" else "",
        marks_matter=draw(st.sampled_from([None, True])) if kind in {"short_text", "gap"} else None,
        difficulty=draw(st.sampled_from(["", "easy", "hard"])) if is_asked else "",
        source=draw(st.one_of(st.just(""), words())) if is_asked else "",
        state=draw(st.sampled_from(["", "draft", "retired"])) if is_asked else "",
    )  # fmt: skip
