"""Lists as offices send them come out as rows of people, whatever stands around them."""

import datetime
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from learning.people.reading import legacy
from learning.people.reading.reading import read
from learning.people.reading.rows import Corrections, Field, NotAList, Reading
from tests.people.reading.making import LETTERHEAD, csv, xlsx

DATA = Path(__file__).parent / "data"


def names(reading: Reading) -> list[str]:
    return [row.full_name for row in reading.rows]


@pytest.mark.parametrize("name", ["office-list-2022", "plain-table"])
def test_both_example_lists_are_read_to_the_last_cell(name: str) -> None:
    truth = json.loads((DATA / f"{name}.truth.json").read_text(encoding="utf-8"))
    reading = read((DATA / f"{name}.xlsx").read_bytes(), f"{name}.xlsx")
    assert (len(reading.rows), sum(row.sex == "female" for row in reading.rows)) == (truth["rows"], truth["women"])
    assert reading.problems == ()
    for row, person in zip(reading.rows, truth["people"], strict=True):
        assert row.full_name == person["name"] and unicodedata.is_normalized("NFC", row.full_name)
        assert (row.sex == "female", row.position) == (person["female"], person["post"])
        assert row.phone == f"+84{person['phone'][1:]}"
        assert row.citizen_number in {"", person["cccd"]}
        assert row.birth_year == int(str(person["born"])[:4])
        assert row.birth_date is None or row.birth_date.isoformat() == person["born"]
    if name == "plain-table":
        assert all(row.citizen_number for row in reading.rows) and any(row.birth_date for row in reading.rows)


def test_the_column_of_the_year_tells_the_sex_under_two_levels_of_headings() -> None:
    rows = [
        *LETTERHEAD,
        ["STT", "Họ và tên", "Năm sinh", "", "Đơn vị", "Ghi chú"],
        ["", "", "Nam", "Nữ", "", ""],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        ["", "HUYỆN ĐẠI TỪ - Xã Phú Xuyên", "", "", "", ""],
        [1, "NGUYỄN  VĂN ĐẠT", 1985, "", "Xã Phú Xuyên", "đến muộn"],
        [2, "lê thị hòa", "", "1990", "Xã Phú Xuyên", ""],
        ["", "Tổng cộng: 02 người"],
        ["", "NGƯỜI LẬP BIỂU", "", "", "TRƯỞNG PHÒNG"],
        ["", "Trần Thị Người Ký", "", "", "Phạm Văn Trưởng"],
    ]
    reading = read(xlsx(rows, merges=["C6:D6", "A6:A7", "B6:B7", "E6:E7", "F6:F7"]), "ds.xlsx")
    assert [(r.line, r.full_name, r.sex, r.birth_year) for r in reading.rows] == [
        (10, "Nguyễn Văn Đạt", "male", 1985), (11, "Lê Thị Hòa", "female", 1990),
    ]  # fmt: skip
    assert reading.rows[0].note == "đến muộn" and reading.rows[0].group_text == "HUYỆN ĐẠI TỪ - Xã Phú Xuyên"
    assert reading.sheets[0].header_lines == (6, 7)
    assert "DANH SÁCH ĐẠI BIỂU DỰ HỘI NGHỊ" in reading.sheets[0].title_lines
    assert {line for line, _text, _why in reading.sheets[0].left_out} == {8, 9, 12, 13, 14}


def test_two_levels_without_merged_cells_are_read_from_csv() -> None:
    rows = [["TT", "Họ tên", "Năm sinh", "", "Chức vụ"], ["", "", "Nam", "Nữ", ""], [1, "Ma Văn Páo", "1970", "", "Bí thư"],
            [2, "Lý Thị Mẩy", "", "1992", "Cán bộ"]]  # fmt: skip
    reading = read(csv(rows), "ds.csv")
    assert [(r.full_name, r.sex, r.birth_year) for r in reading.rows] == [
        ("Ma Văn Páo", "male", 1970),
        ("Lý Thị Mẩy", "female", 1992),
    ]


@pytest.mark.parametrize(("delimiter", "encoding"), [
    (";", "utf-8-sig"), (",", "utf-8"), ("\t", "utf-8"), (";", "utf-16"), ("\t", "utf-16"), (";", "cp1258"), (",", "cp1258"),
])  # fmt: skip
def test_csv_in_every_spelling(delimiter: str, encoding: str) -> None:
    rows: list[list[Any]] = [
        ["STT", "Họ và tên", "Giới tính", "Năm sinh"],
        [1, "Nguyễn Thị Hường", "Nữ", 1988],
        [2, "Đỗ Đức Thắng", "Nam", 1979],
    ]
    if encoding == "cp1258":
        content = delimiter.join(["x"]).encode() and "\r\n".join(delimiter.join(map(str, row)) for row in rows)
        letters = "".join(_cp1258(c) for c in content)
        data = letters.encode("cp1258")
    else:
        data = csv(rows, delimiter, encoding)
    reading = read(data, "ds.csv")
    assert [(r.full_name, r.sex, r.birth_year) for r in reading.rows] == [
        ("Nguyễn Thị Hường", "female", 1988),
        ("Đỗ Đức Thắng", "male", 1979),
    ]


def _cp1258(char: str) -> str:
    """Windows-1258 writes the tone as a mark after its letter, circumflex and horn as part of the letter."""
    parts = unicodedata.normalize("NFD", char)
    tones = [p for p in parts if p in "\u0300\u0301\u0303\u0309\u0323"]
    base = unicodedata.normalize("NFC", "".join(p for p in parts if p not in tones))
    return base + "".join(tones)


def in_legacy(text: str, encoding: str) -> str:
    table = {new: old for old, new in legacy._TABLES[encoding].items()}
    return "".join(table.get(char, char) for char in text)


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_old_encodings_are_found_out_and_repaired_and_the_repair_is_shown(encoding: str) -> None:
    people = ["Nguyễn Thị Hường", "Trần Văn Đạt", "Lê Quỳnh Nga", "Đỗ Đức Thắng", "Nông Thị Lụa"]
    rows = [
        ["TT", "Họ và tên", "Năm sinh", "Chức vụ"],
        *[[n, in_legacy(p, encoding), 1980 + n, in_legacy("Cán bộ", encoding)] for n, p in enumerate(people, 1)],
    ]
    reading = read(xlsx(rows), "cu.xlsx")
    assert names(reading) == people
    assert reading.sheets[0].proposed_encoding == encoding
    assert reading.sheets[0].samples[0] == (in_legacy(people[0], encoding), people[0])
    assert reading.rows[0].position == "Cán bộ"
    kept = read(xlsx(rows), "cu.xlsx", Corrections(encodings={"Sheet1": "unicode"}))
    assert names(kept) != people and kept.sheets[0].proposed_encoding == encoding


def test_headings_in_an_old_encoding_are_read_too() -> None:
    rows = [[in_legacy(h, "tcvn3") for h in ("TT", "Họ và tên", "Năm sinh", "Đơn vị")],
            *[[n, in_legacy(p, "tcvn3"), 1970 + n, in_legacy("Xã Phú Xuyên", "tcvn3")] for n, p in enumerate(["Lê Thị Hoà", "Phạm Văn Đức", "Vũ Hồng Ánh"], 1)]]  # fmt: skip
    reading = read(xlsx(rows), "cu.xlsx")
    assert names(reading) == ["Lê Thị Hoà", "Phạm Văn Đức", "Vũ Hồng Ánh"] and reading.rows[0].unit_text == "Xã Phú Xuyên"


@pytest.mark.parametrize(
    "name", ["Y Ê-ban", "H'Mông Páo", "Chảo Ông Phủ", "Sùng A Chứ", "K'Brê", "Niê Kdăm", "Vàng Mí Sính", "Tẩn Ú"]
)
def test_names_of_other_peoples_raise_no_false_alarm(name: str) -> None:
    rows = [["TT", "Họ và tên", "Năm sinh"], *[[n, name, 1980] for n in range(1, 6)]]
    reading = read(xlsx(rows), "ds.xlsx")
    assert reading.sheets[0].encoding == "unicode" and names(reading) == [name] * 5


def test_several_classes_on_several_sheets_are_all_read_and_empty_sheets_left_out() -> None:
    one = [["TT", "Họ và tên", "SĐT"], [1, "Lê Thị Hoà", 912345678]]
    two = [["DANH SÁCH LỚP 2"], ["STT", "Họ tên học viên", "Điện thoại"], [1, "Vũ Văn Hai", "0987.654.321"]]
    reading = read(xlsx(one, two, [], names=["Lớp 1", "Lớp 2", "Sheet3"]), "ds.xlsx")
    assert [(r.sheet, r.full_name, r.phone) for r in reading.rows] == [
        ("Lớp 1", "Lê Thị Hoà", "+84912345678"),
        ("Lớp 2", "Vũ Văn Hai", "+84987654321"),
    ]
    skipped = read(xlsx(one, two, names=["Lớp 1", "Lớp 2"]), "ds.xlsx", Corrections(skipped_sheets=frozenset({"Lớp 1"})))
    assert names(skipped) == ["Vũ Văn Hai"]


@pytest.mark.parametrize(
    "headings",
    [["STT", "Họ và tên", "", "Ngày sinh"], ["STT", "Họ và đệm", "Tên", "Ngày sinh"], ["STT", "Họ", "Tên", "Ngày sinh"]],
)
def test_a_name_in_two_columns_is_one_name(headings: list[str]) -> None:
    rows = [headings, [1, "Nguyễn Thị", "Hoa", "26/4/1985"], [2, "Trần Đức", "Anh", "1/2/1990"]]
    reading = read(xlsx(rows, merges=["B1:C1"] if not headings[2] else []), "ds.xlsx")
    assert names(reading) == ["Nguyễn Thị Hoa", "Trần Đức Anh"]
    assert reading.rows[0].birth_date == datetime.date(1985, 4, 26)


def test_marks_under_nam_and_nu_tell_the_sex() -> None:
    rows = [
        ["TT", "Họ và tên", "Giới tính", "", "Năm sinh"],
        ["", "", "Nam", "Nữ", ""],
        [1, "Lê Văn Ba", "x", "", 1980],
        [2, "Lê Thị Tư", "", "X", 1981],
    ]
    reading = read(xlsx(rows, merges=["C1:D1"]), "ds.xlsx")
    assert [(r.sex, r.birth_year) for r in reading.rows] == [("male", 1980), ("female", 1981)]


def test_headings_repeated_on_each_printed_page_are_no_people() -> None:
    head = ["STT", "Họ và tên", "Năm sinh", "Chức vụ"]
    rows = [head, [1, "Lê Văn Ba", 1980, "Cán bộ"], head, [2, "Lê Thị Tư", 1981, "Cán bộ"]]
    assert names(read(xlsx(rows), "ds.xlsx")) == ["Lê Văn Ba", "Lê Thị Tư"]


def test_a_list_goes_on_after_a_subtotal() -> None:
    rows = [["STT", "Họ và tên", "Năm sinh"], ["I", "Khối huyện", ""], [1, "Lê Văn Ba", 1980], ["", "Cộng: 1", ""], ["II", "Khối xã", ""],
            [2, "Lê Thị Tư", 1981], ["", "Tổng số", 2]]  # fmt: skip
    reading = read(xlsx(rows), "ds.xlsx")
    assert [(r.full_name, r.group_text) for r in reading.rows] == [("Lê Văn Ba", "Khối huyện"), ("Lê Thị Tư", "Khối xã")]


def test_a_list_without_headings_is_understood_by_its_content() -> None:
    rows = [
        ["DANH SÁCH"],
        [1, "Nguyễn Thị Hoa", "Nữ", 1985, 912345678],
        [2, "Trần Văn Đạt", "Nam", 1979, 987654321],
        [3, "Lê Thị Lan", "Nữ", 1990, 977654321],
    ]
    reading = read(xlsx(rows), "ds.xlsx")
    assert [(r.full_name, r.sex, r.birth_year, r.phone) for r in reading.rows][0] == (
        "Nguyễn Thị Hoa",
        "female",
        1985,
        "+84912345678",
    )
    assert len(reading.rows) == 3


def test_a_line_without_a_name_is_a_problem_and_blocks() -> None:
    rows = [
        ["STT", "Họ và tên", "Năm sinh", "SĐT"],
        [1, "Lê Văn Ba", 1980, ""],
        [2, "", 1985, "0912345678"],
        [3, "0912345678", 1985, ""],
    ]
    reading = read(xlsx(rows), "ds.xlsx")
    assert [(p.row, p.blocks) for p in reading.problems] == [(3, True), (4, True)]
    assert reading.problems[0].column == "Họ và tên" and len(reading.problems[0].message) > 20


def test_what_cannot_be_read_is_said_and_the_row_stands() -> None:
    rows = [["STT", "Họ và tên", "Năm sinh", "SĐT", "Số CCCD", "Giới tính"], [1, "Lê Văn Ba", "31/02/1980", "12", "123", "?"]]
    reading = read(xlsx(rows), "ds.xlsx")
    row = reading.rows[0]
    assert (row.birth_year, row.phone, row.citizen_number, row.sex, row.is_blocked) == (1980, "", "", "not_stated", False)
    assert {p.column for p in reading.problems} == {"Năm sinh", "SĐT", "Số CCCD", "Giới tính"}
    assert "123" not in next(p.message for p in reading.problems if p.column == "Số CCCD")


def test_a_column_can_be_corrected() -> None:
    rows = [["STT", "Họ và tên", "Cột lạ"], [1, "Lê Văn Ba", "Trưởng thôn"], [2, "Lê Thị Tư", "Bí thư"]]
    assert read(xlsx(rows), "ds.xlsx").rows[0].position == ""
    corrections = Corrections.from_json(Corrections(columns={"Sheet1": {2: Field.POSITION}}).to_json())
    assert [row.position for row in read(xlsx(rows), "ds.xlsx", corrections).rows] == ["Trưởng thôn", "Bí thư"]


def test_the_line_of_the_headings_can_be_corrected() -> None:
    rows = [
        ["Họ và tên", "cũ", "x"],
        ["A", "B", "C"],
        ["Tên gọi", "Sinh", "Nơi"],
        ["Lê Văn Ba", 1980, "Xã A"],
        ["Lê Thị Tư", 1981, "Xã B"],
    ]
    corrections = Corrections(
        header_lines={"Sheet1": (3, 3)}, columns={"Sheet1": {0: Field.FULL_NAME, 1: Field.BIRTH, 2: Field.UNIT}}
    )
    reading = read(xlsx(rows), "ds.xlsx", corrections)
    assert [(r.full_name, r.birth_year, r.unit_text) for r in reading.rows] == [
        ("Lê Văn Ba", 1980, "Xã A"),
        ("Lê Thị Tư", 1981, "Xã B"),
    ]


def test_position_and_unit_in_one_column_are_parted() -> None:
    rows = [
        ["STT", "Họ và tên", "Chức vụ, đơn vị công tác"],
        [1, "Lê Văn Ba", "Trưởng thôn, xã Sơn Phú"],
        [2, "Lê Thị Tư", "Chủ tịch Hội LHPN - Xã Phú Đình"],
    ]
    reading = read(xlsx(rows), "ds.xlsx")
    assert [(r.position, r.unit_text) for r in reading.rows] == [
        ("Trưởng thôn", "xã Sơn Phú"),
        ("Chủ tịch Hội LHPN", "Xã Phú Đình"),
    ]


def test_titles_of_address_go_and_tell_the_sex() -> None:
    rows = [["STT", "Họ và tên"], [1, "Ông Nguyễn Văn Hải"], [2, "Bà Lý Thị Hoa"], [3, "Đ/c Trần Văn Nam"], [4, "Ông Thị Mai"]]
    reading = read(xlsx(rows), "ds.xlsx")
    assert [(r.full_name, r.sex) for r in reading.rows] == [
        ("Nguyễn Văn Hải", "male"), ("Lý Thị Hoa", "female"), ("Trần Văn Nam", "not_stated"), ("Ông Thị Mai", "not_stated"),
    ]  # fmt: skip


def test_the_sex_is_never_guessed_from_the_name() -> None:
    assert read(xlsx([["STT", "Họ và tên", "SĐT"], [1, "Nguyễn Thị Hoa", "0912345678"]]), "ds.xlsx").rows[0].sex == "not_stated"


def test_ethnic_origin_is_recognised_so_that_it_can_be_left_out() -> None:
    reading = read((DATA / "plain-table.xlsx").read_bytes(), "a.xlsx")
    assert Field.ETHNIC_ORIGIN in {column.field for column in reading.sheets[0].columns}
    assert "Sán Chay" not in repr(reading.rows)


def test_ten_thousand_rows_are_read_and_more_are_refused() -> None:
    def people(count: int) -> bytes:
        return csv([["STT", "Họ và tên", "Năm sinh"], *[[n, "Nguyễn Văn An", 1980] for n in range(count)]])

    assert len(read(people(10_000), "a.csv").rows) == 10_000
    with pytest.raises(NotAList, match="10"):
        read(people(10_001), "a.csv")


@pytest.mark.parametrize("content", [
    b"", b"   ", b"\x89PNG\r\n\x1a\n123", b"%PDF-1.7 abc", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken", b"\x00\x01\x02" * 50,
    "Kính gửi các đồng chí,\nxin gửi danh sách.".encode(), xlsx([["Chỉ có", "chữ"], ["a", "b"]]), xlsx([]),
])  # fmt: skip
def test_what_is_no_list_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(NotAList) as refused:
        read(content, "tep.xlsx")
    assert 20 < len(str(refused.value)) < 200 and str(refused.value).endswith(".")
