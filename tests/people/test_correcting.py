"""Somebody asks to put their record right; an officer decides; papers and facts keep their words."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from learning.counts.models import TrainingFact
from learning.people import correcting
from learning.people.models import CorrectionRequest, Organisation, Person, User
from learning.people.refusing import Refused
from tests.factories import EnrolmentFactory, issued

pytestmark = pytest.mark.django_db
What = CorrectionRequest.What


def asked(user: User, what: str = What.FULL_NAME, wanted: str = "Nguyễn Thị Ánh Tuyết") -> CorrectionRequest:
    return correcting.ask(user.person, what, wanted, "", by=user)


def test_asking_changes_nothing(trainee: User) -> None:
    asked(trainee)
    trainee.person.refresh_from_db()
    assert trainee.person.full_name == "Nguyễn Thị Ánh"


def test_an_accepted_name_is_the_new_name_in_its_one_form(trainee: User, unit_officer: User) -> None:
    correcting.accept(asked(trainee, wanted="  Nguyễn  Thị Ánh Tuyết "), by=unit_officer)
    person = Person.objects.get(pk=trainee.person.pk)
    assert (person.full_name, person.search_key) == ("Nguyễn Thị Ánh Tuyết", "nguyen thi anh tuyet")
    trainee.refresh_from_db()
    assert trainee.last_name == "Nguyễn Thị Ánh Tuyết"


def test_certificates_and_facts_keep_their_words(trainee: User, unit_officer: User) -> None:
    certificate = issued(enrolment=EnrolmentFactory(person=trainee.person))
    fact = TrainingFact.objects.get(person=trainee.person)
    before = dict(certificate.words), fact.sex, fact.organisation_id
    correcting.accept(asked(trainee), by=unit_officer)
    correcting.accept(asked(trainee, What.SEX, "male"), by=unit_officer)
    certificate.refresh_from_db()
    fact.refresh_from_db()
    assert (certificate.words, fact.sex, fact.organisation_id) == before


def test_another_unit_is_a_posting_from_the_day_the_officer_gives(trainee: User, unit_officer: User) -> None:
    old, new = trainee.person.organisation, Organisation.objects.get(key="so-tu-phap")
    day = timezone.localdate() - datetime.timedelta(days=10)
    correcting.accept(asked(trainee, What.ORGANISATION, str(new.pk)), by=unit_officer, from_day=day)
    person = Person.objects.get(pk=trainee.person.pk)
    assert person.organisation == new
    posting_before, posting_after = person.posting_on(day - datetime.timedelta(days=1)), person.posting_on(day)
    assert posting_before and posting_after
    assert (posting_before.organisation, posting_after.organisation) == (old, new)
    assert posting_after.position == "Chuyên viên"


def test_without_a_day_the_posting_begins_today(trainee: User, unit_officer: User) -> None:
    new = Organisation.objects.get(key="so-tu-phap")
    correcting.accept(asked(trainee, What.ORGANISATION, str(new.pk)), by=unit_officer)
    posting = trainee.person.postings.get(valid_to=None)
    assert (posting.organisation, posting.valid_from) == (new, timezone.localdate())


def test_declining_needs_an_answer_and_changes_nothing(trainee: User, unit_officer: User) -> None:
    request = asked(trainee)
    with pytest.raises(Refused):
        correcting.decline(request, "  ", by=unit_officer)
    correcting.decline(request, "Xin gửi kèm giấy tờ.", by=unit_officer)
    request.refresh_from_db()
    trainee.person.refresh_from_db()
    assert (request.state, request.answer) == ("declined", "Xin gửi kèm giấy tờ.")
    assert trainee.person.full_name == "Nguyễn Thị Ánh"


def test_a_request_is_decided_once(trainee: User, unit_officer: User) -> None:
    request = asked(trainee)
    correcting.decline(request, "Không.", by=unit_officer)
    with pytest.raises(Refused):
        correcting.accept(request, by=unit_officer)
    trainee.person.refresh_from_db()
    assert trainee.person.full_name == "Nguyễn Thị Ánh"


def test_nobody_decides_on_their_own_request(trainee: User) -> None:
    request = asked(trainee)
    for decide in (lambda: correcting.accept(request, by=trainee), lambda: correcting.decline(request, "x", by=trainee)):
        with pytest.raises(Refused):
            decide()


def test_one_open_request_a_field(trainee: User, unit_officer: User) -> None:
    first = asked(trainee)
    with pytest.raises(Refused):
        asked(trainee, wanted="Nguyễn Thị Anh")
    asked(trainee, What.SEX, "male")
    correcting.decline(first, "Không.", by=unit_officer)
    asked(trainee, wanted="Nguyễn Thị Anh")
    assert CorrectionRequest.objects.open().filter(person=trainee.person).count() == 2  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("what", "wanted"),
    [
        ("full_name", ""), ("full_name", "12345"), ("full_name", "<b>Ánh</b>"), ("full_name", "A" * 121),
        ("sex", "x"), ("organisation", "999999"), ("organisation", "abc"), ("birth_year", "1985"), ("sex", ""),
    ],
)  # fmt: skip
def test_a_wish_that_means_nothing_is_refused_with_a_sentence(trainee: User, what: str, wanted: str) -> None:
    with pytest.raises(Refused, match=r".+\.$"):
        correcting.ask(trainee.person, what, wanted, "", by=trainee)
    assert not CorrectionRequest.objects.exists()


def test_a_wish_for_what_is_already_so_is_refused(trainee: User) -> None:
    with pytest.raises(Refused):
        asked(trainee, wanted="Nguyễn Thị Ánh")
    with pytest.raises(Refused):
        asked(trainee, What.ORGANISATION, str(trainee.person.organisation_id))


def test_asking_and_deciding_are_logged(trainee: User, unit_officer: User) -> None:
    correcting.accept(asked(trainee), by=unit_officer)
    correcting.decline(asked(trainee, What.SEX, "male"), "Không.", by=unit_officer)
    lines = [(line.action, line.user_id) for line in ModelLogEntry.objects.order_by("pk")]
    assert lines == [
        ("people.ask_correction", trainee.pk), ("people.accept_correction", unit_officer.pk),
        ("people.ask_correction", trainee.pk), ("people.decline_correction", unit_officer.pk),
    ]  # fmt: skip
