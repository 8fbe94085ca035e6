"""A wrong key: looked at first, then put right once for everybody; certificates only by a decision of their own."""

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from certificates.models import Certificate
from courses import marking, versioning
from courses.models import CoursePage, LessonPage, Question, QuestionBank, QuestionOption, QuestionVersion, QuizPage
from learning.counts.models import TrainingFact
from learning.people.models import Person, User
from learning.people.refusing import Refused
from learning.records import attempting, enrolling, grading, quiz_results, regrading
from learning.records.adjusting import adjusted
from learning.records.models import Answer, Attempt, Completion, Enrolment, Regrade, RegradedAttempt, TestScore
from tests.factories import EnrolmentFactory, RegistrationFactory, TrainingClassFactory, UserFactory, officer
from tests.questions import CONTENT, a_question

pytestmark = pytest.mark.django_db
KINDS = ("single", "multiple", "short_text", "number", "matching")


@pytest.fixture
def quiz(course: Any) -> QuizPage:
    """Three questions of one bank, all asked, 70 % to pass."""
    found: QuizPage = course.quiz()
    bank = QuestionBank.objects.create(name="Chấm lại")
    for kind in ("single", "true_false", "number"):
        a_question(kind, bank)
    found.bank, found.draw, found.pass_percent = bank, 3, 70
    found.save()
    return found


@pytest.fixture
def dolisa(db: None) -> User:
    return officer("canboso1", "dolisa_officer", None)


def right(version: QuestionVersion) -> Any:
    return CONTENT[version.kind][2]


def sit(quiz: QuizPage, answers: dict[str, Any]) -> Attempt:
    """Everything right but what `answers` says, by kind."""
    enrolment = EnrolmentFactory(course=quiz.course, person__user=UserFactory())
    attempt = attempting.start(enrolment, quiz, by=enrolment.person.user)
    for answer in attempt.answers.select_related("version"):
        attempting.save_answer(attempt, answer.position, answers.get(answer.version.kind, right(answer.version)))
    return attempting.hand_in(attempt, by=enrolment.person.user)


def version_of(quiz: QuizPage, kind: str) -> QuestionVersion:
    return QuestionVersion.objects.get(question__bank=quiz.bank, kind=kind)


def wish(version: QuestionVersion, way: str, accepted: str = "", newer: QuestionVersion | None = None) -> Regrade:
    return Regrade(version=version, way=way, accepted=accepted, newer=newer, reason="Đáp án ghi sai.")


def test_accepting_one_more_answer_passes_those_who_gave_it(quiz: QuizPage, dolisa: User) -> None:
    gave, others = sit(quiz, {"single": ["2"]}), sit(quiz, {"single": []})
    assert (gave.passed, others.passed) == (False, False)
    seen = regrading.outlook(wish(version_of(quiz, "single"), "accept", "2"))
    assert [(one.attempt.pk, one.gains, one.score) for one in seen.flips] == [(gave.pk, True, Decimal("100.00"))]
    gave.refresh_from_db()
    assert gave.passed is False and not Regrade.objects.exists()  # looking changes nothing
    regrading.regrade(wish(version_of(quiz, "single"), "accept", "2"), by=dolisa)
    gave.refresh_from_db()
    others.refresh_from_db()
    assert (gave.passed, gave.score, others.passed) == (True, Decimal("100.00"), False)


def test_people_are_told_in_vietnamese_whatever_the_officer_reads(quiz: QuizPage, dolisa: User, mailoutbox: Any) -> None:
    gave = sit(quiz, {"single": ["2"]})
    assert gave.enrolment
    Person.objects.filter(pk=gave.enrolment.person_id).update(email="hoc@example.vn")
    with override("en"), TestCase.captureOnCommitCallbacks(execute=True):
        regrading.regrade(wish(version_of(quiz, "single"), "accept", "2"), by=dolisa)
    assert "đăng nhập" in mailoutbox[0].body


def test_who_passes_by_a_regrade_waits_for_its_decision_and_is_not_stuck_after_it(client: Client, quiz: QuizPage, dolisa: User) -> None:
    QuizPage.objects.filter(pk=quiz.pk).update(pass_percent=50)
    quiz.refresh_from_db()
    gave = sit(quiz, {"single": ["2"], "number": "99"})
    assert gave.enrolment and gave.enrolment.person.user
    user = gave.enrolment.person.user
    done = regrading.regrade(wish(version_of(quiz, "single"), "accept", "2"), by=dolisa)
    with pytest.raises(Refused, match="được quyết định"):
        attempting.start(gave.enrolment, quiz, by=user)
    client.force_login(user)
    assert "được quyết định" in client.get(reverse("result", args=[gave.pk])).content.decode()
    regrading.decide(done, "leave", by=dolisa)
    assert "Làm lại" in client.get(reverse("result", args=[gave.pk])).content.decode()
    later = regrading.regrade(wish(version_of(quiz, "number"), "drop"), by=dolisa)
    assert later.attempts.exists() and not regrading.undecided_flips(later).exists()  # nothing is to be decided of it
    again = attempting.start(gave.enrolment, quiz, by=user)
    for answer in again.answers.select_related("version"):
        attempting.save_answer(again, answer.position, right(answer.version))
    attempting.hand_in(again, by=user)
    assert Completion.objects.standing().filter(enrolment=gave.enrolment).count() == 1  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="đã đạt"):
        attempting.start(Enrolment.objects.get(pk=gave.enrolment.pk), quiz, by=user)


def test_certificates_move_only_by_the_decision_and_once(quiz: QuizPage, dolisa: User) -> None:
    gave = sit(quiz, {"single": ["2"]})
    done = regrading.regrade(wish(version_of(quiz, "single"), "accept", "2"), by=dolisa)
    assert not Completion.objects.exists() and not Certificate.objects.exists()
    regrading.decide(done, "follow", by=dolisa)
    person = gave.enrolment.person  # type: ignore[union-attr]
    assert Certificate.objects.filter(person=person).valid().count() == 1  # type: ignore[attr-defined]
    assert TrainingFact.objects.filter(person=person).count() == 1
    with pytest.raises(Refused):
        regrading.decide(done, "follow", by=dolisa)


@pytest.mark.parametrize(("decision", "left"), [("leave", 2), ("follow", 1)])
def test_who_no_longer_passes_loses_certificate_and_fact_only_if_so_decided(
    quiz: QuizPage, dolisa: User, decision: str, left: int
) -> None:
    quiz.pass_percent = 60
    first, second = sit(quiz, {"number": ""}), sit(quiz, {})
    assert first.passed and second.passed
    dropped = regrading.regrade(wish(version_of(quiz, "single"), "drop"), by=dolisa)
    first.refresh_from_db()
    assert first.score == Decimal("50.00") and not first.passed and RegradedAttempt.objects.get().attempt == first
    assert Completion.objects.standing().count() == 2  # type: ignore[attr-defined]
    regrading.decide(dropped, decision, by=dolisa)
    assert Completion.objects.standing().count() == left  # type: ignore[attr-defined]
    assert Certificate.objects.valid().count() == left  # type: ignore[attr-defined]


def newer_version(quiz: QuizPage, kind: str) -> QuestionVersion:
    """The key turned round: what was right is wrong."""
    question = Question.objects.get(bank=quiz.bank, kind=kind)
    for option in question.options.all():
        option.is_correct = not option.is_correct
        option.save()
    found = versioning.freeze(Question.objects.get(pk=question.pk))
    assert found
    return found


def test_a_certificate_withdrawn_by_a_regrade_comes_back_when_the_quiz_is_passed_again(quiz: QuizPage, dolisa: User) -> None:
    attempt = sit(quiz, {})
    enrolment = attempt.enrolment
    assert enrolment and Certificate.objects.valid().count() == 1  # type: ignore[attr-defined]
    old = version_of(quiz, "single")
    done = regrading.regrade(wish(old, "anew", newer=newer_version(quiz, "single")), by=dolisa)
    assert [row.passed_after for row in regrading.undecided_flips(done)] == [False]
    regrading.decide(done, "follow", by=dolisa)
    assert not Certificate.objects.valid().exists()  # type: ignore[attr-defined]
    assert "chấm lại" in Certificate.objects.get().state_reason
    assert Enrolment.objects.get(pk=enrolment.pk).completion is None
    again = attempting.start(enrolment, quiz, by=enrolment.person.user)
    for answer in again.answers.select_related("version"):
        given = ["2"] if answer.version.kind == "single" else right(answer.version)
        attempting.save_answer(again, answer.position, given)
    assert attempting.hand_in(again, by=enrolment.person.user).passed
    assert Certificate.objects.valid().count() == 1 and Completion.objects.count() == 2  # type: ignore[attr-defined]


def test_a_regrade_of_a_kind_happens_once(quiz: QuizPage, dolisa: User) -> None:
    version = version_of(quiz, "single")
    regrading.regrade(wish(version, "full"), by=dolisa)
    with pytest.raises(Refused):
        regrading.regrade(wish(version, "full"), by=dolisa)
    with pytest.raises(IntegrityError), transaction.atomic():
        wish(version, "full").save()


def test_attempts_under_way_are_marked_with_it_when_they_are_handed_in(quiz: QuizPage, dolisa: User) -> None:
    enrolment = EnrolmentFactory(course=quiz.course)
    attempt = attempting.start(enrolment, quiz, by=enrolment.person.user)
    regrading.regrade(wish(version_of(quiz, "single"), "full"), by=dolisa)
    assert attempting.hand_in(attempt, by=None).score == Decimal("33.33")


def test_who_passes_by_it_completes_the_course_only_with_the_lessons_it_asks_for(quiz: QuizPage, dolisa: User) -> None:
    CoursePage.objects.filter(pk=quiz.course.pk).update(lessons_percent=50)
    attempt = sit(QuizPage.objects.get(pk=quiz.pk), {"single": ["2"]})
    done = regrading.regrade(wish(version_of(quiz, "single"), "full"), by=dolisa)
    regrading.decide(done, "follow", by=dolisa)
    attempt.refresh_from_db()
    assert attempt.passed and not Completion.objects.exists()


def test_reading_a_lesson_brings_no_certificate_before_it_is_decided(quiz: QuizPage, dolisa: User) -> None:
    attempt = sit(quiz, {"single": ["2"]})
    regrading.regrade(wish(version_of(quiz, "single"), "full"), by=dolisa)
    enrolling.mark_read(Enrolment.objects.get(pk=attempt.enrolment_id), quiz.course.lessons()[0])
    assert not Completion.objects.exists()


def test_a_long_answer_that_is_given_all_the_points_waits_for_nobody(quiz: QuizPage, dolisa: User) -> None:
    assert quiz.bank
    version = a_question("long_answer", quiz.bank).versions.get()
    quiz.draw = 4
    quiz.save()
    sit(quiz, {})
    assert grading.waiting().count() == 1
    regrading.regrade(wish(version, "full"), by=dolisa)
    assert grading.waiting().count() == 0


def test_attempts_under_way_leave_out_what_was_dropped(quiz: QuizPage, dolisa: User) -> None:
    enrolment = EnrolmentFactory(course=quiz.course)
    attempt = attempting.start(enrolment, quiz, by=enrolment.person.user)
    for answer in attempt.answers.select_related("version").exclude(version__kind="single"):
        attempting.save_answer(attempt, answer.position, right(answer.version))
    regrading.regrade(wish(version_of(quiz, "single"), "drop"), by=dolisa)
    assert attempting.hand_in(attempt, by=None).score == 100


def test_where_nothing_is_left_that_counts_all_the_points_are_given(course: Any, dolisa: User) -> None:
    found: QuizPage = course.quiz()
    found.bank, found.draw = QuestionBank.objects.create(name="Một câu bỏ"), 1
    version = a_question("single", found.bank).versions.get()
    found.save()
    enrolment = EnrolmentFactory(course=course)
    attempt = attempting.start(enrolment, found, by=enrolment.person.user)
    regrading.regrade(wish(version, "drop"), by=dolisa)
    assert attempting.hand_in(attempt, by=None).passed


def test_thirds_add_up_to_the_pass_mark_after_a_regrade(course: Any, dolisa: User) -> None:
    """Marks are kept with five places; what is counted is exact."""
    found: QuizPage = course.quiz()
    bank = QuestionBank.objects.create(name="Phần ba")
    for n in range(3):
        a_question("matching", bank, text=f"Ghép {n}")
        question = bank.questions.last()
        assert question
        option = question.options.first()
        option.pk, option.text, option.match = None, "Ba", "ai đó"
        option.save()
        versioning.freeze(Question.objects.get(pk=question.pk))
    a_question("single", bank)
    found.bank, found.draw, found.pass_percent = bank, 4, 50
    found.save()
    enrolment = EnrolmentFactory(course=course)
    attempt = attempting.start(enrolment, found, by=enrolment.person.user)
    for answer in attempt.answers.select_related("version"):
        given = {"1": "1"} if answer.version.kind == "matching" else []
        attempting.save_answer(attempt, answer.position, given)
    attempting.hand_in(attempt, by=None)
    regrading.regrade(wish(QuestionVersion.objects.get(question__bank=bank, kind="single"), "full"), by=dolisa)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (Decimal("50.00"), True)


@pytest.mark.parametrize(("way", "accepted"), [("accept", ""), ("anew", ""), ("drop", "2")])
def test_a_regrade_that_does_not_say_what_it_needs_is_refused_by_the_database(way: str, accepted: str, quiz: QuizPage) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        wish(version_of(quiz, "single"), way, accepted).save()


def test_a_newer_version_with_other_answers_is_refused(quiz: QuizPage) -> None:
    old = version_of(quiz, "single")
    newer = QuestionVersion(question=old.question, number=2, kind="single", text="x", options=[*old.options, {"id": "9", "text": "y"}])
    newer.save()
    with pytest.raises(Refused):
        regrading.outlook(wish(old, "anew", newer=newer))


@pytest.mark.parametrize("wrong", ["of another question", "an earlier one", "of another kind"])
def test_only_a_newer_version_of_the_same_question_marks_anew(wrong: str, quiz: QuizPage) -> None:
    assert quiz.bank
    old, newer = version_of(quiz, "single"), newer_version(quiz, "single")
    if wrong == "of another question":
        newer = QuestionVersion.objects.create(
            question=a_question("single", quiz.bank), number=2, kind="single", text="x", options=old.options
        )
    if wrong == "an earlier one":
        old, newer = newer, old
    if wrong == "of another kind":
        newer = QuestionVersion.objects.create(question=old.question, number=3, kind="true_false", text="x", options=old.options)
    with pytest.raises(Refused):
        regrading.outlook(wish(old, "anew", newer=newer))


def test_the_newer_version_marks_by_its_own_rule() -> None:
    old, newer = _version("multiple"), _version("multiple")
    newer.rule = {**newer.rule, "scoring": "exact"}
    assert adjusted(Fraction(1, 2), old, ["1"], [wish(old, "anew", newer=newer)]).mark == 0


def test_where_there_is_nothing_to_choose_or_type_nothing_is_accepted(quiz: QuizPage) -> None:
    assert quiz.bank
    version = a_question("ordering", quiz.bank).versions.get()
    with pytest.raises(Refused):
        regrading.outlook(wish(version, "accept", "1"))
    assert regrading.outlook(wish(version_of(quiz, "number"), "accept", "9")).asked == 0


def test_what_a_regrade_gave_the_next_one_does_not_take(quiz: QuizPage, dolisa: User) -> None:
    gave = sit(quiz, {"number": "9"})
    regrading.regrade(wish(version_of(quiz, "number"), "accept", "9"), by=dolisa)
    regrading.regrade(wish(version_of(quiz, "number"), "accept", "17"), by=dolisa)
    gave.refresh_from_db()
    assert gave.score == 100


def test_a_score_that_only_rounds_to_the_pass_mark_does_not_pass_by_a_regrade(quiz: QuizPage) -> None:
    bank = QuestionBank.objects.create(name="Gần đủ")
    old = a_question("short_text", bank).versions.get()
    quiz.bank, quiz.draw, quiz.pass_percent = bank, 1, 80
    quiz.save()
    enrolment = EnrolmentFactory(course=quiz.course)
    attempt = attempting.start(enrolment, quiz, by=enrolment.person.user)
    attempting.save_answer(attempt, 1, "gửi")
    attempting.hand_in(attempt, by=None)
    newer = QuestionVersion(question=old.question, number=2, kind="short_text", text="x")
    newer.options = [{**old.options[0], "text": "gửi", "percent": "79.996"}]
    newer.save()
    (change,) = regrading.outlook(wish(old, "anew", newer=newer)).changes
    assert (change.score, change.passed) == (Decimal("80.00"), False)


def test_where_a_completion_was_let_stand_a_later_regrade_brings_none(quiz: QuizPage, dolisa: User) -> None:
    sit(quiz, {})
    old = version_of(quiz, "single")
    done = regrading.regrade(wish(old, "anew", newer=newer_version(quiz, "single")), by=dolisa)
    regrading.decide(done, "leave", by=dolisa)
    (flip,) = regrading.outlook(wish(old, "full")).flips
    assert (flip.gains, flip.brings, flip.takes) == (True, False, False)


def test_where_lessons_are_missing_a_regrade_takes_no_completion_and_brings_none(quiz: QuizPage) -> None:
    CoursePage.objects.filter(pk=quiz.course.pk).update(lessons_percent=50)
    QuizPage.objects.filter(pk=quiz.pk).update(pass_percent=60)
    quiz = QuizPage.objects.get(pk=quiz.pk)
    sit(quiz, {"single": ["2"]})
    sit(quiz, {"number": ""})
    version = version_of(quiz, "single")
    ways = wish(version, "full"), wish(version, "anew", newer=newer_version(quiz, "single"))
    for seen in map(regrading.outlook, ways):
        assert seen.changes and not any(one.brings or one.takes for one in seen.changes)


def test_a_test_of_a_class_gets_its_new_score_and_waits_for_no_decision(quiz: QuizPage, dolisa: User) -> None:
    held = TrainingClassFactory(post_test=quiz, sessions=0)
    held.sessions.create(day=timezone.localdate(), part="morning", starts_at=datetime.time(0))
    registration = RegistrationFactory(training_class=held, person__user=UserFactory())
    attempt = attempting.start_test(registration, "post", by=registration.person.user)
    attempting.hand_in(attempt, by=None)
    done = regrading.regrade(wish(version_of(quiz, "single"), "full"), by=dolisa)
    assert TestScore.objects.get(registration=registration).percent == Decimal("33.33")
    assert not regrading.undecided_flips(done).exists()
    regrading.decide(done, "follow", by=dolisa)
    assert not Completion.objects.exists()


def test_only_those_whose_result_moved_get_a_letter(quiz: QuizPage, dolisa: User, run: Any) -> None:
    moved, same = sit(quiz, {"single": ["2"]}), sit(quiz, {})
    for attempt in (moved, same):
        Person.objects.filter(enrolments=attempt.enrolment).update(email=f"{attempt.pk}@example.vn")
    with run(execute=True):
        regrading.regrade(wish(version_of(quiz, "single"), "full"), by=dolisa)
    assert [letter.to for letter in mail.outbox] == [[f"{moved.pk}@example.vn"]]


def test_who_passed_before_and_after_is_no_flip(quiz: QuizPage) -> None:
    QuizPage.objects.filter(pk=quiz.pk).update(pass_percent=60)
    sit(QuizPage.objects.get(pk=quiz.pk), {"single": ["2"]})
    seen = regrading.outlook(wish(version_of(quiz, "single"), "full"))
    assert len(seen.changes) == 1 and seen.flips == []


def test_what_is_left_out_of_the_score_is_left_out_of_the_statistics(quiz: QuizPage, dolisa: User) -> None:
    sit(quiz, {})
    dropped = version_of(quiz, "single")
    assert len(quiz_results.result_of(quiz).questions) == 3
    regrading.regrade(wish(dropped, "drop"), by=dolisa)
    assert dropped not in [one.version for one in quiz_results.result_of(quiz).questions]


def test_the_only_question_cannot_be_dropped(course: Any) -> None:
    found: QuizPage = course.quiz()
    bank = QuestionBank.objects.create(name="Một câu")
    a_question("single", bank)
    found.bank, found.draw = bank, 1
    found.save()
    sit(found, {})
    with pytest.raises(Refused):
        regrading.outlook(wish(QuestionVersion.objects.get(question__bank=bank), "drop"))


def _version(kind: str) -> QuestionVersion:
    question = Question(kind=kind, text="x")
    question.options = [QuestionOption(**option, sort_order=n) for n, option in enumerate(CONTENT[kind][1])]
    for option in question.options.all():
        option.tolerance = Decimal(option.tolerance) if option.tolerance else None
    return QuestionVersion(**versioning.content_of(question))


GIVEN = {
    "single": st.lists(st.sampled_from("12"), max_size=1), "multiple": st.lists(st.sampled_from("123"), unique=True),
    "short_text": st.sampled_from(["", "chuyển tuyến", "giới thiệu", "khác"]), "number": st.sampled_from(["", "3", "9", "7,5"]),
}  # fmt: skip
ACCEPTED = {"single": "2", "multiple": "3", "short_text": "giới thiệu", "number": "9"}


@given(st.data(), st.sampled_from(sorted(GIVEN)))
def test_accepting_one_more_answer_never_lowers_a_mark_and_never_pays_for_nothing(data: st.DataObject, kind: str) -> None:
    version, answered = _version(kind), data.draw(GIVEN[kind])
    before = marking.mark(kind, version.options, answered, version.rule).mark
    after = adjusted(before, version, answered, [wish(version, "accept", ACCEPTED[kind])])
    assert after.mark >= before
    assert after.mark == 0 or answered


def test_what_was_accepted_before_stays_accepted() -> None:
    version = _version("multiple")
    every = [str(option["id"]) for option in version.options]
    wrong = [str(option["id"]) for option in version.options if not option["correct"]]
    assert len(wrong) == 1
    version.options = [*version.options, {"id": "9", "text": "Thêm", "correct": False}]
    changes = [wish(version, "accept", one) for one in (*wrong, "9")]
    assert adjusted(Fraction(0), version, [*every, "9"], changes).mark == 1


def test_full_points_reach_those_who_left_it_empty() -> None:
    version = _version("single")
    assert adjusted(Fraction(0), version, [], [wish(version, "full")]).mark == 1


def beside(quiz: QuizPage, **fields: Any) -> QuizPage:
    """A test before the lessons, or practice below the first lesson, with the same questions."""
    course = CoursePage.objects.get(pk=quiz.course.pk)
    parent = course if fields.get("is_pretest") else LessonPage.objects.child_of(course).first()
    page = QuizPage(title="Bài khác", slug="bai-khac", bank=quiz.bank, draw=3, pass_percent=70, **fields)
    parent.add_child(instance=page)  # type: ignore[union-attr]
    return QuizPage.objects.get(pk=page.pk)


@pytest.mark.parametrize("fields", [{"is_pretest": True}, {}], ids=["pretest", "practice"])
def test_certificates_follow_the_final_quiz_alone(fields: dict[str, Any], quiz: QuizPage, dolisa: User) -> None:
    other, old = beside(quiz, **fields), version_of(quiz, "single")
    learner, graduate = sit(other, {"single": ["2"]}), sit(other, {})
    final = attempting.start(graduate.enrolment, quiz, by=graduate.enrolment.person.user)  # type: ignore[union-attr, arg-type]
    for answer in final.answers.select_related("version"):
        attempting.save_answer(final, answer.position, right(answer.version) if answer.version.kind != "single" else ["1"])
    assert attempting.hand_in(final, by=None).passed and Completion.objects.count() == 1
    seen = regrading.outlook(wish(old, "anew", newer=newer_version(quiz, "single")))
    assert {one.attempt.pk: one.takes for one in seen.flips} == {learner.pk: False, graduate.pk: False, final.pk: True}
    assert not any(one.brings for one in seen.flips)
    done = regrading.regrade(wish(old, "anew", newer=QuestionVersion.objects.get(question=old.question, number=2)), by=dolisa)
    assert [row.attempt_id for row in regrading.undecided_flips(done)] == [final.pk]
    Attempt.objects.filter(pk=final.pk).update(passed=True)  # say it still does
    regrading.decide(done, "follow", by=dolisa)
    standing = Completion.objects.standing()  # type: ignore[attr-defined]
    assert [one.enrolment_id for one in standing] == [graduate.enrolment_id]


def test_where_the_average_counts_it_is_foreseen_and_decided(quiz: QuizPage, dolisa: User) -> None:
    """Two of three right, then all: 83.33 on average. With the point for all it is 100."""
    QuizPage.objects.filter(pk=quiz.pk).update(counts="average", pass_percent=100)
    quiz.refresh_from_db()
    first = sit(quiz, {"single": []})
    enrolment = first.enrolment
    again = attempting.start(enrolment, quiz, by=enrolment.person.user)  # type: ignore[union-attr, arg-type]
    for answer in again.answers.select_related("version"):
        attempting.save_answer(again, answer.position, right(answer.version))
    assert attempting.hand_in(again, by=None).passed and not Completion.objects.exists()
    wanted = wish(version_of(quiz, "single"), "full")
    assert [(one.attempt.pk, one.brings) for one in regrading.outlook(wanted).flips] == [(first.pk, True)]
    done = regrading.regrade(wanted, by=dolisa)
    assert [row.attempt_id for row in regrading.undecided_flips(done)] == [first.pk]
    regrading.decide(done, "follow", by=dolisa)
    assert Completion.objects.count() == 1


def test_a_completion_that_comes_by_the_average_is_a_flip_though_its_attempt_fails_as_before(quiz: QuizPage, dolisa: User) -> None:
    """33.33 and 100 are 66.67 on average; with one point more they are 83.33."""
    QuizPage.objects.filter(pk=quiz.pk).update(counts="average", pass_percent=80)
    quiz.refresh_from_db()
    first = sit(quiz, {"single": [], "true_false": []})
    again = attempting.start(first.enrolment, quiz, by=first.enrolment.person.user)  # type: ignore[union-attr, arg-type]
    for answer in again.answers.select_related("version"):
        attempting.save_answer(again, answer.position, right(answer.version))
    attempting.hand_in(again, by=None)
    (flip,) = regrading.outlook(wish(version_of(quiz, "single"), "full")).flips
    assert (flip.attempt.pk, flip.passed, flip.gains, flip.brings) == (first.pk, False, False, True)
    done = regrading.regrade(wish(version_of(quiz, "single"), "full"), by=dolisa)
    assert [row.attempt_id for row in regrading.undecided_flips(done)] == [first.pk]


def test_where_the_last_counts_an_earlier_attempt_brings_nothing(quiz: QuizPage, dolisa: User) -> None:
    QuizPage.objects.filter(pk=quiz.pk).update(counts="last")
    quiz.refresh_from_db()
    first = sit(quiz, {"single": ["2"]})
    attempting.hand_in(attempting.start(first.enrolment, quiz, by=dolisa), by=None)  # type: ignore[arg-type]
    seen = regrading.outlook(wish(version_of(quiz, "single"), "accept", "2"))
    assert [(one.attempt.pk, one.gains, one.brings) for one in seen.flips] == [(first.pk, True, False)]


@pytest.mark.parametrize("rows", [1, 30])
def test_its_lists_ask_no_more_for_thirty_than_for_one(rows: int, client: Client, quiz: QuizPage, dolisa: User) -> None:
    for _number in range(rows):
        sit(quiz, {"single": ["2"]})
    client.force_login(dolisa)
    version = version_of(quiz, "single")
    wanted = {"way": "accept", "accepted": "2", "newer": "", "reason": "Đáp án ghi sai."}
    look = reverse("mark_again", args=[version.pk])
    client.post(look, wanted)
    with CaptureQueriesContext(connection) as looking:
        assert client.post(look, wanted).content.count(b"<tr><th") == rows + 1
    done = regrading.regrade(wish(version, "accept", "2"), by=dolisa)
    counts = [len(looking)]
    for url in (reverse("regrade", args=[done.pk]), reverse("regrades")):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        counts.append(len(captured))
    assert counts == [21, 10, 5]


def test_a_long_answer_that_a_person_marked_is_not_marked_anew_by_machine(quiz: QuizPage, dolisa: User) -> None:
    assert quiz.bank
    a_question("long_answer", quiz.bank)
    quiz.draw = 4
    quiz.save()
    attempt = sit(quiz, {})
    grading.grade(attempt.answers.get(version__kind="long_answer"), {"1": Decimal(100)}, "", by=dolisa)
    old = version_of(quiz, "long_answer")
    question = old.question
    question.text = "Bạn sẽ nói gì với chị ấy?"
    question.save()
    newer = versioning.freeze(Question.objects.get(pk=question.pk))
    with pytest.raises(Refused):
        regrading.outlook(wish(old, "anew", newer=newer))


def test_what_is_accepted_in_a_weighted_question_takes_nothing_away(quiz: QuizPage) -> None:
    version = _version("multiple")
    version.rule = {"scoring": "weights"}
    for option, percent in zip(version.options, ("50", "50", "-100"), strict=True):
        option["percent"] = percent
    before = marking.mark("multiple", version.options, ["1", "2", "3"], version.rule).mark
    after = adjusted(before, version, ["1", "2", "3"], [wish(version, "accept", "3")])
    assert (before, after.mark) == (0, 1)


# --- its pages --------------------------------------------------------------------------------------------------


def test_an_officer_looks_first_and_does_it_then(client: Client, quiz: QuizPage, dolisa: User) -> None:
    attempt = sit(quiz, {"single": ["2"]})
    client.force_login(dolisa)
    url = reverse("mark_again", args=[version_of(quiz, "single").pk])
    wanted = {"way": "accept", "accepted": "2", "newer": "", "reason": "Đáp án ghi sai."}
    page = client.post(url, wanted | {"step": "look"})
    assert str(attempt.enrolment.person) in page.content.decode()  # type: ignore[union-attr]
    assert not Regrade.objects.exists()
    client.post(url, wanted | {"step": "do", "seen": "forged"})
    assert not Regrade.objects.exists()
    done = client.post(url, wanted | {"step": "do", "seen": page.context["seal"]}, follow=True)
    assert Regrade.objects.count() == 1 and done.status_code == 200
    client.post(reverse("decide_regrade", args=[Regrade.objects.get().pk]), {"decision": "follow"})
    assert Certificate.objects.count() == 1


def test_the_seal_breaks_when_somebody_hands_in_meanwhile(client: Client, quiz: QuizPage, dolisa: User) -> None:
    sit(quiz, {"single": ["2"]})
    client.force_login(dolisa)
    url = reverse("mark_again", args=[version_of(quiz, "single").pk])
    wanted = {"way": "accept", "accepted": "2", "newer": "", "reason": "Đáp án ghi sai."}
    seal = client.post(url, wanted).context["seal"]
    sit(quiz, {"single": ["2"]})
    page = client.post(url, wanted | {"step": "do", "seen": seal})
    assert not Regrade.objects.exists() and page.context["has_changed"]


def test_the_person_concerned_is_told_and_told_no_more_once_read(client: Client, quiz: QuizPage, dolisa: User) -> None:
    attempt = sit(quiz, {"single": ["2"]})
    regrading.regrade(wish(version_of(quiz, "single"), "accept", "2"), by=dolisa)
    client.force_login(attempt.enrolment.person.user)  # type: ignore[union-attr]
    result = reverse("result", args=[attempt.pk])
    assert result in client.get(reverse("my_learning")).content.decode()
    assert "Đáp án ghi sai." in client.get(result).content.decode()
    assert result not in client.get(reverse("my_learning")).content.decode()


def test_nobody_else_comes_in(client: Client, quiz: QuizPage, dolisa: User) -> None:
    attempt = sit(quiz, {"single": ["2"]})
    done = regrading.regrade(wish(version_of(quiz, "single"), "accept", "2"), by=dolisa)
    for user in (attempt.enrolment.person.user, officer("donvi1", "unit_officer", "ubnd-tinh")):  # type: ignore[union-attr]
        client.force_login(user)
        for url in (reverse("regrades"), reverse("mark_again", args=[done.version_id]), reverse("regrade", args=[done.pk])):
            assert client.get(url).status_code == 404


def test_marks_of_other_questions_stay(quiz: QuizPage, dolisa: User) -> None:
    sit(quiz, {"single": ["2"]})
    before = list(Answer.objects.exclude(version__kind="single").values_list("pk", "mark"))
    regrading.regrade(wish(version_of(quiz, "single"), "full"), by=dolisa)
    assert list(Answer.objects.exclude(version__kind="single").values_list("pk", "mark")) == before
