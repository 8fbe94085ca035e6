"""Lists of offices: read, matched against everybody known, shown and saved, beside openpyxl merely reading the same file."""

import datetime
import random
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from django.db import transaction
from django.test import Client

from bench import crowd
from bench.apart import Cost, cost
from bench.rows import Row
from learning.people import matching
from learning.people.models import Organisation, Person, RoleAssignment, User
from learning.people.reading.reading import read
from learning.records import importing
from learning.records.import_preview import seeker_of
from learning.records.models import ClassKind, Roster, TrainingClass

GROUP = "rosters"
SHORT, LONG = 1_000, 10_000
FEW, MANY = 2_000, 200_000
LETTERHEAD = [
    ["UBND TỈNH THÁI NGUYÊN", "", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["SỞ Y TẾ", "", "", "", "Độc lập - Tự do - Hạnh phúc"],
    [],
    ["DANH SÁCH HỌC VIÊN LỚP TẬP HUẤN"],
    ["(Kèm theo Công văn số 12/SYT ngày 05/3/2026)"],
    [],
    ["STT", "Họ và tên", "Giới tính", "Ngày, tháng, năm sinh", "Số điện thoại", "Chức vụ", "Đơn vị"],
]


def run() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="hocan-lists-") as folder:
        short, long = Path(folder) / "short.xlsx", Path(folder) / "long.xlsx"
        crowd.grow(FEW)
        _write(short, SHORT)
        held = _class()
        roster = _take_in(short, held)
        few = cost("bench.rosters:match", short)
        crowd.grow(MANY)
        _write(long, LONG)
        many = cost("bench.rosters:match", short)
        rows = _merely_read(long)
        rows += _long(long, held)
        return rows + _short(roster, few, many)


def _merely_read(long: Path) -> list[Row]:
    bare = cost("bench.rosters:read_bare", long, "")
    streamed = cost("bench.rosters:read_bare", long, "read_only")
    ours = cost("bench.rosters:read_ours", long)
    return [
        Row(GROUP, f"openpyxl merely reads {LONG} rows", LONG / bare.seconds, "rows/s"),
        Row(GROUP, "openpyxl, peak memory", bare.megabytes, "MB"),
        Row(GROUP, "openpyxl read_only merely reads them", LONG / streamed.seconds, "rows/s"),
        Row(GROUP, "openpyxl read_only, peak memory", streamed.megabytes, "MB"),
        Row(GROUP, "read and understood", LONG / ours.seconds, "rows/s", "openpyxl", bare.seconds / ours.seconds),
        Row(GROUP, "read and understood, peak memory", ours.megabytes, "MB", "openpyxl", ours.megabytes / bare.megabytes),
    ]


def _long(long: Path, held: TrainingClass) -> list[Row]:
    bare = cost("bench.rosters:read_bare", long, "")
    roster = _take_in(long, held)
    shown = cost("bench.rosters:show", roster.pk)
    saved = cost("bench.rosters:save", roster.pk)
    total = bare.seconds / (shown.seconds + saved.seconds)
    assert shown.count == saved.count == LONG
    return [
        Row(GROUP, f"read and matched with {MANY}", LONG / shown.seconds, "rows/s", "openpyxl", bare.seconds / shown.seconds),
        Row(GROUP, "preview, peak memory", shown.megabytes, "MB", "openpyxl", shown.megabytes / bare.megabytes),
        Row(GROUP, "saved, read and matched again", LONG / saved.seconds, "rows/s", "openpyxl", bare.seconds / saved.seconds),
        Row(GROUP, "saved, peak memory", saved.megabytes, "MB", "openpyxl", saved.megabytes / bare.megabytes),
        Row(GROUP, f"{LONG} rows from file to records", shown.seconds + saved.seconds, "s", "openpyxl (speed)", total),
    ]


def _short(roster: Roster, few: Cost, many: Cost) -> list[Row]:
    page = cost("bench.rosters:page", roster.pk)
    return [
        Row(GROUP, f"page of a {SHORT}-row list, {MANY} known", page.seconds, "s", "limit 10 s", page.seconds / 10),
        Row(GROUP, f"matching {SHORT} rows with {FEW} known", few.seconds, "s"),
        Row(GROUP, f"matching {SHORT} rows with {MANY} known", many.seconds, "s", f"{FEW} known", many.seconds / few.seconds),
        Row(GROUP, f"its peak memory with {FEW} known", few.megabytes, "MB"),
        Row(GROUP, f"its peak memory with {MANY} known", many.megabytes, "MB", f"{FEW} known", many.megabytes / few.megabytes),
    ]


# --- what is measured, each in a process of its own -----------------------------------------------------------------


def read_bare(path: str, read_only: str) -> int:
    book = openpyxl.load_workbook(path, read_only=bool(read_only), data_only=True)
    return sum(1 for row in book.worksheets[0].iter_rows(values_only=True) if any(row))


def read_ours(path: str) -> int:
    return len(read(Path(path).read_bytes(), "ds.xlsx").rows)


def match(path: str) -> int:
    """As the preview does, of a list read already."""
    places = {name: unit for unit, name in crowd.units().items()}
    rows = read(Path(path).read_bytes(), "ds.xlsx").rows
    return len(matching.match([seeker_of(row, places.get(row.unit_text)) for row in rows]))


def show(roster: str) -> int:
    return len(importing.preview_of(Roster.objects.get(pk=roster)).rows)


def save(roster: str) -> int:
    """As the job does, and taken back, so that every run finds the same people."""
    with transaction.atomic():
        asked = importing.save(Roster.objects.get(pk=roster), by=None)
        importing.save_by_job(importing.Job.objects.get(key=str(asked.pk)))
        lines = asked.rows.count()
        transaction.set_rollback(True)
    return lines


def page(roster: str) -> int:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(User.objects.get(username="bench-classes"))
    answer = client.get(f"/danh-sach/{roster}/")
    assert answer.status_code == 200
    assert b"roster-line" in answer.content
    return len(answer.content)


# --- what is read ---------------------------------------------------------------------------------------------------


def _class() -> TrainingClass:
    office = Organisation.objects.get(key="so-y-te")
    user = User.objects.create_user(username="bench-classes", password=None)
    RoleAssignment.objects.create(user=user, role="class_organiser", organisation=office)
    return TrainingClass.objects.create(
        title="Bench", kind=ClassKind.objects.get(code="tap-huan"), family="capacity_building", audience_id="officials",
        organisation=office, planned_year=2026, place="Hội trường", state=TrainingClass.State.RUNNING,
    )  # fmt: skip


def _take_in(path: Path, held: TrainingClass) -> Roster:
    return importing.take_in(path.read_bytes(), path.name, organisation=held.organisation, held=held, by=None)


def _write(path: Path, size: int) -> None:
    """Every second line is somebody known, as another office would write them."""
    rng, places = random.Random(size), crowd.units()
    step = max(Person.objects.count() // (size // 2), 1)
    fields = ("full_name", "sex", "birth_date", "birth_year", "phone", "organisation_id")
    known = list(Person.objects.exclude(words_key="").order_by("pk").values(*fields)[: step * size // 2 : step])
    new = [_stranger(rng, list(places)) for _n in range(size - len(known))]
    everybody = sorted([*known, *new], key=lambda one: one["organisation_id"])
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet("Danh sách"), book.add_format({"num_format": "dd/mm/yyyy"})
        for r, row in enumerate(_lines(rng, everybody, places)):
            for c, value in enumerate(row):
                if isinstance(value, datetime.date):
                    sheet.write_datetime(r, c, datetime.datetime.combine(value, datetime.time()), day)
                elif value != "":
                    sheet.write(r, c, value)


def _stranger(rng: random.Random, places: list[int]) -> dict[str, Any]:
    return {
        "full_name": crowd.name(rng), "sex": "not_stated", "birth_date": None, "birth_year": rng.randrange(1960, 2004),
        "phone": f"+843{rng.randrange(10**8):08d}", "organisation_id": rng.choice(places),
    }  # fmt: skip


def _lines(rng: random.Random, everybody: list[dict[str, Any]], places: dict[int, str]) -> list[list[Any]]:
    """Letterhead, headings, a line for each group, and below it its people; half the people name their unit themselves."""
    lines: list[list[Any]] = [list(line) for line in LETTERHEAD]
    group = 0
    for number, one in enumerate(everybody, 1):
        unit = one["organisation_id"]
        if unit != group:
            lines.append([places[unit].upper()])
            group = unit
        full_name = one["full_name"].upper() if number % 3 == 0 else one["full_name"]
        sex = {"female": "Nữ", "male": "Nam"}.get(one["sex"], "")
        born = _birth(rng, one["birth_date"], one["birth_year"])
        phone = float(one["phone"][3:]) if one["phone"] and rng.random() < 0.7 else ""
        position, place = rng.choice(["Công chức", "Trưởng thôn", ""]), rng.choice([places[unit], ""])
        lines.append([number, full_name, sex, born, phone, position, place])
    return lines


def _birth(rng: random.Random, day: datetime.date | None, year: int | None) -> Any:
    if day is None:
        return year or ""
    return rng.choice([day, f"{day.day}/{day.month}/{day.year}", f"{day:%d.%m.%y}", day.year])
