"""The lines of a previewed list as the screen shows them, with names only where the one who looks may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning.people.models import LikelyPair, OrganisationVersion, Person
from learning.people.models.organisation import IN_TIME
from learning.people.scopes import Scope
from learning.people.text import words_key
from learning.records.import_preview import Outcome, PreviewRow, unit_text


@dataclass(frozen=True)
class ShownPerson:
    pk: int
    words: str
    why: str
    is_chosen: bool


@dataclass(frozen=True)
class ShownRow:
    preview: PreviewRow
    outcome: str
    unit: str
    unit_text: str
    people: Sequence[ShownPerson]
    problems: Sequence[str]


OUTCOMES = {
    Outcome.NEW: gettext_lazy("new person"),
    Outcome.MATCHED: gettext_lazy("known person"),
    Outcome.REPEATED: gettext_lazy("the same as line %(line)s"),
    Outcome.LEFT_OUT: gettext_lazy("left out"),
    Outcome.BLOCKED: gettext_lazy("cannot be saved"),
}


def shown_rows(rows: Sequence[PreviewRow], scope: Scope) -> list[ShownRow]:
    """One page of lines: four queries, however many."""
    wanted = {c.person_id for row in rows for c in row.candidates} | {row.person_id for row in rows if row.person_id}
    people = Person.objects.select_related("organisation").prefetch_related("organisation__versions", "postings").in_bulk(wanted)
    units = _names({row.unit for row in rows if row.unit})
    return [_shown(row, people, units, scope) for row in rows]


def _shown(row: PreviewRow, people: dict[int, Person], units: dict[int, str], scope: Scope) -> ShownRow:
    outcome = str(OUTCOMES[row.outcome]) % {"line": row.repeats[1] if row.repeats else ""}
    if row.is_remembered:
        outcome = _("%(outcome)s, as decided") % {"outcome": outcome}
    offered = [c for c in row.candidates if c.person_id in people and is_offered(people[c.person_id], row, scope)]
    found = [_person(c.person_id, c.reason, people, scope, row.person_id) for c in offered]
    if row.person_id and row.person_id in people and row.person_id not in {one.pk for one in found}:
        found.insert(0, _person(row.person_id, row.reason, people, scope, row.person_id))
    return ShownRow(row, outcome, units.get(row.unit or 0, ""), unit_text(row.row), found, [p.message for p in row.row.problems])


def is_offered(person: Person, row: PreviewRow, scope: Scope) -> bool:
    """Somebody out of reach only under the name that the line gives: else a phone number would tell whose it is."""
    return person.is_visible_in(scope) or person.words_key == words_key(row.row.full_name)


def _person(pk: int, reason: str, people: dict[int, Person], scope: Scope, chosen: int | None) -> ShownPerson:
    """Somebody of a unit out of reach is told without particulars: enough to decide, nothing to learn."""
    person = people[pk]
    why = str(LikelyPair.Reason(reason).label) if reason in LikelyPair.Reason.values else ""
    if person.is_visible_in(scope):
        born = person.birth_year or ""
        words = ", ".join(filter(None, [person.full_name, str(born), str(person.organisation), person.position]))
    else:
        words = _("somebody of another unit")
    return ShownPerson(pk, words, why, pk == chosen)


def _names(units: set[int]) -> dict[int, str]:
    versions = OrganisationVersion.objects.filter(organisation__in=units).order_by(IN_TIME)
    return {version.organisation_id: version.name for version in versions}
