"""A certificate and its fact appear together, once, and never change (design, rules 1 to 4)."""

from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from certificates import issuing, tasks
from certificates.models import Certificate, Series
from learning.counts.models import TrainingFact
from learning.people.models import Organisation, User
from learning.records.models import Completion, Enrolment
from tests.factories import CompletionFactory, issued, sit

pytestmark = pytest.mark.django_db


def test_passing_gives_one_completion_one_certificate_and_one_fact(enrolment: Enrolment) -> None:
    sit(enrolment)
    certificate = Certificate.objects.get()
    fact = TrainingFact.objects.get()
    assert certificate.completion == Completion.objects.get()
    assert (fact.person, fact.has_certificate) == (enrolment.person, True)
    assert fact.source_key == f"completion:{certificate.completion_id}"


def test_failing_gives_none_of_them(enrolment: Enrolment) -> None:
    assert not sit(enrolment, right=False).passed
    assert not (Completion.objects.exists() or Certificate.objects.exists() or TrainingFact.objects.exists())


def test_issuing_again_gives_the_same_certificate() -> None:
    first = issued()
    assert issuing.issue(first.completion, by=None) == first
    assert (Certificate.objects.count(), TrainingFact.objects.count()) == (1, 1)


def test_killed_in_the_middle_leaves_neither_certificate_nor_fact_nor_a_gap() -> None:
    issued()
    completion = CompletionFactory()
    with patch("certificates.issuing._post_fact", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        issuing.issue(completion, by=None)
    assert (Certificate.objects.count(), TrainingFact.objects.count()) == (1, 1)
    assert issuing.issue(completion, by=None).number == 2
    assert Series.objects.get().last_number == 2


def test_killed_while_completing_leaves_an_open_attempt_that_can_be_handed_in(enrolment: Enrolment) -> None:
    with patch("certificates.issuing._write", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        sit(enrolment)
    assert enrolment.attempts.get().state == "open"
    assert not Completion.objects.exists()
    assert sit(enrolment).passed
    assert Certificate.objects.count() == 1


def test_the_sweep_issues_what_was_missed_and_says_how_many() -> None:
    issued()
    CompletionFactory.create_batch(2)
    assert [tasks.issue_missed(), tasks.issue_missed()] == [2, 0]
    assert Certificate.objects.count() == 3


def test_words_are_frozen_when_the_person_is_renamed_and_moves() -> None:
    certificate = issued()
    before = dict(certificate.words)
    person = certificate.person
    person.full_name, person.organisation = "Lê Thị Khác", Organisation.objects.get(key="so-tu-phap")
    person.save()
    certificate.refresh_from_db()
    assert certificate.words == before
    assert TrainingFact.objects.get().organisation.key == "so-y-te"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE counts_trainingfact SET hours = 99",
        "DELETE FROM counts_trainingfact",
        "UPDATE certificates_certificate SET words = '{}'",
        "UPDATE certificates_certificate SET number = 77",
        "DELETE FROM certificates_certificate",
    ],
)
def test_the_database_itself_refuses_to_change_the_ledger_and_the_words(statement: str) -> None:
    issued()
    before = list(Certificate.objects.values()), list(TrainingFact.objects.values())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert (list(Certificate.objects.values()), list(TrainingFact.objects.values())) == before


def test_a_correction_replaces_and_the_training_counts_once(dolisa_officer: User) -> None:
    old = issued(enrolment__person__full_name="Nguyễn Thị Sai Tên")
    old.person.full_name = "Nguyễn Thị Đúng Tên"
    old.person.save()
    new = issuing.replace(old, reason="Sai tên", by=dolisa_officer)
    old.refresh_from_db()
    assert (old.state, new.state, new.replaces, new.number) == ("replaced", "valid", old, old.number + 1)
    assert (old.words["full_name"], new.words["full_name"]) == ("Nguyễn Thị Sai Tên", "Nguyễn Thị Đúng Tên")
    assert TrainingFact.objects.standing().count() == 1


def test_a_withdrawal_appends_and_the_training_counts_no_more(dolisa_officer: User) -> None:
    certificate = issued()
    issuing.withdraw(certificate, reason="Nhờ người thi hộ", by=dolisa_officer)
    assert TrainingFact.objects.count() == 2
    assert not TrainingFact.objects.standing().exists()
    assert issuing.issue(certificate.completion, by=None) == certificate
    with pytest.raises(ValueError, match="withdrawn"):
        issuing.withdraw(certificate, reason="lại", by=dolisa_officer)


def test_only_the_owner_opens_a_certificate_and_its_paper(client: Client, enrolment: Enrolment, stranger: User) -> None:
    sit(enrolment)
    code = Certificate.objects.get().code
    addresses = [reverse(name, args=[code]) for name in ("certificate", "certificate_paper")]
    assert [client.get(a).status_code for a in addresses] == [302, 302]
    client.force_login(stranger)
    assert [client.get(a).status_code for a in addresses] == [404, 404]
    assert enrolment.person.user is not None
    client.force_login(enrolment.person.user)
    answers: list[Any] = [client.get(a) for a in addresses]
    assert [a.status_code for a in answers] == [200, 200]
    assert answers[1].content.startswith(b"%PDF")
