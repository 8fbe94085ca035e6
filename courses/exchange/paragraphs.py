"""Questions as most tests in Vietnam are written: "Câu 1: …", "A. …" below it, "Đáp án: B". They become rows of the table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.exchange import table
from courses.exchange.drafts import Bundle, NoQuestions
from courses.exchange.table import LETTERS, TRUE_OR_FALSE, Row

NUMBERED = re.compile(r"(?:câu(?:\s+hỏi)?|question)\s*(?:số\s*)?(\d{1,4})\b\s*[.:)/–-]*\s*(.*)", re.IGNORECASE)
BARE = re.compile(r"(\d{1,4})\s*[.)/]\s*(\D.*)")
OPTION = re.compile(r"([A-H])\. (.*)")
KEY = re.compile(
    r"(?:[=>→\s]*)(?:đáp án(?: đúng)?(?: là)?|đ/?a|answer|key|chọn(?: đáp án)?|trả lời)\s*(?::|-|–|\.|\s(?=[A-H]\b))\s*(\S.*)",
    re.IGNORECASE,
)
REMARK = re.compile(r"(?:giải thích|lời giải|hướng dẫn(?: giải)?|căn cứ(?: pháp lý)?|explanation)\s*:\s*(.*)", re.IGNORECASE)
IN_GRID = re.compile(r"(?:câu\s*)?(\d{1,4})\s*(?:[.:)–-]\s*)?([A-H])\b[\s,;|.]*", re.IGNORECASE)
END = re.compile(r"\W*(?:hết|(?:bảng )?đáp án(?: tham khảo)?|hướng dẫn chấm)\W*", re.IGNORECASE)
HEADING = ["Câu hỏi", "Đáp án", "Giải thích", "Loại", *LETTERS]
SHORT_KEY = 60
Line = tuple[int, str]


@dataclass
class Asked:
    """A question as far as it is read. `last`: where a line without a sign of its own goes on."""

    line: int
    number: str = ""
    parts: dict[str, list[str]] = field(default_factory=lambda: {"text": []})
    last: str = "text"

    def add(self, part: str, text: str) -> None:
        self.parts.setdefault(part, []).append(text)
        self.last = part

    def said(self, part: str) -> str:
        return "\n".join(text for text in self.parts.get(part, []) if text).strip()

    @property
    def has_answers(self) -> bool:
        return len(self.parts) > 1


def read(lines: Sequence[Line], keys: dict[str, str]) -> Bundle:
    """`keys`: letters by number of the question, from a table of keys at the end. Raises NoQuestions."""
    found = _rows(lines, keys)
    if not any(isinstance(one, Asked) and one.has_answers for one in found):
        raise NoQuestions(
            _("No questions were found. Please write a table with the columns Câu hỏi, A, B, C, D, Đáp án, "
              "or lines: “Câu 1: …”, below it “A. …”, “B. …”, and then “Đáp án: B”.")
        )  # fmt: skip
    rows = [_row(one, keys) if isinstance(one, Asked) else Row(one[0], [one[1]]) for one in found]
    return table.read([[Row(0, HEADING), *rows]])


def holds_answers(lines: Sequence[Line]) -> bool:
    return any(OPTION.fullmatch(text) for _place, text in lines)


def _rows(lines: Sequence[Line], keys: dict[str, str]) -> list[Asked | Line]:
    """The questions, and the headings of groups between them."""
    start = next((one for one in (NUMBERED, BARE) if any(one.fullmatch(text) for _place, text in lines)), None)
    found: list[Asked | Line] = []
    asked: Asked | None = None
    is_apart = True
    for place, text in lines:
        begun = start.fullmatch(text) if start else None
        if grid := _grid(text):
            keys.update(grid)
        elif END.fullmatch(text):
            asked = None
        elif table.GROUP.fullmatch(text) and not begun:
            found.append((place, text))
            asked = None
        elif begun or _begins(text, asked, is_apart=is_apart, is_numbered=bool(start)):
            asked = Asked(place, begun[1] if begun else "")
            found.append(asked)
            _take(asked, begun[2] if begun else text)
        elif text and asked:
            _take(asked, text)
        is_apart = not text
    return found


def _grid(text: str) -> dict[str, str]:
    """Keys that stand together in a line: 1.A 2.B 3.C"""
    found = IN_GRID.findall(text)
    return {number: letter.upper() for number, letter in found} if len(found) > 1 and not IN_GRID.sub("", text) else {}


def _begins(text: str, asked: Asked | None, *, is_apart: bool, is_numbered: bool) -> bool:
    """Whether a line without a number begins a question: only where none has one, and after the answers of another."""
    if asked and (option := OPTION.fullmatch(text)):
        return option[1] in asked.parts
    if not text or is_numbered or KEY.fullmatch(text) or REMARK.fullmatch(text):
        return False
    return asked is None or (asked.has_answers and (is_apart or asked.last != "feedback"))


def _take(asked: Asked, text: str) -> None:
    option, key, remark = OPTION.fullmatch(text), KEY.fullmatch(text), REMARK.fullmatch(text)
    if option:
        asked.add(option[1], option[2])
    elif key:
        asked.add("key", key[1])
    elif remark:
        asked.add("feedback", remark[1])
    else:
        asked.add("feedback" if asked.last == "key" else asked.last, text)


def _row(asked: Asked, keys: dict[str, str]) -> Row:
    key, remark, kind = asked.said("key") or keys.get(asked.number, ""), asked.said("feedback"), ""
    if (
        not asked.parts.keys() & set(LETTERS)
        and key.strip(" .").casefold() not in TRUE_OR_FALSE
        and len(key) > SHORT_KEY
        or not key
        and not asked.has_answers
    ):
        key, remark, kind = "", "\n".join(part for part in (key, remark) if part), table.KIND_WORDS["long_answer"]
    return Row(asked.line, [asked.said("text"), key, remark, kind, *(" ".join(asked.said(one).split()) for one in LETTERS)])
