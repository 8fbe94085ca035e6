"""An officer changes office, or a unit is merged into another: what they had in hand moves, in one logged act."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from learning.people.models import CorrectionRequest, LikelyPair, Organisation, RoleAssignment, User
from learning.people.refusing import Refused
from learning.people.roles import reach, today_of
from learning.people.scopes import Scope
from learning.records.models import Roster, TrainingClass

Role = RoleAssignment.Role


@dataclass(frozen=True)
class Work:
    """What one officer has in hand by their roles in one unit. Roles and classes move; what waits in the unit is found there."""

    roles: QuerySet[RoleAssignment]
    classes: QuerySet[TrainingClass]
    corrections: int
    lists: int
    pairs: int


def work_of(officer: User, organisation: Organisation | None) -> Work:
    """`organisation` None: the role for the whole province. An inspector's office is not the inspected's to give."""
    roles = RoleAssignment.objects.filter(user=officer, organisation=organisation).exclude(role=Role.INSPECTOR)
    scope = _scope(organisation)
    return Work(
        roles=roles,
        classes=TrainingClass.objects.under_way().filter(run_by=officer).visible_in(scope),
        corrections=CorrectionRequest.objects.open().visible_in(scope).count(),
        lists=Roster.objects.filter(state=Roster.State.READ).visible_in(scope).count(),
        pairs=LikelyPair.objects.open().visible_in(scope).count(),
    )


@transaction.atomic
def hand_over(from_user: User, to_user: User, organisation: Organisation | None, *, by: User) -> dict[str, int]:
    """The roles of that unit and the classes under way that the officer ran in it. How many of each."""
    if from_user == to_user:
        raise Refused(_("Please choose somebody else to take over: nobody hands over to themselves."))
    if not to_user.is_active:
        raise Refused(_("The account of this person is closed. Please choose somebody else to take over."))
    users = list(User.objects.select_for_update().filter(pk__in=[from_user.pk, to_user.pk]).order_by("pk"))
    work = work_of(from_user, organisation)
    roles = list(work.roles.select_for_update().order_by("pk"))
    if len(users) < 2 or not roles:
        raise Refused(_("This person has no role in this unit any more. Nothing was handed over."))
    classes = list(work.classes.values_list("pk", flat=True))
    for assignment in roles:
        _give(assignment, user=to_user)
    TrainingClass.objects.filter(pk__in=classes).update(run_by=to_user)
    log(
        instance=organisation or from_user, action="people.hand_over", user=by,
        data={"from": from_user.pk, "to": to_user.pk, "roles": [str(a.role) for a in roles], "classes": classes},
    )  # fmt: skip
    return {"roles": len(roles), "classes": len(classes)}


def follow(old: Organisation, new: Organisation, by: User, with_officers: bool) -> None:
    """For reorganising.followers."""
    move_unit_work(old, new, by=by, with_officers=with_officers)


@transaction.atomic
def move_unit_work(
    old: Organisation, new: Organisation, *, by: User | None, with_officers: bool = True
) -> dict[str, int]:
    """The classes under way and the officers of a unit that became part of another. Closed classes stay where they were."""
    if old == new:
        raise Refused(_("Please choose another unit."))
    under_way = TrainingClass.objects.under_way().filter(organisation=old)
    classes = list(under_way.select_for_update(of=("self",)).values_list("pk", flat=True))
    TrainingClass.objects.filter(pk__in=classes).update(organisation=new)
    theirs = RoleAssignment.objects.filter(organisation=old) if with_officers else RoleAssignment.objects.none()
    roles = list(theirs.select_for_update(of=("self",)).order_by("pk"))
    for assignment in roles:
        _give(assignment, organisation=new)
    log(
        instance=old, action="people.hand_over", user=by,
        data={"unit": old.pk, "to_unit": new.pk, "roles": len(roles), "classes": classes},
    )  # fmt: skip
    return {"roles": len(roles), "classes": len(classes)}


def _give(assignment: RoleAssignment, **to: User | Organisation) -> None:
    """To somebody who has the same role for the same unit already there is nothing to give."""
    same = {"user": assignment.user, "role": assignment.role, "organisation": assignment.organisation} | to
    if RoleAssignment.objects.filter(**same).exists():
        assignment.delete()
        return
    for name, value in to.items():
        setattr(assignment, name, value)
    assignment.save(update_fields=list(to))


def _scope(organisation: Organisation | None) -> Scope:
    return today_of(reach({organisation.pk})) if organisation else Scope(whole_province=True)


# --- who may hand over what to whom ----------------------------------------------------------------------------


def assignments_in(scope: Scope) -> QuerySet[RoleAssignment]:
    """The offices that somebody who may hand over within this scope can hand over."""
    every = RoleAssignment.objects.select_related("user__person").filter(user__is_superuser=False)
    if scope.whole_province:
        return every.exclude(role=Role.INSPECTOR)
    return every.filter(organisation__in=scope.covers).exclude(role=Role.INSPECTOR)


def receivers_in(scope: Scope) -> QuerySet[User]:
    """Accounts of people, or of officers, of the units of a scope."""
    active = User.objects.filter(is_active=True)
    if scope.whole_province:
        return active
    officers = RoleAssignment.objects.filter(organisation__in=scope.covers).values("user")
    return active.filter(person__organisation__in=scope.covers) | active.filter(pk__in=officers)

