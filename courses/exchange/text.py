"""Texts of files, as words that can be kept."""

import codecs
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from courses.exchange.drafts import Draft, DraftOption, NoQuestions

EXTRAS = ("scoring", "marks_matter", "difficulty", "source", "state", "case", "tags")
"""What other systems have no place for; it goes into a file as one line of JSON that they pass over."""
AS_TYPED = 20
"""Decimal places of a number that is an answer: it is kept as text, 3.141592653589793 whole."""


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8 or UTF-16 (Windows Notepad), in NFC. Raises NoQuestions."""
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = nfc(content.decode(encoding))
    except UnicodeDecodeError as error:
        raise NoQuestions(_("This file is not in UTF-8. Please open it, save it again as UTF-8, and send that.")) from error
    if "\x00" in text:
        raise NoQuestions(_("This is not a text file. Please choose the format that fits the file."))
    return text


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def number(text: str, places: int = 10) -> Decimal | None:
    """A number as files write it: 3.5 or 3,5, also 1e3. None where it is none, or too large to be kept.

    Other systems write what their computer holds (-33.333333333333336): what is finer than can be kept is rounded.
    """
    try:
        value = Decimal(text.strip().replace(",", "."))
    except ArithmeticError:
        return None
    if not value.is_finite() or abs(value) >= 10**9:
        return None
    value = round(value, places)
    return value.normalize() if value else Decimal(0)


def lost_media() -> str:
    return _("It has a picture, a sound or a film that could not be brought along. Please put it in, or change the words.")


def said(value: Decimal) -> str:
    """3.50 is said 3.5, 1E+3 is said 1000."""
    return f"{value.normalize():f}" if value else "0"


def spelled(value: Decimal) -> str:
    """A number that is an answer. With three decimals it could be read as thousands (0.125, 1.500): a zero makes it clear."""
    text = f"{value:f}"
    return f"{text}0" if re.fullmatch(r"-?\d{1,3}\.\d{3}", text) else text


def category_of(said: str) -> str:
    """A path of Moodle without what stands only for the place where it was written: $course$/top/Luật/Chương 1."""
    parts = [part.strip() for part in said.split("/")]
    return "/".join(part for part in parts if part not in {"", "top"} and not re.fullmatch(r"\$\w+\$", part))


def extras(draft: Draft) -> dict[str, Any]:
    """Of EXTRAS what the draft says, and of its answers what no other system keeps: remarks on pairs, the rubric."""
    own: dict[str, Any] = {name: value for name in EXTRAS if (value := getattr(draft, name)) not in ("", None, ())}
    if draft.kind == "matching" and any(option.feedback for option in draft.options):
        own["remarks"] = [option.feedback for option in draft.options]
    if draft.kind == "long_answer" and draft.options:
        own["rubric"] = [[option.text, said(option.percent), option.feedback] for option in draft.options]
    return own


def with_extras(draft: Draft, found: Mapping[str, Any]) -> Draft:
    """The draft with what extras() once wrote; anything else in there is passed over."""
    kept: dict[str, Any] = {k: value for k, value in found.items() if k in EXTRAS and isinstance(value, str | bool | list)}
    if "tags" in kept:
        kept["tags"] = tuple(str(tag) for tag in kept["tags"]) if isinstance(kept["tags"], list) else ()
    return replace(draft, **kept, options=_options(draft, found))


def _options(draft: Draft, found: Mapping[str, Any]) -> tuple[DraftOption, ...]:
    remarks, rubric = found.get("remarks"), found.get("rubric")
    if draft.kind == "matching" and isinstance(remarks, list) and len(remarks) == len(draft.options):
        return tuple(replace(one, feedback=str(remark)) for one, remark in zip(draft.options, remarks, strict=True))
    if draft.kind == "long_answer" and isinstance(rubric, list):
        lines = [line for line in rubric if isinstance(line, list) and len(line) == 3]
        return tuple(DraftOption(str(text), number(str(worth)) or Decimal(0), str(remark)) for text, worth, remark in lines)
    return draft.options


def read_json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
