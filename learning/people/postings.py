"""Somebody changes their unit or position."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from learning.people.models import Organisation, Person, Posting
from learning.people.refusing import Refused


@transaction.atomic
def move_person(person: Person, organisation: Organisation, position: str, *, from_day: datetime.date) -> Posting:
    """A posting from that day on; the one before ends on the day before. The person shows the posting of the latest day.

    Entered for a day on which a posting starts already, it corrects that posting. Later postings stay. Not before its day:
    what somebody may see and change goes by today's unit.
    """
    if from_day > timezone.localdate():
        raise Refused(_("This day is still to come. Please enter the new unit or position on that day or after it."))
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    postings = Posting.objects.filter(person=person)
    later = postings.filter(valid_from__gt=from_day).order_by("valid_from").first()
    last_day = later.valid_from - datetime.timedelta(days=1) if later and later.valid_from else None
    before = Q(valid_from=None) | Q(valid_from__lt=from_day)
    postings.filter(before).filter(Q(valid_to=None) | Q(valid_to__gte=from_day)).update(
        valid_to=from_day - datetime.timedelta(days=1)
    )
    posting, _made = Posting.objects.update_or_create(
        person=person, valid_from=from_day,
        defaults={"organisation": organisation, "position": position, "valid_to": last_day},
    )  # fmt: skip
    if last_day is None:
        person.organisation, person.position = organisation, position
        person.save(update_fields=["organisation", "position", "position_key"])
    return posting


@transaction.atomic
def hand_over(unit: Organisation, heir: Organisation, *, from_day: datetime.date) -> None:
    """Whoever works in a unit on that day or later works in its heir from then on, as what they were. Earlier days stay."""
    going_on = Posting.objects.filter(Q(valid_to=None) | Q(valid_to__gte=from_day), organisation=unit)
    going_on.filter(valid_from__gte=from_day).update(organisation=heir)
    begun = going_on.filter(Q(valid_from=None) | Q(valid_from__lt=from_day))
    cut = list(begun)
    begun.update(valid_to=from_day - datetime.timedelta(days=1))
    for posting in cut:
        posting.pk, posting.organisation, posting.valid_from = None, heir, from_day
    Posting.objects.bulk_create(cut, batch_size=500)
    Person.objects.filter(organisation=unit).update(organisation=heir)


@transaction.atomic
def note_earlier(
    person: Person, organisation: Organisation, position: str, *, day: datetime.date, known_since: datetime.date
) -> None:
    """Where somebody worked on a day before what is known of them; what is known from `known_since` on stays as it is.

    Nothing is noted where an earlier posting already covers that day with a start of its own.
    """
    covering = person.posting_on(day)
    if covering is None or (covering.valid_from is not None and covering.valid_from <= day):
        return
    start = covering.valid_from or known_since
    if covering.valid_from is None:
        Posting.objects.filter(pk=covering.pk).update(valid_from=start)
    Posting.objects.create(
        person=person, organisation=organisation, position=position, valid_from=None, valid_to=start - datetime.timedelta(days=1)
    )
