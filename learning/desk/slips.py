"""Slips of paper with a code each, eight to a sheet, to be cut apart. They carry neither a class nor its topic."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

import segno
from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone, translation

from certificates.rendering import width
from learning.desk.papers import as_response, paper
from learning.people.access_codes import DAYS
from learning.people.models import Person
from learning.records.staff_lists import LIMIT

A_SHEET = 8
AT_ONCE = LIMIT
"""Slips in one file: they are made while the officer waits, since codes may not be left lying for a worker."""
NAME_WIDTH, LARGEST = 250.0, 13.0
"""In points: the room for a name, and how large it is set at most."""


@dataclass(frozen=True)
class Slip:
    name: str
    name_size: str
    unit: str
    username: str
    code: str
    qr: str


def pdf_of(given: Iterable[tuple[Person, str]]) -> bytes:
    """In Vietnamese, whatever language the officer's screen speaks: a slip is for somebody else."""
    slips = _slips(list(given))
    context = {
        "site_name": settings.SITE_NAME,
        "sheets": [slips[start : start + A_SHEET] for start in range(0, len(slips), A_SHEET)],
        "address": address().split("://", 1)[-1],
        "last_day": f"{timezone.localdate() + datetime.timedelta(days=DAYS):%d/%m/%Y}",
    }
    with translation.override("vi"):
        return paper("desk/accounts/slips.html", context)


def response_of(given: Iterable[tuple[Person, str]]) -> HttpResponse:
    """The codes are in this answer and nowhere else. Saved rather than shown: a page shown is lost with its window."""
    response = as_response(pdf_of(given), "phieu-ma.pdf")
    response["Content-Disposition"] = 'attachment; filename="phieu-ma.pdf"'
    return response


def address() -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('claim')}"


def _slips(given: list[tuple[Person, str]]) -> list[Slip]:
    people = [person for person, _code in given]
    prefetch_related_objects(people, "organisation__versions", "user")
    today = timezone.localdate()
    return [
        Slip(
            name=person.full_name,
            name_size=name_size(person.full_name),
            unit=person.organisation.name_on(today),
            username=person.user.username if person.user else "",
            code=code,
            qr=_qr(code),
        )
        for person, code in sorted(given, key=lambda pair: (pair[0].organisation_id, pair[0].sort_key, pair[0].pk))
    ]


def name_size(name: str) -> str:
    """In points, as text: a template would write 12.5 with a comma."""
    return f"{min(LARGEST, NAME_WIDTH / max(width(name), 0.01)):.1f}"


def _qr(code: str) -> str:
    """The code stands behind a #: browsers send that part to nobody."""
    square = segno.make_qr(f"{address()}#{code}", error="m")
    return square.svg_inline(border=0, omitsize=True, dark="#1d2a26", title="Mã QR: mở trang nhập mã")
