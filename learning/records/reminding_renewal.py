"""Remind people that what they completed expires, and may be renewed."""

import datetime

from django.db.models import Exists, OuterRef, QuerySet

from learning.people.models import Person
from learning.records import reminding, renewing
from learning.records.models import Completion


def remind(day: datetime.date) -> int:
    """Remind everybody whose completion expires, once a stage; how many were reminded."""
    count = 0
    for completion in expiring(day).select_related("person__user").iterator(chunk_size=500):
        stage = reminding.stage(completion.valid_until, day) if completion.valid_until else None
        if stage is not None and renewing.is_due(completion, day):
            count += reminding.tell(completion.person, f"renewal:{completion.pk}:{stage}", reminding.date_text())
    return count


def expiring(day: datetime.date) -> QuerySet[Completion]:
    """What expires within the longest stage, or has, and was not had again since, in whatever edition."""
    last_day = day + datetime.timedelta(days=reminding.STAGES[0])
    standing = Completion.objects.standing()  # type: ignore[attr-defined]
    later = standing.filter(person=OuterRef("person"), course=OuterRef("course"), completed_on__gt=OuterRef("completed_on"))
    found: QuerySet[Completion] = standing.filter(valid_until__lte=last_day, person__in=Person.objects.standing())  # type: ignore[attr-defined]
    return found.exclude(Exists(later))
