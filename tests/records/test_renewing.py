"""A course may give no certificate, and what was completed may expire and be had again."""

import datetime
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from certificates.models import Certificate
from courses import editions
from courses.models import CertificateDesign, CoursePage
from learning.counts.models import TrainingFact
from learning.people.models import Person, User
from learning.records import completing, enrolling, reminding_renewal, renewing
from learning.records.models import Completion, Enrolment
from tests.factories import (
    CompletionFactory,
    EnrolmentFactory,
    PersonFactory,
    RegistrationFactory,
    TrainingClassFactory,
    UserFactory,
    attend,
    sit,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 8)
LAST = datetime.date(2028, 3, 8)


def at(day: datetime.date) -> Any:
    return patch("django.utils.timezone.now", return_value=timezone.make_aware(datetime.datetime.combine(day, datetime.time(9))))


def set_on(course: CoursePage, **settings: Any) -> CoursePage:
    CoursePage.objects.filter(pk=course.pk).update(**settings)
    return CoursePage.objects.get(pk=course.pk)


@pytest.fixture
def two_years(course: CoursePage) -> CoursePage:
    return set_on(course, valid_months=24)


@pytest.fixture
def done(two_years: CoursePage) -> Enrolment:
    with at(DAY):
        enrolment = EnrolmentFactory(course=two_years, person=PersonFactory(user=UserFactory(), email="an@example.vn"))
        sit(enrolment)
    return Enrolment.objects.get(pk=enrolment.pk)


def again(enrolment: Enrolment) -> Enrolment:
    return enrolling.enrol(enrolment.person, enrolment.course, by=enrolment.person.user)  # type: ignore[arg-type]


# --- without a certificate ---------------------------------------------------------------------------------------


def test_a_course_without_certificates_is_counted_all_the_same(client: Client, course: CoursePage) -> None:
    enrolment = EnrolmentFactory(course=set_on(course, gives_certificate=False), person=PersonFactory(user=UserFactory()))
    attempt = sit(enrolment)
    fact = TrainingFact.objects.standing().get()
    assert not Certificate.objects.exists()
    assert (fact.person, fact.mode, fact.subject, fact.hours, fact.has_certificate) == (
        enrolment.person, "online", course.title, course.hours, False,
    )  # fmt: skip
    client.force_login(enrolment.person.user)
    for address in (f"/hoc-tap/luot/{attempt.pk}/ket-qua/", course.url, course.quiz().url):
        page = client.get(address).content.decode()
        assert "Xem giấy chứng nhận" not in page and "xem giấy chứng nhận" not in page


def test_certificates_switched_on_later_are_for_those_who_come_later(course: CoursePage) -> None:
    from certificates import issuing

    sit(EnrolmentFactory(course=set_on(course, gives_certificate=False), person=PersonFactory(user=UserFactory())))
    sit(EnrolmentFactory(course=set_on(course, gives_certificate=True), person=PersonFactory(user=UserFactory())))
    assert Certificate.objects.count() == 1 and issuing.missed() == []


def test_taking_back_a_completion_without_certificate_takes_its_fact(course: CoursePage) -> None:
    sit(EnrolmentFactory(course=set_on(course, gives_certificate=False), person=PersonFactory(user=UserFactory())))
    completing.take_back(Completion.objects.get(), reason="Thử", by=None)
    assert not TrainingFact.objects.standing().exists()


def test_the_design_of_the_course_is_that_of_its_certificates(course: CoursePage) -> None:
    sit(EnrolmentFactory(course=set_on(course, certificate_design=CertificateDesign.PLAIN), person=PersonFactory(user=UserFactory())))
    assert Certificate.objects.get().sheet().design == CertificateDesign.PLAIN


def test_finished_people_keep_the_title_and_hours_they_had(course: CoursePage) -> None:
    before = (course.title, course.hours)
    sit(EnrolmentFactory(course=course, person=PersonFactory(user=UserFactory())))
    set_on(course, title="Tên mới", hours=course.hours + 3)
    completion = Completion.objects.get()
    assert (completion.title, completion.hours) == before


# --- validity ----------------------------------------------------------------------------------------------------


@given(st.dates(datetime.date(2020, 1, 1), datetime.date(2040, 12, 31)), st.integers(1, 240))
def test_it_is_valid_to_the_same_day_of_its_last_month(day: datetime.date, months: int) -> None:
    until = renewing.valid_until(CoursePage(valid_months=months), day)
    assert until is not None and (until.year * 12 + until.month) - (day.year * 12 + day.month) == months
    assert until.day == day.day or (until + datetime.timedelta(days=1)).day == 1 and until.day < day.day


def test_the_sheet_and_the_verification_page_say_until_when(client: Client, done: Enrolment) -> None:
    certificate = Certificate.objects.get()
    assert certificate.valid_until == LAST and certificate.sheet().valid_until == "2028-03-08"
    with at(LAST):
        assert "Giấy chứng nhận này có hiệu lực" in client.get(f"/xac-minh/{certificate.code}/").content.decode()
    with at(LAST + datetime.timedelta(days=1)):
        page = client.get(f"/xac-minh/{certificate.code}/").content.decode()
    assert "đã hết hạn" in page and "08/03/2028" in page


def test_the_day_of_a_certificate_never_changes(done: Enrolment) -> None:
    with pytest.raises(Exception, match="certificates_certificate"), transaction.atomic():
        Certificate.objects.update(valid_until=LAST + datetime.timedelta(days=900))


def test_the_database_refuses_what_ends_before_it_begins(done: Enrolment) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Completion.objects.update(valid_until=DAY - datetime.timedelta(days=1))


# --- renewal -----------------------------------------------------------------------------------------------------


def test_it_is_taken_again_from_two_months_before_and_counts_once_more(client: Client, done: Enrolment) -> None:
    early, due = LAST - datetime.timedelta(days=61), LAST - datetime.timedelta(days=60)
    client.force_login(done.person.user)
    with at(early):
        assert again(done) == done and "Học lại" not in client.get(done.course.url).content.decode()
    with at(due):
        assert "Học lại" in client.get(done.course.url).content.decode()
        second = again(done)
        assert second.renewal == 1 and again(done) == second
        sit(second)
        assert again(done) == second
    first, new = Certificate.objects.order_by("pk")
    assert (first.state, new.state, new.valid_until) == ("valid", "valid", datetime.date(2030, 1, 8))
    assert TrainingFact.objects.standing().count() == 2
    assert TrainingFact.objects.standing().values("person").distinct().count() == 1


def test_a_short_validity_is_renewed_from_its_middle(course: CoursePage, django_capture_on_commit_callbacks: Any) -> None:
    person = PersonFactory(user=UserFactory(), email="an@example.vn")
    with at(DAY):
        enrolment = EnrolmentFactory(course=set_on(course, valid_months=1), person=person)
        sit(enrolment)
        assert again(enrolment) == enrolment
    done = Completion.objects.get()
    assert done.valid_until == datetime.date(2026, 4, 8)
    middle = datetime.date(2026, 3, 24)
    before = middle - datetime.timedelta(days=1)
    assert not renewing.is_due(done, before) and renewing.is_due(done, middle)
    with django_capture_on_commit_callbacks(execute=True):
        assert reminding_renewal.remind(before) == 0 and reminding_renewal.remind(middle) == 1


def test_a_renewal_is_renewed_in_its_turn(done: Enrolment) -> None:
    with at(LAST):
        sit(again(done))
    with at(datetime.date(2030, 3, 8)):
        third = again(done)
        assert third.renewal == 2
        sit(third)
    assert Completion.objects.count() == 3


def test_what_was_taken_back_is_not_renewed_but_had_again(done: Enrolment) -> None:
    completing.take_back(Completion.objects.get(), reason="Thử", by=None)
    with at(LAST):
        assert again(done) == done


def test_what_expires_in_an_earlier_edition_is_no_renewal_in_the_new_one(done: Enrolment, reviewer: User) -> None:
    editions.start(done.course, "Luật mới.", by=reviewer)
    with at(LAST):
        new = enrolling.enrol(done.person, CoursePage.objects.get(pk=done.course_id), by=done.person.user)  # type: ignore[arg-type]
    assert (new.edition, new.renewal) == (2, 0)


def test_who_had_it_in_a_class_completes_it_online_too(course: CoursePage) -> None:
    enrolment = EnrolmentFactory(course=course, person=PersonFactory(user=UserFactory()))
    registration = RegistrationFactory(training_class=TrainingClassFactory(course=course), person=enrolment.person)
    completing.complete_by_class(registration, score=None, by=None)
    sit(enrolment)
    assert set(Completion.objects.values_list("enrolment", flat=True)) == {None, enrolment.pk}


def test_nobody_has_two_enrolments_or_completions_of_one_renewal(done: Enrolment) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(person=done.person, course=done.course, edition=done.edition, renewal=0)


def test_a_class_that_delivers_the_course_renews_it(done: Enrolment) -> None:
    held = TrainingClassFactory(course=done.course, gives_certificate=True, sessions=0)
    held.sessions.create(day=LAST - datetime.timedelta(days=10))
    registration = RegistrationFactory(training_class=held, person=done.person)
    attend(registration)
    with at(LAST - datetime.timedelta(days=9)):
        completing.complete_by_class(registration, score=None, by=None)
        completing.complete_by_class(registration, score=None, by=None)
        assert again(done) == done
    assert Certificate.objects.valid().count() == 2 and TrainingFact.objects.standing().filter(has_certificate=True).count() == 2
    assert Completion.objects.get(training_class=held).valid_until == datetime.date(2030, 2, 27)


def test_a_class_long_before_it_expires_gives_no_second_certificate(done: Enrolment) -> None:
    held = TrainingClassFactory(course=done.course, gives_certificate=True)
    registration = RegistrationFactory(training_class=held, person=done.person)
    attend(registration)
    completing.complete_by_class(registration, score=None, by=None)
    assert Certificate.objects.count() == 1


def test_people_are_reminded_once_a_stage_until_they_have_renewed(done: Enrolment, django_capture_on_commit_callbacks: Any) -> None:
    stages = {31: 0, 30: 1, 29: 0, 7: 1, 6: 0, -1: 1, -2: 0}
    for days, told in stages.items():
        with django_capture_on_commit_callbacks(execute=True):
            assert reminding_renewal.remind(LAST - datetime.timedelta(days=days)) == told
    assert len(mail.outbox) == 3 and all(done.course.title not in one.body + one.subject for one in mail.outbox)
    with at(LAST):
        sit(again(done))
    assert list(reminding_renewal.expiring(LAST + datetime.timedelta(days=20))) == []


def test_my_learning_says_until_when(client: Client, done: Enrolment) -> None:
    client.force_login(done.person.user)
    with at(DAY):
        assert "có giá trị đến 08/03/2028" in client.get("/hoc-tap/").content.decode()
    with at(LAST + datetime.timedelta(days=1)):
        assert "hết hạn" in client.get("/hoc-tap/").content.decode()


def test_my_learning_asks_to_renew_what_the_reminder_was_about_until_it_is_renewed(client: Client, done: Enrolment) -> None:
    asks = "để gia hạn, xin mở khoá học và học lại"
    client.force_login(done.person.user)
    for days, asked in {31: False, 30: True, -1: True}.items():
        with at(LAST - datetime.timedelta(days=days)):
            assert (asks in client.get("/hoc-tap/").content.decode()) == asked
    with at(LAST + datetime.timedelta(days=1)):
        sit(again(done))
    with at(LAST + datetime.timedelta(days=2)):
        assert asks not in client.get("/hoc-tap/").content.decode()


def test_nobody_is_reminded_of_what_was_taken_back(done: Enrolment) -> None:
    completing.take_back(Completion.objects.get(), reason="Thử", by=None)
    assert not reminding_renewal.expiring(LAST).exists()


def test_a_record_that_was_merged_into_another_is_not_reminded(done: Enrolment) -> None:
    Person.objects.filter(pk=done.person_id).update(merged_into=PersonFactory(), user=None)
    assert not reminding_renewal.expiring(LAST).exists()


def test_what_others_had_later_or_what_was_had_of_another_course_renews_nothing(done: Enrolment) -> None:
    other = CoursePage.objects.live().exclude(pk=done.course_id).first()
    CompletionFactory(enrolment__course=done.course, day=LAST)
    CompletionFactory(enrolment__course=other, enrolment__person=done.person, day=LAST)
    assert [one.enrolment for one in reminding_renewal.expiring(LAST)] == [done]
