"""The table of questions as an Excel or a Word file."""

import io
import itertools
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace

import docx
import xlsxwriter
from django.utils.translation import gettext as _
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Mm, Pt
from docx.table import Table

from courses.exchange import paragraphs, table, word_look
from courses.exchange.drafts import Bundle, Draft, NoQuestions
from courses.exchange.table import Row
from courses.exchange.table_writing import rows
from learning.people.reading import legacy
from learning.people.reading.rows import NotAList
from learning.people.reading.values import as_text
from learning.people.reading.workbook import MAX_UNPACKED, Cell, Sheet, open_workbook


def read_excel(content: bytes) -> Bundle:
    try:
        sheets = open_workbook(content)
    except NotAList as problem:
        raise NoQuestions(str(problem)) from problem
    tables = _repaired([list(_sheet_rows(sheet)) for sheet in sheets])
    lines = [
        (row.line, text) for rows in tables for row in rows for text in ("\t".join(filter(None, row.cells)).splitlines() or [""])
    ]
    if not any(map(table.is_of_questions, tables)) and paragraphs.holds_answers(lines):
        return paragraphs.read(lines, {})
    return table.read(tables)


def _sheet_rows(sheet: Sheet) -> Iterator[Row]:
    for place, cells in enumerate(sheet.cells, start=1):
        yield Row(place, [_words(cell) for cell in cells])


def _words(cell: Cell) -> str:
    """A cell as text, its lines kept: answers may stand one below the other."""
    return "\n".join(map(as_text, cell.splitlines())).strip() if isinstance(cell, str) else as_text(cell)


def read_word(content: bytes) -> Bundle:
    """Its tables of questions, and the questions that stand in lines: "Câu 1", "A." "B." "C.", and "Đáp án: B"."""
    document = _document(content)
    tables = [list(_table_rows(found)) for found in document.tables]
    *tables, rows = _repaired([*tables, [Row(place, [line]) for place, line in word_look.lines(document)]])
    lines = [(row.line, row.cells[0]) for row in rows]
    asked = [one for one in tables if table.is_of_questions(one)]
    keys = {number: letter for one in tables if one not in asked for number, letter in _keys(one)}
    bundle = table.read(asked) if asked else Bundle()
    if asked and not paragraphs.holds_answers(lines):
        return bundle
    found = paragraphs.read(lines, keys)
    return Bundle(bundle.drafts + found.drafts, bundle.not_taken + found.not_taken)


def _keys(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """A table of keys: numbers over letters, or "1. A" in each cell."""
    for upper, lower in itertools.pairwise([*rows, Row(0, [])]):
        for place, cell in enumerate(upper.cells):
            below = lower.cells[place] if place < len(lower.cells) else ""
            if found := paragraphs.IN_GRID.fullmatch(f"{cell} {below}") or paragraphs.IN_GRID.fullmatch(cell):
                yield found[1], found[2].upper()


def _document(content: bytes) -> Document:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(file.file_size for file in package.infolist()) > MAX_UNPACKED:
                raise NoQuestions(_("This file is too large. Please cut it into several files."))
        return docx.Document(io.BytesIO(content))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, SyntaxError, NotImplementedError, OSError) as error:
        # SyntaxError: what lxml raises for XML that is none.
        message = _("This is no Word file (.docx), or it is damaged. Please open it in Word, save it as .docx and send that.")
        raise NoQuestions(message) from error


def _table_rows(found: Table) -> Iterator[Row]:
    for place, row in enumerate(found.rows, start=1):
        cells = [cell.paragraphs for cell in row.cells]
        yield Row(place, [_words(word_look.text_of(cell)) for cell in cells], [word_look.look(cell) for cell in cells])


def _repaired(tables: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """Old fonts (TCVN3, VNI) turned into Unicode, as in lists of people."""
    encoding = legacy.detect(cell for rows in tables for row in rows for cell in row.cells)
    return [[replace(row, cells=[legacy.convert(cell, encoding) for cell in row.cells]) for row in rows] for rows in tables]


def write_excel(drafts: Sequence[Draft]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Câu hỏi")
    bold, wrapped = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for line, cells in enumerate(rows(drafts)):
        for place, cell in enumerate(cells):
            sheet.write_string(line, place, cell, wrapped if line else bold)
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, 30, 24)
    sheet.freeze_panes(1, 2)
    book.close()
    return out.getvalue()


def write_word(drafts: Sequence[Draft]) -> bytes:
    document = docx.Document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(420), Mm(297)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(10)
    written = rows(drafts)
    grid = document.add_table(len(written), len(written[0]), style="Table Grid")
    for row, cells in zip(grid.rows, written, strict=True):
        for place, cell in zip(row.cells, cells, strict=True):
            place.text = cell
    for cell in grid.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
