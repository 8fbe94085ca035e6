"""Who acts in which role: given and taken away, each with a line in the log."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from learning.people.models import Organisation, RoleAssignment, User
from learning.people.refusing import Refused

OF_A_UNIT = {RoleAssignment.Role.UNIT_OFFICER, RoleAssignment.Role.CLASS_ORGANISER}


@transaction.atomic
def assign(user: User, role: str, organisation: Organisation | None, *, by: User) -> RoleAssignment:
    """Giving a role again changes nothing. A role of the whole province has no unit."""
    if role in OF_A_UNIT and organisation is None:
        raise Refused(_("This role is tied to a unit. Please name the unit."))
    if not user.is_active:
        raise Refused(_("This account is switched off. Please choose another one."))
    unit = organisation if role in OF_A_UNIT else None
    assignment, made = RoleAssignment.objects.get_or_create(user=user, role=role, organisation=unit)
    if made:
        log(instance=user, action="people.assign_role", user=by, data={"role": role, "unit": unit.pk if unit else None})
    return assignment


@transaction.atomic
def take_away(assignment: RoleAssignment, *, by: User) -> None:
    data = {"role": assignment.role, "unit": assignment.organisation_id}
    log(instance=assignment.user, action="people.take_role_away", user=by, data=data)
    assignment.delete()
