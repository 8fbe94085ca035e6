"""Units are renamed, merged, split, closed and moved. Past versions never change: an act ends them and opens new ones."""

import datetime
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from learning.people import unit_tree
from learning.people.models import Organisation, OrganisationVersion, Person, RoleAssignment, Succession, User
from learning.people.models.organisation import DAY, on_day
from learning.people.postings import hand_over
from learning.people.refusing import Refused
from learning.people.text import nfc

Naming = Callable[[Sequence[Organisation]], Sequence[str]]
also_touched: list[tuple[Any, Naming]] = []
"""(what, its names): floors above say what else an act touches, as classes under way; filled when the app starts."""

Follower = Callable[[Organisation, Organisation, User, bool], object]
followers: list[Follower] = []
"""What goes over with a merged unit besides its people, told by a floor above: open classes; where wanted, officers' roles."""


@dataclass(frozen=True)
class NewUnit:
    name: str
    kind: str
    parent: Organisation | None
    code: str = ""


@dataclass(frozen=True)
class Touched:
    people: int
    names: tuple[str, ...]
    """The first of them, in the order of names."""
    officers: tuple[str, ...]
    children: tuple[str, ...]
    others: tuple[tuple[str, tuple[str, ...]], ...]


def touched(units: Sequence[Organisation], day: datetime.date, *, names: int = 30) -> Touched:
    """Whom and what an act on these units reaches: who works there, who acts for them, units below, and what is registered."""
    people = Person.objects.standing().filter(organisation__in=units)  # type: ignore[attr-defined]
    officers = RoleAssignment.objects.filter(organisation__in=units).values_list("user__username", flat=True)
    children = OrganisationVersion.objects.filter(parent__in=units).filter(on_day(day)).order_by("search_key")
    return Touched(
        people=people.count(),
        names=tuple(people.order_by("sort_key", "pk").values_list("full_name", flat=True)[:names]),
        officers=tuple(officers.order_by("user__username").distinct()),
        children=tuple(children.values_list("name", flat=True)),
        others=tuple((str(what), tuple(naming(units))) for what, naming in also_touched),
    )


# --- the acts --------------------------------------------------------------------------------------------------


@contextmanager
def _act(on: datetime.date) -> Iterator[None]:
    """One act at a time, whole or not at all; afterwards the units form a tree on every day from then on."""
    with transaction.atomic():
        list(Organisation.objects.select_for_update().order_by("pk").values_list("pk"))
        yield
        unit_tree.check(on)


def rename(unit: Organisation, name: str, *, on: datetime.date, legal_document: str, by: User) -> OrganisationVersion:
    """The same unit under another name: no successor, and its people stay where they are."""
    with _act(on):
        new = _change(unit, on, legal_document, name=name)
        _log(unit, "people.rename_unit", by, on, legal_document, name=new.name)
    return new


def move(unit: Organisation, parent: Organisation, *, on: datetime.date, legal_document: str, by: User) -> OrganisationVersion:
    """The same unit below another one."""
    unit_tree.refuse_circle(unit.pk, {unit.pk: parent.pk})
    with _act(on):
        new = _change(unit, on, legal_document, parent=parent)
        _log(unit, "people.move_unit", by, on, legal_document, parent=parent.pk)
    return new


def merge(
    units: Sequence[Organisation], into: Organisation | NewUnit, *, on: datetime.date, legal_document: str, by: User,
    with_officers: bool = True,
) -> Organisation:  # fmt: skip
    """Several units become one, new or one of them. People and units below go over to it from that day.

    `with_officers`: who acts for one of them acts for the whole from now on; else their role stays with the unit that was.
    Not before that day: roles and open classes have no days of their own and would go over too early.
    """
    if len({unit.pk for unit in units} | ({into.pk} if isinstance(into, Organisation) else set())) < 2:
        raise Refused(_("Please choose at least two units that become one."))
    if on > timezone.localdate():
        raise Refused(_("People and classes go over at once. Please enter the merger on its day or after it."))
    with _act(on):
        heir = _standing(into, on) if isinstance(into, Organisation) else _found(into, on, legal_document)
        for unit in dict.fromkeys(units):
            if unit != heir:
                _merge_one(unit, heir, on, legal_document)
                for follow in followers:
                    follow(unit, heir, by, with_officers)
        _log(heir, "people.merge_units", by, on, legal_document, units=[unit.pk for unit in units])
    return heir


def split(unit: Organisation, into: Sequence[NewUnit], *, on: datetime.date, legal_document: str, by: User) -> list[Organisation]:
    """One unit becomes several. Nobody can say by rule who goes where: its people are listed until they are assigned."""
    if len(into) < 2:
        raise Refused(_("Please name at least two units that come out of the split."))
    with _act(on):
        _end(unit, on)
        _refuse_children(unit, on)
        heirs = [_found(new, on, legal_document) for new in into]
        for heir in heirs:
            _succeed(unit, heir, Succession.Kind.SPLIT, on, legal_document)
        _log(unit, "people.split_unit", by, on, legal_document, into=[heir.pk for heir in heirs])
    return heirs


def close(unit: Organisation, *, on: datetime.date, legal_document: str, by: User) -> None:
    """The unit ends without a successor: `on` is the first day on which it is no more."""
    with _act(on):
        _refuse_children(unit, on)
        _end(unit, on)
        _log(unit, "people.close_unit", by, on, legal_document)


# --- steps -----------------------------------------------------------------------------------------------------


def _end(unit: Organisation, on: datetime.date) -> OrganisationVersion:
    """End the version of that day on the day before. Refused where that would touch the past or skip over a later version."""
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


def _change(unit: Organisation, on: datetime.date, source: str, **changes: Any) -> OrganisationVersion:
    """A new version from that day on, as the one before but for what changes."""
    old = _end(unit, on)
    same: dict[str, Any] = {"name": old.name, "kind": old.kind, "parent": old.parent, "code": old.code, "aliases": old.aliases}
    return _begin(unit, on, source, **(same | changes))


def _begin(unit: Organisation, on: datetime.date, source: str, *, name: str, **fields: Any) -> OrganisationVersion:
    name = nfc(name)
    if not name:
        raise Refused(_("Please give the unit a name."))
    return OrganisationVersion.objects.create(organisation=unit, name=name, valid_from=on, source=source[:100], **fields)


def _found(new: NewUnit, on: datetime.date, source: str) -> Organisation:
    unit = Organisation.objects.create(key=f"u-{uuid.uuid4().hex[:12]}")
    _begin(unit, on, source, name=new.name, kind=new.kind, parent=new.parent, code=new.code)
    return unit


def _standing(unit: Organisation, on: datetime.date) -> Organisation:
    if not OrganisationVersion.objects.filter(organisation=unit, valid_to=None).filter(on_day(on)).exists():
        message = _("%(unit)s does not exist on %(day)s or ends later. Please choose a unit that goes on.")
        raise Refused(message % {"unit": unit, "day": f"{on:%d/%m/%Y}"})
    return unit


def _merge_one(unit: Organisation, heir: Organisation, on: datetime.date, source: str) -> None:
    _end(unit, on)
    _succeed(unit, heir, Succession.Kind.MERGED, on, source)
    for child in _children(unit, on):
        if child.organisation == heir:
            raise Refused(_("A unit cannot take over the one it lies in. Please move it out first."))
        _change(child.organisation, on, source, parent=heir)
    hand_over(unit, heir, from_day=on)


def _succeed(unit: Organisation, heir: Organisation, kind: str, on: datetime.date, source: str) -> None:
    Succession.objects.create(predecessor=unit, successor=heir, kind=kind, effective_on=on, legal_document=source)


def _children(unit: Organisation, on: datetime.date) -> list[OrganisationVersion]:
    return list(OrganisationVersion.objects.filter(parent=unit).filter(on_day(on)).select_related("organisation"))


def _refuse_children(unit: Organisation, on: datetime.date) -> None:
    names = [child.name for child in _children(unit, on)]
    if names:
        message = _("These units still lie below it: %(names)s. Please move or close them first.")
        raise Refused(message % {"names": "; ".join(names[:10])})


def _log(unit: Organisation, action: str, by: User, on: datetime.date, document: str, **more: Any) -> None:
    log(instance=unit, action=action, user=by, data={"on": on.isoformat(), "document": document, **more})
