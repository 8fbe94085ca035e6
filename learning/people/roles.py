"""What each role may do, in words an auditor can read, and the one rule for how far it reaches.

As a question about an object: `may(user, permission, object)`. As a queryset: `queryset.visible_in(scope_of(user, permission))`.
Both rest on the same Scope.
"""

import datetime
from collections import defaultdict
from enum import StrEnum
from typing import ClassVar, Protocol

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learning.people.models import OrganisationVersion, RoleAssignment, Succession, User
from learning.people.scopes import Scope

FOREVER = datetime.date.max


class Permission(StrEnum):
    SEE_COUNTS = "see counts"
    SEE_PEOPLE_BEHIND_COUNTS = "see the people behind counts"
    SEE_ORGANISATIONS = "see organisations through time"
    MANAGE_ORGANISATIONS = "rename, merge, split, close and move organisations"
    SEE_PEOPLE = "see people and their training records"
    MANAGE_PEOPLE = "enter and correct people, give codes, open accounts, decide on requests"
    MERGE_PEOPLE = "decide whether two records are one person"
    SEE_CLASSES = "see classes and who was there"
    RUN_CLASSES = "plan and run classes, take in lists, close classes"
    REOPEN_CLASSES = "reopen a closed class"
    REGRADE = "mark a question again and decide on the certificates"
    SEE_REQUIREMENTS = "see required training and who is not done"
    MANAGE_REQUIREMENTS = "set required training"
    HAND_OVER = "hand an officer's work over to another"
    ASSIGN_ROLES = "give and take away roles"


_READING = frozenset(
    {
        Permission.SEE_COUNTS,
        Permission.SEE_PEOPLE_BEHIND_COUNTS,
        Permission.SEE_ORGANISATIONS,
        Permission.SEE_PEOPLE,
        Permission.SEE_CLASSES,
        Permission.SEE_REQUIREMENTS,
    }
)


class Role:
    """One role: a description for people, and what it may do."""

    description: ClassVar["Promise | str"]
    permissions: ClassVar[frozenset[Permission]]
    whole_province: ClassVar[bool] = False


class ClassOrganiser(Role):
    description = _("Plans and runs the classes of one unit and the units below it, and takes in their lists of participants.")
    permissions = frozenset({Permission.SEE_CLASSES, Permission.RUN_CLASSES})


class UnitOfficer(Role):
    description = _(
        "Sees the counts, people and classes of one unit and the units below it, today and in the past; keeps its people's "
        "records, opens accounts, runs its classes and says which training its staff must have."
    )
    permissions = _READING | {
        Permission.MANAGE_PEOPLE,
        Permission.MERGE_PEOPLE,
        Permission.RUN_CLASSES,
        Permission.MANAGE_REQUIREMENTS,
        Permission.HAND_OVER,
    }


class DolisaOfficer(Role):
    description = _(
        "Coordinates the plan (plan part V.1): does for the whole province what a unit officer does for a unit; also changes "
        "organisations, reopens classes and marks questions again."
    )
    permissions = frozenset(Permission) - {Permission.ASSIGN_ROLES}
    whole_province = True


class Inspector(Role):
    description = _("Reads what a DOLISA officer reads and changes nothing (plan part III.4).")
    permissions = _READING
    whole_province = True


class Administrator(Role):
    """Not assigned: it is what Django calls a superuser."""

    description = _("Sets the platform up; may do everything everywhere, and every act is in the log.")
    permissions = frozenset(Permission)
    whole_province = True


ROLES: dict[str, type[Role]] = {
    RoleAssignment.Role.CLASS_ORGANISER: ClassOrganiser,
    RoleAssignment.Role.UNIT_OFFICER: UnitOfficer,
    RoleAssignment.Role.DOLISA_OFFICER: DolisaOfficer,
    RoleAssignment.Role.INSPECTOR: Inspector,
}


class Visible(Protocol):
    def is_visible_in(self, scope: Scope) -> bool: ...


def roles_of(user: User) -> list[tuple[type[Role], int | None]]:
    """(role, unit) of each assignment. One query, none where the assignments were prefetched."""
    if user.is_superuser:
        return [(Administrator, None)]
    return [(ROLES[assignment.role], assignment.organisation_id) for assignment in user.role_assignments.all()]


def granted_to(user: User | AnonymousUser) -> frozenset[Permission]:
    """All that the user may do somewhere. One query."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    return frozenset[Permission]().union(*(role.permissions for role, _unit in roles_of(user)))


def scope_of(user: User | AnonymousUser, permission: Permission) -> Scope:
    """How far the user may do this. One query; two more for those whose role is tied to a unit."""
    if not isinstance(user, User) or not user.is_active:
        return Scope()
    granted = [(role, unit) for role, unit in roles_of(user) if permission in role.permissions]
    if any(role.whole_province for role, _unit in granted):
        return Scope(whole_province=True)
    scope = reach({unit for _role, unit in granted if unit is not None})
    return scope if permission in _READING else today_of(scope)


def may(user: User | AnonymousUser, permission: Permission, thing: Visible | None = None) -> bool:
    """May the user do this, to this one where one is named?"""
    scope = scope_of(user, permission)
    return bool(scope) and (thing is None or thing.is_visible_in(scope))


def reach(units: set[int]) -> Scope:
    """Everything at or below the units on any day, with what was renamed or merged into any of it. Two queries.

    What a split unit leaves behind is not attributed to its heirs: nobody could say whose it is.
    """
    if not units:
        return Scope()
    below, forerunners = _below(), _forerunners()
    until = _last_days(units, below, forerunners)
    roots = units.union(*(forerunners[unit] for unit in until))
    left = {unit: day for unit, day in until.items() if day != FOREVER}
    return Scope(roots=frozenset(roots), covers=frozenset(until), left=left)


def today_of(scope: Scope) -> Scope:
    """What may be changed: the units that lie here today or stand nowhere any more, and who works in them."""
    here = scope.covers - scope.left.keys()
    return Scope(roots=scope.roots & here, covers=here, is_for_changing=True)


def _below() -> dict[int, dict[int, datetime.date]]:
    """By unit, what lay directly below it, and until when; a unit that stands nowhere any more has not gone elsewhere."""
    today, versions = timezone.localdate(), list(OrganisationVersion.objects.order_by("pk"))
    standing = {version.organisation_id for version in versions if version.stands_on(today)}
    below: dict[int, dict[int, datetime.date]] = defaultdict(dict)
    for version in versions:
        unit, last_day = version.organisation_id, version.valid_to or FOREVER
        stays = unit not in standing or last_day >= today
        if version.parent_id:
            known = below[version.parent_id].get(unit, datetime.date.min)
            below[version.parent_id][unit] = max(known, FOREVER if stays else last_day)
    return below


def _forerunners() -> dict[int, set[int]]:
    forerunners: dict[int, set[int]] = defaultdict(set)
    kinds = [Succession.Kind.RENAMED, Succession.Kind.MERGED]
    for before, after in Succession.objects.filter(kind__in=kinds).values_list("predecessor_id", "successor_id"):
        forerunners[after].add(before)
    return forerunners


def _last_days(
    units: set[int], below: dict[int, dict[int, datetime.date]], forerunners: dict[int, set[int]]
) -> dict[int, datetime.date]:
    """Every unit reached, and the last day on which it was: that of the way on which each step lasted longest."""
    until: dict[int, datetime.date] = {}
    waiting = [(unit, FOREVER) for unit in units]
    while waiting:
        unit, day = waiting.pop()
        if until.get(unit, datetime.date.min) >= day:
            continue
        until[unit] = day
        waiting += [(child, min(day, last_day)) for child, last_day in below[unit].items()]
        waiting += [(before, day) for before in forerunners[unit]]
    return until


def signed_in(request: HttpRequest) -> User:
    """The account of a request behind login_required."""
    assert isinstance(request.user, User)  # noqa: S101 -- a promise of login_required, told to the type checker
    return request.user
