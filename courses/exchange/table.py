"""The table that trainers use: a question a row, its answers under A, B, C, D, the key, the explanation. Rows in, rows out.

Only the question and the key (or the kind) are needed. Kinds beyond choices write each answer as GIFT does within a cell:
"left -> right" of a pair, "3:0.5" of a number, "1 -> word" of a gap, "%50%word" for a part of the marks.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from cms.text import fold
from courses.exchange import aiken
from courses.exchange.cells import option_of
from courses.exchange.drafts import KINDS, Bundle, Draft, DraftOption, NoQuestions, NotTaken, Unreadable
from courses.exchange.text import read_json, with_extras
from courses.exchange.weights import keyed
from courses.exchange.word_look import standing_out

LETTERS = "ABCDEFGHIJ"
HEADINGS = {
    "text": "câu hỏi, nội dung câu hỏi, nội dung, question, question text, câu hỏi và phương án trả lời",
    "key": "đáp án, đáp án đúng, đúng, phương án đúng, trả lời đúng, câu trả lời đúng, key, answer, correct, correct answer, đa",
    "feedback": "giải thích, lời giải, giải thích đáp án, explanation, hướng dẫn",
    "kind": "loại, loại câu hỏi, dạng, dạng câu hỏi, type",
    "category": "chủ đề, chuyên đề, topic, nhóm, phần",
    "difficulty": "mức độ, độ khó, difficulty, level",
    "source": "nguồn, căn cứ, căn cứ pháp lý, source",
    "tags": "nhãn, thẻ, tags",
    "name": "tên, name",
    "more": "khác",
}
KIND_WORDS = {
    "single": "một đáp án", "multiple": "nhiều đáp án", "true_false": "đúng/sai", "matching": "ghép đôi", "ordering": "sắp xếp",
    "short_text": "điền từ", "number": "số", "gap": "chỗ trống", "long_answer": "tự luận", "description": "tình huống",
}  # fmt: skip
DIFFICULTY_WORDS = {"easy": "dễ, nhận biết, easy", "medium": "trung bình, thông hiểu, medium", "hard": "khó, vận dụng, hard"}
TRUE_OR_FALSE = {"đúng", "sai"}
TRUE_WORDS, FALSE_WORDS = {"dung", "d", "true", "t"}, {"sai", "s", "false", "f"}
OPTION_HEADING = re.compile(
    r"(?:(?:phuong an|dap an|lua chon|tra loi|cau tra loi|option|answer)\s*)?([a-j]|(?<=[a-z] )[1-9])[.)]?"
)
REMARK_HEADING = re.compile(r"(?:nhan xet|phan hoi|feedback)\s*([a-j])")
GROUP = re.compile(r"(?:phần|chương|chủ đề|chuyên đề|mục|bài)\s+[\dIVX]+\s*[.:–-]?\s*(.*)", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """`line`: counted from 1 as the program that shows the file counts it. `looks`: of each cell, where the file says it."""

    line: int
    cells: Sequence[str]
    looks: Sequence[frozenset[str]] = ()


@dataclass
class Columns:
    at: dict[str, int] = field(default_factory=dict)
    options: dict[str, int] = field(default_factory=dict)
    remarks: dict[str, int] = field(default_factory=dict)

    def value(self, row: Row, name: str) -> str:
        return _cell(row, self.at.get(name))


def _cell(row: Row, place: int | None) -> str:
    return row.cells[place].strip() if place is not None and place < len(row.cells) else ""


def read(tables: Sequence[Sequence[Row]]) -> Bundle:
    drafts: list[Draft] = []
    not_taken: list[NotTaken] = []
    headers = [found for table in tables if (found := _header(table))]
    if not headers:
        raise NoQuestions(
            _("No table of questions was found. Its first row must name the columns: Câu hỏi, A, B, C, D, Đáp án, Giải thích.")
        )
    for columns, rows in headers:
        _read_rows(columns, rows, drafts, not_taken)
    return Bundle(tuple(drafts), tuple(not_taken))


def is_of_questions(table: Sequence[Row]) -> bool:
    return bool(_header(table))


def _header(table: Sequence[Row]) -> tuple[Columns, Sequence[Row]] | None:
    for n, row in enumerate(table[:30]):
        columns = _columns(row)
        if "text" in columns.at and ("key" in columns.at or columns.options or "kind" in columns.at):
            return columns, table[n + 1 :]
    return None


def _columns(row: Row) -> Columns:
    found = Columns()
    meanings = {fold(word.strip()): name for name, words in HEADINGS.items() for word in words.split(",")}
    for place, cell in enumerate(row.cells):
        heading = fold(cell).strip(" .:*")
        option, remark = OPTION_HEADING.fullmatch(heading), REMARK_HEADING.fullmatch(heading)
        if option:
            found.options.setdefault(LETTERS[int(option[1]) - 1] if option[1].isdecimal() else option[1].upper(), place)
        elif remark:
            found.remarks.setdefault(remark[1].upper(), place)
        elif heading in meanings:
            found.at.setdefault(meanings[heading], place)
    return found


def _read_rows(columns: Columns, rows: Sequence[Row], drafts: list[Draft], not_taken: list[NotTaken]) -> None:
    category = ""
    for row in rows:
        filled = [cell.strip() for cell in row.cells if cell.strip()]
        group = GROUP.fullmatch(filled[0]) if len(set(filled)) == 1 else None
        if group:
            category = group[1].strip() or filled[0]
        elif filled and not _columns(row).at.keys() & {"text"}:
            try:
                drafts.append(_draft(columns, row, category))
            except Unreadable as reason:
                not_taken.append(NotTaken(row.line, str(reason)))


def _draft(columns: Columns, row: Row, category: str) -> Draft:
    text, options = _text_and_options(columns, row)
    if not text:
        raise Unreadable(_("This row has no question. Please write it, or delete the row."))
    key, kind = columns.value(row, "key"), _kind(columns.value(row, "kind"))
    if not key and kind in {"", "single", "multiple"}:
        options, key = _by_look(options, columns, row)
    kind = kind or _guess(options, key)
    draft = Draft(
        kind, text, row.line, tuple(_options(kind, options, key, columns, row)), columns.value(row, "name"),
        columns.value(row, "feedback"), columns.value(row, "category") or category,
        tuple(tag.strip() for tag in columns.value(row, "tags").split(",") if tag.strip()),
        difficulty=_word_of(columns.value(row, "difficulty"), DIFFICULTY_WORDS), source=columns.value(row, "source"),
    )  # fmt: skip
    return keyed(with_extras(draft, read_json(columns.value(row, "more"))))


def _text_and_options(columns: Columns, row: Row) -> tuple[str, dict[str, str]]:
    """The answers from their columns, or, where there are none, from lines "A. …" in the cell of the question."""
    text = aiken.NUMBER.sub("", columns.value(row, "text"), count=1)
    if columns.options:
        cells = {letter: _unlettered(letter, _cell(row, place)) for letter, place in columns.options.items()}
        return text, {letter: cell for letter, cell in cells.items() if cell}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = next((n for n, line in enumerate(lines) if aiken.OPTION.fullmatch(line)), len(lines))
    return "\n".join(lines[:first]), dict(aiken.options_of(lines[first:]))


def _by_look(options: dict[str, str], columns: Columns, row: Row) -> tuple[dict[str, str], str]:
    """Where no key is said: the answers with a star before them, or those that look otherwise than the rest (Word)."""
    starred = [letter for letter, text in options.items() if text.startswith("*")]
    if 0 < len(starred) < len(options):
        return {letter: text.removeprefix("*").strip() for letter, text in options.items()}, ",".join(starred)
    places = {letter: place for letter, place in columns.options.items() if letter in options and place < len(row.looks)}
    return options, ",".join(standing_out({letter: (row.looks[place],) for letter, place in places.items()}))


def _unlettered(letter: str, cell: str) -> str:
    """Under A many write "A. …" once more."""
    return re.sub(rf"^{letter}[.)]\s+", "", cell)


def _kind(said: str) -> str:
    wanted = fold(said)
    found = next((kind for kind in KINDS if wanted in {kind, fold(KIND_WORDS[kind])}), "")
    if said and not found:
        message = _("The kind “%(kind)s” is not known. Please write one of these, or leave it empty: %(kinds)s.")
        raise Unreadable(message % {"kind": said[:40], "kinds": ", ".join(KIND_WORDS.values())})
    return found


def _guess(options: dict[str, str], key: str) -> str:
    words = {fold(text) for text in options.values()}
    if len(words) == 2 and words & TRUE_WORDS and words & FALSE_WORDS:
        return "true_false"
    if options:
        return "multiple" if len(_letters(options, key)) > 1 else "single"
    if fold(key) in TRUE_WORDS | FALSE_WORDS:
        return "true_false"
    if key:
        return "short_text"
    raise Unreadable(_("This row has neither answers nor a key. Please fill in A, B, C, D and the key."))


def _options(kind: str, options: dict[str, str], key: str, columns: Columns, row: Row) -> Iterator[DraftOption]:
    if kind in {"single", "multiple", "true_false"}:
        yield from _choices(kind, options, key, columns, row)
        return
    forms = options or dict(zip(LETTERS, _forms(kind, key), strict=False))
    for letter, text in forms.items():
        yield option_of(kind, text, _cell(row, columns.remarks.get(letter)))


def _forms(kind: str, key: str) -> list[str]:
    return [form.strip() for form in key.split(";") if form.strip()] if kind != "description" else []


def _choices(kind: str, options: dict[str, str], key: str, columns: Columns, row: Row) -> Iterator[DraftOption]:
    if kind == "true_false" and not options:
        options, key = {"A": "Đúng", "B": "Sai"}, "A" if fold(key) in TRUE_WORDS else "B"
    if len(options) < 2:
        raise Unreadable(_("A question needs at least two answers. Please fill in A and B."))
    right = _letters(options, key)
    if not right and not key and "%" not in "".join(options.values()):
        raise Unreadable(_("Nothing says which answer is right. Please write its letter under “Đáp án”."))
    if not right and "%" not in "".join(options.values()):
        message = _("The key “%(key)s” names none of the answers. Please write the letter of the right one.")
        raise Unreadable(message % {"key": key[:40]})
    for letter, text in options.items():
        read = option_of(kind, text, _cell(row, columns.remarks.get(letter)))
        yield DraftOption(read.text, Decimal(100), read.feedback) if letter in right and not read.percent else read


def _letters(options: dict[str, str], key: str) -> list[str]:
    """The letters that the key names: "B", "A, C", "AC", "A và C", "Phương án B", "2", or an answer word for word."""
    if key.upper() in options:
        return [key.upper()]
    by_text = [letter for letter, text in options.items() if fold(text) == fold(key)]
    if by_text or not key:
        return by_text
    cleaned = re.sub(r"\b(phuong an|dap an|cau|va|and|y)\b", " ", fold(key)).upper()
    named = re.match(r"\s*([A-J])[.):]\s*\S", cleaned)
    if named:
        return [named[1]] if named[1] in options else []
    signs = re.findall(r"[A-J]|\d+", cleaned)
    if re.sub(r"[A-J]|\d+|[\s,;:.&+/]", "", cleaned):
        return []
    letters = [LETTERS[int(sign) - 1] if sign.isdecimal() and 0 < int(sign) <= len(LETTERS) else sign for sign in signs]
    return letters if set(letters) <= options.keys() else []


def _word_of(said: str, words: dict[str, str]) -> str:
    wanted = fold(said)
    return next((name for name, forms in words.items() if wanted in map(fold, forms.split(", "))), "") if said else ""
