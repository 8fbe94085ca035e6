"""Two tables side by side on one sheet, as offices print them to save paper: each is read as a sheet of its own."""

from dataclasses import replace

from learning.people.reading import headings, layout
from learning.people.reading.workbook import Cell, Sheet


def tables_of(sheet: Sheet) -> list[Sheet]:
    """The sheet itself, or its tables from left to right as "Sheet1", "Sheet1 (2)". Cells keep their columns and lines."""
    tables, rest = [], sheet
    while (cut := _second_table(rest)) is not None:
        tables.append(replace(rest, cells=[row[:cut] for row in rest.cells]))
        rest = _right_of(rest, cut, f"{sheet.name} ({len(tables) + 1})")
    return [*tables, rest]


def _second_table(sheet: Sheet) -> int | None:
    """The column in which the headings begin once more, names among them."""
    header = layout.find_header(sheet)
    own = [tuple(map(headings.plain, levels)) for levels in header.levels] if header else []
    start = next((column for column, levels in enumerate(own) if levels), len(own))
    for cut in range(start + 2, len(own)):
        pairs = list(zip(own[start:cut], own[cut : 2 * cut - start], strict=False))
        same = [first for first, second in pairs if first and first == second]
        differ = any(first and second and first != second for first, second in pairs)
        names = any(headings.meaning(levels[-1]) in layout.NAMES for levels in same)
        if own[cut] == own[start] and names and len(same) > 1 and not differ:
            return cut
    return None


def _right_of(sheet: Sheet, cut: int, name: str) -> Sheet:
    """A text merged over both tables (a title, a group) stands in both."""
    cells: list[list[Cell]] = [[""] * cut + row[cut:] if len(row) > cut else [] for row in sheet.cells]
    for top, left, _bottom, right in sheet.merged:
        if left < cut <= right and top < len(cells):
            cells[top] = [*[""] * cut, layout.text_at(sheet, top, left)]
    return Sheet(name, cells, tuple(place for place in sheet.merged if place[1] >= cut), sheet.is_hidden)
