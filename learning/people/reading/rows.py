"""What a list says, after it was read."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MAX_ROWS = 10_000


class NotAList(Exception):
    """The file cannot be read as a list of people; the message says what to do."""


class Field(StrEnum):
    NUMBER = "number"
    FULL_NAME = "full_name"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    SEX = "sex"
    FEMALE_MARK = "female_mark"
    MALE_MARK = "male_mark"
    BIRTH = "birth"
    BIRTH_FEMALE = "birth_female"
    BIRTH_MALE = "birth_male"
    CITIZEN_NUMBER = "citizen_number"
    PHONE = "phone"
    EMAIL = "email"
    POSITION = "position"
    POSITION_AND_UNIT = "position_and_unit"
    UNIT = "unit"
    COMMUNE = "commune"
    DISTRICT = "district"
    PRE_SCORE = "pre_score"
    POST_SCORE = "post_score"
    NOTE = "note"
    SIGNATURE = "signature"
    ETHNIC_ORIGIN = "ethnic_origin"
    IGNORED = "ignored"

    @property
    def label(self) -> "Promise | str":
        return LABELS[self]


LABELS: dict[Field, Any] = {
    Field.NUMBER: _("Number in the list"),
    Field.FULL_NAME: _("Full name"),
    Field.FAMILY_NAME: _("Family and middle name"),
    Field.GIVEN_NAME: _("Given name"),
    Field.SEX: _("Sex"),
    Field.FEMALE_MARK: _("Mark for women"),
    Field.MALE_MARK: _("Mark for men"),
    Field.BIRTH: _("Date or year of birth"),
    Field.BIRTH_FEMALE: _("Year of birth, women"),
    Field.BIRTH_MALE: _("Year of birth, men"),
    Field.CITIZEN_NUMBER: _("Citizen number (only compared, not kept)"),
    Field.PHONE: _("Phone"),
    Field.EMAIL: _("E-mail"),
    Field.POSITION: _("Position"),
    Field.POSITION_AND_UNIT: _("Position and unit in one"),
    Field.UNIT: _("Unit"),
    Field.COMMUNE: _("Commune or ward"),
    Field.DISTRICT: _("District"),
    Field.PRE_SCORE: _("Score before the class"),
    Field.POST_SCORE: _("Score after the class"),
    Field.NOTE: _("Note"),
    Field.SIGNATURE: _("Signature"),
    Field.ETHNIC_ORIGIN: _("Ethnic origin (not taken)"),
    Field.IGNORED: _("Not taken"),
}


@dataclass(frozen=True)
class Problem:
    """What is wrong in a row, in plain words. `blocks`: the row cannot be saved as it stands."""

    sheet: str
    row: int
    column: str
    message: str
    blocks: bool = False


@dataclass(frozen=True)
class Column:
    index: int
    heading: str
    field: Field


@dataclass(frozen=True)
class ReadRow:
    """One person as a line says; `line` as Excel shows it. The citizen number is for matching only."""

    sheet: str
    line: int
    full_name: str = ""
    sex: str = "not_stated"
    birth_date: datetime.date | None = None
    birth_year: int | None = None
    phone: str = ""
    email: str = ""
    citizen_number: str = ""
    position: str = ""
    unit_text: str = ""
    commune_text: str = ""
    district_text: str = ""
    group_text: str = ""
    note: str = ""
    pre_score: Decimal | None = None
    post_score: Decimal | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def is_blocked(self) -> bool:
        return any(problem.blocks for problem in self.problems)


@dataclass(frozen=True)
class SheetReading:
    """`header_lines`: first and last, counted from 1; (0, 0) where the list has no headings."""

    name: str
    title_lines: tuple[str, ...]
    header_lines: tuple[int, int]
    columns: tuple[Column, ...]
    encoding: str
    proposed_encoding: str
    rows: tuple[ReadRow, ...]
    left_out: tuple[tuple[int, str, str], ...]
    samples: tuple[tuple[str, str], ...] = ()
    """Some names as written and as repaired, where the encoding was repaired."""


@dataclass(frozen=True)
class Reading:
    """`notices`: what is said about a sheet as a whole."""

    sheets: tuple[SheetReading, ...]
    notices: tuple[Problem, ...] = ()

    @property
    def rows(self) -> tuple[ReadRow, ...]:
        return tuple(row for sheet in self.sheets for row in sheet.rows)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (*self.notices, *(problem for row in self.rows for problem in row.problems))


@dataclass(frozen=True)
class Corrections:
    """What somebody set right about the reading of a file."""

    columns: Mapping[str, Mapping[int, Field]] = field(default_factory=dict)
    encodings: Mapping[str, str] = field(default_factory=dict)
    header_lines: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    skipped_sheets: frozenset[str] = frozenset()

    def to_json(self) -> dict[str, Any]:
        return {
            "columns": {sheet: {str(index): str(f) for index, f in columns.items()} for sheet, columns in self.columns.items()},
            "encodings": dict(self.encodings),
            "header_lines": {sheet: list(lines) for sheet, lines in self.header_lines.items()},
            "skipped_sheets": sorted(self.skipped_sheets),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        columns = data.get("columns", {})
        return cls(
            columns={sheet: {int(index): Field(f) for index, f in one.items()} for sheet, one in columns.items()},
            encodings=dict(data.get("encodings", {})),
            header_lines={sheet: (int(lines[0]), int(lines[1])) for sheet, lines in data.get("header_lines", {}).items()},
            skipped_sheets=frozenset(data.get("skipped_sheets", ())),
        )
