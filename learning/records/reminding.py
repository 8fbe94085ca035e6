"""Remind people of the class they are registered in. The words are neutral: others read their screens, too."""

import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from learning.people.models import Person
from learning.records.models import Registration, Reminder, TrainingClass

DAYS_BEFORE = 3
STAGES = (30, 7, 0)
"""Days before the last day for something: so many before at most, and once when it is over."""


def remind(day: datetime.date) -> int:
    """Remind those registered in classes that begin within DAYS_BEFORE days, once a class; how many were reminded."""
    last = day + datetime.timedelta(days=DAYS_BEFORE)
    announced = [TrainingClass.State.OPEN, TrainingClass.State.RUNNING]
    classes = TrainingClass.objects.filter(state__in=announced).annotate(begins=Min("sessions__day"))
    count = 0
    for held in classes.filter(begins__gte=day, begins__lte=last):
        taking_part = Registration.objects.taking_part().filter(training_class=held).select_related("person__user")  # type: ignore[attr-defined]
        for registration in taking_part:
            count += tell(registration.person, f"class:{held.pk}:{held.begins.isoformat()}", begins_text(held.begins))
    return count


def begins_text(day: datetime.date) -> str:
    return _("You have a date on %(day)s. Please sign in to see it: %(link)s") % {"day": f"{day:%d/%m/%Y}", "link": link()}


def date_text() -> str:
    with override(settings.LANGUAGE_CODE):
        return _("You have a date to keep. Please sign in to see it: %(link)s") % {"link": link()}


def news_text() -> str:
    with override(settings.LANGUAGE_CODE):
        return _("There is something new for you. Please sign in to see it: %(link)s") % {"link": link()}


def result_text() -> str:
    with override(settings.LANGUAGE_CODE):
        return _("One of your results was looked at again. Please sign in to see it: %(link)s") % {"link": link()}


def stage(until: datetime.date, day: datetime.date) -> int | None:
    """The stage that is reached: 30, 7, or 0 when it is over; None where there is still more time."""
    left = (until - day).days
    if left < 0:
        return 0
    reached = [stage for stage in STAGES[:-1] if left <= stage]
    return min(reached) if reached else None


def tell_of_place(registration: Registration) -> bool:
    """Somebody moved up from a waiting list."""
    text = _("A place has become free for you. Please sign in to see it: %(link)s") % {"link": link()}
    return tell(registration.person, f"place:{registration.pk}:{registration.registered_at.isoformat()}", text)


def tell(person: Person, key: str, text: str) -> bool:
    """Send the text by e-mail where there is an address, once for a key. False where it was told before."""
    address = address_of(person)
    with transaction.atomic():
        _reminder, made = Reminder.objects.get_or_create(person=person, key=key, defaults={"by_mail": bool(address)})
        if made and address:
            transaction.on_commit(lambda: send(address, text), robust=True)  # a mail that fails stops nothing else
    return made


def address_of(person: Person) -> str:
    user = person.user
    return (user.email if user and user.is_active else "") or person.email


def link() -> str:
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("my_learning")


def send(address: str, text: str) -> None:
    """No title, no topic, nothing about the person: who reads over a shoulder learns that there is a date."""
    with override(settings.LANGUAGE_CODE):
        EmailMessage(subject=_("A date to keep"), body=text, to=[address]).send()
