"""A list of scores from an office: whose is each line? Only people registered in the class are asked."""

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from learning.people.reading.reading import read
from learning.people.reading.rows import Field, NotAList, ReadRow, SheetReading
from learning.people.reading.values import as_text
from learning.people.reading.workbook import Cell, open_workbook
from learning.people.refusing import Refused
from learning.people.text import fold
from learning.records.models import Registration, TrainingClass


@dataclass(frozen=True)
class ScoreLine:
    """What a line of the list says; scores as they are written there."""

    number: int
    name: str
    birth_year: int | None = None
    phone: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Match:
    line: ScoreLine
    chosen: Registration | None
    """The person, where there is no doubt."""
    likely: list[Registration] = field(default_factory=list)
    """Those it may be, where there is."""


def match_lines(training_class: TrainingClass, lines: Sequence[ScoreLine]) -> list[Match]:
    """One query. Two lines about one person are both in doubt: a score is not overwritten by the next line."""
    people = list(training_class.registrations.taking_part().by_name())  # type: ignore[attr-defined]
    matches = [_match(line, people) for line in lines]
    times = Counter(match.chosen.pk for match in matches if match.chosen)
    return [
        Match(match.line, None, [match.chosen]) if match.chosen and times[match.chosen.pk] > 1 else match for match in matches
    ]


def _match(line: ScoreLine, people: Sequence[Registration]) -> Match:
    """A name that one registered person bears is that person, unless birth or phone says otherwise."""
    name = fold(line.name)
    namesakes = [one for one in people if one.person.search_key == name]
    fitting = [one for one in namesakes if not _contradicts(line, one)]
    sure = fitting if len(fitting) == 1 else [one for one in fitting if _confirms(line, one)]
    if len(sure) == 1:
        return Match(line, sure[0])
    words = " ".join(sorted(name.split()))
    alike = [one for one in people if one.person.words_key == words or (line.phone and one.person.phone == line.phone)]
    return Match(line, None, namesakes or alike)


def _contradicts(line: ScoreLine, one: Registration) -> bool:
    born, phone = one.person.birth_year, one.person.phone
    return bool(line.birth_year and born and line.birth_year != born) or bool(
        line.phone and phone and line.phone != phone and not (line.birth_year and line.birth_year == born)
    )


def _confirms(line: ScoreLine, one: Registration) -> bool:
    return bool(line.phone and line.phone == one.person.phone) or bool(
        line.birth_year and line.birth_year == one.person.birth_year
    )


def read_lines(content: bytes, file_name: str, only: str = "") -> list[ScoreLine]:
    """The lines of a list that bear a score. `only`: the test that a single column of scores is about, where it is said.

    Scores are taken as they are written: "7/10" and "70 %" tell more than the number the reader makes of them.
    """
    try:
        reading = read(content, file_name)
    except NotAList as error:
        raise Refused(str(error)) from error
    cells = {sheet.name: sheet.cells for sheet in open_workbook(content)}
    lines = [line for sheet in reading.sheets for line in _lines(sheet, cells[sheet.name], only)]
    if not lines:
        raise Refused(_("No scores were found in this file. It needs a column whose heading says “Điểm trước” or “Điểm sau”."))
    return lines


def _lines(sheet: SheetReading, cells: Sequence[Sequence[Cell]], only: str) -> Iterator[ScoreLine]:
    columns = {column.field: column.index for column in sheet.columns if column.field in (Field.PRE_SCORE, Field.POST_SCORE)}
    if only and len(columns) == 1:
        columns = {Field.PRE_SCORE if only == "pre" else Field.POST_SCORE: next(iter(columns.values()))}
    written = {field: _written([_cell(cells, row, index) for row in sheet.rows]) for field, index in columns.items()}
    for place, row in enumerate(sheet.rows):
        before, after = (written[field][place] if field in written else "" for field in (Field.PRE_SCORE, Field.POST_SCORE))
        if before or after:
            yield ScoreLine(row.line, row.full_name, row.birth_year, row.phone, before, after)


def _cell(cells: Sequence[Sequence[Cell]], row: ReadRow, index: int) -> Cell:
    line = cells[row.line - 1]
    return line[index] if index < len(line) else ""


def _written(column: Sequence[Cell]) -> list[str]:
    """A column of percentages comes out of Excel as parts of one: 0.7 stands there as 70 %."""
    numbers = [cell for cell in column if isinstance(cell, int | float)]
    if any(0 < number < 1 for number in numbers) and all(0 <= number <= 1 for number in numbers):
        return [f"{100 * cell:.4g} %" if isinstance(cell, int | float) else _text(cell) for cell in column]
    return [_text(cell) for cell in column]


def _text(cell: Cell) -> str:
    """Excel takes "7/10" for a day in October; nobody has more points than there are, so the smaller number comes first."""
    if isinstance(cell, datetime.date):
        return f"{min(cell.day, cell.month)}/{max(cell.day, cell.month)}"
    return as_text(cell)
