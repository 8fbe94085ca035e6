"""What a reopening puts right is right everywhere: completions, certificates, facts, headcounts."""

import datetime
from typing import Any

import pytest
from django.test import Client

from certificates import issuing
from certificates.models import Certificate
from learning.counts import tally
from learning.counts.models import HeadcountFact, TrainingFact
from learning.people.models import Organisation, User
from learning.people.refusing import Refused
from learning.records import (
    closing,
    counting_heads,
    planning,
    testing,
)
from learning.records.counting_heads import Heads
from learning.records.models import (
    Completion,
    Session,
)
from tests.closing import close, reopen, standing
from tests.factories import (
    RegistrationFactory,
    TrainingClassFactory,
    attend,
)

pytestmark = pytest.mark.django_db


def test_a_reopened_class_that_is_cancelled_counts_nobody(run: Any, dolisa_officer: User) -> None:
    held = TrainingClassFactory(gives_certificate=True)
    attend(RegistrationFactory(training_class=held))
    close(held, dolisa_officer, run)
    reopen(held, dolisa_officer)
    try:
        planning.cancel(held, reason="Không tổ chức", by=dolisa_officer)
    except Refused:
        return
    assert not standing(held).exists() and not Certificate.objects.valid().exists()


def test_certificates_that_come_with_a_reopening_are_counted(run: Any, dolisa_officer: User) -> None:
    held = TrainingClassFactory()
    attend(RegistrationFactory(training_class=held))
    close(held, dolisa_officer, run)
    held = reopen(held, dolisa_officer)
    held.gives_certificate = True
    planning.keep(held, by=dolisa_officer)
    close(held, dolisa_officer, run)
    assert Certificate.objects.valid().count() == 1
    assert tally.total(tally.facts_of(2026))["certificates"] == 1


def test_certificates_that_go_with_a_reopening_are_withdrawn(run: Any, dolisa_officer: User) -> None:
    held = TrainingClassFactory(gives_certificate=True)
    attend(RegistrationFactory(training_class=held))
    close(held, dolisa_officer, run)
    held = reopen(held, dolisa_officer)
    held.gives_certificate = False
    planning.keep(held, by=dolisa_officer)
    close(held, dolisa_officer, run)
    assert tally.total(tally.facts_of(2026))["certificates"] == 0 and not Certificate.objects.valid().exists()


def test_a_headcount_follows_the_unit_that_was_put_right(run: Any, dolisa_officer: User) -> None:
    held = TrainingClassFactory(takes_names=False)
    counting_heads.set_headcounts(held, [Heads(female=30)], by=dolisa_officer)
    close(held, dolisa_officer, run)
    held = reopen(held, dolisa_officer)
    held.organisation = Organisation.objects.get(key="so-tu-phap")
    planning.keep(held, by=dolisa_officer)
    close(held, dolisa_officer, run)
    assert [fact.organisation.key for fact in HeadcountFact.objects.standing()] == ["so-tu-phap"]


def test_a_score_that_was_put_right_stands_in_the_completion(run: Any, dolisa_officer: User) -> None:
    held = TrainingClassFactory(must_pass=True)
    one = RegistrationFactory(training_class=held)
    attend(one)
    testing.enter_score(one, "post", 90, by=dolisa_officer)
    close(held, dolisa_officer, run)
    held = reopen(held, dolisa_officer)
    testing.enter_score(one, "post", 70, by=dolisa_officer)
    close(held, dolisa_officer, run)
    assert Completion.objects.standing().get().score == 70


def test_the_course_that_was_put_right_counts_for_what_is_required(run: Any, dolisa_officer: User, course: Any) -> None:
    held = TrainingClassFactory()
    attend(RegistrationFactory(training_class=held))
    close(held, dolisa_officer, run)
    held = reopen(held, dolisa_officer)
    held.course = course
    planning.keep(held, by=dolisa_officer)
    close(held, dolisa_officer, run)
    assert Completion.objects.standing().get().course == course


def test_a_title_that_was_put_right_stands_on_the_certificate(run: Any, dolisa_officer: User) -> None:
    held = TrainingClassFactory(gives_certificate=True, title="Lớp sai tên")
    attend(RegistrationFactory(training_class=held))
    close(held, dolisa_officer, run)
    held = reopen(held, dolisa_officer)
    held.title = "Lớp đúng tên"
    planning.keep(held, by=dolisa_officer)
    close(held, dolisa_officer, run)
    assert standing(held).get().subject == "Lớp đúng tên"
    assert Certificate.objects.valid().get().words["course_title"] == "Lớp đúng tên"


def test_who_lost_a_certificate_for_cheating_does_not_get_it_back_by_a_reopening(run: Any, dolisa_officer: User) -> None:
    held = TrainingClassFactory(gives_certificate=True)
    attend(RegistrationFactory(training_class=held))
    close(held, dolisa_officer, run)
    issuing.withdraw(Certificate.objects.get(), reason="Nhờ người đi thay", by=dolisa_officer)
    held = reopen(held, dolisa_officer)
    Session.objects.filter(pk=held.sessions.first().pk).update(day=datetime.date(2026, 3, 8))  # a day was written down wrongly
    close(held, dolisa_officer, run)
    assert not Certificate.objects.valid().exists()
    assert not TrainingFact.objects.standing().exists()


def test_the_reason_of_a_reopening_is_not_told_to_the_public(client: Client, run: Any, dolisa_officer: User) -> None:
    held = TrainingClassFactory(gives_certificate=True)
    one, other = RegistrationFactory(training_class=held), RegistrationFactory(training_class=held)
    attend(one)
    attend(other)
    close(held, dolisa_officer, run)
    closing.reopen(held, reason="Bà Hoàng Thị Bí Mật báo chị em ký thay nhau", by=dolisa_officer)
    attend(one, "absent")
    close(held, dolisa_officer, run)
    withdrawn = Certificate.objects.get(state="withdrawn")
    assert "Bí Mật" not in client.get(f"/xac-minh/{withdrawn.code}/").content.decode() and withdrawn.state_reason


def test_a_class_closed_with_nobody_completing_is_a_class(run: Any, dolisa_officer: User) -> None:


    held = TrainingClassFactory()
    attend(RegistrationFactory(training_class=held), "absent")
    close(held, dolisa_officer, run)
    rows = tally.by_family(tally.every_fact_of(2026), tally.heads_of(2026))
    assert sum(row.classes for row in rows) == 1
