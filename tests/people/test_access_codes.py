"""Codes on slips: they prove who somebody is, work once, and are kept nowhere."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from learning.people import access_codes
from learning.people.models import AccessCode, Person, User
from learning.people.opening_accounts import open_accounts
from learning.people.refusing import Refused
from tests.factories import PASSWORD, EnrolmentFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


def code_for(person: Person, by: User, **kwargs: Any) -> str:
    return access_codes.make_codes([person], by=by, **kwargs)[0][1]


def test_a_code_has_fifty_bits_of_letters_that_cannot_be_mistaken(unit_officer: User) -> None:
    code = code_for(PersonFactory(), unit_officer)
    assert [len(part) for part in code.split("-")] == [4, 4, 2]
    assert len(access_codes.ALPHABET) ** access_codes.LENGTH >= 2**50
    assert not set(access_codes.ALPHABET) & set("0O1I")
    assert set(code) - {"-"} <= set(access_codes.ALPHABET)


def test_a_code_stands_nowhere_in_the_database(unit_officer: User) -> None:
    code = code_for(PersonFactory(), unit_officer)
    letters = code.replace("-", "")
    with connection.cursor() as cursor:
        for table in ("people_accesscode", "wagtailcore_modellogentry", "django_session"):
            cursor.execute(f"SELECT * FROM {table}")
            text = str(cursor.fetchall())
            assert code not in text and letters not in text


def test_a_code_may_be_typed_in_small_letters_and_without_hyphens(unit_officer: User) -> None:
    person = PersonFactory()
    code = code_for(person, unit_officer)
    for typed in (code, code.lower(), code.replace("-", ""), f"  {code.replace('-', ' ')} "):
        assert access_codes.person_of(typed) == person
    assert access_codes.person_of("") is None
    assert access_codes.person_of(code[:-1]) is None


def test_a_code_opens_an_account_for_the_person_it_was_made_for(unit_officer: User) -> None:
    person = PersonFactory(full_name="Lê Thị Ngọc")
    user = access_codes.open_account(code_for(person, unit_officer), "ltngoc", PASSWORD)
    person.refresh_from_db()
    assert (person.user, user.username, user.last_name) == (user, "ltngoc", "Lê Thị Ngọc")
    assert user.check_password(PASSWORD)


def test_a_code_works_once(unit_officer: User) -> None:
    person = PersonFactory()
    code = code_for(person, unit_officer)
    access_codes.open_account(code, "motlan", PASSWORD)
    assert access_codes.person_of(code) is None
    with pytest.raises(access_codes.CodeRefused):
        access_codes.open_account(code, "hailan", "khac-Mat-khau-9")
    assert User.objects.get(person=person).check_password(PASSWORD)
    assert not User.objects.filter(username="hailan").exists()


def test_a_new_code_voids_the_older_one(unit_officer: User) -> None:
    person, other = PersonFactory(), PersonFactory()
    old, others = code_for(person, unit_officer), code_for(other, unit_officer)
    new = code_for(person, unit_officer)
    assert access_codes.person_of(old) is None
    assert access_codes.person_of(new) == person
    assert access_codes.person_of(others) == other


def test_using_a_code_voids_every_other_slip_of_the_person(unit_officer: User) -> None:
    person = PersonFactory()
    open_accounts([person])
    code = code_for(person, unit_officer)
    AccessCode.objects.create(
        person=person, key=access_codes._key("ZZZZ-ZZZZ-ZZ"), expires_on=timezone.localdate() + datetime.timedelta(days=5)
    )
    assert access_codes.person_of("ZZZZ-ZZZZ-ZZ") == person
    access_codes.open_account(code, "motlan", PASSWORD)
    assert access_codes.person_of("ZZZZ-ZZZZ-ZZ") is None


def test_an_expired_code_opens_nothing(unit_officer: User) -> None:
    person = PersonFactory()
    last_day, gone = code_for(person, unit_officer, days=0), code_for(PersonFactory(), unit_officer, days=-1)
    assert access_codes.person_of(last_day) == person
    assert access_codes.person_of(gone) is None


def test_unknown_used_and_expired_codes_are_answered_with_one_sentence(unit_officer: User) -> None:
    used = code_for(PersonFactory(), unit_officer)
    access_codes.open_account(used, "dadung", PASSWORD)
    sentences = set()
    for code in (used, code_for(PersonFactory(), unit_officer, days=-1), "AAAA-AAAA-AA"):
        with pytest.raises(access_codes.CodeRefused) as refused:
            access_codes.open_account(code, "moinguoi", PASSWORD)
        sentences.add(str(refused.value))
    assert len(sentences) == 1


def test_an_account_opened_in_bulk_gets_its_password_by_the_code(unit_officer: User) -> None:
    person = PersonFactory()
    (account,) = open_accounts([person])
    user = access_codes.open_account(code_for(person, unit_officer), "khong-dung", PASSWORD)
    assert user == account
    assert user.check_password(PASSWORD)
    assert user.username != "khong-dung"


def test_a_slip_from_before_somebody_opened_an_account_themselves_does_not_open_that_account(unit_officer: User) -> None:
    person = PersonFactory()
    code = code_for(person, unit_officer)
    person.user = UserFactory(date_joined=timezone.now() + datetime.timedelta(minutes=1))
    person.save()
    with pytest.raises(access_codes.CodeRefused):
        access_codes.open_account(code, "x", "khac-Mat-khau-9")
    assert User.objects.get(person=person).check_password(PASSWORD)


def test_no_code_is_made_for_the_account_of_an_officer(unit_officer: User, dolisa_officer: User, trainer: User) -> None:
    for user in (dolisa_officer, trainer, UserFactory(is_superuser=True), UserFactory(is_staff=True)):
        with pytest.raises(Refused):
            code_for(PersonFactory(user=user), unit_officer)
    assert not AccessCode.objects.exists()


def test_a_code_stops_working_once_its_account_became_an_officers(unit_officer: User, dolisa_officer: User) -> None:
    person = PersonFactory()
    open_accounts([person])
    code = code_for(person, unit_officer)
    dolisa_officer.role_assignments.update(user=person.user)
    with pytest.raises(access_codes.CodeRefused):
        access_codes.open_account(code, "x", PASSWORD)


def test_a_code_of_a_merged_person_opens_nothing(unit_officer: User) -> None:
    person, kept = PersonFactory(), PersonFactory()
    code = code_for(person, unit_officer)
    Person.objects.filter(pk=person.pk).update(merged_into=kept)
    assert access_codes.person_of(code) is None


def test_a_taken_user_name_is_refused_and_the_code_still_works(unit_officer: User, stranger: User) -> None:
    person = PersonFactory()
    code = code_for(person, unit_officer)
    with pytest.raises(Refused):
        access_codes.open_account(code, stranger.username.upper(), PASSWORD)
    assert access_codes.person_of(code) == person


def test_somebody_signed_in_joins_a_record_by_code(unit_officer: User) -> None:
    record, user = PersonFactory(), UserFactory()
    access_codes.join(code_for(record, unit_officer), user)
    record.refresh_from_db()
    assert record.user == user


def test_the_same_name_without_the_code_joins_nothing(unit_officer: User, trainee: User) -> None:
    record = PersonFactory(full_name=trainee.person.full_name)
    code_for(record, unit_officer)
    with pytest.raises(access_codes.CodeRefused):
        access_codes.join("AAAA-AAAA-AA", trainee)
    record.refresh_from_db()
    assert record.user is None


def test_joining_keeps_what_the_record_and_what_the_account_held(unit_officer: User, trainee: User) -> None:
    own = EnrolmentFactory(person=trainee.person)
    record = PersonFactory()
    course = type(own.course).objects.live().exclude(pk=own.course_id).order_by("path").first()
    other = EnrolmentFactory(person=record, course=course, edition=course.edition)
    kept = access_codes.join(code_for(record, unit_officer), trainee)
    assert kept == record
    assert kept.user == trainee
    assert {e.pk for e in kept.enrolments.all()} == {own.pk, other.pk}


def test_a_record_of_an_account_in_use_is_not_joined_to_another(unit_officer: User, trainee: User, stranger: User) -> None:
    with pytest.raises(Refused):
        access_codes.join(code_for(stranger.person, unit_officer), trainee)
    stranger.person.refresh_from_db()
    assert stranger.person.user == stranger


def test_an_account_made_in_bulk_that_nobody_used_gives_way(unit_officer: User, trainee: User) -> None:
    record = PersonFactory()
    (unused,) = open_accounts([record])
    access_codes.join(code_for(record, unit_officer), trainee)
    unused.refresh_from_db()
    record.refresh_from_db()
    assert record.user == trainee
    assert not unused.is_active


def test_each_act_is_logged(unit_officer: User) -> None:
    from wagtail.models import ModelLogEntry

    person, record, user = PersonFactory(), PersonFactory(), UserFactory()
    access_codes.open_account(code_for(person, unit_officer), "cologday", PASSWORD)
    access_codes.join(code_for(record, unit_officer), user)
    actions = list(ModelLogEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["people.make_codes", "people.open_account", "people.make_codes", "people.claim"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_a_code_at_once_one_gets_in(unit_officer: User) -> None:
    person = PersonFactory()
    code = code_for(person, unit_officer)
    names, gate = ["nguoi-a", "nguoi-b", "nguoi-c"], Barrier(3)

    def one(name: str) -> str:
        try:
            gate.wait(timeout=10)
            return access_codes.open_account(code, name, PASSWORD).username
        except access_codes.CodeRefused:
            return ""
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        entered = [name for name in pool.map(one, names) if name]
    assert len(entered) == 1
    assert list(User.objects.filter(username__in=names).values_list("username", flat=True)) == entered
