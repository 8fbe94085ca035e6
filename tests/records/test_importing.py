"""A list is shown first and saved as a whole, once; what was decided is remembered, and each person has a line behind them."""

import datetime
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction

from learning.jobs.models import Job
from learning.people.models import Organisation, Person, Posting, User
from learning.people.reading.rows import Field
from learning.people.refusing import Refused
from learning.records import import_saving, importing
from learning.records.import_preview import Outcome, identity_key
from learning.records.models import Attendance, OfficeMemory, Registration, Roster, RosterRow, TestScore, TrainingClass
from tests.factories import PersonFactory, RegistrationFactory, TrainingClassFactory
from tests.people.reading.making import csv, xlsx

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent.parent / "people" / "reading" / "data"
HEAD = ["STT", "Họ và tên", "Giới tính", "Ngày sinh", "Số điện thoại", "Số CCCD", "Dân tộc", "Chức vụ", "Đơn vị"]
PEOPLE: list[list[Any]] = [
    [1, "Nông Thị Ễn", "Nữ", "26/4/1985", "0912345678", "019185001234", "Nùng", "Công chức", "Sở Y tế"],
    [2, "Đỗ Văn Ước", "Nam", "1979", "0987654321", "", "Kinh", "Chuyên viên", "Sở Y tế"],
    [3, "Ma Thị Mẩy", "Nữ", "", "", "", "Dao", "Trưởng thôn", "Xã Phú Xuyên"],
]  # fmt: skip


def content(*rows: list[Any], head: list[str] = HEAD) -> bytes:
    return xlsx([head, *(rows or PEOPLE)])


@pytest.fixture
def held() -> TrainingClass:
    return TrainingClassFactory()


def taken_in(held: TrainingClass | None, by: User, data: bytes | None = None) -> Roster:
    office = held.organisation if held else Organisation.objects.get(key="so-y-te")
    return importing.take_in(data or content(), "ds.xlsx", organisation=office, held=held, by=by)


def saved(held: TrainingClass | None, by: User, data: bytes | None = None, **more: Any) -> Roster:
    return importing.save(taken_in(held, by, data), by=by, **more)


def test_nothing_is_saved_by_looking(held: TrainingClass, class_organiser: User) -> None:
    shown = importing.preview_of(taken_in(held, class_organiser))
    assert [one.outcome for one in shown.rows] == [Outcome.NEW] * 3
    assert not Person.objects.exists() and not Registration.objects.exists()


def test_a_list_becomes_people_registrations_presence_and_evidence(held: TrainingClass, class_organiser: User) -> None:
    roster = saved(held, class_organiser, were_there=True)
    first = Person.objects.get(full_name="Nông Thị Ễn")
    assert (first.sex, first.birth_date, first.phone, first.position) == ("female", datetime.date(1985, 4, 26), "+84912345678", "Công chức")
    assert first.organisation.key == "so-y-te" and first.audience == held.audience and first.sort_key and first.search_key
    assert Posting.objects.filter(person=first).count() == 1
    assert set(held.registrations.values_list("source", "state")) == {("roster", "registered")} and held.registrations.count() == 3
    assert Attendance.objects.filter(method="roster", state="present").count() == 6
    assert list(RosterRow.objects.values_list("sheet", "line", "name_as_written", "outcome")) == [
        ("Sheet1", 2, "Nông Thị Ễn", "new"), ("Sheet1", 3, "Đỗ Văn Ước", "new"), ("Sheet1", 4, "Ma Thị Mẩy", "new"),
    ]  # fmt: skip
    assert roster.state == "saved" and roster.summary["new"] == 3


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Person, Registration, Attendance, Posting))


@pytest.mark.parametrize("again", [
    lambda: content(), lambda: csv([HEAD, *PEOPLE]), lambda: content(*reversed(PEOPLE)),
    lambda: xlsx([["DANH SÁCH"], HEAD, *PEOPLE, ["", "Tổng số: 3 người"]]),
])  # fmt: skip
def test_the_same_list_twice_adds_nothing_under_any_name_or_bytes(
    held: TrainingClass, class_organiser: User, again: Callable[[], bytes]
) -> None:
    saved(held, class_organiser, were_there=True)
    before = counts()
    saved(held, class_organiser, again(), were_there=True)
    assert counts() == before


def test_saving_twice_and_by_two_clicks_saves_once(held: TrainingClass, class_organiser: User) -> None:
    roster = saved(held, class_organiser)
    before = counts()
    assert importing.save(roster, by=class_organiser).pk == roster.pk
    assert counts() == before and RosterRow.objects.count() == 3


def test_nothing_is_half_saved(held: TrainingClass, class_organiser: User, monkeypatch: pytest.MonkeyPatch) -> None:
    roster = taken_in(held, class_organiser)

    def fails(*_args: Any) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(import_saving, "_keep_evidence", fails)
    with pytest.raises(OSError, match="power"), transaction.atomic():
        importing.save(roster, by=class_organiser)
    roster.refresh_from_db()
    assert roster.state == "read" and counts() == (0, 0, 0, 0)


def test_known_people_are_matched_and_only_empty_fields_are_filled(held: TrainingClass, class_organiser: User) -> None:
    known = PersonFactory(full_name="Nông Thị Ễn", birth_year=1985, birth_date=datetime.date(1985, 4, 26), phone="+84999999999", sex="not_stated")
    saved(held, class_organiser)
    known.refresh_from_db()
    assert Person.objects.filter(full_name="Nông Thị Ễn").count() == 1
    assert (known.phone, known.sex) == ("+84999999999", "female") and len(known.citizen_key) == 64


def test_namesakes_are_not_merged_and_somebody_decides(held: TrainingClass, class_organiser: User) -> None:
    other = PersonFactory(full_name="Ma Thị Mẩy", organisation=Organisation.objects.get(key="so-tu-phap"))
    unsure = PersonFactory(full_name="Nông Văn Khác", phone="+84987654321")
    roster = taken_in(held, class_organiser)
    rows = importing.preview_of(roster).rows
    assert rows[2].outcome == Outcome.NEW and rows[1].outcome == Outcome.NEW
    assert [c.person_id for c in rows[1].candidates] == [unsure.pk] and rows[1].needs_a_look
    importing.decide(roster, "Sheet1", 3, "use", person=unsure)
    importing.save(roster, by=class_organiser)
    assert Registration.objects.filter(person=unsure).exists() and not Registration.objects.filter(person=other).exists()
    assert Person.objects.count() == 4


def test_decisions_are_remembered_for_the_next_list_of_that_office_only(class_organiser: User) -> None:
    unsure = PersonFactory(full_name="Nông Văn Khác", phone="+84987654321")
    roster = taken_in(TrainingClassFactory(), class_organiser)
    importing.decide(roster, "Sheet1", 3, "use", person=unsure)
    importing.decide(roster, "Sheet1", 4, "skip")
    importing.save(roster, by=class_organiser)
    next_rows = importing.preview_of(taken_in(TrainingClassFactory(), class_organiser)).rows
    assert (next_rows[1].person_id, next_rows[1].is_remembered) == (unsure.pk, True) and next_rows[2].outcome == Outcome.LEFT_OUT
    elsewhere = TrainingClassFactory(organisation=Organisation.objects.get(key="so-tu-phap"))
    assert importing.preview_of(taken_in(elsewhere, class_organiser)).rows[1].person_id is None


def test_a_remembered_new_person_is_not_made_again(class_organiser: User) -> None:
    PersonFactory(full_name="Nông Văn Khác", phone="+84987654321")
    held = TrainingClassFactory()
    roster = taken_in(held, class_organiser)
    importing.decide(roster, "Sheet1", 3, "new")
    importing.save(roster, by=class_organiser)
    before = counts()
    saved(held, class_organiser, csv([HEAD, *PEOPLE]))
    saved(TrainingClassFactory(), class_organiser, csv([HEAD, *reversed(PEOPLE[:2])]))
    assert counts()[0] == before[0] == 4


def test_a_namesake_with_other_facts_is_somebody_else_in_the_same_class(class_organiser: User) -> None:
    held = TrainingClassFactory()
    head = ["STT", "Họ và tên", "Năm sinh", "Đơn vị"]
    saved(held, class_organiser, xlsx([head, [1, "Lê Thị Hoa", 1980, "Sở Y tế"]]))
    saved(held, class_organiser, xlsx([head, [1, "Lê Thị Hoa", 1995, "Sở Y tế"]]))
    assert sorted(Person.objects.values_list("birth_year", flat=True)) == [1980, 1995]


def test_a_decision_about_somebody_who_is_gone_is_forgotten(class_organiser: User) -> None:
    unsure = PersonFactory(full_name="Nông Văn Khác", phone="+84987654321")
    office = Organisation.objects.get(key="so-y-te")
    shown = importing.preview_of(taken_in(TrainingClassFactory(), class_organiser))
    key = identity_key(shown.rows[1].row)
    OfficeMemory.objects.create(organisation=office, kind="person", key=key, value={"choice": "use", "person": unsure.pk})
    Person.objects.filter(pk=unsure.pk).delete()
    saved(TrainingClassFactory(), class_organiser)
    assert Person.objects.count() == 3


def test_the_line_of_the_headings_is_corrected_and_nonsense_refused(held: TrainingClass, class_organiser: User) -> None:
    rows = [["Họ và tên", "Chức vụ"], ["x", "y"], ["Họ và tên", "Năm sinh"], ["Lê Văn Ba", 1980]]
    roster = importing.correct_header(taken_in(held, class_organiser, xlsx(rows)), "Sheet1", 3, 3)
    assert [(r.row.full_name, r.row.birth_year) for r in importing.preview_of(roster).rows] == [("Lê Văn Ba", 1980)]
    for first, last in ((0, 1), (5, 4), (1, 90)):
        with pytest.raises(Refused):
            importing.correct_header(roster, "Sheet1", first, last)


def test_marks_out_of_ten_and_percent_are_told_apart_by_the_column(held: TrainingClass, class_organiser: User) -> None:
    rows = [["STT", "Họ và tên", "Điểm trước", "Điểm sau"], [1, "Lê Văn Ba", 8, 8], [2, "Lê Thị Tư", 9, 90]]
    saved(held, class_organiser, xlsx(rows))
    assert sorted((s.phase, float(s.percent)) for s in TestScore.objects.all()) == [("post", 8), ("post", 90), ("pre", 80), ("pre", 90)]


def test_a_long_list_is_not_saved_into_a_class_that_was_closed_meanwhile(held: TrainingClass, class_organiser: User) -> None:
    many = [[n, f"Nông Văn {chr(65 + n % 26)}nh", "Nam", "1980", f"09{n:08d}", "", "", "", ""] for n in range(1, 320)]
    roster = saved(held, class_organiser, content(*many))
    TrainingClass.objects.filter(pk=held.pk).update(state="closed", closed_on=datetime.date(2026, 4, 1))
    job = Job.objects.get(work="records.save_list")
    with pytest.raises(Refused):
        importing.save_by_job(job)
    assert not Person.objects.exists()
    Job.objects.filter(pk=job.pk).update(state="failed")
    importing.discard(roster, by=class_organiser)
    roster.refresh_from_db()
    assert roster.state == "discarded"


def test_a_corrected_column_is_remembered_for_the_same_headings(class_organiser: User) -> None:
    head, rows = ["STT", "Họ và tên", "Cột lạ"], [[1, "Lê Văn Ba", "Trưởng thôn"], [2, "Lê Thị Tư", "Bí thư"]]
    roster = taken_in(TrainingClassFactory(), class_organiser, xlsx([head, *rows]))
    sheet = importing.reading_of(roster).sheets[0]
    roster = importing.correct_columns(roster, sheet, {0: Field.NUMBER, 1: Field.FULL_NAME, 2: Field.POSITION})
    importing.save(roster, by=class_organiser)
    assert set(Person.objects.values_list("position", flat=True)) == {"Trưởng thôn", "Bí thư"}
    other = [["", ""], head, [1, "Trần Thị Năm", "Cán bộ"]]
    assert importing.preview_of(taken_in(TrainingClassFactory(), class_organiser, xlsx(other))).rows[0].row.position == "Cán bộ"


def test_a_unit_chosen_by_hand_is_remembered(class_organiser: User) -> None:
    rows = [["STT", "Họ và tên", "Đơn vị"], [1, "Lê Văn Ba", "Cơ quan X lạ"]]
    roster = taken_in(TrainingClassFactory(), class_organiser, xlsx(rows))
    assert importing.preview_of(roster).rows[0].unit is None
    chosen = Organisation.objects.get(key="dai-ptth")
    importing.decide(roster, "Sheet1", 2, "", unit=chosen)
    importing.save(roster, by=class_organiser)
    assert Person.objects.get().organisation == chosen
    rows[1][1] = "Lê Thị Tư"
    assert importing.preview_of(taken_in(TrainingClassFactory(), class_organiser, xlsx(rows))).rows[0].unit == chosen.pk


def test_a_line_without_a_name_is_left_out_and_said(held: TrainingClass, class_organiser: User) -> None:
    roster = saved(held, class_organiser, content([1, "", "Nữ", "1985", "0912345678", "", "", "", ""], PEOPLE[1]))
    assert Person.objects.count() == 1 and roster.summary["left_out"] == 1


def test_scores_in_the_list_are_kept(held: TrainingClass, class_organiser: User) -> None:
    rows = [["STT", "Họ và tên", "Điểm trước tập huấn", "Điểm sau tập huấn"], [1, "Lê Văn Ba", 5, "8,5"], [2, "Lê Thị Tư", 6, "7/10"]]
    saved(held, class_organiser, xlsx(rows))
    assert [(s.phase, float(s.percent)) for s in TestScore.objects.order_by("registration", "phase")] == [
        ("post", 85.0), ("pre", 50.0), ("post", 70.0), ("pre", 60.0),
    ]  # fmt: skip


def test_a_later_unit_is_a_dated_posting_and_an_old_list_moves_nobody(dolisa_officer: User) -> None:
    person = PersonFactory(full_name="Đỗ Văn Ước", phone="+84987654321", birth_year=1979, sex="male", organisation=Organisation.objects.get(key="so-tu-phap"))
    RegistrationFactory(person=person)
    from tests.factories import attend

    attend(person.registrations.get())
    old = TrainingClassFactory(sessions=0)
    old.sessions.create(day=datetime.date(2024, 5, 5))
    saved(old, dolisa_officer)
    person = Person.objects.get(pk=person.pk)
    assert person.organisation.key == "so-tu-phap"
    before, today = person.posting_on(datetime.date(2024, 5, 5)), person.posting_on(datetime.date(2026, 5, 5))
    assert before is not None and before.organisation.key == "so-y-te"
    assert today is not None and today.organisation.key == "so-tu-phap"


def test_a_class_without_names_and_a_closed_class_refuse_before_anything_is_stored(class_organiser: User) -> None:
    for fields in ({"takes_names": False}, {"state": "closed", "closed_on": datetime.date(2026, 4, 1)}):
        with pytest.raises(Refused):
            taken_in(TrainingClassFactory(**fields), class_organiser)
    assert not Roster.objects.exists()


def test_citizen_numbers_and_ethnic_origin_stand_nowhere_in_the_database(held: TrainingClass, class_organiser: User) -> None:
    roster = taken_in(held, class_organiser)
    importing.decide(roster, "Sheet1", 2, "new")
    importing.save(roster, by=class_organiser)
    assert Person.objects.get(full_name="Nông Thị Ễn").citizen_key
    everything = "".join(str(list(model.objects.values())) for model in apps.get_models())
    assert "019185001234" not in everything and "19185001234" not in everything
    assert "Nùng" not in "".join(str(list(model.objects.values())) for model in (Person, Roster, RosterRow, OfficeMemory, Registration))


def test_a_long_list_is_saved_by_a_job_and_once(held: TrainingClass, class_organiser: User, django_capture_on_commit_callbacks: Any) -> None:
    many = [[n, f"Nông Văn {chr(65 + n % 26)}nh{'abcdefghij'[n % 10]}", "Nam", str(1960 + n % 40), f"09{n:08d}", "", "", "", "Sở Y tế"] for n in range(1, 351)]
    with django_capture_on_commit_callbacks(execute=True):
        roster = saved(held, class_organiser, content(*many))
    roster.refresh_from_db()
    job = Job.objects.get(work="records.save_list")
    assert (job.state, roster.state, Person.objects.count(), job.done) == ("done", "saved", 350, 350)
    importing.save_by_job(job)
    assert Person.objects.count() == 350


def test_any_shuffled_copy_of_a_list_adds_nothing(held: TrainingClass, class_organiser: User) -> None:
    data = (DATA / "office-list-2022.xlsx").read_bytes()
    saved(held, class_organiser, data)
    before = counts()
    assert before[0] == 38
    rows = [[one.row.full_name.upper(), "Nữ" if one.row.sex == "female" else "Nam", one.row.birth_year, f"0{one.row.phone[3:]}", one.row.unit_text, one.row.group_text.split(" - ")[0]]
            for one in importing.preview_of(Roster.objects.get()).rows]  # fmt: skip
    random.Random(3).shuffle(rows)
    saved(held, class_organiser, xlsx([["Họ tên", "Giới tính", "Năm sinh", "SĐT", "Xã", "Huyện"], *rows]))
    assert counts() == before


# --- the command -----------------------------------------------------------------------------------------------

KEYS = ["rows", "people_new", "people_matched", "female", "male", "not_stated", "units_found", "units_not_found", "duplicates_in_file", "problems"]


def command(*args: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("import_roster", *args, "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    assert list(found) == KEYS
    return found


@pytest.mark.parametrize(("name", "rows", "people", "women"), [("office-list-2022", 38, 38, 26), ("plain-table", 120, 118, 80)])
def test_the_command_says_of_both_examples_what_is_true(name: str, rows: int, people: int, women: int) -> None:
    found = command(str(DATA / f"{name}.xlsx"))
    assert (found["rows"], found["people_new"], found["female"], found["male"]) == (rows, people, women, rows - women)
    assert (found["people_matched"], found["not_stated"], found["units_not_found"], found["problems"]) == (0, 0, 0, [])
    assert (found["units_found"], found["duplicates_in_file"]) == (rows, rows - people)
    assert not Person.objects.exists() and not Roster.objects.exists()


def test_the_command_saves_with_commit_and_then_matches_everybody(held: TrainingClass) -> None:
    path = str(DATA / "plain-table.xlsx")
    command(path, "--class", str(held.pk), "--commit")
    assert (Person.objects.count(), held.registrations.count(), RosterRow.objects.count()) == (118, 118, 120)
    again = command(path, "--class", str(held.pk), "--commit")
    assert (again["people_new"], again["people_matched"], Person.objects.count()) == (0, 118, 118)


def test_without_a_class_the_people_are_saved(class_organiser: User) -> None:
    command(str(DATA / "office-list-2022.xlsx"), "--commit")
    assert Person.objects.count() == 38 and not Registration.objects.exists()
    assert command(str(DATA / "office-list-2022.xlsx"))["people_new"] == 0


@pytest.mark.parametrize("args", [["nirgends.xlsx"], ["{png}"], ["{list}", "--class", "99999"], ["{list}", "--office", "gibt-es-nicht"]])
def test_what_cannot_be_done_exits_1_with_one_sentence(tmp_path: Path, args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    png = tmp_path / "anh.xlsx"
    png.write_bytes(b"\x89PNG\r\n\x1a\n123")
    known = {"{png}": str(png), "{list}": str(DATA / "office-list-2022.xlsx")}
    err, out = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_roster", *[known.get(arg, arg) for arg in args], "--json", stdout=out, stderr=err)
    assert ended.value.code == 1 and out.getvalue() == "" and 10 < len(err.getvalue().strip()) < 250 and "Traceback" not in err.getvalue()
