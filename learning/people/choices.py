"""Words that people, facts and reports share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    NOT_STATED = "not_stated", _("Not stated")


class OrganisationKind(models.TextChoices):
    PROVINCE = "province", _("Province")
    DISTRICT = "district", _("District, city or town")
    COMMUNE = "commune", _("Commune or ward")
    PROVINCE_COMMITTEE = "province_committee", _("Provincial People's Committee")
    DEPARTMENT = "department", _("Provincial department")
    AGENCY = "agency", _("Provincial agency")
    COURT = "court", _("Court")
    PROCURACY = "procuracy", _("Procuracy")
    MEDIA = "media", _("Press and broadcasting")
    FRONT = "front", _("Fatherland Front")
    UNION = "union", _("Union or association")
    CENTRE = "centre", _("Centre")
    MANAGEMENT_BOARD = "management_board", _("Management board")

    @classmethod
    def territorial(cls) -> tuple["OrganisationKind", ...]:
        return (cls.PROVINCE, cls.DISTRICT, cls.COMMUNE)
