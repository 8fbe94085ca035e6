"""Somebody says that their record is wrong; an officer decides. Certificates and facts keep the words they were given."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from learning.people import likely_pairs
from learning.people.choices import Sex
from learning.people.models import CorrectionRequest, Organisation, Person, User
from learning.people.postings import move_person
from learning.people.refusing import Refused
from learning.people.text import nfc

What, State = CorrectionRequest.What, CorrectionRequest.State


@transaction.atomic
def ask(person: Person, what: str, wanted: str, note: str, *, by: User) -> CorrectionRequest:
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if CorrectionRequest.objects.open().filter(person=person, what=what).exists():
        raise Refused(_("You have asked for this already. An officer will decide; the answer will stand on this page."))
    wanted = _checked(what, wanted)
    if wanted == _as_it_is(person, what):
        raise Refused(_("Your record says so already. Nothing needs to be corrected."))
    request = CorrectionRequest.objects.create(person=person, what=what, wanted=wanted, note=nfc(note))
    log(instance=request, action="people.ask_correction", user=by, data={"what": what})
    return request


def note(person: Person, what: str, wanted: str, note: str) -> None:
    """A list says otherwise than the record: a request for the officer of the person, unless one waits already."""
    if not CorrectionRequest.objects.open().filter(person=person, what=what).exists():  # type: ignore[attr-defined]
        CorrectionRequest.objects.create(person=person, what=what, wanted=wanted, note=note)


@transaction.atomic
def accept(request: CorrectionRequest, *, by: User, answer: str = "", from_day: datetime.date | None = None) -> Person:
    """The record changes; another unit is a posting from today, or from the day the officer gives."""
    request = _taken_up(request, by)
    person = Person.objects.select_related("organisation", "user").get(pk=request.person_id)
    if request.what == What.ORGANISATION:
        move_person(person, _unit(request.wanted), person.position, from_day=from_day or timezone.localdate())
    else:
        setattr(person, request.what, request.wanted)
        person.save()
    if request.what == What.FULL_NAME and person.user:
        person.user.last_name = person.full_name[:150]
        person.user.save(update_fields=["last_name"])
    likely_pairs.look_at(person)
    _decide(request, State.ACCEPTED, answer, by)
    log(instance=request, action="people.accept_correction", user=by, data={"what": request.what, "person": person.pk})
    return person


@transaction.atomic
def decline(request: CorrectionRequest, answer: str, *, by: User) -> None:
    request = _taken_up(request, by)
    if not nfc(answer):
        raise Refused(_("Please write why it is not changed: the person will read it."))
    _decide(request, State.DECLINED, answer, by)
    log(instance=request, action="people.decline_correction", user=by, data={"what": request.what, "person": request.person_id})


def _taken_up(request: CorrectionRequest, by: User) -> CorrectionRequest:
    """The request, locked. Decided once, and not by the one who asked."""
    request = CorrectionRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    if request.state != State.OPEN:
        raise Refused(_("This request was decided already."))
    if request.person.user_id == by.pk:
        raise Refused(_("Nobody decides on their own request. Please ask another officer."))
    return request


def _decide(request: CorrectionRequest, state: str, answer: str, by: User) -> None:
    request.state, request.answer = state, nfc(answer)[:500]
    request.decided_by, request.decided_at = by, timezone.now()
    request.save(update_fields=["state", "answer", "decided_by", "decided_at"])


def _checked(what: str, wanted: str) -> str:
    if what == What.ORGANISATION:
        return str(_unit(wanted).pk)
    if what == What.SEX and wanted in Sex.values:
        return wanted
    if what == What.FULL_NAME:
        return checked_name(wanted)
    raise Refused(_("Please choose what is wrong, and how it should be."))


def checked_name(name: str) -> str:
    name = nfc(name)
    if not any(c.isalpha() for c in name) or any(c.isdigit() or c in "<>@" for c in name) or len(name) > 120:
        raise Refused(_("Please type your full name in letters, as on your identity card."))
    return name


def _unit(wanted: str) -> Organisation:
    existing = Organisation.objects.existing_on(timezone.localdate())
    found = existing.filter(pk=int(wanted)).first() if wanted.isdecimal() else None
    if found is None:
        raise Refused(_("This unit does not exist today. Please choose another one."))
    return found


def _as_it_is(person: Person, what: str) -> str:
    return str(person.organisation_id) if what == What.ORGANISATION else str(getattr(person, what))
