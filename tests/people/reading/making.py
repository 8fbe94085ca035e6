"""Lists as offices make them, written for tests."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

LETTERHEAD = [
    ["UBND HUYỆN ĐẠI TỪ", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["PHÒNG LĐTB VÀ XÃ HỘI", "", "", "Độc lập - Tự do - Hạnh phúc"],
    [],
    ["DANH SÁCH ĐẠI BIỂU DỰ HỘI NGHỊ"],
    ["(Kèm theo Công văn số 12/LĐTBXH ngày 05/3/2026)"],
]


def xlsx(*sheets: Sequence[Sequence[Any]], merges: Sequence[str] = (), names: Sequence[str] = ()) -> bytes:
    """A workbook of these rows; merges like "C6:D6" are of the first sheet and keep the text already written."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for number, rows in enumerate(sheets):
            sheet = book.add_worksheet(names[number] if names else None)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if hasattr(value, "year"):
                        sheet.write_datetime(r, c, value, day)
                    elif value != "":
                        sheet.write(r, c, value) if not isinstance(value, str) else sheet.write_string(r, c, value)
            for place in merges if number == 0 else ():
                sheet.merge_range(place, _text(rows, place))
    return file.getvalue()


def _text(rows: Sequence[Sequence[Any]], place: str) -> str:
    row, column, _r, _c = xlsxwriter.utility.xl_cell_to_rowcol(place.split(":")[0]) + (0, 0)
    return str(rows[row][column]) if column < len(rows[row]) else ""


def csv(rows: Sequence[Sequence[Any]], delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    return "\r\n".join(delimiter.join(map(str, row)) for row in rows).encode(encoding)
