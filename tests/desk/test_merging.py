"""Two records of one person become one and two again, and nothing is lost on the way."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from certificates import issuing
from certificates.models import Certificate
from courses.models import CoursePage, LessonPage
from learning.counts import recording, tally
from learning.counts.models import TrainingFact
from learning.desk import demo
from learning.people import carriers, likely_pairs, merging
from learning.people.models import (
    AccessCode,
    CorrectionRequest,
    LikelyPair,
    Merge,
    Organisation,
    Person,
    Posting,
    RoleAssignment,
    User,
)
from learning.people.refusing import Refused
from learning.people.roles import reach
from learning.records.models import (
    Admission,
    Attempt,
    Attendance,
    ClassTrainer,
    Completion,
    Enrolment,
    LessonReading,
    Reminder,
    Roster,
    RosterDecision,
    RosterRow,
    TestScore,
    TrainingClass,
)
from tests.factories import (
    EnrolmentFactory,
    PersonFactory,
    RegistrationFactory,
    TrainingClassFactory,
    UserFactory,
    attend,
    issued,
    sit,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 8)

HELD = {
    "people.Person": ("user_id", "merged_into_id", "phone", "email", "citizen_key", "sex", "birth_date", "birth_year"),
    "people.User": ("is_active",),
    "people.Posting": ("person_id", "valid_from", "valid_to"),
    "people.AccessCode": ("person_id",),
    "people.CorrectionRequest": ("person_id", "state"),
    "people.LikelyPair": ("first_id", "second_id", "state", "decided_by_id"),
    "records.Enrolment": ("person_id", "edition", "renewal"),
    "records.Admission": ("person_id", "course_id", "state", "answer"),
    "records.Attempt": ("enrolment_id", "registration_id", "score"),
    "records.LessonReading": ("enrolment_id",),
    "records.Completion": ("person_id", "enrolment_id"),
    "records.Registration": ("person_id", "state", "has_evaluated"),
    "records.Attendance": ("registration_id", "state", "method", "marked_at"),
    "records.TestScore": ("registration_id", "percent"),
    "records.Reminder": ("person_id",),
    "records.RosterRow": ("person_id",),
    "records.RosterDecision": ("person_id",),
    "records.ClassTrainer": ("person_id",),
    "certificates.Certificate": ("person_id", "state", "words"),
}


@pytest.fixture
def officer(dolisa_officer: User) -> User:
    return dolisa_officer


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Whose every row is."""
    return {
        name: list(apps.get_model(name)._default_manager.order_by("pk").values_list("pk", *fields))
        for name, fields in HELD.items()
    }


def counted() -> tuple[list[dict], list[tuple]]:
    """The table of every year, and the facts that stand, without their keys."""
    years = [tally.total(tally.facts_of(year)).values for year in (2025, 2026)]
    fields = ("person_id", "subject_key", "completed_on", "organisation_path", "sex", "position", "hours", "has_certificate")
    return years, sorted(TrainingFact.objects.standing().values_list(*fields))


def distinct_people() -> int:
    return tally.total(tally.facts_of(2026))["people"]


def course_of(number: int) -> CoursePage:
    return list(CoursePage.objects.live().order_by("path"))[number]


def completed_class(person: Person, held: TrainingClass) -> Completion:
    completion = Completion.objects.create(person=person, training_class=held, started_on=DAY, completed_on=DAY)
    recording.post(
        person, source_key=f"completion:{completion.pk}", subject_key=f"class:{held.pk}", subject=held.title,
        completed_on=DAY, hours=Decimal(8), audience_id="officials", mode="in_person",
    )  # fmt: skip
    return completion


def test_every_foreign_key_to_a_person_has_a_carrier() -> None:
    """A new table that names a person fails here until a merge knows what to do with it."""
    named = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.concrete and field.related_model is Person
    }
    answered = frozenset().union(*(carrier.fields for _name, carrier in carriers.in_order()))
    assert named == answered


def test_an_enrolment_goes_with_its_attempts_readings_completion_certificate_and_fact(officer: User, course: CoursePage) -> None:
    gone = PersonFactory(user=UserFactory())
    enrolment = EnrolmentFactory(person=gone, course=course)
    LessonReading.objects.create(enrolment=enrolment, lesson=course.lessons()[0])
    attempt = sit(enrolment)
    kept = PersonFactory()
    words = Certificate.objects.get().words
    merging.merge(kept, gone, by=officer)
    assert Attempt.objects.get().pk == attempt.pk
    assert [one.person for one in Enrolment.objects.all()] == [kept]
    assert Attempt.objects.get().enrolment_id == enrolment.pk
    assert Attempt.objects.get().answers.count() == attempt.served
    assert LessonReading.objects.get().enrolment.person == kept
    assert Completion.objects.get().person == kept
    assert Certificate.objects.get().person == kept
    assert Certificate.objects.get().words == words
    assert [fact.person for fact in TrainingFact.objects.standing()] == [kept]


def test_of_two_enrolments_the_one_that_is_completed_becomes_theirs_and_the_other_is_not_lost(
    officer: User, course: CoursePage
) -> None:
    kept, gone = PersonFactory(user=UserFactory()), PersonFactory(user=UserFactory())
    mine = EnrolmentFactory(person=kept, course=course)
    failed = sit(mine, right=False)
    LessonReading.objects.create(enrolment=mine, lesson=course.lessons()[0])
    passed = sit(EnrolmentFactory(person=gone, course=course))
    before = everything(), counted()
    made = merging.merge(kept, gone, by=officer)
    assert passed.enrolment is not None
    assert Enrolment.objects.get(pk=passed.enrolment.pk).person == kept
    assert Enrolment.objects.get(pk=mine.pk).person == gone
    assert Attempt.objects.get(pk=failed.pk).enrolment_id == mine.pk
    assert LessonReading.objects.get().enrolment_id == passed.enrolment.pk
    assert (Completion.objects.get().person, Certificate.objects.get().person) == (kept, kept)
    merging.undo(made, by=officer)
    assert (everything(), counted()) == before


def test_of_two_completions_of_one_course_none_is_lost_however_many_attempts_they_took(officer: User, course: CoursePage) -> None:
    kept, gone = PersonFactory(user=UserFactory()), PersonFactory(user=UserFactory())
    sit(EnrolmentFactory(person=kept, course=course))
    second = EnrolmentFactory(person=gone, course=course)
    sit(second, right=False)
    sit(second)
    before = everything(), counted()
    made = merging.merge(kept, gone, by=officer)
    assert Completion.objects.filter(person=kept).count() == Completion.objects.filter(person=gone).count() == 1
    for completion in Completion.objects.select_related("enrolment"):
        assert completion.enrolment and completion.enrolment.person_id == completion.person_id
    assert distinct_people() == 1
    merging.undo(made, by=officer)
    assert (everything(), counted()) == before


def test_who_was_let_in_under_either_record_is_in(officer: User, course: CoursePage) -> None:
    kept, gone = PersonFactory(), PersonFactory()
    now = timezone.now()
    Admission.objects.create(person=kept, course=course, state="declined", answer="Chưa đến lượt.", decided_at=now)
    Admission.objects.create(person=gone, course=course, state="admitted", decided_at=now)
    before = everything()
    made = merging.merge(kept, gone, by=officer)
    assert Admission.objects.get(person=kept).lets_in and Admission.objects.count() == 2
    merging.undo(made, by=officer)
    assert everything() == before


def test_the_same_training_recorded_twice_counts_once_and_twice_again_when_undone(officer: User) -> None:
    kept, gone = PersonFactory(), PersonFactory()
    for person in (kept, gone):
        issued(enrolment=EnrolmentFactory(person=person, course=course_of(0)), day=DAY)
    before = everything(), counted()
    made = merging.merge(kept, gone, by=officer)
    total = tally.total(tally.facts_of(2026))
    assert (total["people"], total["participations"]) == (1, 1)
    assert Certificate.objects.valid().count() == 2  # type: ignore[attr-defined]
    assert {c.person for c in Certificate.objects.all()} == {kept, gone}
    merging.undo(made, by=officer)
    assert (everything(), counted()) == before
    assert tally.total(tally.facts_of(2026))["people"] == 2


def test_distinct_counts_follow_at_once_with_unit_and_day_as_they_were(officer: User) -> None:
    kept, gone = PersonFactory(), PersonFactory(organisation=Organisation.objects.get(key="so-tu-phap"), sex="male")
    issued(enrolment=EnrolmentFactory(person=kept, course=course_of(0)), day=DAY)
    issued(enrolment=EnrolmentFactory(person=gone, course=course_of(1)), day=DAY)
    path = TrainingFact.objects.get(person=gone).organisation_path
    assert distinct_people() == 2
    made = merging.merge(kept, gone, by=officer)
    assert distinct_people() == 1
    assert tally.total(tally.facts_of(2026))["participations"] == 2
    assert TrainingFact.objects.standing().get(person=kept, organisation_path=path).sex == "male"
    merging.undo(made, by=officer)
    assert distinct_people() == 2


def test_attendance_of_one_class_is_joined_by_the_better_state(officer: User) -> None:
    held = TrainingClassFactory(sessions=3)
    first, second, third = held.sessions.all()
    mine, theirs = (RegistrationFactory(training_class=held) for _ in range(2))
    for registration, states in (
        (mine, {first: "absent", second: "present"}),
        (theirs, {first: "late", second: "absent", third: "present"}),
    ):
        for session, state in states.items():
            Attendance.objects.create(registration=registration, session=session, state=state)
    TestScore.objects.create(registration=theirs, phase="pre", percent=40)
    TestScore.objects.create(registration=mine, phase="post", percent=80)
    TestScore.objects.create(registration=theirs, phase="post", percent=70)
    before = everything()
    made = merging.merge(mine.person, theirs.person, by=officer)
    states = dict(Attendance.objects.filter(registration=mine).values_list("session", "state"))
    assert states == {first.pk: "late", second.pk: "present", third.pk: "present"}
    assert {(s.phase, s.percent) for s in mine.scores.all()} == {("pre", 40), ("post", 80)}
    assert theirs.scores.get().percent == 70
    assert list(held.registrations.taking_part()) == [mine]
    merging.undo(made, by=officer)
    assert everything() == before


def test_somebody_who_stood_on_the_waiting_list_and_among_the_registered_is_registered(officer: User) -> None:
    held = TrainingClassFactory()
    mine = RegistrationFactory(training_class=held, state="waiting")
    theirs = RegistrationFactory(training_class=held)
    merging.merge(mine.person, theirs.person, by=officer)
    mine.refresh_from_db()
    assert mine.state == "registered"


def test_a_class_completed_twice_counts_once(officer: User) -> None:
    held = TrainingClassFactory()
    people = [RegistrationFactory(training_class=held).person for _ in range(2)]
    for person in people:
        completed_class(person, held)
    before = everything(), counted()
    made = merging.merge(*people, by=officer)
    assert tally.total(tally.facts_of(2026))["participations"] == 1
    assert Completion.objects.count() == 2
    merging.undo(made, by=officer)
    assert (everything(), counted()) == before


def test_the_account_moves_to_the_record_that_has_none(officer: User) -> None:
    gone, kept = PersonFactory(user=UserFactory()), PersonFactory()
    user = gone.user
    made = merging.merge(kept, gone, by=officer)
    kept.refresh_from_db()
    assert kept.user == user
    assert user.is_active
    merging.undo(made, by=officer)
    gone.refresh_from_db()
    assert gone.user == user


def test_of_two_accounts_the_second_is_closed_and_opens_again(officer: User) -> None:
    gone, kept = PersonFactory(user=UserFactory()), PersonFactory(user=UserFactory())
    user = User.objects.get(pk=gone.user_id)
    made = merging.merge(kept, gone, by=officer)
    user.refresh_from_db()
    assert not user.is_active
    merging.undo(made, by=officer)
    user.refresh_from_db()
    assert user.is_active
    assert user.person == gone


def test_the_owner_can_still_open_both_certificates_of_one_edition(officer: User, client: Client) -> None:
    kept, gone = PersonFactory(user=UserFactory()), PersonFactory()
    held = [issued(enrolment=EnrolmentFactory(person=person, course=course_of(0)), day=DAY) for person in (kept, gone)]
    other = issued(enrolment=EnrolmentFactory(course=course_of(0)), day=DAY)
    merging.merge(kept, gone, by=officer)
    client.force_login(User.objects.get(person=kept))
    assert [client.get(reverse("certificate", args=[one.code])).status_code for one in (*held, other)] == [200, 200, 404]
    page = client.get(reverse("my_certificates")).content.decode()
    assert [one.words["number"] in page for one in (*held, other)] == [True, True, False]


def test_a_merge_is_no_way_to_put_an_officer_out(officer: User) -> None:
    gone, kept = PersonFactory(user=UserFactory()), PersonFactory(user=UserFactory())
    RoleAssignment.objects.create(user=gone.user, role="inspector")
    with pytest.raises(Refused, match=r"role|vai trò"):
        merging.merge(kept, gone, by=officer)
    assert not Merge.objects.exists()


def test_an_account_that_belongs_to_a_group_is_not_closed_by_a_merge(officer: User, trainer: User) -> None:
    gone, kept = PersonFactory(user=trainer), PersonFactory(user=UserFactory())
    with pytest.raises(Refused):
        merging.merge(kept, gone, by=officer)
    merging.merge(gone, kept, by=officer)
    assert User.objects.get(pk=trainer.pk).is_active


def test_what_only_the_one_who_goes_knows_is_filled_in_and_nothing_is_written_over(officer: User) -> None:
    gone = PersonFactory(phone="+84911111111", email="a@x.vn", birth_date=DAY.replace(year=1985), sex="male", citizen_key="k")
    kept = PersonFactory(phone="+84922222222", sex="not_stated")
    before = everything()
    made = merging.merge(kept, gone, by=officer)
    kept.refresh_from_db()
    known = (kept.phone, kept.email, kept.birth_date, kept.birth_year, kept.sex, kept.citizen_key)
    assert known == ("+84922222222", "a@x.vn", DAY.replace(year=1985), 1985, "male", "k")
    merging.undo(made, by=officer)
    assert everything() == before


def test_what_was_changed_after_the_merge_is_not_emptied_by_its_undoing(officer: User) -> None:
    gone, kept = PersonFactory(phone="+84911111111"), PersonFactory()
    made = merging.merge(kept, gone, by=officer)
    Person.objects.filter(pk=kept.pk).update(phone="+84933333333")
    merging.undo(made, by=officer)
    kept.refresh_from_db()
    assert kept.phone == "+84933333333"


def test_postings_of_times_that_are_not_known_are_carried(officer: User) -> None:
    gone, kept = PersonFactory(), PersonFactory()
    Posting.objects.filter(person=kept).update(valid_from=datetime.date(2024, 1, 1))
    Posting.objects.filter(person=gone).update(valid_to=datetime.date(2023, 12, 31))
    made = merging.merge(kept, gone, by=officer)
    assert kept.postings.count() == 2
    merging.undo(made, by=officer)
    assert (kept.postings.count(), gone.postings.count()) == (1, 1)


def test_whoever_saw_the_one_who_goes_for_a_unit_of_the_past_sees_the_one_who_is_kept(officer: User) -> None:
    units = list(Organisation.objects.filter(key__in=["so-y-te", "so-tu-phap", "so-ldtbxh"]).order_by("-key"))
    kept, gone = (PersonFactory(organisation=unit) for unit in units[:2])
    made = merging.merge(kept, gone, by=officer)
    kept.refresh_from_db()

    def seen(unit: Organisation) -> set[bool]:
        scope = reach({unit.pk})
        return {kept in Person.objects.all().visible_in(scope), kept.is_visible_in(scope)}  # type: ignore[attr-defined]

    assert [seen(unit) for unit in units] == [{True}, {True}, {False}]
    merging.undo(made, by=officer)
    assert [seen(unit) for unit in units] == [{True}, {False}, {False}]


def test_somebody_who_is_not_the_one_who_goes_is_not_the_one_who_is_kept(officer: User) -> None:
    other, gone, kept = (PersonFactory(phone="+84911111111") for _ in range(3))
    likely_pairs.search()
    likely_pairs.not_the_same(LikelyPair.objects.get(first=other, second=gone), by=officer)
    before = everything()
    made = merging.merge(kept, gone, by=officer)
    assert LikelyPair.objects.get(first=other, second=kept).state == LikelyPair.State.NOT_SAME
    assert LikelyPair.objects.get(first=gone, second=kept).state == LikelyPair.State.MERGED
    merging.undo(made, by=officer)
    assert everything() == before


def test_refusals_say_why_and_change_nothing(officer: User) -> None:
    one, other, third = (PersonFactory() for _ in range(3))
    merging.merge(one, other, by=officer)
    before = everything()
    for kept, gone in ((one, one), (one, other), (third, other), (other, third), (third, PersonFactory(is_demo=True))):
        with pytest.raises(Refused, match=r"\."):
            merging.merge(kept, gone, by=officer)
    Person.objects.filter(is_demo=True).delete()
    assert everything() == before


def test_the_latest_merge_is_undone_first(officer: User) -> None:
    one, two, three = (PersonFactory() for _ in range(3))
    first = merging.merge(two, one, by=officer)
    second = merging.merge(three, two, by=officer)
    one.refresh_from_db()
    assert one.merged_into == three
    with pytest.raises(Refused, match=r"\."):
        merging.undo(first, by=officer)
    merging.undo(second, by=officer)
    one.refresh_from_db()
    assert one.merged_into == two
    merging.undo(first, by=officer)
    with pytest.raises(Refused, match=r"\."):
        merging.undo(first, by=officer)
    assert not Person.objects.exclude(merged_into=None).exists()


def test_each_act_is_one_line_in_the_log(officer: User) -> None:
    made = merging.merge(PersonFactory(), PersonFactory(), by=officer)
    merging.undo(made, by=officer)
    acts = ModelLogEntry.objects.filter(action__in=["people.merge", "people.undo_merge"]).order_by("pk")
    assert [(entry.action, entry.user) for entry in acts] == [("people.merge", officer), ("people.undo_merge", officer)]


def test_what_was_completed_between_merge_and_undoing_goes_back_too(officer: User, course: CoursePage) -> None:
    gone, kept = PersonFactory(user=UserFactory()), PersonFactory()
    enrolment = EnrolmentFactory(person=gone, course=course)
    held = RegistrationFactory(person=gone)
    made = merging.merge(kept, gone, by=officer)
    sit(Enrolment.objects.get(pk=enrolment.pk))
    completed_class(Person.objects.get(pk=kept.pk), held.training_class)
    merging.undo(made, by=officer)
    assert {one.person for one in Completion.objects.all()} == {gone}
    assert Certificate.objects.get().person == gone
    assert {fact.person for fact in TrainingFact.objects.standing()} == {gone}


def test_a_certificate_withdrawn_after_a_merge_takes_back_the_fact_that_was_carried(officer: User) -> None:
    certificate = issued(enrolment=EnrolmentFactory(course=course_of(0)), day=DAY)
    made = merging.merge(PersonFactory(), certificate.person, by=officer)
    issuing.withdraw(Certificate.objects.get(), reason="Sai", by=officer)
    assert not TrainingFact.objects.standing().exists()
    merging.undo(made, by=officer)
    assert not TrainingFact.objects.standing().exists()


def test_a_doubled_certificate_withdrawn_after_a_merge_does_not_count_again_when_undone(officer: User) -> None:
    kept, gone = (issued(enrolment=EnrolmentFactory(course=course_of(0)), day=DAY) for _ in range(2))
    made = merging.merge(kept.person, gone.person, by=officer)
    issuing.withdraw(gone, reason="Sai", by=officer)
    merging.undo(made, by=officer)
    assert [fact.person for fact in TrainingFact.objects.standing()] == [kept.person]


# --- by chance ----------------------------------------------------------------------------------------------------


def give_online(person: Person, others: list[Person]) -> None:
    enrolment = EnrolmentFactory(person=person, course=course_of(0))
    for lesson in LessonPage.objects.descendant_of(enrolment.course).order_by("path")[: 1 + person.pk % 2]:
        LessonReading.objects.create(enrolment=enrolment, lesson=lesson)


def give_certificate(person: Person, others: list[Person]) -> None:
    issued(enrolment=EnrolmentFactory(person=person, course=course_of(1)), day=DAY)


def give_renewals(person: Person, others: list[Person]) -> None:
    """Some have it once, some again, and it took them more or fewer attempts."""
    for renewal in range(1 + person.pk % 2):
        enrolment = EnrolmentFactory(person=person, course=course_of(0), edition=2, renewal=renewal)
        for number in range(1, 1 + person.pk % 3):
            an_attempt(enrolment, number)
        issued(enrolment=enrolment, day=DAY + datetime.timedelta(days=30 * renewal))


def give_admissions(person: Person, others: list[Person]) -> None:
    state = ("asked", "invited", "declined")[person.pk % 3]
    Admission.objects.create(person=person, course=course_of(0), state=state, answer="Chưa.", decided_at=timezone.now())


def give_withdrawn(person: Person, others: list[Person]) -> None:
    certificate = issued(enrolment=EnrolmentFactory(person=person, course=course_of(2)), day=DAY)
    issuing.withdraw(certificate, reason="Sai", by=UserFactory())


def give_attempt(person: Person, others: list[Person]) -> None:
    quizzes = [page for page in CoursePage.objects.live().order_by("-path") if page.quiz()]
    an_attempt(EnrolmentFactory(person=person, course=quizzes[0]), 1)


def an_attempt(enrolment: Enrolment, number: int) -> None:
    quiz = next(page.quiz() for page in CoursePage.objects.live().order_by("-path") if page.quiz())
    Attempt.objects.create(
        enrolment=enrolment, quiz=quiz, number=number, state="finished", pass_percent=60, served=5, score=20, passed=False,
        finished_at="2026-03-08T08:00Z",
    )  # fmt: skip


def give_class(person: Person, others: list[Person]) -> None:
    held = TrainingClass.objects.filter(title="Lớp chung").first() or TrainingClassFactory(title="Lớp chung")
    attend(RegistrationFactory(person=person, training_class=held), ["present", "absent"][person.pk % 2])
    if person.pk % 2:
        TestScore.objects.create(registration=held.registrations.get(person=person), phase="pre", percent=50)


def give_completed_class(person: Person, others: list[Person]) -> None:
    held = TrainingClass.objects.filter(title="Lớp xong").first() or TrainingClassFactory(title="Lớp xong")
    RegistrationFactory(person=person, training_class=held)
    completed_class(person, held)


def give_own_class(person: Person, others: list[Person]) -> None:
    registration = RegistrationFactory(person=person)
    attend(registration)
    ClassTrainer.objects.create(training_class=registration.training_class, name="X", person=person)


def give_papers(person: Person, others: list[Person]) -> None:
    roster = Roster.objects.create(organisation=person.organisation, file_name="a.xlsx", sha256="x")
    RosterRow.objects.create(roster=roster, sheet="1", line=person.pk, person=person, outcome="new", name_as_written="x")
    RosterDecision.objects.create(roster=roster, sheet="1", line=person.pk, choice="use", person=person)
    Reminder.objects.create(person=person, key="requirement:1")
    Reminder.objects.create(person=person, key=f"session:{person.pk}")


def give_account(person: Person, others: list[Person]) -> None:
    person.user = UserFactory()
    person.save()
    AccessCode.objects.create(person=person, key=f"k{person.pk}", expires_on=DAY)


def give_requests(person: Person, others: list[Person]) -> None:
    CorrectionRequest.objects.create(person=person, what="full_name", wanted="X")
    CorrectionRequest.objects.create(person=person, what="sex", wanted="male", state="accepted", decided_at="2026-03-08T08:00Z")


def give_decision(person: Person, others: list[Person]) -> None:
    first, second = sorted((person, others[-1]), key=lambda one: one.pk)
    LikelyPair.objects.get_or_create(first=first, second=second, defaults={"state": "not_same"})


POSSESSIONS = [
    give_online, give_certificate, give_withdrawn, give_attempt, give_class, give_completed_class, give_own_class, give_papers,
    give_account, give_requests, give_decision, give_renewals, give_admissions,
]  # fmt: skip
SETS = st.sets(st.sampled_from(range(len(POSSESSIONS))))


def tables() -> dict[str, int]:
    """How many rows there are of everything that was entered by somebody."""
    return {name: len(rows) for name, rows in everything().items() if name != "people.LikelyPair"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(first=SETS, second=SETS, third=SETS, kept=st.permutations([0, 1, 2]))
def test_whatever_they_have_a_merge_loses_nothing_and_its_undoing_restores_it(
    officer: User, first: set[int], second: set[int], third: set[int], kept: list[int]
) -> None:
    from django.db import transaction

    with transaction.atomic():
        people: list[Person] = [PersonFactory() for _ in range(4)]
        for person, owned in zip(people, (first, second, third), strict=False):
            for number in owned:
                POSSESSIONS[number](person, people)
        start, rows = (everything(), counted()), tables()
        a, b, c = (people[number] for number in kept)
        one = merging.merge(a, b, by=officer)
        between = everything(), counted()
        two = merging.merge(c, a, by=officer)
        assert tables() == rows
        assert not TrainingFact.objects.standing().filter(person__in=[a, b]).exists()
        assert distinct_people() == len({fact.person_id for fact in TrainingFact.objects.standing()})
        merging.undo(two, by=officer)
        assert (everything(), counted()) == between
        merging.undo(one, by=officer)
        assert (everything(), counted()) == start
        transaction.set_rollback(True)


def test_records_of_the_demonstration_that_somebody_merged_can_still_be_removed(officer: User) -> None:
    kept, gone = (PersonFactory(is_demo=True) for _ in range(2))
    for number, person in enumerate((kept, gone)):
        issued(enrolment=EnrolmentFactory(person=person, course=course_of(number)), day=DAY)
    merging.merge(kept, gone, by=officer)
    demo.remove()
    assert not Person.objects.filter(is_demo=True).exists()
    assert not TrainingFact.objects.exists()
