"""Who may enrol in a course and when, and when it is complete: as the course says."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from certificates.models import Certificate
from courses import editions
from courses.models import AudiencePage, CoursePage, CoursePrerequisite, LessonPage, QuestionBank, QuizPage
from learning.people.models import User
from learning.people.refusing import Refused
from learning.records import attempting, completing, enrolling
from learning.records.models import Completion, Enrolment
from tests.factories import EnrolmentFactory, PersonFactory, UserFactory
from tests.questions import CONTENT, a_question

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 12, 1)
DAYS = st.one_of(st.none(), st.integers(-5, 5).map(lambda n: DAY + datetime.timedelta(days=n)))


@given(DAYS, DAYS, st.booleans())
def test_people_may_enrol_from_the_first_day_to_the_last(begins: datetime.date | None, ends: datetime.date | None, is_open: bool) -> None:
    page = CoursePage(enrol_from=begins, enrol_until=ends, is_open=is_open)
    expected = is_open and (begins is None or begins <= DAY) and (ends is None or ends >= DAY)
    assert page.takes_in_on(DAY) == expected


def enrol(course: CoursePage) -> Enrolment:
    person = PersonFactory(user=UserFactory())
    return enrolling.enrol(person, CoursePage.objects.get(pk=course.pk), by=person.user)


def test_outside_its_days_nobody_enrols_and_the_page_says_so(client: Client, trainee: User, course: CoursePage) -> None:
    course.enrol_from = timezone.localdate() + datetime.timedelta(days=1)
    course.save_revision().publish()
    with pytest.raises(Refused):
        enrol(course)
    client.force_login(trainee)
    page = client.get(course.url).content.decode()
    assert f"{course.enrol_from:%d/%m/%Y}" in page and "Ghi danh" not in page.split("<main")[1].split("</main")[0].split("Bài học")[0].replace("Ghi danh bắt đầu", "")


def test_the_database_refuses_days_the_wrong_way_round(course: CoursePage) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CoursePage.objects.filter(pk=course.pk).update(enrol_from=DAY, enrol_until=DAY - datetime.timedelta(days=1))


# --- courses to be completed first ------------------------------------------------------------------------------


@pytest.fixture
def first(course: CoursePage) -> CoursePage:
    """A course without quiz that must come before `course`."""
    parent = AudiencePage.objects.get(pk=course.get_parent().pk)
    page = CoursePage(title="Nhập môn", slug="nhap-mon")
    parent.add_child(instance=page)
    page.add_child(instance=LessonPage(title="Bài một", slug="bai-mot"))
    CoursePrerequisite.objects.create(course=course, requires=page)
    return CoursePage.objects.get(pk=page.pk)


def test_what_must_come_first_is_named_and_opens_the_course_once_completed(client: Client, course: CoursePage, first: CoursePage) -> None:
    person = PersonFactory(user=UserFactory())
    with pytest.raises(Refused, match="Nhập môn"):
        enrolling.enrol(person, course, by=person.user)
    assert "Nhập môn" in client.get(course.url).content.decode()
    begun = EnrolmentFactory(person=person, course=first)
    enrolling.mark_read(begun, first.lessons().get())
    assert enrolling.enrol(person, course, by=person.user)


def test_what_must_come_first_must_be_valid_today(course: CoursePage, first: CoursePage) -> None:
    person, today = PersonFactory(user=UserFactory()), timezone.localdate()
    enrolling.mark_read(EnrolmentFactory(person=person, course=first), first.lessons().get())
    done = Completion.objects.filter(person=person)
    begun, over = today - datetime.timedelta(days=9), today - datetime.timedelta(days=1)
    done.update(started_on=begun, completed_on=begun, valid_until=over)
    with pytest.raises(Refused, match="Nhập môn"):
        enrolling.enrol(person, course, by=person.user)
    done.update(valid_until=today)
    assert enrolling.enrol(person, course, by=person.user)


def test_what_others_completed_or_what_was_taken_back_opens_nothing(course: CoursePage, first: CoursePage) -> None:
    person, other = (PersonFactory(user=UserFactory()) for _n in range(2))
    for one in (person, other):
        enrolling.mark_read(EnrolmentFactory(person=one, course=first), first.lessons().get())
    completing.take_back(Completion.objects.get(person=person), reason="Thử", by=None)
    assert Completion.objects.standing().count() == 1  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="Nhập môn"):
        enrolling.enrol(person, course, by=person.user)


def test_who_was_in_before_stays_in(course: CoursePage) -> None:
    before = enrol(course)
    other = CoursePage.objects.exclude(pk=course.pk).first()
    CoursePrerequisite.objects.create(course=course, requires=other)
    assert enrolling.enrol(before.person, course, by=before.person.user) == before


def test_a_course_cannot_come_before_itself(course: CoursePage) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CoursePrerequisite.objects.create(course=course, requires=course)


def test_courses_that_ask_for_each_other_are_refused(course: CoursePage, first: CoursePage) -> None:
    from courses.forms import _leads_back

    assert _leads_back(course, first.pk)
    assert not _leads_back(first, course.pk)


# --- when it is complete ----------------------------------------------------------------------------------------


@pytest.fixture
def four(course: CoursePage) -> CoursePage:
    """Four lessons and a quiz of one question, three of the lessons to be read."""
    parent = AudiencePage.objects.get(pk=course.get_parent().pk)
    page = CoursePage(title="Bốn bài", slug="bon-bai", lessons_percent=75)
    parent.add_child(instance=page)
    for n in range(4):
        CoursePage.objects.get(pk=page.pk).add_child(instance=LessonPage(title=f"Bài {n}", slug=f"bai-{n}"))
    bank = QuestionBank.objects.create(name="Bốn bài")
    a_question("single", bank)
    CoursePage.objects.get(pk=page.pk).add_child(instance=QuizPage(title="Kiểm tra", slug="kiem-tra", bank=bank, draw=1))
    return CoursePage.objects.get(pk=page.pk)


def read(enrolment: Enrolment, how_many: int) -> None:
    for lesson in list(enrolment.course.lessons())[:how_many]:
        enrolling.mark_read(enrolment, lesson)


def pass_quiz(enrolment: Enrolment) -> Any:
    attempt = attempting.start(enrolment, enrolment.course.quiz(), by=enrolment.person.user)
    attempting.save_answer(attempt, 1, CONTENT["single"][2])
    return attempting.hand_in(attempt, by=enrolment.person.user)


@pytest.mark.parametrize("read_first", [True, False])
def test_quiz_and_lessons_complete_it_in_either_order(read_first: bool, four: CoursePage) -> None:
    enrolment = EnrolmentFactory(course=four)
    steps = [lambda: read(enrolment, 3), lambda: pass_quiz(enrolment)]
    first, second = steps if read_first else reversed(steps)
    first()
    assert not Completion.objects.exists()
    second()
    assert Completion.objects.get().score == 100 and Certificate.objects.count() == 1


def test_too_few_lessons_do_not_complete_it_and_the_result_says_what_is_left(client: Client, four: CoursePage) -> None:
    enrolment = EnrolmentFactory(course=four, person=PersonFactory(user=UserFactory()))
    read(enrolment, 2)
    attempt = pass_quiz(enrolment)
    assert attempt.passed and not Completion.objects.exists()
    client.force_login(enrolment.person.user)
    page = client.get(f"/hoc-tap/luot/{attempt.pk}/ket-qua/").content.decode()
    assert "bài còn lại" in page
    read(enrolment, 2)  # once more
    assert not Completion.objects.exists()
    read(enrolment, 3)
    assert Completion.objects.count() == 1


def test_without_a_share_the_quiz_alone_decides(four: CoursePage) -> None:
    CoursePage.objects.filter(pk=four.pk).update(lessons_percent=0)
    pass_quiz(EnrolmentFactory(course=CoursePage.objects.get(pk=four.pk)))
    assert Completion.objects.count() == 1


def test_without_a_quiz_the_share_of_lessons_decides(four: CoursePage) -> None:
    four.quiz().unpublish()  # type: ignore[union-attr]
    enrolment = EnrolmentFactory(course=CoursePage.objects.get(pk=four.pk))
    read(enrolment, 2)
    assert not Completion.objects.exists()
    read(enrolment, 3)
    assert Completion.objects.count() == 1


def test_a_share_that_is_no_whole_number_of_lessons_is_rounded_up(four: CoursePage) -> None:
    CoursePage.objects.filter(pk=four.pk).update(lessons_percent=80)
    enrolment = EnrolmentFactory(course=CoursePage.objects.get(pk=four.pk))
    pass_quiz(enrolment)
    read(enrolment, 3)
    assert not Completion.objects.exists()
    read(enrolment, 4)
    assert Completion.objects.count() == 1


def test_lessons_that_were_taken_down_are_none_that_were_read(four: CoursePage) -> None:
    enrolment = EnrolmentFactory(course=four)
    pass_quiz(enrolment)
    first, second, third, *_rest = four.lessons()
    for lesson in (first, second):
        enrolling.mark_read(enrolment, lesson)
        lesson.unpublish()
    enrolling.mark_read(enrolment, third)  # of the two that are left one
    assert not Completion.objects.exists()


def test_a_course_whose_lessons_were_all_taken_down_is_completed_by_nobody(four: CoursePage) -> None:
    four.quiz().unpublish()  # type: ignore[union-attr]
    lessons = list(four.lessons())
    for lesson in lessons:
        lesson.unpublish()
    enrolling.mark_read(EnrolmentFactory(course=CoursePage.objects.get(pk=four.pk)), lessons[0])
    assert not Completion.objects.exists()


def test_what_is_under_way_does_not_take_the_place_of_what_counts(four: CoursePage) -> None:
    QuizPage.objects.filter(pk=four.quiz().pk).update(counts="last")  # type: ignore[union-attr]
    enrolment = EnrolmentFactory(course=CoursePage.objects.get(pk=four.pk))
    pass_quiz(enrolment)
    attempting.start(enrolment, four.quiz(), by=enrolment.person.user)  # type: ignore[arg-type]
    read(enrolment, 3)
    assert Completion.objects.get().score == 100


def test_who_reads_again_in_an_earlier_edition_completes_nothing_new(four: CoursePage, reviewer: User) -> None:
    enrolment = EnrolmentFactory(course=four)
    pass_quiz(enrolment)
    read(enrolment, 3)
    editions.start(four, "Luật mới.", by=reviewer)
    read(Enrolment.objects.get(pk=enrolment.pk), 4)
    assert Completion.objects.get().edition == 1


@pytest.mark.parametrize("where", ["before the lessons", "in a lesson"])
def test_a_quiz_that_decides_nothing_hinders_nobody_when_it_is_taken_down(where: str, four: CoursePage) -> None:
    final = four.quiz()
    assert final
    parent = CoursePage.objects.get(pk=four.pk) if where == "before the lessons" else LessonPage.objects.get(pk=four.lessons()[0].pk)
    page = QuizPage(title="Khác", slug="khac", bank=final.bank, draw=1, is_pretest=where == "before the lessons")
    parent.add_child(instance=page)
    enrolment = EnrolmentFactory(course=four)
    attempting.hand_in(attempting.start(enrolment, QuizPage.objects.get(pk=page.pk), by=enrolment.person.user), by=None)
    page.unpublish()
    final.unpublish()
    read(Enrolment.objects.get(pk=enrolment.pk), 3)
    assert Completion.objects.count() == 1


def test_who_failed_does_not_complete_it_by_reading_while_the_quiz_is_taken_down(four: CoursePage) -> None:
    enrolment = EnrolmentFactory(course=four)
    attempting.hand_in(attempting.start(enrolment, four.quiz(), by=enrolment.person.user), by=None)  # type: ignore[arg-type]
    four.quiz().unpublish()  # type: ignore[union-attr]
    read(Enrolment.objects.get(pk=enrolment.pk), 4)
    assert not Completion.objects.exists()
