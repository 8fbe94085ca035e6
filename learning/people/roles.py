"""What each role may do, in words an auditor can read, and the one rule for whose results somebody may see."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from learning.people.models import RoleAssignment, User


class Permission(StrEnum):
    SEE_COUNTS = "see counts"
    SEE_PEOPLE_BEHIND_COUNTS = "see the people behind counts"


@dataclass(frozen=True)
class RoleDescription:
    description: str
    permissions: frozenset[Permission]
    whole_province: bool


ROLES = {
    RoleAssignment.Role.UNIT_OFFICER: RoleDescription(
        "Sees the counts of one unit and the units below it, and the people behind them.",
        frozenset({Permission.SEE_COUNTS, Permission.SEE_PEOPLE_BEHIND_COUNTS}),
        whole_province=False,
    ),
    RoleAssignment.Role.DOLISA_OFFICER: RoleDescription(
        "Coordinates the plan (plan part V.1): sees the counts of all units and the people behind them.",
        frozenset({Permission.SEE_COUNTS, Permission.SEE_PEOPLE_BEHIND_COUNTS}),
        whole_province=True,
    ),
    RoleAssignment.Role.INSPECTOR: RoleDescription(
        "Reads what a DOLISA officer reads and changes nothing (plan part III.4).",
        frozenset({Permission.SEE_COUNTS, Permission.SEE_PEOPLE_BEHIND_COUNTS}),
        whole_province=True,
    ),
}


@dataclass(frozen=True)
class Scope:
    """The units whose results a user may see: the whole province, or some units with all below them."""

    whole_province: bool = False
    organisation_ids: frozenset[int] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return self.whole_province or bool(self.organisation_ids)


def scope_of(user: User | AnonymousUser, permission: Permission) -> Scope:
    """Where the user may do this. An administrator (superuser) may do it everywhere. One query."""
    if not user.is_authenticated or not user.is_active:
        return Scope()
    if user.is_superuser:
        return Scope(whole_province=True)
    granted = [
        assignment
        for assignment in user.role_assignments.all()
        if permission in ROLES[RoleAssignment.Role(assignment.role)].permissions
    ]
    return Scope(
        whole_province=any(ROLES[RoleAssignment.Role(a.role)].whole_province for a in granted),
        organisation_ids=frozenset(a.organisation_id for a in granted if a.organisation_id is not None),
    )


def signed_in(request: HttpRequest) -> User:
    """The account of a request behind login_required."""
    assert isinstance(request.user, User)  # noqa: S101 -- a promise of login_required, told to the type checker
    return request.user
