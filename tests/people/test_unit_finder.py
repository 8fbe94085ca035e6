"""Units are found old and new, with or without marks, and a line of a list finds the unit of its day."""

import datetime
import json
import unicodedata
from pathlib import Path

import pytest
from django import forms

from learning.people.models import Organisation
from learning.people.reading.reading import read
from learning.people.unit_field import UnitField
from learning.people.unit_finder import UnitFinder

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent / "reading" / "data"
TODAY = datetime.date(2026, 11, 24)


@pytest.mark.parametrize("query", ["dai tu", "Đại Từ", "ĐẠI TỪ", unicodedata.normalize("NFD", "Đại Từ")])
def test_old_and_new_units_of_a_name_are_offered_with_their_years_today_s_first(query: str) -> None:
    hits = UnitFinder().search(query, TODAY)
    assert [(hit.name, hit.is_current) for hit in hits[:2]] == [("Xã Đại Từ", True), ("Huyện Đại Từ", False)]
    assert "01/07/2025" in hits[0].years and "30/06/2025" in hits[1].years


@pytest.mark.parametrize(("query", "name"), [
    ("UBND huyện Đại Từ", "Huyện Đại Từ"), ("ubnd xa la bang", "Xã La Bằng"), ("Sở LĐTBXH", "Sở Lao động - Thương binh và Xã hội"), ("so y te", "Sở Y tế"),
])  # fmt: skip
def test_a_unit_is_found_by_the_way_people_write_it(query: str, name: str) -> None:
    assert UnitFinder().search(query, TODAY)[0].name == name


@pytest.mark.parametrize(
    ("file", "day"), [("office-list-2022", datetime.date(2022, 10, 12)), ("plain-table", datetime.date(2025, 3, 1))]
)
def test_every_line_of_the_examples_finds_its_commune(file: str, day: datetime.date) -> None:
    truth = json.loads((DATA / f"{file}.truth.json").read_text(encoding="utf-8"))["people"]
    keys = dict(Organisation.objects.values_list("pk", "key"))
    finder = UnitFinder()
    for row, person in zip(read((DATA / f"{file}.xlsx").read_bytes(), file).rows, truth, strict=True):
        found = finder.resolve(
            commune_text=row.commune_text,
            unit_text=row.unit_text,
            group_text=row.group_text,
            district_text=row.district_text,
            day=day,
        )
        assert found is not None and keys[found] == f"commune-{person['commune']}"


def test_the_same_name_means_the_unit_of_the_day() -> None:
    finder, keys = UnitFinder(), dict(Organisation.objects.values_list("pk", "key"))
    old = finder.resolve(unit_text="Xã La Bằng", day=datetime.date(2024, 1, 1))
    new = finder.resolve(unit_text="Xã La Bằng", day=datetime.date(2026, 1, 1))
    assert old and new and old != new and keys[new].endswith("-2025")


def test_what_fits_nothing_or_several_is_left_open() -> None:
    finder = UnitFinder()
    assert finder.resolve(unit_text="Cơ quan không có", day=TODAY) is None
    assert finder.resolve(day=TODAY) is None


def test_the_field_takes_one_hit_and_asks_where_there_are_several() -> None:
    field = UnitField()
    assert str(field.clean(["so y te", ""])) == "Sở Y tế"
    with pytest.raises(forms.ValidationError, match="dai tu"):
        field.clean(["dai tu", ""])
    assert "Xã Đại Từ" in field.widget.render("unit", ["dai tu", ""])
    with pytest.raises(forms.ValidationError):
        field.clean(["không có đâu", ""])
    with pytest.raises(forms.ValidationError):
        field.clean(["", ""])
    assert UnitField(required=False).clean(["", ""]) is None


def test_what_was_typed_after_picking_counts_for_more() -> None:
    picked = Organisation.objects.get(key="so-y-te").pk
    assert str(UnitField().clean(["Sở Y tế", str(picked)])) == "Sở Y tế"
    assert str(UnitField().clean(["Sở Tư pháp", str(picked)])) == "Sở Tư pháp"
