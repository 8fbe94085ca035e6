"""Somebody the province trains; need not have an account."""

import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.people.choices import Sex
from learning.people.models.audience import Audience
from learning.people.models.organisation import Organisation
from learning.people.scopes import Scope
from learning.people.text import fold, name_sort_key, nfc, words_key


def _begun_by(day: datetime.date) -> Q:
    return Q(valid_from=None) | Q(valid_from__lte=day)


class PersonQuerySet(models.QuerySet["Person"]):
    def standing(self) -> "PersonQuerySet":
        """People who were not found to be somebody else."""
        return self.filter(merged_into=None)

    def visible_in(self, scope: Scope) -> "PersonQuerySet":
        """Those who work in the units of a scope; for reading, those who once did too. The same rule as Person.is_visible_in."""
        if scope.whole_province:
            return self
        if scope.is_for_changing:
            return self.filter(organisation__in=scope.covers)
        postings = Posting.objects.filter(scope.rows("organisation", _begun_by))
        stayed = postings.exclude(person__merged_into=None).values("person__merged_into")  # with a record merged into theirs
        here = Q(organisation__in=scope.covers - scope.left.keys())
        return self.filter(here | Q(pk__in=postings.values("person")) | Q(pk__in=stayed))

    def called(self, words: str) -> "PersonQuerySet":
        """Marks and case do not count: "nguyen thi anh" finds "Nguyễn Thị Ánh"."""
        return self.filter(search_key__contains=fold(words))


class Person(models.Model):
    """Unit and position are those of today; Posting holds them through time, and postings.move_person writes both."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="person")
    full_name = models.CharField(_("full name"), max_length=120)
    sort_key = models.CharField(max_length=500, editable=False, db_index=True)
    search_key = models.CharField(max_length=200, editable=False, db_index=True)
    words_key = models.CharField(max_length=200, editable=False, db_index=True, default="")
    """The folded words of the name in alphabetical order: equal for a name written in another order."""
    sex = models.CharField(_("sex"), max_length=12, choices=Sex.choices, default=Sex.NOT_STATED)
    birth_year = models.PositiveSmallIntegerField(
        _("year of birth"), null=True, blank=True, validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True, db_index=True)
    """As +84…, so that one number is written in one way."""
    email = models.EmailField(_("e-mail"), blank=True)
    citizen_key = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    """Keyed hash of the citizen number (keys.citizen_key); the number itself is not kept."""
    organisation = models.ForeignKey(Organisation, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="people")
    position = models.CharField(_("position"), max_length=120, blank=True)
    position_key = models.CharField(max_length=200, editable=False, default="")
    audience = models.ForeignKey(
        Audience,
        verbose_name=_("audience"),
        on_delete=models.PROTECT,
        related_name="people",
        limit_choices_to={"is_confidential": False},
    )
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from")
    is_demo = models.BooleanField(default=False, editable=False)
    added_on = models.DateField(default=timezone.localdate, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=~Q(full_name=""), name="person_has_a_name"),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="person_sex_is_known_word"),
            models.CheckConstraint(
                condition=Q(birth_year=None) | Q(birth_year__gte=1900, birth_year__lte=2100),
                name="person_birth_year_plausible",
            ),
            models.CheckConstraint(condition=Q(phone="") | Q(phone__startswith="+"), name="person_phone_is_international"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="person_is_not_merged_into_themselves"),
            models.CheckConstraint(condition=Q(merged_into=None) | Q(user=None), name="a_merged_person_has_no_account"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: object, **kwargs: object) -> None:
        is_new = self._state.adding
        self.fill_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        if is_new:
            Posting.objects.create(person=self, organisation_id=self.organisation_id, position=self.position)

    def fill_keys(self) -> None:
        """What is derived from other fields; save() does it, bulk writers must."""
        self.full_name = nfc(self.full_name)
        self.position = nfc(self.position)
        self.position_key = fold(self.position)
        self.sort_key = name_sort_key(self.full_name)
        self.search_key = fold(self.full_name)
        self.words_key = words_key(self.full_name)
        if self.birth_date:
            self.birth_year = self.birth_date.year

    def is_visible_in(self, scope: Scope) -> bool:
        """The same rule as PersonQuerySet.visible_in."""
        if scope.whole_province or scope.is_for_changing:
            return scope.includes(self.organisation_id)
        if self.organisation_id in scope.covers - scope.left.keys():
            return True
        if any(scope.includes(posting.organisation_id, posting.valid_from) for posting in self.postings.all()):
            return True
        return Posting.objects.filter(scope.rows("organisation", _begun_by), person__merged_into=self).exists()

    def posting_on(self, day: datetime.date) -> "Posting | None":
        """Where they worked on that day; before the first posting that is known, the first. One query."""
        postings = sorted(self.postings.all(), key=lambda p: p.valid_from or datetime.date.min)
        started = [p for p in postings if (p.valid_from or datetime.date.min) <= day]
        return started[-1] if started else (postings[0] if postings else None)


class Posting(models.Model):
    """Where somebody works or worked, and as what. Both days belong to the posting; None means: not known, not yet."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="postings")
    organisation = models.ForeignKey(Organisation, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="postings")
    position = models.CharField(_("position"), max_length=120, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        ordering = [F("valid_from").desc(nulls_last=True), "-pk"]
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            models.UniqueConstraint(fields=["person", "valid_from"], name="one_posting_a_start_day"),
            models.UniqueConstraint(fields=["person"], condition=Q(valid_to=None), name="one_current_posting"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="posting_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.organisation_id}"
