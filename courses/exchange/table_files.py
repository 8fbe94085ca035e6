"""The table of questions as an Excel or a Word file."""

import io
import zipfile
from collections.abc import Iterator, Sequence

import docx
import xlsxwriter
from django.utils.translation import gettext as _
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Mm, Pt
from docx.table import Table

from courses.exchange import aiken, table
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
    return table.read(_repaired([list(_sheet_rows(sheet)) for sheet in sheets]))


def _sheet_rows(sheet: Sheet) -> Iterator[Row]:
    for place, cells in enumerate(sheet.cells, start=1):
        yield Row(place, [_words(cell) for cell in cells])


def _words(cell: Cell) -> str:
    """A cell as text, its lines kept: answers may stand one below the other."""
    return "\n".join(map(as_text, cell.splitlines())).strip() if isinstance(cell, str) else as_text(cell)


def read_word(content: bytes) -> Bundle:
    """Its tables; a document without one is read as lines: question, A. B. C., and "Đáp án: B"."""
    document = _document(content)
    tables = _repaired([list(_table_rows(found)) for found in document.tables])
    if not tables:
        lines = [line for paragraph in document.paragraphs for line in paragraph.text.splitlines() or [""]]
        (repaired,) = _repaired([[Row(place, [line]) for place, line in enumerate(lines, start=1)]])
        return aiken.read_lines([row.cells[0] for row in repaired])
    return table.read(tables)


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
        yield Row(place, [_words(cell.text) for cell in row.cells])


def _repaired(tables: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """Old fonts (TCVN3, VNI) turned into Unicode, as in lists of people."""
    encoding = legacy.detect(cell for rows in tables for row in rows for cell in row.cells)
    return [[Row(row.line, [legacy.convert(cell, encoding) for cell in row.cells]) for row in rows] for rows in tables]


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
