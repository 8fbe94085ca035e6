"""Objects for tests. Certificates and facts come from the verbs that make them for real people."""

import datetime
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from certificates import issuing
from certificates.models import Certificate
from courses.models import CoursePage
from learning.people.choices import OrganisationKind, Sex
from learning.people.models import Audience, Organisation, OrganisationVersion, Person, RoleAssignment, User
from learning.records import attempting
from learning.records.models import (
    Attempt,
    Attendance,
    ClassKind,
    Completion,
    Enrolment,
    Registration,
    Session,
    TrainingClass,
)

PASSWORD = "mat-khau-Thu-7!"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"nguoi{n}")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))


class OrganisationFactory(DjangoModelFactory[Organisation]):
    """A unit with one open-ended version below `parent` (the province where none is given)."""

    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    key = factory.Sequence(lambda n: f"don-vi-thu-{n}")

    @factory.post_generation
    def version(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        parent = kwargs.pop("parent", None) or Organisation.objects.get(key="province-19")
        fields = {"name": f"Đơn vị {self.key}", "kind": OrganisationKind.CENTRE, "parent": parent} | kwargs
        OrganisationVersion.objects.create(organisation=self, **fields)


class PersonFactory(DjangoModelFactory[Person]):
    class Meta:
        model = Person

    full_name = factory.Sequence(lambda n: f"Nông Văn Thử {n}")
    sex = Sex.FEMALE
    position = "Chuyên viên"
    organisation = factory.LazyFunction(lambda: Organisation.objects.get(key="so-y-te"))
    audience = factory.LazyFunction(lambda: Audience.objects.get(code="officials"))


class EnrolmentFactory(DjangoModelFactory[Enrolment]):
    class Meta:
        model = Enrolment

    person = factory.SubFactory(PersonFactory)
    course = factory.LazyFunction(lambda: CoursePage.objects.live().order_by("path").first())
    edition = factory.SelfAttribute("course.edition")


class CompletionFactory(DjangoModelFactory[Completion]):
    """A bare row: no signal is sent, so no certificate is issued."""

    class Meta:
        model = Completion

    class Params:
        day = datetime.date(2026, 3, 8)

    enrolment = factory.SubFactory(EnrolmentFactory)
    person = factory.SelfAttribute("enrolment.person")
    course = factory.SelfAttribute("enrolment.course")
    edition = factory.SelfAttribute("enrolment.edition")
    renewal = factory.SelfAttribute("enrolment.renewal")
    course_title = factory.SelfAttribute("course.title")
    course_hours = factory.SelfAttribute("course.hours")
    started_on = factory.SelfAttribute("day")
    completed_on = factory.SelfAttribute("day")
    score = 90


class TrainingClassFactory(DjangoModelFactory[TrainingClass]):
    """A running class of Sở Y tế with two half-day sessions."""

    class Meta:
        model = TrainingClass
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Lớp tập huấn thử {n}")
    kind = factory.LazyFunction(lambda: ClassKind.objects.get(code="tap-huan"))
    family = "capacity_building"
    audience = factory.LazyFunction(lambda: Audience.objects.get(code="officials"))
    organisation = factory.LazyFunction(lambda: Organisation.objects.get(key="so-y-te"))
    planned_year = 2026
    place = "Hội trường"
    state = TrainingClass.State.RUNNING

    @factory.post_generation
    def sessions(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        for number in range(2 if extracted is None else extracted):
            Session.objects.create(training_class=self, day=datetime.date(2026, 3, 9) + datetime.timedelta(days=number))


class RegistrationFactory(DjangoModelFactory[Registration]):
    class Meta:
        model = Registration

    training_class = factory.SubFactory(TrainingClassFactory)
    person = factory.SubFactory(PersonFactory)


def attend(registration: Registration, state: str = Attendance.State.PRESENT) -> None:
    """The same state in every session of the class."""
    for session in registration.training_class.sessions.all():
        Attendance.objects.update_or_create(registration=registration, session=session, defaults={"state": state})


def issued(**completion: Any) -> Certificate:
    return issuing.issue(CompletionFactory(**completion), by=None)


def officer(username: str, role: str, unit: str | None) -> User:
    user = UserFactory(username=username)
    organisation = Organisation.objects.get(key=unit) if unit else None
    RoleAssignment.objects.create(user=user, role=role, organisation=organisation)
    return user


def answer_all(attempt: Attempt, *, right: bool = True) -> None:
    for answer in attempt.answers.select_related("version"):
        wrong = [o["id"] for o in answer.version.options if not o["correct"]][:1]
        attempting.save_answer(attempt, answer.position, answer.version.correct_ids if right else wrong)


def sit(enrolment: Enrolment, *, right: bool = True) -> Attempt:
    """A whole attempt: started, answered, handed in."""
    user = enrolment.person.user
    assert user is not None
    quiz = enrolment.course.quiz()
    attempt = attempting.start(enrolment, quiz, by=user)  # type: ignore[arg-type]
    answer_all(attempt, right=right)
    return attempting.hand_in(attempt, by=user)


def unit(key: str) -> Organisation:
    return Organisation.objects.get(key=key)
