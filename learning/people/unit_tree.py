"""On every day the units form a tree: each lies below one that exists, none below itself."""

import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from learning.people.models import Organisation, OrganisationVersion
from learning.people.models.organisation import DAY
from learning.people.refusing import Refused


def check(from_day: datetime.date) -> None:
    """Refused where the tree does not hold on that day or on any later one on which a unit begins or has ended."""
    versions = list(OrganisationVersion.objects.filter(Q(valid_to=None) | Q(valid_to__gte=from_day)))
    for day in _turning_days(versions, from_day):
        parents = {version.organisation_id: version.parent_id for version in versions if version.stands_on(day)}
        for unit in parents:
            _refuse_orphan(unit, parents, day)
            refuse_circle(unit, parents)


def _turning_days(versions: list[OrganisationVersion], from_day: datetime.date) -> list[datetime.date]:
    begun = {version.valid_from for version in versions if version.valid_from and version.valid_from > from_day}
    gone = {version.valid_to + DAY for version in versions if version.valid_to}
    return sorted({from_day} | begun | gone)


def _refuse_orphan(unit: int, parents: dict[int, int | None], day: datetime.date) -> None:
    parent = parents[unit]
    if parent is None or parent in parents:
        return
    message = _(
        "On %(day)s %(unit)s would lie below %(parent)s, which does not exist on that day. Please choose another unit or day."
    )
    units = Organisation.objects.in_bulk([unit, parent])
    raise Refused(message % {"day": f"{day:%d/%m/%Y}", "unit": units[unit], "parent": units[parent].name_on(day)})


def refuse_circle(unit: int, parents: dict[int, int | None]) -> None:
    seen, above = {unit}, parents[unit]
    while above is not None:
        if above in seen:
            raise Refused(_("A unit cannot lie below itself. Please choose another unit above it."))
        seen.add(above)
        above = parents.get(above)
