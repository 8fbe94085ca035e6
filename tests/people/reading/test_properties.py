"""What was put into a list comes out of it, for every spelling of names, days and phones and every layout."""

import datetime
import unicodedata
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from learning.people.reading import legacy, values
from learning.people.reading.reading import read
from learning.people.text import fold, nfc
from tests.people.reading.making import LETTERHEAD, csv, xlsx

FAMILY = st.sampled_from("Nguyễn Trần Lê Phạm Đặng Đỗ Hoàng Nông Triệu Lường Ma Dương Vũ Sùng Chảo Lò".split())
MIDDLE = st.sampled_from("Thị Văn Đức Hồng Thúy Quang Minh Ngọc A Thanh".split())
GIVEN = st.sampled_from("Hoà Hòa Ánh Đạt Thuỷ Lan Loan Nga Hường Thắng Ước Ễn Páo Mẩy Yến Bưởi".split())
NAMES = st.builds(" ".join, st.tuples(FAMILY, MIDDLE, GIVEN))
DAYS = st.dates(min_value=datetime.date(1940, 1, 1), max_value=datetime.date(2008, 12, 31))
PHONES = st.builds(lambda head, rest: f"0{head}{rest:08d}", st.sampled_from("35789"), st.integers(0, 99_999_999))


@given(name=NAMES, how=st.sampled_from(["nfc", "nfd", "capitals", "small", "spaces", "numbered", "nbsp"]))
def test_a_name_comes_out_the_same_however_it_was_typed(name: str, how: str) -> None:
    typed = {
        "nfc": name, "nfd": unicodedata.normalize("NFD", name), "capitals": name.upper(), "small": name.lower(),
        "spaces": f"  {name.replace(' ', '   ')} ", "numbered": f"12. {name}", "nbsp": name.replace(" ", "\xa0"),
    }[how]  # fmt: skip
    assert values.name(values.as_text(typed))[0] == name


@given(names=st.lists(NAMES, min_size=4, max_size=12), encoding=st.sampled_from([legacy.TCVN3, legacy.VNI]))
def test_a_column_in_an_old_encoding_comes_back_and_is_found_by_search(names: list[str], encoding: str) -> None:
    table = {new: old for old, new in legacy._TABLES[encoding].items()}
    old = ["".join(table.get(char, table.get(char.lower(), char)) for char in name) for name in names]
    if all(name.isascii() for name in old):
        return
    found = legacy.detect(old)
    repaired = [legacy.convert(text, found) for text in old]
    if found == encoding:
        assert [values.name(text)[0] for text in repaired] == names
        assert [fold(text) for text in repaired] == [fold(name) for name in names]
    else:  # too few marks to be sure: nothing is changed without being sure
        assert found == legacy.UNICODE and sum(not name.isascii() for name in names) <= 4


@given(names=st.lists(NAMES, min_size=1, max_size=10))
def test_clean_text_is_never_taken_for_an_old_encoding(names: list[str]) -> None:
    assert legacy.detect(names) == legacy.UNICODE
    assert legacy.detect([unicodedata.normalize("NFD", name) for name in names]) == legacy.UNICODE


@given(
    day=DAYS,
    how=st.sampled_from(
        [
            "{d}/{m}/{y}",
            "{d:02}/{m:02}/{y}",
            "{d}-{m}-{y}",
            "{d}.{m}.{y}",
            "{y}-{m:02}-{d:02}",
            "ngày {d} tháng {m} năm {y}",
            "{d} / {m} / {y}",
            "sinh ngày {d}/{m}/{y}",
        ]
    ),
)
def test_a_day_is_read_day_first_in_every_spelling(day: datetime.date, how: str) -> None:
    text = how.format(d=day.day, m=day.month, y=day.year)
    assert values.birth(text) == (day, day.year, "")


@given(day=DAYS)
def test_excel_s_own_days_are_read(day: datetime.date) -> None:
    serial = float((day - values.EXCEL_EPOCH).days)
    assert values.birth(day)[0] == values.birth(datetime.datetime.combine(day, datetime.time()))[0] == day
    assert values.birth(serial)[0] == day


@given(day=DAYS)
def test_two_digits_of_a_year_are_taken_as_the_year_somebody_can_be_born_in(day: datetime.date) -> None:
    assert values.birth(f"{day.day}-{day.month}-{day.year % 100:02}")[0] == day


@given(year=st.integers(1940, 2010), how=st.sampled_from(["{y}", "{y}.0", "1/{y}", "sinh năm {y}", " {y} "]))
def test_a_bare_year_is_a_year_and_no_day(year: int, how: str) -> None:
    assert values.birth(how.format(y=year)) == (None, year, "")


@given(text=st.text(max_size=30))
def test_no_text_breaks_a_reader_and_what_is_not_read_is_said(text: str) -> None:
    born, year, sentence = values.birth(text)
    assert (year is not None) or sentence or not values.as_text(text)
    assert born is None or born.year == year
    for reader in (values.phone, values.citizen_number):
        value, said = reader(text)
        assert not (value and said)
    values.name(text), values.sex(text), values.score(text), values.email(text)


@given(phone=PHONES, how=st.sampled_from(["plain", "dots", "spaces", "lost", "float", "plus", "84", "dashes", "remark", "two"]))
def test_a_phone_comes_out_the_same_however_it_was_typed(phone: str, how: str) -> None:
    typed: Any = {
        "plain": phone, "dots": f"{phone[:4]}.{phone[4:7]}.{phone[7:]}", "spaces": f"{phone[:3]} {phone[3:6]} {phone[6:]}",
        "lost": phone[1:], "float": float(phone), "plus": f"+84{phone[1:]}", "84": f"84{phone[1:]}",
        "dashes": f"{phone[:4]}-{phone[4:]}", "remark": f"{phone} (Zalo)", "two": f"{phone}; 02083855555",
    }[how]  # fmt: skip
    assert values.phone(typed) == (f"+84{phone[1:]}", "")


@given(number=st.integers(1_000_000_000, 96_999_999_999))
def test_a_citizen_number_gets_back_the_zeros_that_excel_ate(number: int) -> None:
    assert values.citizen_number(float(number)) == (f"{number:012d}", "")


COLUMNS = {
    "Họ và tên": lambda p: p["name"], "Giới tính": lambda p: "Nữ" if p["female"] else "Nam",
    "Ngày sinh": lambda p: p["born"].strftime("%d/%m/%Y"), "Số điện thoại": lambda p: p["phone"],
    "Chức vụ": lambda p: "Cán bộ", "Đơn vị công tác": lambda p: "Xã Phú Xuyên", "Ghi chú": lambda p: "",
}  # fmt: skip
PEOPLE = st.lists(
    st.fixed_dictionaries({"name": NAMES, "female": st.booleans(), "born": DAYS, "phone": PHONES}), min_size=1, max_size=8
)


@settings(max_examples=60, deadline=None)
@given(
    people=PEOPLE, order=st.permutations(list(COLUMNS)), letterhead=st.integers(0, 5), numbered=st.booleans(), groups=st.booleans(),
    end=st.sampled_from(["nothing", "total", "signature"]), as_csv=st.booleans(),
)  # fmt: skip
def test_people_come_out_of_any_layout(
    people: list[dict[str, Any]], order: list[str], letterhead: int, numbered: bool, groups: bool, end: str, as_csv: bool
) -> None:
    head = ["STT"] if numbered else []
    rows: list[list[Any]] = [list(row) for row in LETTERHEAD[:letterhead]]
    rows.append([*head, *order])
    if groups:
        rows.append(["", "HUYỆN ĐẠI TỪ - Xã Phú Xuyên"])
    for number, person in enumerate(people, start=1):
        rows.append([*([number] if numbered else []), *[COLUMNS[heading](person) for heading in order]])
    if end != "nothing":
        rows += [["", f"Tổng số: {len(people)} người"]]
    if end == "signature":
        rows += [[], ["", "NGƯỜI LẬP BIỂU", "", "GIÁM ĐỐC"], ["", "Trần Thị Người Ký"]]
    reading = read(csv(rows) if as_csv else xlsx(rows), "ds")
    found = [(row.full_name, row.sex == "female", row.birth_date, row.phone) for row in reading.rows]
    assert found == [(p["name"], p["female"], p["born"], f"+84{p['phone'][1:]}") for p in people]
    assert all(row.full_name == nfc(row.full_name) for row in reading.rows)
