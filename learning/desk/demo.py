"""Demonstration accounts and data, on local machines only.

Invented learners hold certificates over several units and years, so that no page is empty. They go through the same
verbs as real people: nothing here writes a certificate or a fact by itself. All their rows are marked is_demo.
"""

import datetime
import random
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from certificates.models import Certificate, Series
from certificates.work import MAKE_PAPER
from courses import whole
from courses.models import CoursePage
from learning.counts.models import TrainingFact
from learning.jobs.models import Job
from learning.people.choices import Sex
from learning.people.models import Audience, Merge, Organisation, Person, RoleAssignment, User
from learning.records.completing import as_said_by
from learning.records.models import (
    Admission,
    Attempt,
    ClassKind,
    Completion,
    Enrolment,
    LessonReading,
    Registration,
    Roster,
    RosterRow,
    TrainingClass,
)
from learning.records.signals import completed

PASSWORD = "hoc-an-Thu-2026"  # noqa: S105 -- printed for everybody; refused outside local mode
DOLISA = "so-ldtbxh"
TRAINER = "giangvien"
LEARNERS = 48
FAMILY_NAMES = "Nguyễn Trần Lê Hoàng Nông Triệu Lường Ma Dương Phạm Vũ Đặng".split()
FEMALE_NAMES = "Thị Hồng Ánh|Thu Hằng|Thị Ngọc Ễn|Thúy Dung|Thanh Nga|Kim Oanh|Thị Lụa|Phương Thảo".split("|")
MALE_NAMES = "Văn Đạt|Quang Dũng|Đức Tiến|Minh Hoàng|Hữu Ước|Xuân Trường|Văn Bảo|Ngọc Sơn".split("|")
POSITIONS = ["Chuyên viên", "Công chức Văn hóa - Xã hội", "Cộng tác viên", "Phó Chủ tịch", "Nhân viên tư vấn", ""]
CLASSES = [
    ("Tập huấn kỹ năng phối hợp liên ngành (mẫu)", "tap-huan", "running", -3),
    ("Hội thảo chia sẻ kinh nghiệm giữa các cơ sở (mẫu)", "hoi-thao", "open", 14),
    ("Nói chuyện chuyên đề tháng hành động (mẫu)", "noi-chuyen-chuyen-de", "planned", 40),
]
UNITS_BEFORE = ["commune-5599", "commune-5443", "commune-5500", "so-y-te", "so-tu-phap", "dai-ptth", "tt-bao-tro-ctxh"]


@dataclass(frozen=True)
class Account:
    username: str
    name: str
    what: str
    role: str = ""
    unit: str = ""
    group: str = ""
    is_superuser: bool = False


ACCOUNTS = [
    Account("hocvien", "Nguyễn Thị Mẫu", "trainee"),
    Account(TRAINER, "Trần Văn Mẫu", "trainer", group="Giảng viên"),
    Account("nguoiduyet", "Lê Thị Mẫu", "reviewer", group="Người duyệt"),
    Account("canbodonvi", "Nông Văn Mẫu", "unit officer", RoleAssignment.Role.UNIT_OFFICER, unit="so-y-te"),
    Account("totchuclop", "Vũ Thị Mẫu", "class organiser", RoleAssignment.Role.CLASS_ORGANISER, unit="so-y-te"),
    Account("thanhtra", "Đặng Văn Mẫu", "inspector", RoleAssignment.Role.INSPECTOR),
    Account("canboso", "Hoàng Thị Mẫu", "DOLISA officer", RoleAssignment.Role.DOLISA_OFFICER),
    Account("quantri", "Phạm Văn Mẫu", "administrator", is_superuser=True),
]


def load() -> int:
    """Accounts, and the invented learners where there are none yet; how many learners there are."""
    _local_only()
    for account in ACCOUNTS:
        _open(account)
    _give_courses(User.objects.get(username_key=TRAINER))
    if not TrainingClass.objects.filter(is_demo=True).exists():
        _plan_classes()
    rng = random.Random(114)
    if not Certificate.objects.filter(is_demo=True).exists():
        for number in range(LEARNERS):
            _train(number, rng)
    return Person.objects.filter(is_demo=True, user=None).count()


@transaction.atomic
def remove() -> int:
    """Take out everything demonstration data brought; how many people that was."""
    people = Person.objects.filter(is_demo=True)
    certificates = Certificate.objects.filter(is_demo=True)
    keys = [str(pk) for pk in certificates.values_list("pk", flat=True)]
    Job.objects.filter(work=MAKE_PAPER, key__in=keys).delete()
    TrainingFact.objects.filter(is_demo=True).exclude(reverses=None).delete()
    TrainingFact.objects.filter(is_demo=True).delete()
    _remove_papers(list(certificates))
    certificates.exclude(replaces=None).delete()
    certificates.delete()
    Series.objects.filter(is_demo=True).delete()
    Completion.objects.filter(person__in=people).delete()
    Admission.objects.filter(person__in=people).delete()
    Attempt.objects.filter(enrolment__person__in=people).delete()
    Enrolment.objects.filter(person__in=people).delete()
    _remove_classes(people)
    Merge.objects.filter(kept__in=people).delete()
    people.update(merged_into=None)
    count: int = people.count()
    people.delete()
    User.objects.filter(is_demo=True).delete()
    (settings.DATA_DIR / "demo-removed").touch()  # `make run` does not bring it back
    return count


def _remove_classes(people: QuerySet[Person]) -> None:
    """Demonstration classes with all that was tried in them; and places of invented people in real classes."""
    classes = TrainingClass.objects.filter(is_demo=True)
    RosterRow.objects.filter(roster__training_class__in=classes).delete()
    Roster.objects.filter(training_class__in=classes).delete()
    RosterRow.objects.filter(person__in=people).delete()
    Completion.objects.filter(training_class__in=classes).delete()
    registrations = Registration.objects.filter(Q(training_class__in=classes) | Q(person__in=people))
    Attempt.objects.filter(registration__in=registrations).delete()
    registrations.delete()
    classes.delete()


def _remove_papers(certificates: list[Certificate]) -> None:
    for certificate in certificates:
        if certificate.pdf:
            certificate.pdf.delete(save=False)


def _local_only() -> None:
    if not settings.LOCAL_MODE:
        raise CommandError("Demonstration accounts have known passwords: they are refused outside local mode.")


@transaction.atomic
def _open(account: Account) -> None:
    if User.objects.filter(username_key=account.username).exists():
        return
    user = User(username=account.username, last_name=account.name, is_demo=True, is_superuser=account.is_superuser)
    user.is_staff = account.is_superuser
    user.set_password(PASSWORD)
    user.save()
    if account.group:
        user.groups.add(Group.objects.get(name=account.group))
    if account.role:
        unit = Organisation.objects.get(key=account.unit) if account.unit else None
        RoleAssignment.objects.create(user=user, role=account.role, organisation=unit)
    Person.objects.create(
        user=user, full_name=account.name, organisation=Organisation.objects.get(key=account.unit or DOLISA),
        audience=Audience.objects.get(code="officials"), is_demo=True,
    )  # fmt: skip


def _give_courses(trainer: User) -> None:
    """So that the trainer has something to work on: the starter courses, which are nobody's yet."""
    for course in CoursePage.objects.filter(owner=None, is_starter=True):
        whole.hand_over(course, trainer, by=trainer)


@transaction.atomic
def _plan_classes() -> None:
    """One class in each state before closing, of Sở Y tế, in the weeks around today."""
    today = timezone.localdate()
    for title, kind, state, starts in CLASSES:
        first = today + datetime.timedelta(days=starts)
        held = TrainingClass.objects.create(
            title=title, kind=ClassKind.objects.get(code=kind), family=TrainingFact.Family.CAPACITY_BUILDING,
            audience=Audience.objects.get(code="officials"), organisation=Organisation.objects.get(key="so-y-te"),
            place="Hội trường (mẫu)", planned_year=today.year, planned_quarter=(first.month + 2) // 3, expected_participants=30,
            capacity=40, registers_online=True, gives_certificate=state == TrainingClass.State.RUNNING, state=state, is_demo=True,
        )  # fmt: skip
        for days in range(2):
            held.sessions.create(day=first + datetime.timedelta(days=days))


@transaction.atomic
def _train(number: int, rng: random.Random) -> None:
    sex = rng.choices([Sex.FEMALE, Sex.MALE, Sex.NOT_STATED], [6, 3, 1])[0]
    given = rng.choice(MALE_NAMES if sex == Sex.MALE else FEMALE_NAMES)
    today = timezone.localdate()
    day = today - datetime.timedelta(days=int(900 * rng.random() ** 1.8))
    course = rng.choice(list(CoursePage.objects.live()))
    person = Person.objects.create(
        full_name=f"{rng.choice(FAMILY_NAMES)} {given}", sex=sex, birth_year=rng.randrange(1966, 2002),
        organisation=_unit_on(day, rng), position=rng.choice(POSITIONS), audience=course.audience, is_demo=True,
    )  # fmt: skip
    _complete(person, course, day)
    if number % 6 == 0:
        _complete(person, rng.choice(list(CoursePage.objects.live().exclude(pk=course.pk))), day)


def _unit_on(day: datetime.date, rng: random.Random) -> Organisation:
    """Before the reorganisation of July 2025 the old communes, after it the new ones."""
    new = list(Organisation.objects.filter(key__endswith="-2025").order_by("pk")[:6])
    old = list(Organisation.objects.filter(key__in=UNITS_BEFORE).order_by("pk"))
    return rng.choice([unit for unit in (new + old) if unit in set(Organisation.objects.existing_on(day))])  # type: ignore[attr-defined]


def _complete(person: Person, course: CoursePage, day: datetime.date) -> None:
    enrolment = Enrolment.objects.create(person=person, course=course, edition=course.edition)
    LessonReading.objects.bulk_create(LessonReading(enrolment=enrolment, lesson=lesson) for lesson in course.lessons())
    completion = Completion.objects.create(
        person=person, course=course, edition=course.edition, enrolment=enrolment, started_on=day, completed_on=day, score=90,
        **as_said_by(course, day),
    )  # fmt: skip
    completed.send(sender=Completion, completion=completion)
