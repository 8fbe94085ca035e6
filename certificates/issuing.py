"""Issue, replace and withdraw certificates; each with its fact in one transaction (design, rules 1 to 3)."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from certificates import numbering, work
from certificates.codes import new_code
from certificates.models import Certificate, Signer
from certificates.wording import CertificateWords
from courses.models import CertificateDesign
from learning.counts import recording
from learning.people.models import Organisation, Person, User
from learning.records import completing
from learning.records.models import Completion


@transaction.atomic
def issue(completion: Completion, *, by: User | None, replaces: Certificate | None = None) -> Certificate:
    """The valid certificate of a completion, issued if there is none; and its fact in the ledger.

    The person's row is the lock: two clicks, two tabs or two workers get the same certificate. A withdrawn one is not
    silently issued again: it is returned as it stands. Who holds a valid certificate of the same course edition already
    (the class delivers the course they took online) keeps that one; the class then posts a fact without a certificate.
    """
    Person.objects.select_for_update(of=("self",)).get(pk=completion.person_id)
    found = Certificate.objects.filter(completion=completion).exclude(state=Certificate.State.REPLACED).first()
    if found:
        return found
    other = _of_the_same_edition(completion)
    if other:
        if completion.training_class_id:
            completing.post_fact(completion)
        return other
    certificate = _write(completion, replaces)
    _post_fact(certificate)
    log(instance=certificate, action="certificates.issue", user=by, data={"number": certificate.words["number"]})
    work.ask_for_paper(certificate)
    return certificate


@transaction.atomic
def withdraw(certificate: Certificate, *, reason: str, by: User | None) -> Certificate:
    """Take the certificate back, and its fact. The code goes on answering, with this state and reason."""
    certificate = _change_state(certificate, Certificate.State.WITHDRAWN, reason)
    fact = recording.standing_of(_fact_key(certificate))
    if fact:
        recording.take_back(fact, reason=reason)
    log(instance=certificate, action="certificates.withdraw", user=by, data={"reason": reason})
    return certificate


@transaction.atomic
def replace(certificate: Certificate, *, reason: str, by: User) -> Certificate:
    """Issue a corrected certificate with today's name and unit of the person; the old one says that it was replaced.

    The fact of the old one stays: the person was trained once, on that day, in that unit.
    """
    old = _change_state(certificate, Certificate.State.REPLACED, reason)
    new = issue(old.completion, by=by, replaces=old)
    log(instance=old, action="certificates.replace", user=by, data={"reason": reason, "by": new.words["number"]})
    return new


def _of_the_same_edition(completion: Completion) -> Certificate | None:
    same = Certificate.objects.filter(person=completion.person_id, edition_key=completion.edition_key)
    return same.valid().first()  # type: ignore[attr-defined,no-any-return]


def _change_state(certificate: Certificate, state: str, reason: str) -> Certificate:
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if certificate.state != Certificate.State.VALID:
        raise ValueError(f"{certificate} is {certificate.state}; only a valid certificate changes its state")
    certificate.state, certificate.state_reason, certificate.state_on = state, reason, timezone.localdate()
    certificate.save(update_fields=["state", "state_reason", "state_on"])
    return certificate


def _write(completion: Completion, replaces: Certificate | None) -> Certificate:
    signer = _signer()
    demo = completion.person.is_demo
    today = completion.completed_on if demo else timezone.localdate()
    symbol = f"{signer.symbol}-MẪU" if demo else signer.symbol
    series, number = numbering.next_number(signer.issuer, year=today.year, symbol=symbol, is_demo=demo)
    code = new_code()
    words = _words(completion, signer, issuer=signer.issuer, code=code, number=numbering.written(number, series))
    return Certificate.objects.create(
        code=code,
        series=series,
        number=number,
        person=completion.person,
        completion=completion,
        edition_key=completion.edition_key,
        words=words.as_dict() | {"issued_on": today.isoformat()},
        issued_on=today,
        valid_until=completion.valid_until,
        replaces=replaces,
        is_demo=completion.person.is_demo,
    )


def _signer() -> Signer:
    """Who signs for the issuer of the settings; with the usual words until the office has written its own."""
    issuer = Organisation.objects.get(key=settings.CERTIFICATE_ISSUER)
    signer, _made = Signer.objects.select_related("issuer").get_or_create(issuer=issuer)
    return signer


def _words(completion: Completion, signer: Signer, *, issuer: Organisation, code: str, number: str) -> CertificateWords:
    person, day = completion.person, completion.completed_on
    posting = person.posting_on(day)
    return CertificateWords(
        issuer_parent=signer.issuer_parent,
        issuer=issuer.name_on(day).upper(),
        full_name=person.full_name,
        birth_year=person.birth_year,
        position=posting.position if posting else person.position,
        unit=(posting.organisation if posting else person.organisation).name_on(day),
        course_title=completion.title,
        hours=f"{completion.hours.normalize():f}",
        started_on=completion.started_on.isoformat(),
        completed_on=day.isoformat(),
        place=signer.place,
        issued_on=day.isoformat(),
        signer_authority=signer.authority,
        signer_position=signer.position,
        signer_name=signer.name,
        number=number,
        code=code,
        verify_url=settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("verify", args=[code]),
        demo=person.is_demo,
        valid_until=completion.valid_until.isoformat() if completion.valid_until else "",
        design=completion.course.certificate_design if completion.course else CertificateDesign.BROCADE,
    )


def _post_fact(certificate: Certificate) -> None:
    """A replacement certifies the same training: only the first certificate of a completion posts a fact."""
    if certificate.replaces_id:
        return
    known = recording.standing_of(_fact_key(certificate))
    if known and not known.has_certificate:
        recording.certify(known, reason=_("A certificate was issued"))
        return
    completing.post_fact(certificate.completion, has_certificate=True)


def _fact_key(certificate: Certificate) -> str:
    return completing.fact_key(certificate.completion)


def missed() -> list[Completion]:
    """Completions that should have made a certificate and have none: what the daily sweep makes good."""
    due = Completion.objects.standing().certified().filter(certificates=None)  # type: ignore[attr-defined]
    due = due.select_related("person", "course", "training_class__course")
    return [completion for completion in due if not _of_the_same_edition(completion)]
