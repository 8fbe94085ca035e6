"""Make the paper of a certificate: the PDF, once, after the certificate is safe in the database."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction

from certificates.models import Certificate
from certificates.rendering import pdf_of
from learning.jobs import running
from learning.jobs.models import Job

MAKE_PAPER = "certificates.make_paper"


def ask_for_paper(certificate: Certificate) -> Job:
    return running.ask(MAKE_PAPER, key=str(certificate.pk), certificate=certificate.pk)


@running.work(MAKE_PAPER)
def make_paper_of(job: Job) -> None:
    paper_of(Certificate.objects.get(pk=job.arguments["certificate"]))
    running.tell_progress(job, done=1, total=1)


def paper_of(certificate: Certificate) -> bytes:
    """The stored PDF, made now if no worker has made it yet: nobody waits for a queue to hold their certificate.

    The same words give the same bytes, so it does no harm if two make it at once.
    """
    if certificate.pdf:
        with certificate.pdf.open("rb") as stored:
            return bytes(stored.read())
    content = pdf_of(certificate.sheet())
    with transaction.atomic():
        fresh = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
        if not fresh.pdf:
            fresh.pdf_sha256 = hashlib.sha256(content).hexdigest()
            fresh.pdf.save(f"{fresh.code.lower()}.pdf", ContentFile(content), save=False)
            fresh.save(update_fields=["pdf", "pdf_sha256"])
    return content
