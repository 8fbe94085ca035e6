"""Lists that lost people or got them wrong once, kept so that they never do again."""

import datetime
from typing import Any

import pytest

from learning.people.reading import values
from learning.people.reading.reading import Reading, read
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
