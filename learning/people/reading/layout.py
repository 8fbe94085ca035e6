"""Where in a sheet the headings stand, what each column means, and which lines are people."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from learning.people.reading import headings, values
from learning.people.reading.rows import Column, Field
from learning.people.reading.workbook import Cell, Sheet
from learning.people.text import fold, nfc

NAMES = {Field.FULL_NAME, Field.FAMILY_NAME}
PERSONAL = {
    Field.BIRTH, Field.BIRTH_FEMALE, Field.BIRTH_MALE, Field.SEX, Field.FEMALE_MARK, Field.MALE_MARK, Field.PHONE,
    Field.CITIZEN_NUMBER, Field.EMAIL, Field.POSITION, Field.POSITION_AND_UNIT,
}  # fmt: skip
"""What only a line about a person holds."""
SHARED = (Field.UNIT, Field.COMMUNE, Field.DISTRICT, Field.POSITION, Field.POSITION_AND_UNIT)
"""What several people below each other have in common."""
DITTO = re.compile(r"[-–.\s]*(nt|n\.t|nhu tren|//|[\"”“″〃]|'')[-–.\s]*")
""" "nt" (như trên): as in the line above."""
PARTS = set("nam|nu|ngay|thang|ho|ten|ho dem|so|truoc|sau|xa|huyen|ho va dem|ho va ten dem".split("|"))
"""What stands in the second line of headings."""
SEARCHED = 60
"""Headings are looked for in the first lines; letterheads are shorter."""
TOTAL = re.compile(
    r"^(tong( so| cong| so nguoi)?|cong)\s*(:|\d|\(|$|hoc vien|danh sach|nguoi|so)|"
    r"^(an dinh )?danh sach (nay )?(gom|co|an dinh)"
)
CLOSING = re.compile(
    r"nguoi lap|lap bieu|lap danh sach|thu truong|ky ten|ky, ghi|ghi ro ho ten|xac nhan|dong dau|^(kt|tm|tl|tuq)\.|"
    r"^(pho )?(giam doc|chu tich|truong phong|truong ban|hieu truong|chanh van phong)$|ngay\s*[\d.…]*\s*thang\s*[\d.…]*\s*nam|"
    r"can bo phu trach|ban to chuc|dai dien"
)
UNIT_WORDS = re.compile(
    r"^(([ivx]+|[a-zđ]|\d+)[.)]\s*)?(huyện|quận|thành phố|tp\.?|thị xã|thị trấn|xã|phường|ubnd|uỷ ban|ủy ban|sở|ban|phòng|"
    r"khối|cụm|tổ|hội|trung tâm|"
    r"trường|đơn vị|lớp|nhóm|bệnh viện|trạm|công an|toà án|tòa án|viện|báo|đài|liên đoàn|đoàn thanh niên|công ty|khu)\s"
)


@dataclass(frozen=True)
class Header:
    """Lines counted from 0; first > last where a list has no headings. `levels`: the headings above each column."""

    first: int
    last: int
    levels: tuple[tuple[str, ...], ...]


def text_at(sheet: Sheet, row: int, column: int) -> str:
    cells = sheet.cells[row]
    return values.as_text(cells[column]) if column < len(cells) else ""


def width(sheet: Sheet) -> int:
    return max((len(row) for row in sheet.cells), default=0)


# --- the headings ----------------------------------------------------------------------------------------------


def find_header(sheet: Sheet, start: int = 0) -> Header | None:
    """The headings: the line with a name and most known headings, with the lines merged into it. None where there are none."""
    best, best_score = None, 0
    for row in range(start, min(len(sheet.cells), start + SEARCHED)):
        fields = [headings.meaning(values.as_text(cell)) for cell in sheet.cells[row]]
        if not NAMES & set(fields):
            continue
        score = len({field for field in fields if field})
        if score > best_score and (score > 1 or _is_alone_a_heading(sheet, row)):
            best, best_score = row, score
    return _header_at(sheet, best) if best is not None else None


def _is_alone_a_heading(sheet: Sheet, row: int) -> bool:
    """A list of bare names under "Họ và tên"."""
    below = [text_at(sheet, r, c) for r in range(row + 1, min(row + 4, len(sheet.cells))) for c in range(width(sheet))]
    return sum(values.looks_like_a_name(text) for text in below if text) >= 1


def _header_at(sheet: Sheet, row: int) -> Header:
    first = min([row, *(top for top, _l, bottom, _r in sheet.merged if top <= row <= bottom)])
    last = max([row, *(bottom for top, _l, bottom, _r in sheet.merged if top <= row <= bottom)])
    if last == row and row + 1 < len(sheet.cells) and _is_second_level(sheet, row):
        last = row + 1
    return header_of(sheet, first, last)


def header_of(sheet: Sheet, first: int, last: int) -> Header:
    levels = tuple(_levels(sheet, column, first, last) for column in range(width(sheet)))
    return Header(first, last, levels)


def _is_second_level(sheet: Sheet, row: int) -> bool:
    """A line of parts ("Nam | Nữ") right below headings that were not merged downwards."""
    below = [text_at(sheet, row + 1, column) for column in range(width(sheet))]
    filled = [text for text in below if text]
    return len(filled) > 1 and all(headings.plain(text) in PARTS or headings.is_exact(text) for text in filled)


def _levels(sheet: Sheet, column: int, first: int, last: int) -> tuple[str, ...]:
    """Headings above one column from the top down, each once; a merged heading stands over all its columns."""
    found: list[str] = []
    for row in range(first, last + 1):
        text = _merged_text(sheet, row, column)
        if text and (not found or found[-1] != text):
            found.append(text)
    if len(found) == 1 and last > first:
        found = [*_unmerged_parent(sheet, column, first, last, found[0]), *found]
    return tuple(found)


def _merged_text(sheet: Sheet, row: int, column: int) -> str:
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and left <= column <= right:
            return text_at(sheet, top, left)
    return text_at(sheet, row, column)


def _unmerged_parent(sheet: Sheet, column: int, first: int, last: int, own: str) -> list[str]:
    """Files that keep no merged cells (.ods, .csv): a bare part takes the last heading to its left in the line above."""
    if headings.plain(own) not in {"nam", "nu"} or sheet.merged or text_at(sheet, first, column):
        return []
    to_the_left = [text_at(sheet, first, c) for c in range(column) if text_at(sheet, first, c)]
    return to_the_left[-1:] if last > first else []


def columns_of(sheet: Sheet, header: Header | None, start: int) -> list[Column]:
    """What each column means. One column a meaning; a second one with the same is not taken."""
    taken: set[Field] = set()
    result = []
    for index in range(width(sheet)):
        levels = header.levels[index] if header else ()
        cells = [row[index] for row in sheet.cells[start : start + 400] if index < len(row)]
        field = headings.field_of(levels, cells) or (None if levels else headings.guess(cells))
        result.append(Column(index, " / ".join(levels), _once(field, taken)))
    return _split_names(result, sheet.cells[start : start + 400])


def _once(field: Field | None, taken: set[Field]) -> Field:
    if field is None or (field in taken and field != Field.FULL_NAME):
        return Field.IGNORED
    taken.add(field)
    return field


def _given_name_without_heading(
    columns: list[Column], names: list[Column], cells: Sequence[Sequence[Cell]]
) -> list[Column]:
    """Files that keep no merged cells: "Họ và tên" over two columns leaves the second without a heading."""
    if not names or not names[0].heading:
        return columns
    after = next((c for c in columns if c.index == names[0].index + 1 and not c.heading), None)
    if after is None:
        return columns
    texts = [values.as_text(row[after.index]) for row in cells if after.index < len(row)]
    filled = [text for text in texts if text]
    one_word = sum(len(text.split()) == 1 and text.isalpha() for text in filled)
    if len(filled) < 2 or one_word < 0.8 * len(filled):
        return columns
    fields = {names[0].index: Field.FAMILY_NAME, after.index: Field.GIVEN_NAME}
    return [Column(c.index, c.heading, fields.get(c.index, c.field)) for c in columns]


def _split_names(columns: list[Column], cells: Sequence[Sequence[Cell]]) -> list[Column]:
    """One heading over two columns is family name and given name; so are "Họ" and "Tên" side by side."""
    names = [column for column in columns if column.field in NAMES]
    if len(names) < 2:
        return _given_name_without_heading(columns, names, cells)
    first, second = names[0], names[1]
    side_by_side = second.index == first.index + 1
    fields = {second.index: Field.GIVEN_NAME, first.index: Field.FAMILY_NAME} if side_by_side else {second.index: Field.IGNORED}
    fields |= {column.index: Field.IGNORED for column in names[2:]}
    return [Column(c.index, c.heading, fields.get(c.index, c.field)) for c in columns]


# --- the lines -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A line with its cells by meaning. `index` counts from 0."""

    index: int
    cells: dict[Field, Cell]
    all_texts: tuple[str, ...]

    def text(self, field: Field) -> str:
        return values.as_text(self.cells.get(field, ""))

    @property
    def name(self) -> str:
        return nfc(f"{self.text(Field.FAMILY_NAME)} {self.text(Field.GIVEN_NAME)}") or self.text(Field.FULL_NAME)

    @property
    def is_numbered(self) -> bool:
        return self.text(Field.NUMBER).strip(".) ").isdecimal()

    def has_personal(self) -> bool:
        return any(self.text(field) for field in PERSONAL)


def lines_of(sheet: Sheet, columns: Sequence[Column], start: int) -> list[Line]:
    lines: list[Line] = []
    spread = _spread(sheet, columns, start)
    above: dict[Field, Cell] = {}
    for index in range(start, len(sheet.cells)):
        row = sheet.cells[index]
        known = [column for column in columns if column.index < len(row) and column.field != Field.IGNORED]
        cells = {column.field: row[column.index] for column in known}
        line = Line(index, cells, tuple(dict.fromkeys(text for text in map(values.as_text, row) if text)))
        if line.name:
            cells |= spread.get(index, {})
            cells |= {field: above.get(field, "") for field in SHARED if DITTO.fullmatch(fold(line.text(field)))}
            above = cells
        lines.append(line)
    return lines


def _spread(sheet: Sheet, columns: Sequence[Column], start: int) -> dict[int, dict[Field, Cell]]:
    """By line: the unit or position of a cell that is merged downwards over several people."""
    fields = {column.index: column.field for column in columns if column.field in SHARED}
    spread: dict[int, dict[Field, Cell]] = {}
    for top, left, bottom, _right in sheet.merged:
        for row in range(max(top, start) + 1, bottom + 1) if left in fields and top >= start else ():
            spread.setdefault(row, {})[fields[left]] = text_at(sheet, top, left)
    return spread


def is_total(line: Line) -> bool:
    if line.is_numbered or (line.text(Field.FAMILY_NAME) and line.text(Field.GIVEN_NAME) and not TOTAL.search(fold(line.name))):
        return False
    return any(TOTAL.search(fold(text).strip()) for text in line.all_texts[:2])


def is_closing(line: Line) -> bool:
    """Signatures and what follows: "NGƯỜI LẬP BIỂU", a place and day, "(Ký tên, đóng dấu)"."""
    if line.is_numbered or _is_full(line) or _is_a_person(line):
        return False
    return any(CLOSING.search(fold(text).strip()) for text in line.all_texts)


def _is_a_person(line: Line) -> bool:
    """A name that is no signature phrase, beside a position or unit: "Nguyễn Văn Tám | Giám đốc" is somebody."""
    if not line.name or CLOSING.search(fold(line.name).strip()) or not values.looks_like_a_name(line.name):
        return False
    beside = {Field.POSITION, Field.POSITION_AND_UNIT, Field.UNIT, Field.COMMUNE, Field.DISTRICT, Field.SEX}
    return len(line.name.split()) >= 2 and any(line.text(field) for field in beside)


def _is_full(line: Line) -> bool:
    personal = {Field.BIRTH, Field.BIRTH_FEMALE, Field.BIRTH_MALE, Field.PHONE, Field.CITIZEN_NUMBER}
    return any(char.isdecimal() for field in personal for char in line.text(field))


def is_repeated_header(line: Line, own: frozenset[str] = frozenset()) -> bool:
    """The sheet's own headings once more, or those of another list below the first. `own`: the headings, folded."""
    texts = [headings.plain(text) for text in line.all_texts]
    again = sum(text in own for text in texts)
    exact = sum(headings.is_exact(text) for text in line.all_texts)
    name = bool(line.name) and headings.is_exact(line.name) and headings.meaning(line.name) in NAMES
    return (again >= 2 and again > 0.6 * len(texts)) or (name and exact >= 2) or _is_second_header(line)


def _is_second_header(line: Line) -> bool:
    return len(line.all_texts) == 2 and {headings.plain(text) for text in line.all_texts} == {"nam", "nu"}


def is_column_numbers(line: Line) -> bool:
    """ "(1) (2) (3)", "1 2 3 4" or "A B 1 2" under the headings."""
    texts = [text.strip("() ") for text in line.all_texts]
    return len(texts) >= 3 and all(re.fullmatch(r"-?\d{1,2}|[A-ZĐ]|\d{1,2}\s*=.*", text) for text in texts)


def is_group(line: Line, *, numbered: bool) -> bool:
    """One text alone in its line that is no person: "HUYỆN ĐỊNH HÓA - Xã Sơn Phú", "I. Khối sở, ban, ngành"."""
    texts = [text for text in line.all_texts if not re.fullmatch(r"[IVX]+\.?|[A-ZĐa-zđ][.)]?|\d+", text)]
    if len(texts) != 1:
        return False
    text = texts[0]
    if line.is_numbered:
        return text.isupper() and bool(UNIT_WORDS.search(text.casefold()))
    if UNIT_WORDS.search(text.casefold()):
        return True
    return numbered and not line.has_personal() and not CLOSING.search(fold(text)) and len(text.split()) <= 20


def group_text(line: Line) -> str:
    texts = [text for text in line.all_texts if not re.fullmatch(r"[IVX]+\.?|[A-ZĐa-zđ][.)]?|\d+", text)]
    return re.sub(r"^([IVX]+|[A-ZĐ]|\d+)[.)]\s+", "", texts[0]) if texts else ""
