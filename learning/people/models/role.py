"""Which user acts in which role, and for which unit."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from learning.people.models.organisation import Organisation


class RoleAssignment(models.Model):
    class Role(models.TextChoices):
        CLASS_ORGANISER = "class_organiser", _("Class organiser")
        UNIT_OFFICER = "unit_officer", _("Unit officer")
        DOLISA_OFFICER = "dolisa_officer", _("DOLISA officer")
        INSPECTOR = "inspector", _("Inspector")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_assignments")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("unit"))

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "organisation"], name="one_assignment_a_role_and_unit"),
            models.CheckConstraint(
                condition=~Q(role__in=["unit_officer", "class_organiser"]) | Q(organisation__isnull=False),
                name="an_officer_of_a_unit_has_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}"
