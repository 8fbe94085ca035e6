"""Units are renamed, merged, split, closed and moved. Past versions never change: an act ends them and opens new ones."""

import datetime
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from learning.people.models import Organisation, OrganisationVersion, Person, RoleAssignment, Succession, User
from learning.people.models.organisation import on_day
from learning.people.postings import move_person
from learning.people.refusing import Refused
from learning.people.text import nfc

DAY = datetime.timedelta(days=1)
Counter = Callable[[Sequence[Organisation]], int]
counters: list[tuple[Any, Counter]] = []
"""(what is counted, how): floors above say what else an act touches, as classes under way; filled when the app starts."""

Follower = Callable[[Organisation, Organisation, User], object]
followers: list[Follower] = []
"""What goes over with a merged unit besides its people: open classes and officers' roles, told by a floor above."""


@dataclass(frozen=True)
class NewUnit:
    name: str
    kind: str
    parent: Organisation | None
    code: str = ""


@dataclass(frozen=True)
class Touched:
    people: int
    users: int
    children: tuple[str, ...]
    others: tuple[tuple[Any, int], ...]


def touched(units: Sequence[Organisation], day: datetime.date) -> Touched:
    """What an act on these units reaches: people working there, users acting for them, units below, and what is registered."""
    children = OrganisationVersion.objects.filter(parent__in=units).filter(on_day(day)).order_by("search_key")
    return Touched(
        people=Person.objects.standing().filter(organisation__in=units).count(),  # type: ignore[attr-defined]
        users=RoleAssignment.objects.filter(organisation__in=units).values("user").distinct().count(),
        children=tuple(children.values_list("name", flat=True)),
        others=tuple((label, count(units)) for label, count in counters),
    )


# --- the acts --------------------------------------------------------------------------------------------------


@transaction.atomic
def rename(unit: Organisation, name: str, *, on: datetime.date, legal_document: str, by: User) -> OrganisationVersion:
    """The same unit under another name: no successor, and its people stay where they are."""
    old = _end(unit, on)
    new = _version(unit, name, old.kind, old.parent, old.code, on, legal_document)
    _log(unit, "people.rename_unit", by, on, legal_document, name=new.name)
    return new


@transaction.atomic
def move(unit: Organisation, parent: Organisation, *, on: datetime.date, legal_document: str, by: User) -> OrganisationVersion:
    """The same unit below another one."""
    _refuse_circle(unit, parent, on)
    old = _end(unit, on)
    new = _version(unit, old.name, old.kind, parent, old.code, on, legal_document)
    _log(unit, "people.move_unit", by, on, legal_document, parent=parent.pk)
    return new


@transaction.atomic
def merge(
    units: Sequence[Organisation], into: Organisation | NewUnit, *, on: datetime.date, legal_document: str, by: User
) -> Organisation:
    """Several units become one, new or one of them. People and units below go over to it from that day."""
    if len({unit.pk for unit in units}) < (1 if isinstance(into, Organisation) else 2):
        raise Refused(_("Please choose at least two units that become one."))
    going = [unit for unit in units if unit != into]
    heir = into if isinstance(into, Organisation) else _found(into, on, legal_document)
    for unit in going:
        _end(unit, on)
        Succession.objects.create(
            predecessor=unit, successor=heir, kind=Succession.Kind.MERGED, effective_on=on, legal_document=legal_document
        )
        _hand_children(unit, heir, on, legal_document)
        _move_people(unit, heir, on)
        for follow in followers:
            follow(unit, heir, by)
    _log(heir, "people.merge_units", by, on, legal_document, units=[unit.pk for unit in units])
    return heir


@transaction.atomic
def split(
    unit: Organisation, into: Sequence[NewUnit], *, on: datetime.date, legal_document: str, by: User
) -> list[Organisation]:
    """One unit becomes several. Nobody can say by rule who goes where: its people are listed until they are assigned."""
    if len(into) < 2:
        raise Refused(_("Please name at least two units that come out of the split."))
    _end(unit, on)
    _refuse_children(unit, on)
    heirs = [_found(new, on, legal_document) for new in into]
    for heir in heirs:
        Succession.objects.create(
            predecessor=unit, successor=heir, kind=Succession.Kind.SPLIT, effective_on=on, legal_document=legal_document
        )
    _log(unit, "people.split_unit", by, on, legal_document, into=[heir.pk for heir in heirs])
    return heirs


@transaction.atomic
def close(unit: Organisation, *, on: datetime.date, legal_document: str, by: User) -> None:
    """The unit ends without a successor: `on` is the first day on which it is no more."""
    _refuse_children(unit, on)
    _end(unit, on)
    _log(unit, "people.close_unit", by, on, legal_document)


# --- steps -----------------------------------------------------------------------------------------------------


def _end(unit: Organisation, on: datetime.date) -> OrganisationVersion:
    """End the version of today on the day before. Refused where that would touch the past or skip over a later version."""
    Organisation.objects.select_for_update().get(pk=unit.pk)
    version = OrganisationVersion.objects.filter(organisation=unit).filter(on_day(on)).first()
    if version is None:
        message = _("%(unit)s does not exist on %(day)s. Please check the day.")
        raise Refused(message % {"unit": unit, "day": f"{on:%d/%m/%Y}"})
    if version.valid_from is not None and version.valid_from >= on:
        message = _("%(unit)s has begun on %(day)s as it is; please give a later day.")
        raise Refused(message % {"unit": unit, "day": f"{version.valid_from:%d/%m/%Y}"})
    if version.valid_to is not None:
        message = _("It is known already that %(unit)s ends on %(day)s. What is written down stays.")
        raise Refused(message % {"unit": unit, "day": f"{version.valid_to:%d/%m/%Y}"})
    version.valid_to = on - DAY
    version.save(update_fields=["valid_to"])
    return version


def _version(
    unit: Organisation, name: str, kind: str, parent: Organisation | None, code: str, on: datetime.date, source: str
) -> OrganisationVersion:
    name = nfc(name)
    if not name:
        raise Refused(_("Please give the unit a name."))
    return OrganisationVersion.objects.create(
        organisation=unit, name=name, kind=kind, parent=parent, code=code, valid_from=on, source=source[:100]
    )


def _found(new: NewUnit, on: datetime.date, source: str) -> Organisation:
    unit = Organisation.objects.create(key=f"u-{uuid.uuid4().hex[:12]}")
    _version(unit, new.name, new.kind, new.parent, new.code, on, source)
    return unit


def _children(unit: Organisation, on: datetime.date) -> list[OrganisationVersion]:
    return list(OrganisationVersion.objects.filter(parent=unit).filter(on_day(on)).select_related("organisation"))


def _hand_children(unit: Organisation, heir: Organisation, on: datetime.date, source: str) -> None:
    for child in _children(unit, on):
        if child.organisation == heir:
            raise Refused(_("A unit cannot take over the one it lies in. Please move it out first."))
        old = _end(child.organisation, on)
        _version(child.organisation, old.name, old.kind, heir, old.code, on, source)


def _refuse_children(unit: Organisation, on: datetime.date) -> None:
    names = [child.name for child in _children(unit, on)]
    if names:
        message = _("These units still lie below it: %(names)s. Please move or close them first.")
        raise Refused(message % {"names": "; ".join(names[:10])})


def _refuse_circle(unit: Organisation, parent: Organisation, on: datetime.date) -> None:
    if f"/{unit.pk}/" in parent.path_on(on):
        raise Refused(_("A unit cannot lie below itself. Please choose another unit above it."))


def _move_people(unit: Organisation, heir: Organisation, on: datetime.date) -> None:
    """From that day on they work in the heir, in the position they had."""
    people: Iterable[Person] = Person.objects.filter(organisation=unit).iterator(chunk_size=500)
    for person in people:
        move_person(person, heir, person.position, from_day=on)


def _log(unit: Organisation, action: str, by: User, on: datetime.date, document: str, **more: Any) -> None:
    log(instance=unit, action=action, user=by, data={"on": on.isoformat(), "document": document, **more})
