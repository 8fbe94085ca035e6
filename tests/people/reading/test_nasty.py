"""Lists that lost people or got them wrong once, kept so that they never do again."""

import datetime
import io
from typing import Any

import pytest
import xlsxwriter

from learning.people.reading import values
from learning.people.reading.reading import Reading, read
from learning.people.reading.rows import NotAList
from tests.people.reading.making import csv, xlsx


def people(*rows: list[Any], as_csv: bool = False) -> Reading:
    return read(csv(list(rows)) if as_csv else xlsx(list(rows)), "ds")


def names(reading: Reading) -> list[str]:
    return [row.full_name for row in reading.rows]


def test_a_director_in_the_first_row_is_no_signature() -> None:
    reading = people(["Họ và tên", "Chức vụ"], ["Nguyễn Văn Tám", "Giám đốc"], ["Lê Thị Tư", "Chủ tịch"], ["Ma Văn Páo", "Phó Giám đốc"])
    assert names(reading) == ["Nguyễn Văn Tám", "Lê Thị Tư", "Ma Văn Páo"]


@pytest.mark.parametrize("name", ["Trương Thị Hà", "Bàn Văn Phúc", "Đoàn Thị Ban", "Đặng Văn Sở", "Lý Thị Phương"])
def test_family_names_that_look_like_units_are_people(name: str) -> None:
    reading = people(["Họ và tên", "Năm sinh"], [name, ""], ["Lê Thị Tư", 1980])
    assert names(reading) == [name, "Lê Thị Tư"]


def test_a_given_name_that_means_total_is_a_name() -> None:
    reading = people(["Họ và đệm", "Tên", "Năm sinh"], ["Nguyễn Văn", "Công", 1980], ["Lê Thị", "Cộng", 1981], ["Tổng cộng", "", 2])
    assert names(reading) == ["Nguyễn Văn Công", "Lê Thị Cộng"]


def test_units_in_every_column_are_no_headings() -> None:
    head = ["Họ và tên", "Đơn vị", "Xã", "Huyện"]
    rows = [["Lê Văn Ba", "Ban Tổ chức", "Xã Phú Xuyên", "Huyện Đại Từ"], ["Lê Thị Tư", "Phòng Y tế", "Xã La Bằng", "Huyện Đại Từ"]]
    assert names(people(head, *rows)) == ["Lê Văn Ba", "Lê Thị Tư"]


@pytest.mark.parametrize("as_csv", [True, False])
def test_a_given_name_without_a_heading_belongs_to_the_name(as_csv: bool) -> None:
    reading = people(["STT", "Họ và tên", "", "Năm sinh"], [1, "Nguyễn Thị", "Hoa", 1980], [2, "Lê Đức", "Anh", 1981], as_csv=as_csv)
    assert names(reading) == ["Nguyễn Thị Hoa", "Lê Đức Anh"]


def test_a_numbered_group_is_no_person_and_column_numbers_are_none() -> None:
    reading = people(
        ["STT", "Họ và tên", "Năm sinh", "Chức vụ"], [-1, -2, -3, -4], [1, "HUYỆN ĐẠI TỪ", "", ""], [1, "Lê Văn Ba", 1980, "Cán bộ"]
    )
    assert names(reading) == ["Lê Văn Ba"] and reading.rows[0].group_text == "HUYỆN ĐẠI TỪ" and not reading.problems


def test_a_numbered_line_without_a_name_is_said() -> None:
    reading = people(["STT", "Họ và tên", "Đơn vị"], [1, "Lê Văn Ba", "Xã A"], [2, "", "Xã B"])
    assert [(p.row, p.blocks) for p in reading.problems] == [(3, True)]


def test_the_place_of_birth_is_no_day_and_names_of_pupils_are_names() -> None:
    reading = people(["Họ và tên học sinh", "Nơi sinh", "Ngày sinh"], ["Lê Văn Ba", "Thái Nguyên", "26/4/1985"], ["Lê Thị Tư", "Hà Nội", "1/2/1990"])
    assert [(r.full_name, r.birth_year) for r in reading.rows] == [("Lê Văn Ba", 1985), ("Lê Thị Tư", 1990)]


@pytest.mark.parametrize("text", ["0912345678-0987654321", "Lan 2: 0912345678", "0912,345,678", "912345678.0", "0912 345 678 / 0987654321"])
def test_the_first_phone_number_is_found(text: str) -> None:
    assert values.phone(text) == ("+84912345678", "")


@pytest.mark.parametrize(("value", "year"), [("071991", 1991), ("260492", 1992), (datetime.date(1905, 5, 31), 1978)])
def test_births_without_separators_and_years_under_a_date_format(value: Any, year: int) -> None:
    assert values.birth(value)[1] == year


def test_a_citizen_number_with_a_remark_is_read() -> None:
    assert values.citizen_number("019185001234 (cấp lại)") == ("019185001234", "")


def test_the_sex_in_brackets_behind_a_name_is_told() -> None:
    assert values.name("Lê Thị Tư (nữ)") == ("Lê Thị Tư", "female", "")


HEAD = ["TT", "Họ và tên", "Năm sinh", "Đơn vị"]


def test_two_tables_side_by_side_are_both_read() -> None:
    rows = [
        ["DANH SÁCH HỌC VIÊN"],
        [*HEAD, "", *HEAD],
        [1, "Lê Văn Ba", 1980, "Xã A", "", 3, "Ma Thị Tư", 1990, "Xã C"],
        [2, "Lý Thị Hoa", 1985, "Xã B", "", 4, "Lò Văn Năm", 1991, "Xã D"],
        [5, "Bế Thị Sáu", 1986, "Xã E"],
    ]
    reading = people(*rows)
    assert [(r.sheet, r.line, r.full_name, r.birth_year, r.unit_text) for r in reading.rows] == [
        ("Sheet1", 3, "Lê Văn Ba", 1980, "Xã A"), ("Sheet1", 4, "Lý Thị Hoa", 1985, "Xã B"), ("Sheet1", 5, "Bế Thị Sáu", 1986, "Xã E"),
        ("Sheet1 (2)", 3, "Ma Thị Tư", 1990, "Xã C"), ("Sheet1 (2)", 4, "Lò Văn Năm", 1991, "Xã D"),
    ]  # fmt: skip
    assert names(people(*rows, as_csv=True)) == names(reading)


def test_a_group_over_both_tables_is_the_group_of_both() -> None:
    short = HEAD[:3]
    rows = [
        [*short, *short], ["HUYỆN ĐẠI TỪ"], [1, "Lê Văn Ba", 1980, 2, "Ma Thị Tư", 1990], [3, "Lý Thị Hoa", 1985, 4, "Lò Văn Năm", 1991],
    ]  # fmt: skip
    reading = read(xlsx(rows, merges=["A2:F2"]), "ds")
    assert len(reading.rows) == 4 and {row.group_text for row in reading.rows} == {"HUYỆN ĐẠI TỪ"}


def test_names_of_a_trainer_and_a_trainee_in_one_line_are_no_two_tables() -> None:
    reading = people(["STT", "Họ và tên", "Năm sinh", "Người giới thiệu"], [1, "Lê Văn Ba", 1980, "Ma A"], [2, "Ma Thị Tư", 1990, "Lý B"])
    assert len(reading.sheets) == 1 and len(reading.rows) == 2


def test_a_unit_merged_over_several_people_is_the_unit_of_each() -> None:
    rows = [HEAD, [1, "Lê Văn Ba", 1980, "Xã La Bằng"], [2, "Ma Thị Tư", 1990, ""], [3, "Lý Thị Hoa", 1985, ""], [4, "Lò Văn Năm", 1991, "Xã B"]]
    reading = read(xlsx(rows, merges=["D2:D4"]), "ds")
    assert [row.unit_text for row in reading.rows] == ["Xã La Bằng", "Xã La Bằng", "Xã La Bằng", "Xã B"]


@pytest.mark.parametrize("same", ["nt", "-nt-", "Như trên", "//", '"', "n.t", "- // -", "”"])
def test_as_above_is_the_unit_of_the_line_above(same: str) -> None:
    rows = [HEAD, [1, "Lê Văn Ba", 1980, "Xã La Bằng"], [2, "Ma Thị Tư", 1990, same], [3, "Lý Thị Hoa", 1985, same], [4, "Lò Văn Nt", 1991, ""]]
    assert [row.unit_text for row in people(*rows).rows] == ["Xã La Bằng", "Xã La Bằng", "Xã La Bằng", ""]


def hidden(*sheets: list[list[Any]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for number, rows in enumerate(sheets):
            sheet = book.add_worksheet()
            for r, row in enumerate(rows):
                sheet.write_row(r, 0, row)
            if number:
                sheet.hide()
    return file.getvalue()


def test_people_on_a_hidden_sheet_are_not_taken_and_not_passed_over() -> None:
    reading = read(hidden([HEAD, [1, "Lê Văn Ba", 1980, "Xã A"]], [HEAD, [1, "Ma Thị Tư", 1990, "Xã B"], [2, "Lý Thị Hoa", 1985, ""]]), "ds")
    assert names(reading) == ["Lê Văn Ba"]
    assert [("Sheet2" in p.message, "2" in p.message, p.blocks) for p in reading.problems] == [(True, True, False)]
    assert not read(hidden([HEAD, [1, "Lê Văn Ba", 1980, "Xã A"]], [["Ghi chú nội bộ"], ["không có ai"]]), "ds").problems


def test_a_file_whose_people_are_all_hidden_says_so() -> None:
    with pytest.raises(NotAList, match="Sheet2"):
        read(hidden([["Trang bìa"]], [HEAD, [1, "Ma Thị Tư", 1990, "Xã B"]]), "ds")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("NGuyễn Văn An", "Nguyễn Văn An"), ("H'Hen Niê", "H'Hen Niê"), ("K'Đông", "K'Đông"), ("Ksor H'Bơ", "Ksor H'Bơ"),
        ("ThS.BS Nguyễn Văn An", "Nguyễn Văn An"), ("BSCKI. Lê Thị Tư", "Lê Thị Tư"), ("BSCKII Lê Thị Tư", "Lê Thị Tư"),
        ("Bs CKII Lê Thị Tư", "Lê Thị Tư"), ("PGS.TS. Hoàng Văn Bảy", "Hoàng Văn Bảy"), ("TS.BS.CKII Ma Thị Hoa", "Ma Thị Hoa"),
        ("Bà ThS. Lý Thị Hoa", "Lý Thị Hoa"), ("ĐD Vi Thị Mai", "Vi Thị Mai"), ("Ông Thị Mai", "Ông Thị Mai"), ("Cn Lò Văn Tám", "Lò Văn Tám"),
        ("Tô Thị Sen", "Tô Thị Sen"), ("Bá Văn Sơn", "Bá Văn Sơn"), ("Lê Sỹ", "Lê Sỹ"), ("Cù Thị Lan", "Cù Thị Lan"),
    ],
)  # fmt: skip
def test_degrees_are_no_names_and_slipped_capitals_are_put_right(written: str, name: str) -> None:
    assert values.name(written)[0] == name
