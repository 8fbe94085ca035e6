"""Every address with an id in it, tried as every role. Made from the URLconf: a new address without an entry fails.

An entry says who gets in by GET and who by POST. Everybody else must get 404; who is not signed in is sent to sign in
(or gets 404). All objects belong to Sở Y tế; `other_officer` is the unit officer of another unit, `stranger` a trainee
who has nothing to do with them, `owner` the trainee they are about.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from courses.models import CoursePage
from learning.people import correcting, merging
from learning.people.models import Audience, LikelyPair, Organisation, Person, User
from learning.records import attempting, attending, importing, staff_lists
from learning.records.models import Admission, ClassDocument, Regrade, Requirement
from tests.factories import (
    EnrolmentFactory,
    PersonFactory,
    RegistrationFactory,
    TrainingClassFactory,
    UserFactory,
    attend,
    issued,
    officer,
)
from tests.questions import fill

pytestmark = pytest.mark.django_db

NOT_OURS = ("admin/", "tai-lieu/", "_util/", "tai-khoan/^", "tai-khoan/2fa/", "^media/", "tai-khoan/")
"""Wagtail's, Django's and allauth's own; they are tried by their projects."""

EVERYBODY = {
    "anonymous", "stranger", "owner", "class_organiser", "unit_officer", "other_officer", "inspector", "dolisa_officer",
    "administrator",
}  # fmt: skip
SIGNED_IN = EVERYBODY - {"anonymous"}
OFFICERS = {"unit_officer", "dolisa_officer", "administrator"}
READERS = OFFICERS | {"inspector"}
RUNNERS = OFFICERS | {"class_organiser"}
CLASS_READERS = RUNNERS | {"inspector"}
PROVINCE = {"dolisa_officer", "administrator"}
OWNER, NOBODY = {"owner"}, set[str]()


@dataclass(frozen=True)
class Entry:
    get: set[str]
    post: set[str]
    ids: Callable[["Scene"], dict[str, Any]]


class Scene:
    """One of everything, in Sở Y tế; made when an entry asks for it."""

    def __init__(self) -> None:
        self.unit = Organisation.objects.get(key="so-y-te")
        self.owner: Person = PersonFactory(user=UserFactory(username="chuho"), full_name="Lý Thị Chủ Hồ Sơ")
        self.course = next(page for page in CoursePage.objects.live().order_by("path") if page.quiz())

    def enrolment(self) -> Any:
        return EnrolmentFactory(person=self.owner, course=self.course)

    def attempt(self) -> Any:
        assert self.owner.user is not None
        return attempting.start(self.enrolment(), self.course.quiz(), by=self.owner.user)  # type: ignore[arg-type]

    def by_approval(self) -> Any:
        CoursePage.objects.filter(pk=self.course.pk).update(entry_by="approval")
        return self.course

    def admission(self) -> Any:
        return Admission.objects.create(person=self.owner, course=self.course, state="asked")

    def finished_attempt(self) -> Any:
        return attempting.hand_in(self.attempt(), by=self.owner.user)

    def long_answer(self) -> Any:
        """Handed in, and waiting for a trainer."""
        fill(self.course.quiz(), "long_answer")
        attempt = self.attempt()
        attempting.save_answer(attempt, 1, "Tôi sẽ lắng nghe.")
        return attempting.hand_in(attempt, by=self.owner.user).answers.get()

    def asked(self) -> Any:
        return self.finished_attempt().answers.first().version

    def regrade(self) -> Any:
        return Regrade.objects.create(version=self.asked(), way="full", reason="Đáp án sai.")

    def certificate(self) -> Any:
        return issued(enrolment=self.enrolment())

    def registration(self) -> Any:
        """The owner was in a class that runs, with a test online before and after it."""
        held = TrainingClassFactory(organisation=self.unit, pre_test=self.course.quiz(), post_test=self.course.quiz())
        found = RegistrationFactory(training_class=held, person=self.owner)
        attend(found)
        return found

    def training_class(self) -> Any:
        return self.registration().training_class

    def session(self) -> dict[str, Any]:
        held = self.training_class()
        return {"pk": held.pk, "session": held.sessions.first().pk}

    def document(self) -> dict[str, Any]:
        held = self.training_class()
        made = ClassDocument(training_class=held, title="Công văn")
        made.file.save("a.pdf", ContentFile(b"%PDF-1.7"))
        return {"pk": held.pk, "document": made.pk}

    def open_class(self) -> Any:
        return TrainingClassFactory(organisation=self.unit, state="open", registers_online=True)

    def roster(self) -> Any:
        held = self.training_class()
        content = "Họ và tên;Năm sinh\nLý Thị Một;1980\n".encode()
        return importing.take_in(content, "x.csv", organisation=self.unit, held=held, by=None)

    def code(self) -> Any:
        return attending.code_of(self.training_class().sessions.first(), timezone.now())

    def assignment(self) -> Any:
        return officer("canbomoi", "unit_officer", "so-y-te").role_assignments.get()

    def pair(self) -> Any:
        """The owner and another record that may be theirs."""
        return LikelyPair.objects.create(first=self.owner, second=PersonFactory(), reasons=["phone"], strength=50)

    def merge(self) -> Any:
        return merging.merge(self.owner, PersonFactory(), by=UserFactory())

    def staff_list(self) -> Any:
        content = "Họ và tên;Năm sinh\nLý Thị Một;1980\n".encode()
        officials = Audience.objects.get(pk="officials")
        return staff_lists.take_in(content, "x.csv", self.unit, officials, by=UserFactory())

    def correction(self) -> Any:
        assert self.owner.user is not None
        return correcting.ask(self.owner, "sex", "male", "", by=self.owner.user)

    def requirement(self) -> Any:
        return Requirement.objects.create(name="Học chung", course=self.course, organisation=self.unit)


MATRIX: dict[str, Entry] = {
    "role_away": Entry(NOBODY, {"administrator"}, lambda s: {"pk": s.assignment().pk}),
    "organisation": Entry(READERS | {"other_officer"}, NOBODY, lambda s: {"pk": s.unit.pk}),
    "organisation_act": Entry(PROVINCE, PROVINCE, lambda s: {"pk": s.unit.pk, "act": "doi-ten"}),
    "class": Entry(CLASS_READERS, NOBODY, lambda s: {"pk": s.training_class().pk}),
    "class_edit": Entry(RUNNERS, RUNNERS, lambda s: {"pk": s.training_class().pk}),
    "class_open": Entry(NOBODY, RUNNERS, lambda s: {"pk": s.training_class().pk}),
    "class_start": Entry(NOBODY, RUNNERS, lambda s: {"pk": s.training_class().pk}),
    "class_cancel": Entry(NOBODY, RUNNERS, lambda s: {"pk": s.training_class().pk}),
    "class_document_new": Entry(NOBODY, RUNNERS, lambda s: {"pk": s.training_class().pk}),
    "class_document": Entry(CLASS_READERS, NOBODY, lambda s: s.document()),
    "class_participants": Entry(CLASS_READERS, NOBODY, lambda s: {"pk": s.training_class().pk}),
    "participant_add": Entry(NOBODY, RUNNERS, lambda s: {"pk": s.training_class().pk}),
    "participant_withdraw": Entry(NOBODY, RUNNERS, lambda s: {"pk": s.training_class().pk}),
    "join_class": Entry(NOBODY, SIGNED_IN, lambda s: {"pk": s.open_class().pk}),
    "class_attendance": Entry(CLASS_READERS, NOBODY, lambda s: {"pk": s.training_class().pk}),
    "tick_list": Entry(RUNNERS, RUNNERS, lambda s: s.session()),
    "screen": Entry(RUNNERS, NOBODY, lambda s: s.session()),
    "class_sheet": Entry(CLASS_READERS, NOBODY, lambda s: {"pk": s.training_class().pk}),
    "check_in": Entry(SIGNED_IN, SIGNED_IN, lambda s: {"code": s.code()}),
    "class_close": Entry(CLASS_READERS, RUNNERS, lambda s: {"pk": s.training_class().pk}),
    "class_reopen": Entry(NOBODY, PROVINCE, lambda s: {"pk": s.training_class().pk}),
    "class_import": Entry(RUNNERS, RUNNERS, lambda s: {"pk": s.training_class().pk}),
    "roster": Entry(RUNNERS, NOBODY, lambda s: {"pk": s.roster().pk}),
    "roster_correct": Entry(NOBODY, RUNNERS, lambda s: {"pk": s.roster().pk}),
    "roster_decide": Entry(NOBODY, RUNNERS, lambda s: {"pk": s.roster().pk}),
    "roster_save": Entry(NOBODY, RUNNERS, lambda s: {"pk": s.roster().pk}),
    "roster_discard": Entry(NOBODY, RUNNERS, lambda s: {"pk": s.roster().pk}),
    "roster_file": Entry(RUNNERS, NOBODY, lambda s: {"pk": s.roster().pk}),
    "person_record": Entry(READERS, NOBODY, lambda s: {"pk": s.owner.pk}),
    "person_record_paper": Entry(READERS, NOBODY, lambda s: {"pk": s.owner.pk}),
    "person_edit": Entry(OFFICERS, OFFICERS, lambda s: {"pk": s.owner.pk}),
    "enrol": Entry(NOBODY, SIGNED_IN, lambda s: {"course_id": s.course.pk}),
    "ask_admission": Entry(NOBODY, SIGNED_IN, lambda s: {"course_id": s.by_approval().pk}),
    "decide_admission": Entry(NOBODY, OFFICERS, lambda s: {"pk": s.admission().pk}),
    "invite_person": Entry(OFFICERS, OFFICERS, lambda s: {"pk": s.owner.pk}),
    "resume": Entry(OWNER, NOBODY, lambda s: {"enrolment_id": s.enrolment().pk}),
    "lesson_read": Entry(NOBODY, OWNER, lambda s: {"lesson_id": s.enrolment().course.lessons()[0].pk}),
    "start_attempt": Entry(NOBODY, OWNER, lambda s: {"quiz_id": s.enrolment().course.quiz().pk}),
    "attempt": Entry(OWNER, NOBODY, lambda s: {"attempt_id": s.attempt().pk}),
    "question": Entry(OWNER, OWNER, lambda s: {"attempt_id": s.attempt().pk, "position": 1}),
    "grade": Entry({"administrator"}, {"administrator"}, lambda s: {"pk": s.long_answer().pk}),
    "mark_again": Entry(PROVINCE, PROVINCE, lambda s: {"version": s.asked().pk}),
    "regrade": Entry(PROVINCE, NOBODY, lambda s: {"pk": s.regrade().pk}),
    "decide_regrade": Entry(NOBODY, PROVINCE, lambda s: {"pk": s.regrade().pk}),
    "quiz_statistics": Entry(PROVINCE, NOBODY, lambda s: {"pk": s.asked() and s.course.quiz().pk}),
    "quiz_statistics_csv": Entry(PROVINCE, NOBODY, lambda s: {"pk": s.asked() and s.course.quiz().pk}),
    "review": Entry(OWNER, OWNER, lambda s: {"attempt_id": s.attempt().pk}),
    "result": Entry(OWNER, NOBODY, lambda s: {"attempt_id": s.finished_attempt().pk}),
    "certificate": Entry(OWNER, NOBODY, lambda s: {"code": s.certificate().code}),
    "certificate_paper": Entry(OWNER, NOBODY, lambda s: {"code": s.certificate().code}),
    "verify": Entry(EVERYBODY, NOBODY, lambda s: {"code": s.certificate().code}),
    "choose_language": Entry(EVERYBODY, NOBODY, lambda s: {"code": "en"}),
    "duplicate": Entry(OFFICERS, NOBODY, lambda s: {"pk": s.pair().pk}),
    "merge_pair": Entry(NOBODY, OFFICERS, lambda s: {"pk": s.pair().pk}),
    "not_the_same": Entry(NOBODY, OFFICERS, lambda s: {"pk": s.pair().pk}),
    "allowances": Entry(OFFICERS, OFFICERS, lambda s: {"pk": s.owner.pk}),
    "merge_with": Entry(OFFICERS, OFFICERS, lambda s: {"pk": s.owner.pk}),
    "undo_merge": Entry(NOBODY, OFFICERS, lambda s: {"pk": s.merge().pk}),
    "unit_accounts_list": Entry(OFFICERS, OFFICERS, lambda s: {"pk": s.staff_list().pk}),
    "person_slip": Entry(NOBODY, OFFICERS, lambda s: {"pk": s.owner.pk}),
    "class_slips": Entry(RUNNERS, RUNNERS, lambda s: {"pk": s.training_class().pk}),
    "correction": Entry(OFFICERS, OFFICERS, lambda s: {"pk": s.correction().pk}),
    "requirement": Entry(READERS, NOBODY, lambda s: {"pk": s.requirement().pk}),
    "requirement_edit": Entry(OFFICERS, OFFICERS, lambda s: {"pk": s.requirement().pk}),
    "class_headcounts": Entry(CLASS_READERS, RUNNERS, lambda s: {"pk": s.training_class().pk}),
    "class_evaluation": Entry(CLASS_READERS, NOBODY, lambda s: {"pk": s.training_class().pk}),
    "course_evaluation": Entry(PROVINCE | {"inspector"}, NOBODY, lambda s: {"pk": s.course.pk}),
    "evaluate_class": Entry(OWNER, OWNER, lambda s: {"pk": s.training_class().pk}),
    "evaluate_course": Entry(OWNER, OWNER, lambda s: {"pk": s.enrolment().course_id}),
    "class_tests": Entry(CLASS_READERS, NOBODY, lambda s: {"pk": s.training_class().pk}),
    "class_score_list": Entry(RUNNERS, RUNNERS, lambda s: {"pk": s.training_class().pk}),
    "class_scores": Entry(RUNNERS, RUNNERS, lambda s: {"pk": s.training_class().pk, "phase": "pre"}),
    "class_test_items": Entry(RUNNERS, RUNNERS, lambda s: {"pk": s.training_class().pk, "phase": "pre"}),
    "class_test": Entry(OWNER, OWNER, lambda s: {"pk": s.training_class().pk, "phase": "post"}),
}


def addresses() -> Iterator[tuple[str, str]]:
    """(route, name) of every address of ours that holds an id."""
    yield from _walk(get_resolver(), "")


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one, route)
        elif isinstance(one, URLPattern) and "<" in route and not route.startswith(NOT_OURS) and one.name:
            yield route, one.name


def test_every_address_with_an_id_has_an_entry() -> None:
    names = {name for _route, name in addresses()} - {"wagtail_serve"}
    assert len(names) > 10
    assert sorted(names - MATRIX.keys()) == []
    assert sorted(MATRIX.keys() - names) == []


@pytest.fixture
def everybody(
    stranger: User, class_organiser: User, unit_officer: User, dolisa_officer: User, inspector: User, administrator: User
) -> dict[str, User | None]:
    return {
        "anonymous": None, "stranger": stranger, "class_organiser": class_organiser, "unit_officer": unit_officer,
        "other_officer": officer("canbokhac", "unit_officer", "so-tu-phap"), "inspector": inspector,
        "dolisa_officer": dolisa_officer, "administrator": administrator,
    }  # fmt: skip


def outcome(user: User | None, method: str, address: str) -> str:
    """ "in", "out" (404, or not by this method), or "sign in"; anything else in words. What it changed is undone."""
    client = Client()
    if user:
        client.force_login(user)
    with transaction.atomic():
        response = getattr(client, method)(address)
        transaction.set_rollback(True)
    if response.status_code in {404, 405}:
        return "out"
    if response.status_code == 302 and "/tai-khoan/login/" in response["Location"]:
        return "sign in"
    return "in" if response.status_code < 400 else str(response.status_code)


@pytest.mark.parametrize("name", sorted(MATRIX))
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_role_gets_what_the_matrix_says(name: str, method: str, everybody: dict[str, User | None]) -> None:
    scene = Scene()
    everybody["owner"] = scene.owner.user
    entry = MATRIX[name]
    address = reverse(name, kwargs=entry.ids(scene))
    found = {role: outcome(user, method, address) for role, user in everybody.items()}
    allowed = entry.get if method == "get" else entry.post
    wrong = {
        role: what for role, what in found.items()
        if what not in ({"in"} if role in allowed else {"out", "sign in"} if role == "anonymous" else {"out"})
    }  # fmt: skip
    assert wrong == {}
