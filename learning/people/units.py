"""The units somebody may choose on a day, grouped for a plain select box that works without scripts."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from learning.people.choices import OrganisationKind
from learning.people.models import OrganisationVersion
from learning.people.models.organisation import on_day
from learning.people.scopes import Scope
from learning.people.text import name_sort_key

Choice = tuple[int, str]


def unit_choices(day: datetime.date) -> list[tuple[str, list[Choice]]]:
    """Groups of (organisation id, name): provincial bodies first, then communes and wards. One query."""
    bodies: list[Choice] = []
    districts: list[Choice] = []
    communes: list[Choice] = []
    for version in OrganisationVersion.objects.filter(on_day(day)).exclude(kind=OrganisationKind.PROVINCE):
        group = {"commune": communes, "district": districts}.get(version.kind, bodies)
        group.append((version.organisation_id, version.name))
    groups = [(_("Provincial bodies"), bodies), (_("Districts"), districts), (_("Communes and wards"), communes)]
    return [(label, sorted(group, key=_by_plain_name)) for label, group in groups if group]


def choices_within(scope: Scope) -> list[tuple[str, list[Choice]]]:
    """Those of today that a scope reaches. One query."""
    groups = unit_choices(timezone.localdate())
    within = [(label, [choice for choice in units if scope.includes(choice[0])]) for label, units in groups]
    return [(label, units) for label, units in within if units]


def _by_plain_name(choice: Choice) -> str:
    """Units sort by their name read from the left; the kind of unit ("Xã", "Phường") does not count."""
    words = choice[1].split()
    if words and words[0].casefold() in {"xã", "phường", "huyện"}:
        words = words[1:]
    return name_sort_key(" ".join([*words[1:], words[0]])) if words else ""
