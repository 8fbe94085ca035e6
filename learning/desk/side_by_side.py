"""Two records beside each other, as somebody needs to see them who decides whether they are one person."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from certificates.models import Certificate
from learning.people.models import Person, Posting
from learning.records.models import Completion


@dataclass(frozen=True)
class Line:
    label: str
    value: str
    differs: bool


@dataclass(frozen=True)
class Side:
    person: Person
    lines: tuple[Line, ...]


def side_by_side(first: Person, second: Person) -> tuple[Side, Side]:
    """Four queries for the two. Of a telephone only its end; never a citizen number."""
    postings = _postings([first.pk, second.pk])
    trainings = _counted(Completion.objects.standing(), [first.pk, second.pk])  # type: ignore[attr-defined]
    certificates = _counted(Certificate.objects.valid(), [first.pk, second.pk])  # type: ignore[attr-defined]
    mine, theirs = (
        _said(one, postings.get(one.pk, []), trainings.get(one.pk, 0), certificates.get(one.pk, 0)) for one in (first, second)
    )
    return Side(first, _lines(mine, theirs)), Side(second, _lines(theirs, mine))


def _lines(said: dict[str, str], other: dict[str, str]) -> tuple[Line, ...]:
    return tuple(Line(label, value, value != other[label]) for label, value in said.items())


def _said(person: Person, postings: Iterable[Posting], trainings: int, certificates: int) -> dict[str, str]:
    return {
        _("Sex"): person.get_sex_display(),
        _("Born"): born(person),
        _("Unit and position"): "; ".join(_posting_in_words(one) for one in postings),
        _("Phone"): phone_end(person),
        _("Account"): _("yes") if person.user_id else _("no"),
        _("Trainings completed"): str(trainings),
        _("Valid certificates"): str(certificates),
        _("Entered on"): f"{person.added_on:%d/%m/%Y}",
    }


def born(person: Person) -> str:
    return f"{person.birth_date:%d/%m/%Y}" if person.birth_date else str(person.birth_year or "")


def phone_end(person: Person) -> str:
    """Enough to compare, too little to call."""
    return f"…{person.phone[-3:]}" if person.phone else ""


def _posting_in_words(one: Posting) -> str:
    place = ", ".join(part for part in (str(one.organisation), one.position) if part)
    days = "–".join(f"{day:%d/%m/%Y}" if day else "" for day in (one.valid_from, one.valid_to))
    return f"{place} ({days})" if days.strip("–") else place


def _postings(people: list[int]) -> dict[int, list[Posting]]:
    found: dict[int, list[Posting]] = {}
    rows = Posting.objects.filter(person__in=people).select_related("organisation").prefetch_related("organisation__versions")
    for one in rows:
        found.setdefault(one.person_id, []).append(one)
    return found


def _counted(rows: QuerySet[Any], people: list[int]) -> dict[int, int]:
    grouped = rows.filter(person__in=people).order_by().values("person").annotate(n=Count("pk"))
    return {row["person"]: row["n"] for row in grouped}
