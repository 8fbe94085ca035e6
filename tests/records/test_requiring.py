"""Required training: of whom, by when, and who is reminded how often."""

import datetime
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from learning.people import postings
from learning.people.models import Audience, Organisation, Person, User
from learning.records import reminding_required, requiring
from learning.records.models import ClassKind, Completion, Reminder, Requirement
from learning.records.requiring import Standing, add_months
from tests.factories import (
    CompletionFactory,
    EnrolmentFactory,
    OrganisationFactory,
    PersonFactory,
    TrainingClassFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def requirement(course: Any) -> Requirement:
    """A course for all of Sở Y tế, made long ago, due in 20 days."""
    made = Requirement.objects.create(
        name="Kiến thức chung", course=course, organisation=Organisation.objects.get(key="so-y-te"),
        due_on=timezone.localdate() + 20 * DAY,
    )  # fmt: skip
    Requirement.objects.filter(pk=made.pk).update(made_on=timezone.localdate() - 400 * DAY)
    made.refresh_from_db()
    return made


def long_there(**fields: Any) -> Person:
    person = PersonFactory(**fields)
    person.added_on = timezone.localdate() - 500 * DAY
    person.save(update_fields=["added_on"])
    return person


def done(person: Person, course: Any, day: datetime.date) -> Completion:
    return CompletionFactory(enrolment=EnrolmentFactory(person=person, course=course), day=day)


def names(people: Any) -> set[str]:
    return {person.full_name for person in people}


def test_a_unit_s_requirement_reaches_the_units_below_it_and_no_others(requirement: Requirement) -> None:
    below = OrganisationFactory(version__parent=requirement.organisation)
    long_there(full_name="Trong Sở")
    long_there(full_name="Dưới Sở", organisation=below)
    long_there(full_name="Nơi Khác", organisation=Organisation.objects.get(key="so-tu-phap"))
    assert names(requiring.concerned(requirement)) == {"Trong Sở", "Dưới Sở"}


def test_words_of_a_position_and_the_audience_narrow_it(requirement: Requirement) -> None:
    requirement.position_words, requirement.audience = "cong chuc VAN HOA", Audience.objects.get(code="officials")
    requirement.save()
    long_there(full_name="Đúng Người", position="Công chức Văn hóa - Xã hội")
    long_there(full_name="Sai Vị Trí", position="Kế toán")
    long_there(full_name="Sai Nhóm", position="Công chức văn hóa", audience=Audience.objects.get(code="journalists"))
    assert names(requiring.concerned(requirement)) == {"Đúng Người"}


def test_new_staff_get_it_by_rule_with_their_own_days(requirement: Requirement) -> None:
    today = timezone.localdate()
    new = PersonFactory(full_name="Người Mới")
    old = long_there(full_name="Người Cũ")
    assert names(requiring.not_done(requirement, today)) == {"Người Mới", "Người Cũ"}
    assert requiring.deadline(requirement, old) == requirement.due_on
    assert requiring.deadline(requirement, new) == today + requirement.days_for_new_staff * DAY


def test_somebody_who_moves_into_the_unit_has_their_days_from_that_day(requirement: Requirement) -> None:
    person = long_there(full_name="Chuyển Đến", organisation=Organisation.objects.get(key="so-tu-phap"))
    assert requirement.organisation is not None
    moved_on = timezone.localdate() - 10 * DAY
    postings.move_person(person, requirement.organisation, "Chuyên viên", from_day=moved_on)
    person = Person.objects.get(pk=person.pk)
    assert names(requiring.not_done(requirement, timezone.localdate())) == {"Chuyển Đến"}
    assert requiring.deadline(requirement, person) == moved_on + requirement.days_for_new_staff * DAY


def test_a_class_that_delivers_the_course_counts_as_the_course(requirement: Requirement, course: Any) -> None:
    person = long_there()
    held = TrainingClassFactory(course=course)
    day = timezone.localdate() - 5 * DAY
    completion = Completion.objects.create(
        person=person, training_class=held, course=course, edition=course.edition, started_on=day, completed_on=day
    )
    assert not requiring.not_done(requirement, timezone.localdate()).exists()
    completion.taken_back_on = timezone.localdate()
    completion.save()
    assert names(requiring.not_done(requirement, timezone.localdate())) == {person.full_name}


def test_a_kind_of_class_can_be_required(requirement: Requirement) -> None:
    requirement.course, requirement.class_kind = None, ClassKind.objects.get(code="hoi-thao")
    requirement.save()
    person = long_there()
    day = timezone.localdate()
    other = TrainingClassFactory()
    Completion.objects.create(person=person, training_class=other, started_on=day, completed_on=day)
    assert requiring.not_done(requirement, day).exists()
    right = TrainingClassFactory(kind=requirement.class_kind)
    Completion.objects.create(person=person, training_class=right, started_on=day, completed_on=day)
    assert not requiring.not_done(requirement, day).exists()


def test_what_expires_soon_is_told_and_what_has_expired_is_not_done(requirement: Requirement, course: Any) -> None:
    requirement.valid_months = 12
    requirement.save()
    today = timezone.localdate()
    fresh, soon, over = (long_there(full_name=name) for name in ("Còn Lâu", "Sắp Hết", "Đã Hết"))
    done(fresh, course, add_months(today, -2))
    done(soon, course, add_months(today, -11))
    done(over, course, add_months(today, -13))
    assert names(requiring.expiring(requirement, today)) == {"Sắp Hết"}
    assert names(requiring.not_done(requirement, today)) == {"Đã Hết"}
    status = requiring.status_of(requirement, over, add_months(today, -13), today)
    assert status.standing == Standing.LATE and status.due_on == status.expires_on


def test_one_person_is_told_the_same_as_the_list_says(requirement: Requirement, course: Any) -> None:
    person = long_there()
    assert [status.standing for status in requiring.requirements_of(person)] == [Standing.DUE]
    done(person, course, timezone.localdate())
    assert requiring.requirements_of(person) == []


def test_each_stage_is_reminded_once_in_neutral_words(requirement: Requirement, django_capture_on_commit_callbacks: Any) -> None:
    user = UserFactory(email="an@example.vn")
    long_there(user=user)
    long_there(full_name="Không Thư")
    today = timezone.localdate()
    for day, new in ((today, 2), (today, 0), (today + 1 * DAY, 0), (today + 14 * DAY, 2), (today + 21 * DAY, 2), (today + 50 * DAY, 0)):
        with django_capture_on_commit_callbacks(execute=True):
            assert reminding_required.remind(day) == new
    assert len(mail.outbox) == 3
    words = f"{mail.outbox[0].subject} {mail.outbox[0].body}".casefold()
    assert "kiến thức chung" not in words and "bạo lực" not in words and requirement.course.title.casefold() not in words  # type: ignore[union-attr]
    assert "/hoc-tap/" in words and Reminder.objects.filter(by_mail=False).count() == 3


def test_nobody_is_reminded_long_before_or_of_what_is_not_in_force(requirement: Requirement) -> None:
    long_there()
    assert reminding_required.remind(timezone.localdate() - 60 * DAY) == 0
    requirement.is_active = False
    requirement.save()
    assert reminding_required.remind(timezone.localdate()) == 0


@pytest.mark.parametrize("fields", [{"course": None}, {"organisation": None}])
def test_a_requirement_says_what_and_of_whom(requirement: Requirement, fields: dict[str, None]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Requirement.objects.filter(pk=requirement.pk).update(**fields)


@given(day=st.dates(min_value=datetime.date(1990, 1, 1), max_value=datetime.date(2090, 1, 1)), months=st.integers(0, 600))
def test_months_are_calendar_months(day: datetime.date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + DAY).day == 1


def test_an_officer_sees_their_own_people_only(client: Client, unit_officer: User, course: Any) -> None:
    everywhere = Requirement.objects.create(name="Toàn tỉnh", course=course, audience=Audience.objects.get(code="officials"))
    long_there(full_name="Người Của Sở")
    long_there(full_name="Người Sở Khác", organisation=Organisation.objects.get(key="so-tu-phap"))
    client.force_login(unit_officer)
    page = client.get(f"/yeu-cau-hoc/{everywhere.pk}/").content.decode()
    assert "Người Của Sở" in page and "Người Sở Khác" not in page
    assert client.get(f"/yeu-cau-hoc/{everywhere.pk}/sua/").status_code == 404


def test_a_requirement_of_another_unit_does_not_exist(client: Client, unit_officer: User, course: Any) -> None:
    theirs = Requirement.objects.create(name="Sở khác", course=course, organisation=Organisation.objects.get(key="so-tu-phap"))
    client.force_login(unit_officer)
    assert client.get(f"/yeu-cau-hoc/{theirs.pk}/").status_code == 404
    assert "Sở khác" not in client.get("/yeu-cau-hoc/").content.decode()


def test_a_requirement_is_made_with_what_is_missing_said_plainly(client: Client, unit_officer: User, course: Any) -> None:
    client.force_login(unit_officer)
    unit = Organisation.objects.get(key="so-y-te").pk
    answer = {"name": "Học chung", "organisation": unit, "days_for_new_staff": "60", "is_active": "on", "due_on": "05/01/2027"}
    refused = client.post("/yeu-cau-hoc/moi/", answer)
    assert refused.status_code == 200 and Requirement.objects.count() == 0
    assert "Học chung" in refused.content.decode()
    assert client.post("/yeu-cau-hoc/moi/", answer | {"course": course.pk}).status_code == 302
    assert Requirement.objects.get().due_on == datetime.date(2027, 1, 5)
    elsewhere = Organisation.objects.get(key="so-tu-phap").pk
    assert client.post("/yeu-cau-hoc/moi/", answer | {"course": course.pk, "organisation": elsewhere}).status_code == 200


def test_an_inspector_reads_and_changes_nothing(client: Client, inspector: User, requirement: Requirement) -> None:
    client.force_login(inspector)
    assert client.get(f"/yeu-cau-hoc/{requirement.pk}/").status_code == 200
    assert client.get("/yeu-cau-hoc/moi/").status_code == 404
    assert client.post(f"/yeu-cau-hoc/{requirement.pk}/sua/", {"name": "x"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("which", ["not_done", "expiring"])
def test_queries_of_the_list_do_not_grow(
    client: Client, dolisa_officer: User, requirement: Requirement, course: Any, which: str, rows: int,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    Requirement.objects.filter(pk=requirement.pk).update(valid_months=12)
    for _number in range(rows):
        person = long_there()
        if which == "expiring":
            done(person, course, add_months(timezone.localdate(), -11))
    client.force_login(dolisa_officer)
    client.get(f"/yeu-cau-hoc/{requirement.pk}/")
    with django_assert_num_queries(13):
        assert client.get(f"/yeu-cau-hoc/{requirement.pk}/?xem={which}").status_code == 200


def test_my_learning_says_what_is_to_be_done(client: Client, trainee: User, course: Any) -> None:
    Requirement.objects.create(name="Học chung", course=course, organisation=trainee.person.organisation)
    client.force_login(trainee)
    assert [status.requirement.name for status in client.get("/hoc-tap/").context["required"]] == ["Học chung"]
