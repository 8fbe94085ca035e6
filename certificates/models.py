"""What was certified, frozen at issue. A certificate never changes: a correction issues another one."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.wording import CertificateWords
from learning.people.models import Organisation, Person
from learning.records.models import Completion


def private_storage() -> Storage:
    return storages["private"]


class Series(models.Model):
    """The numbers of one issuer in one year; the row is locked while a number is taken, so there are no gaps."""

    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="certificate_series")
    year = models.PositiveSmallIntegerField()
    symbol = models.CharField(max_length=40)
    last_number = models.PositiveIntegerField(default=0)
    is_demo = models.BooleanField(default=False)
    """Demonstration certificates have numbers of their own: removing them leaves no gap in the register."""

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [models.UniqueConstraint(fields=["issuer", "year", "is_demo"], name="one_series_an_issuer_and_year")]

    def __str__(self) -> str:
        return f"{self.symbol} {self.year}"


class Signer(models.Model):
    """Who signs for an issuer, and how the office writes it."""

    issuer = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="certificate_signer")
    issuer_parent = models.CharField(
        _("parent body"), max_length=150, blank=True, default="ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN"
    )
    authority = models.CharField(_("authority (TM., KT., …)"), max_length=60, blank=True)
    position = models.CharField(_("position"), max_length=80, default="GIÁM ĐỐC")
    name = models.CharField(_("name"), max_length=120, blank=True)
    place = models.CharField(_("place"), max_length=80, default="Thái Nguyên")
    symbol = models.CharField(_("symbol in the number"), max_length=40, default="GCN-SLĐTBXH")

    class Meta:
        verbose_name = _("signer of certificates")
        verbose_name_plural = _("signers of certificates")

    def __str__(self) -> str:
        return f"{self.position} {self.name}".strip()


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def valid(self) -> "CertificateQuerySet":
        return self.filter(state=Certificate.State.VALID)

    def of_user(self, user: AbstractBaseUser | AnonymousUser) -> "CertificateQuerySet":
        """Those of the person behind an account, also the second of one edition, which a merge left with the record that went."""
        return self.filter(Q(person__user=user) | Q(person__merged_into__user=user)) if user.is_authenticated else self.none()

    def without_paper(self) -> "CertificateQuerySet":
        return self.filter(pdf="")


class Certificate(models.Model):
    """Its words are written once by issuing.issue; its state is changed by issuing alone."""

    class State(models.TextChoices):
        VALID = "valid", _("valid")
        REPLACED = "replaced", _("replaced")
        WITHDRAWN = "withdrawn", _("withdrawn")

    code = models.CharField(max_length=40, unique=True)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="certificates")
    number = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates")
    completion = models.ForeignKey(Completion, on_delete=models.PROTECT, related_name="certificates")
    edition_key = models.CharField(max_length=60)
    """The course and edition it certifies; with the person it is unique among valid certificates."""
    words = models.JSONField()
    issued_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    """The last day; None: for good. Its state stays: it is the calendar that ends it."""
    issued_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.VALID)
    state_reason = models.CharField(max_length=300, blank=True)
    state_on = models.DateField(null=True, blank=True)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    pdf = models.FileField(storage=private_storage, upload_to="certificates/%Y", blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-pk"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="a_number_is_used_once"),
            models.UniqueConstraint(
                fields=["person", "edition_key"], condition=Q(state="valid"), name="one_valid_certificate_a_person_and_edition"
            ),
            models.UniqueConstraint(
                fields=["completion"], condition=Q(state="valid"), name="one_valid_certificate_a_completion"
            ),
            models.CheckConstraint(
                condition=Q(state="valid", state_reason="", state_on=None)
                | (~Q(state="valid") & ~Q(state_reason="") & Q(state_on__isnull=False)),
                name="a_changed_state_has_reason_and_day",
            ),
        ]

    def __str__(self) -> str:
        return self.words.get("number", self.code)

    def get_absolute_url(self) -> str:
        return reverse("certificate", args=[self.code])

    def sheet(self) -> CertificateWords:
        data: dict[str, Any] = self.words
        return CertificateWords.from_dict(data)

    @property
    def is_expired(self) -> bool:
        return self.state == self.State.VALID and self.valid_until is not None and self.valid_until < timezone.localdate()

    @property
    def standing(self) -> str:
        """Its state today, as a person reads it."""
        return str(_("expired")) if self.is_expired else self.get_state_display()

    @property
    def file_name(self) -> str:
        """Neutral: download lists are read by others."""
        return f"giay-chung-nhan-{self.code.lower()}.pdf"
