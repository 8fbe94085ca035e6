"""Read a list: the workbook, its headings, its lines, its cells; each step in a module of its own."""

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from django.utils.translation import gettext as _

from learning.people.reading import headings, layout, legacy, values
from learning.people.reading.layout import Header, Line
from learning.people.reading.rows import (
    MAX_ROWS,
    Column,
    Corrections,
    Field,
    NotAList,
    Problem,
    Reading,
    ReadRow,
    SheetReading,
)
from learning.people.reading.tables import tables_of
from learning.people.reading.workbook import Cell, Sheet, open_workbook

Value = TypeVar("Value")

UNIT_IN_POSITION = re.compile(
    r"^(?P<position>.*?)\s*(?:[,;]|\s[-–]\s)\s*(?P<unit>(?:ubnd|xã|phường|thị trấn|huyện|sở|phòng|ban|trạm|"
    r"trung tâm|hội|công an|trường|tp|thành phố|thị xã|bệnh viện|chi hội|đoàn|toà|tòa|viện)\b.*)$",
    re.IGNORECASE,
)


def read(content: bytes, file_name: str, corrections: Corrections | None = None) -> Reading:
    """All people of all sheets of a file. Raises NotAList with a sentence that says what to do.

    Sheets without people (empty ones, charts, notes) are left out; hidden ones too, and where they hold people it is said.
    At most MAX_ROWS people.
    """
    corrections = corrections or Corrections()
    sheets = [table for sheet in open_workbook(content) for table in tables_of(sheet)]
    kept = [sheet for sheet in sheets if sheet.name not in corrections.skipped_sheets and not sheet.is_hidden]
    readings = [reading for sheet in kept if (reading := _read_sheet(sheet, corrections))]
    hidden = _people_on_hidden(sheets, corrections)
    if not any(reading.rows for reading in readings):
        if hidden:
            raise NotAList(hidden[0].message)
        raise NotAList(_("No list of people was found in this file. It needs one line a person and a column with their names."))
    if sum(len(reading.rows) for reading in readings) > MAX_ROWS:
        message = _("This list has more than %(limit)s people. Please cut it into several files.")
        raise NotAList(message % {"limit": MAX_ROWS})
    return Reading(tuple(readings), hidden)


def _people_on_hidden(sheets: Sequence[Sheet], corrections: Corrections) -> tuple[Problem, ...]:
    """What somebody has hidden is not taken in, and not passed over in silence."""
    message = _(
        "The sheet “%(sheet)s” is hidden, so its %(n)s people are not taken. If they belong to the list, unhide it and send "
        "the file again."
    )
    found = [reading for sheet in sheets if sheet.is_hidden and (reading := _read_sheet(sheet, corrections))]
    return tuple(
        Problem(one.name, 0, "", message % {"sheet": one.name, "n": len(one.rows)}) for one in found if one.rows
    )


def _read_sheet(sheet: Sheet, corrections: Corrections) -> SheetReading | None:
    proposed = _encodings(sheet)
    chosen = corrections.encodings.get(sheet.name)
    repaired = _repaired(sheet, dict.fromkeys(proposed, chosen) if chosen else proposed)
    header = _header(repaired, corrections)
    start = header.last + 1 if header else 0
    columns = _columns(repaired, header, start, corrections.columns.get(sheet.name, {}))
    if not any(column.field in layout.NAMES for column in columns):
        return None
    people = _People(sheet.name, columns)
    for line in layout.lines_of(repaired, columns, start):
        people.take(line)
    found = Counter(encoding for encoding in proposed.values() if encoding != legacy.UNICODE)
    encoding = found.most_common(1)[0][0] if found else legacy.UNICODE
    return SheetReading(
        name=sheet.name,
        title_lines=tuple(_title_lines(repaired, header)),
        header_lines=(header.first + 1, header.last + 1) if header else (0, 0),
        columns=tuple(columns),
        encoding=chosen or encoding,
        proposed_encoding=encoding,
        rows=tuple(people.rows),
        left_out=tuple(people.left_out),
        samples=tuple(_samples(sheet, repaired, columns, start)),
    )


def _header(sheet: Sheet, corrections: Corrections) -> Header | None:
    lines = corrections.header_lines.get(sheet.name)
    return layout.header_of(sheet, lines[0] - 1, lines[1] - 1) if lines else layout.find_header(sheet)


def _columns(sheet: Sheet, header: Header | None, start: int, corrected: Mapping[int, Field]) -> list[Column]:
    found = layout.columns_of(sheet, header, start)
    fields = dict(corrected)
    if not fields:
        return found
    taken = set(fields.values()) - {Field.IGNORED}
    return [
        Column(c.index, c.heading, fields.get(c.index, Field.IGNORED if c.field in taken else c.field)) for c in found
    ]  # fmt: skip


def _title_lines(sheet: Sheet, header: Header | None) -> Iterator[str]:
    for row in sheet.cells[: header.first if header else 0]:
        texts = [text for text in map(values.as_text, row) if text]
        if texts:
            yield " · ".join(dict.fromkeys(texts))


# --- old encodings ---------------------------------------------------------------------------------------------


def _encodings(sheet: Sheet) -> dict[int, str]:
    """The encoding of each column, decided for the column as a whole."""
    found = {}
    for column in range(layout.width(sheet)):
        texts = (row[column] for row in sheet.cells if column < len(row))
        found[column] = legacy.detect(text for text in texts if isinstance(text, str) and text)
    return found


def _repaired(sheet: Sheet, encodings: dict[int, str]) -> Sheet:
    if all(encoding == legacy.UNICODE for encoding in encodings.values()):
        return sheet
    cells = [
        [legacy.convert(cell, encodings[index]) if isinstance(cell, str) else cell for index, cell in enumerate(row)]
        for row in sheet.cells
    ]
    return Sheet(sheet.name, cells, sheet.merged)


def _samples(before: Sheet, after: Sheet, columns: Sequence[Column], start: int) -> list[tuple[str, str]]:
    index = next((column.index for column in columns if column.field in layout.NAMES), 0)
    pairs = []
    for old, new in zip(before.cells[start:], after.cells[start:], strict=True):
        if index < len(old) and isinstance(old[index], str) and values.as_text(old[index]) != values.as_text(new[index]):
            pairs.append((str(old[index]).strip(), str(new[index]).strip()))
        if len(pairs) == 3:
            break
    return pairs if before is not after else []


# --- the lines -------------------------------------------------------------------------------------------------


@dataclass
class _People:
    """Takes the lines of a sheet in order; remembers the group they stand in, and whether the list has ended."""

    sheet: str
    columns: Sequence[Column]
    rows: list[ReadRow] = field(default_factory=list)
    left_out: list[tuple[int, str, str]] = field(default_factory=list)
    group: str = ""
    has_ended: bool = False

    def take(self, line: Line) -> None:
        if not line.all_texts:
            return
        why = self._why_not(line)
        if why:
            self.left_out.append((line.index + 1, " · ".join(line.all_texts)[:200], why))
        elif line.name or line.has_personal() or (line.is_numbered and len(line.all_texts) > 1):
            self.rows.append(self._row(line))
        else:
            self.left_out.append((line.index + 1, " · ".join(line.all_texts)[:200], _("no name")))

    def _why_not(self, line: Line) -> str:
        if layout.is_repeated_header(line, self._headings):
            self.has_ended = False
            return _("headings again")
        if layout.is_column_numbers(line):
            return _("numbers of the columns")
        if layout.is_total(line):
            return _("a total")
        if self.has_ended and not (line.is_numbered and line.name and line.has_personal()):
            return _("below the list")
        self.has_ended = False
        if layout.is_closing(line):
            self.has_ended = True
            return _("a signature")
        if layout.is_group(line, numbered=self._is_numbered):
            self.group = layout.group_text(line)
            return _("a group of the list")
        return ""

    @cached_property
    def _headings(self) -> frozenset[str]:
        parts = (part for column in self.columns for part in column.heading.split(" / "))
        return frozenset(headings.plain(part) for part in parts if part)

    @property
    def _is_numbered(self) -> bool:
        return any(column.field == Field.NUMBER for column in self.columns)

    def _row(self, line: Line) -> ReadRow:
        return _RowReader(self.sheet, line, {column.field: column for column in self.columns}).read(self.group)


@dataclass
class _RowReader:
    sheet: str
    line: Line
    columns: dict[Field, Column]
    problems: list[Problem] = field(default_factory=list)

    def read(self, group: str) -> ReadRow:
        name, told_sex, remark = values.name(self.line.name)
        self._check_name(name)
        sex, born, year = self._sex_and_birth(told_sex)
        phone, citizen = self._value(Field.PHONE, values.phone), self._value(Field.CITIZEN_NUMBER, values.citizen_number)
        position, unit = self._position_and_unit()
        return ReadRow(
            sheet=self.sheet, line=self.line.index + 1, full_name=name, sex=sex, birth_date=born, birth_year=year,
            phone=phone, citizen_number=citizen, email=self._text_value(Field.EMAIL, values.email), position=position,
            unit_text=unit, commune_text=self.line.text(Field.COMMUNE), district_text=self.line.text(Field.DISTRICT),
            group_text=group, note=" ".join(filter(None, [self.line.text(Field.NOTE), remark])),
            pre_score=self._value(Field.PRE_SCORE, values.score), post_score=self._value(Field.POST_SCORE, values.score),
            problems=tuple(self.problems),
        )  # fmt: skip

    def _check_name(self, name: str) -> None:
        if not name:
            self._tell(Field.FULL_NAME, _("There is no name in this line. Please type it, or leave the line out."), blocks=True)
        elif not values.looks_like_a_name(name) or len(name) > 120:
            message = _("“%(text)s” does not look like a name. Please correct it, or leave the line out.")
            self._tell(Field.FULL_NAME, message % {"text": name[:80]}, blocks=True)

    def _sex_and_birth(self, told: str) -> tuple[str, datetime.date | None, int | None]:
        female, male = self.line.text(Field.BIRTH_FEMALE), self.line.text(Field.BIRTH_MALE)
        if female or male:
            return self._two_columns(female, male)
        born, year, sentence = values.birth(self.line.cells.get(Field.BIRTH, ""))
        self._tell(Field.BIRTH, sentence)
        return self._sex(told), born, year

    def _two_columns(self, female: str, male: str) -> tuple[str, datetime.date | None, int | None]:
        """ "Năm sinh" over "Nam | Nữ": the column that holds the year tells the sex."""
        if female and male:
            message = _("There is a year of birth both for men and for women. Please keep the right one.")
            self._tell(Field.BIRTH_FEMALE, message)
            return "not_stated", None, None
        which = Field.BIRTH_FEMALE if female else Field.BIRTH_MALE
        sex = "female" if female else "male"
        if values.is_mark(female or male):
            return sex, None, None
        born, year, sentence = values.birth(self.line.cells[which])
        self._tell(which, sentence)
        return sex, born, year

    def _sex(self, told: str) -> str:
        female, male = self.line.text(Field.FEMALE_MARK), self.line.text(Field.MALE_MARK)
        if bool(female) != bool(male):
            return "female" if female else "male"
        found, sentence = values.sex(self.line.text(Field.SEX))
        self._tell(Field.SEX, sentence)
        return told if found == "not_stated" and told else found

    def _position_and_unit(self) -> tuple[str, str]:
        position, unit = self.line.text(Field.POSITION), self.line.text(Field.UNIT)
        both = self.line.text(Field.POSITION_AND_UNIT)
        if both and not position:
            found = UNIT_IN_POSITION.match(both)
            position, more = (found["position"], found["unit"]) if found else (both, "")
            unit = unit or more
        return position[:120], unit[:200]

    def _value(self, which: Field, reader: Callable[[Cell], tuple[Value, str]]) -> Value:
        value, sentence = reader(self.line.cells.get(which, ""))
        self._tell(which, sentence)
        return value

    def _text_value(self, which: Field, reader: Callable[[str], tuple[str, str]]) -> str:
        value, sentence = reader(self.line.text(which))
        self._tell(which, sentence)
        return value

    def _tell(self, which: Field, sentence: str, *, blocks: bool = False) -> None:
        if not sentence:
            return
        column = self.columns.get(which)
        heading = (column.heading if column else "") or str(which.label)
        self.problems.append(Problem(self.sheet, self.line.index + 1, heading, sentence, blocks))
