"""The bytes of a file as sheets of plain cells, whatever the program that wrote it."""

import csv
import datetime
import io
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from learning.people.reading import legacy
from learning.people.reading.rows import MAX_ROWS, NotAList

Cell = str | float | int | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NO_TEXT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"BM", b"II*\x00", b"RIFF")
WEB_PAGE = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")
MAX_LINES = 2 * MAX_ROWS
"""Filled lines of a sheet: the people, and the letterhead, groups, totals and headings of every page."""
MAX_UNPACKED = 300_000_000
"""Bytes. A list of 10,000 people unpacks to some 10 million; what is far beyond that is made to do harm."""
MAX_COLUMNS = 200


@dataclass(frozen=True)
class Sheet:
    """Cells by row and column, counted from 0; "" where there is nothing. Merged: (top, left, bottom, right)."""

    name: str
    cells: list[list[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    is_hidden: bool = False


def open_workbook(content: bytes) -> list[Sheet]:
    """The sheets that hold anything. Raises NotAList."""
    if not content.strip():
        raise NotAList(_("The file is empty. Please save the list in Excel and send that file."))
    _refuse_other_kinds(content)
    sheets = _from_workbook(content) if content.startswith((ZIP, OLE)) else [Sheet("CSV", _from_csv(content))]
    sheets = [sheet for sheet in sheets if sheet.cells]
    if not sheets:
        raise NotAList(_("There is nothing in this file. Please check that you chose the right one."))
    return sheets


def _refuse_other_kinds(content: bytes) -> None:
    """Files that are no table get a sentence of their own where somebody may well have meant them."""
    start = content[:2000]
    if start.startswith(b"{\\rtf") or (start.startswith(OLE) and _holds_stream(content, "WordDocument")):
        raise NotAList(_word_file())
    if start.startswith(OLE) and _holds_stream(content, "EncryptedPackage"):
        raise NotAList(_protected())
    if start.startswith(ZIP):
        _refuse_other_packages(content)
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(WEB_PAGE):
        raise NotAList(_("This file is a web page under another name. Please open it in Excel and save it as .xlsx."))
    utf_16 = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    if start.startswith(NO_TEXT) or (b"\x00" in start and not utf_16 and not start.startswith((ZIP, OLE))):
        raise NotAList(_not_a_list())


def _holds_stream(content: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in content


def _refuse_other_packages(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            files = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise NotAList(_damaged()) from error
    if any(file.filename.startswith("word/") for file in files):
        raise NotAList(_word_file())
    if sum(file.file_size for file in files) > MAX_UNPACKED:
        raise NotAList(_too_long())


def _not_a_list() -> str:
    return _("This file is no list. Please send an Excel file (.xlsx, .xls), an OpenDocument file (.ods) or a CSV file.")


def _word_file() -> str:
    return _("This is a Word document. Please copy its table into Excel, save it as .xlsx and send that file.")


def _damaged() -> str:
    return _("This file is damaged and cannot be opened. Please open it in Excel, save it again and send the new file.")


def _protected() -> str:
    return _("This file is protected by a password. Please save it without a password and send it again.")


def _too_long() -> str:
    return _("This list has more than %(limit)s people. Please cut it into several files.") % {"limit": MAX_ROWS}


# --- workbooks -------------------------------------------------------------------------------------------------


def _from_workbook(content: bytes) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        tables = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        return [_sheet(book, sheet.name, is_hidden=sheet.visible != SheetVisibleEnum.Visible) for sheet in tables]
    except PasswordError as error:
        raise NotAList(_protected()) from error
    except NotAList:
        raise
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        known_zip = content.startswith(ZIP) and b"xl/" not in content and b"content.xml" not in content
        raise NotAList(_not_a_list() if known_zip else _damaged()) from error
    except BaseException as error:  # a panic of the Rust library is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise NotAList(_damaged()) from error


def _sheet(book: CalamineWorkbook, name: str, *, is_hidden: bool) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    if not sheet.total_height:
        return Sheet(name, [])
    merged = tuple((top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ())
    return Sheet(name, _bounded(sheet.iter_rows()), merged, is_hidden)


def _bounded(rows: Iterable[list[Cell]]) -> list[list[Cell]]:
    """Rows without their empty ends; not more filled ones than a list can have, however far a stray cell stands."""
    kept: list[list[Cell]] = []
    filled = empty = 0
    for row in rows:
        cells = _without_empty_end(row)
        if not cells:
            empty += 1
            if empty > MAX_LINES:
                break
        else:
            filled, empty = filled + 1, 0
        if filled > MAX_LINES:
            raise NotAList(_too_long())
        kept.append(cells)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _without_empty_end(row: list[Cell]) -> list[Cell]:
    end = min(len(row), MAX_COLUMNS)
    while end and (row[end - 1] == "" or (isinstance(row[end - 1], str) and not str(row[end - 1]).strip())):
        end -= 1
    return row[:end]


# --- text files ------------------------------------------------------------------------------------------------


def _from_csv(content: bytes) -> list[list[Cell]]:
    text = _decoded(content)
    first, _newline, rest = text.partition("\n")
    if first.casefold().startswith("sep="):
        delimiter, text = first[4:5] or ";", "\n" + rest
    else:
        delimiter = _delimiter(text.split("\n", 300)[:300])
    try:
        rows: list[list[Cell]] = _bounded([*row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise NotAList(_damaged()) from error
    if max((len(row) for row in rows), default=0) < 2 and not _looks_like_names(rows):
        raise NotAList(_not_a_list())
    return rows


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return unicodedata.normalize("NFC", content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _old_bytes(content)


def _old_bytes(content: bytes) -> str:
    """Windows-1258, or the bytes of an old font: whichever gives more Vietnamese syllables."""
    windows = unicodedata.normalize("NFC", content.decode("cp1258", errors="replace"))
    latin = content.decode("latin-1")
    encoding = legacy.detect(latin.split("\n"))
    if encoding == legacy.UNICODE:
        return windows
    repaired = legacy.convert(latin, encoding)
    return latin if _syllables(repaired) > _syllables(windows) else windows


def _syllables(text: str) -> int:
    return sum(legacy.is_syllable(word) for word in text.split() if not word.isascii())


def _delimiter(lines: list[str]) -> str:
    """The one that most lines hold; of those, the one there is most of."""
    sample = [line for line in lines if line.strip()]
    counts = {mark: [line.count(mark) for line in sample] for mark in (";", "\t", ",", "|")}
    return max(counts, key=lambda mark: (sum(c > 0 for c in counts[mark]), sum(counts[mark])))


def _looks_like_names(rows: list[list[Cell]]) -> bool:
    texts = [str(row[0]) for row in rows if row and str(row[0]).strip()]
    names = sum(2 <= len(text.split()) <= 6 and text.replace(" ", "").isalpha() for text in texts)
    return len(texts) > 1 and names > len(texts) / 2
