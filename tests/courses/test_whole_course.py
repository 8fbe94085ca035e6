"""Trainers work on their own courses; a course goes through review and out as a whole; editions."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, WorkflowState

from courses import editions, whole
from courses.models import AudiencePage, CourseEdition, CoursePage, LessonPage, QuestionBank, QuizPage
from courses.roles import TRAINERS
from learning.people.models import User
from learning.people.refusing import Refused
from learning.records import attempting, completing, enrolling
from learning.records.models import Completion, Enrolment
from tests.factories import EnrolmentFactory, PersonFactory, UserFactory, sit
from tests.questions import a_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague() -> User:
    user: User = UserFactory(username="giangvienkhac")
    user.groups.add(Group.objects.get(name=TRAINERS))
    return user


def draft(owner: User, title: str = "Khoá nháp") -> CoursePage:
    """A course with a lesson and a quiz that can be drawn, all drafts of one trainer."""
    page = CoursePage(title=title, slug=title.lower().replace(" ", "-"), live=False, owner=owner)
    AudiencePage.objects.get(audience="officials").add_child(instance=page)
    bank = QuestionBank.objects.create(name=title, owner=owner)
    a_question("single", bank)
    body = [{"type": "text", "value": "<p>Lời mở đầu</p>"}]
    for part in (
        LessonPage(title="Bài một", slug="bai-mot", live=False, owner=owner, body=body),
        QuizPage(title="Kiểm tra", slug="kiem-tra", live=False, owner=owner, bank=bank, draw=1),
    ):
        CoursePage.objects.get(pk=page.pk).add_child(instance=part)
    for one in Page.objects.descendant_of(page, inclusive=True).specific():
        one.save_revision(user=owner, clean=False)
    return CoursePage.objects.get(pk=page.pk)


@pytest.fixture
def mine(trainer: User) -> CoursePage:
    return draft(trainer)


def sees(user: User, name: str, *args: Any) -> bool:
    """Whether the address of the admin opens for this person."""
    client = Client()
    client.force_login(user)
    return client.get(reverse(name, args=args)).status_code == 200


# --- whose course it is ------------------------------------------------------------------------------------------


def test_trainers_change_their_own_courses_and_no_others(mine: CoursePage, trainer: User, colleague: User, reviewer: User) -> None:
    lesson = mine.get_children().first()
    for page in (mine, lesson):
        assert sees(trainer, "wagtailadmin_pages:edit", page.pk)
        assert not sees(colleague, "wagtailadmin_pages:edit", page.pk)
        assert sees(reviewer, "wagtailadmin_pages:edit", page.pk)
    assert sees(trainer, "wagtailadmin_pages:add", "courses", "lessonpage", mine.pk)
    assert not sees(colleague, "wagtailadmin_pages:add", "courses", "lessonpage", mine.pk)
    assert not sees(colleague, "wagtailadmin_pages:add", "courses", "quizpage", lesson.pk)
    assert sees(colleague, "wagtailadmin_pages:add", "courses", "coursepage", mine.get_parent().pk)
    assert sees(trainer, "whole_course", mine.pk) and not sees(colleague, "whole_course", mine.pk)


def test_nothing_is_copied_or_moved_into_the_course_of_somebody_else(mine: CoursePage, colleague: User) -> None:
    theirs = draft(colleague, "Khoá khác")
    lesson = LessonPage.objects.child_of(theirs).get()
    allowed = lesson.permissions_for_user(colleague)
    assert not allowed.can_copy_to(mine) and not allowed.can_move_to(mine)
    assert allowed.can_copy_to(theirs)


def test_the_lesson_that_a_reviewer_adds_is_the_trainers(client: Client, mine: CoursePage, trainer: User, reviewer: User) -> None:
    from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

    client.force_login(reviewer)
    form = nested_form_data({"title": "Bài hai", "slug": "", "minutes": "", "body": streamfield([]), "comments": inline_formset([])})
    client.post(reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", mine.pk]), form)
    assert Page.objects.get(title="Bài hai").owner == trainer


def test_a_lesson_that_is_added_after_the_final_quiz_stands_before_it(
    client: Client, mine: CoursePage, trainer: User, reviewer: User
) -> None:
    from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

    client.force_login(trainer)
    form = nested_form_data({"title": "Bài hai", "slug": "", "minutes": "", "body": streamfield([]), "comments": inline_formset([])})
    client.post(reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", mine.pk]), form)
    whole.publish(mine, by=reviewer)
    client.post(reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", mine.pk]), form | {"title": "Bài ba"})
    assert [page.title for page in mine.get_children()] == ["Bài một", "Bài hai", "Bài ba", "Kiểm tra"]
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_trainer_orders_the_lessons_of_a_draft_and_a_reviewer_those_people_see(mine: CoursePage, trainer: User, colleague: User, reviewer: User) -> None:
    assert mine.permissions_for_user(trainer).can_reorder_children()
    assert not mine.permissions_for_user(colleague).can_reorder_children()
    whole.publish(mine, by=reviewer)
    seen = CoursePage.objects.get(pk=mine.pk)
    assert not seen.permissions_for_user(trainer).can_reorder_children()
    assert seen.permissions_for_user(reviewer).can_reorder_children()


def test_a_course_that_is_handed_over_changes_hands_with_its_pages(client: Client, mine: CoursePage, trainer: User, colleague: User, reviewer: User) -> None:
    client.force_login(trainer)
    address = reverse("whole_course_hand_over", args=[mine.pk])
    assert client.post(address, {"owner": colleague.pk}).status_code != 200
    assert CoursePage.objects.get(pk=mine.pk).owner == trainer
    client.force_login(reviewer)
    client.post(address, {"owner": PersonFactory(user=UserFactory()).user.pk})
    assert CoursePage.objects.get(pk=mine.pk).owner == trainer
    client.post(address, {"owner": colleague.pk})
    assert set(Page.objects.descendant_of(mine, inclusive=True).values_list("owner", flat=True)) == {colleague.pk}
    assert not sees(trainer, "wagtailadmin_pages:edit", mine.pk)
    assert QuestionBank.objects.get(name=mine.title).owner == colleague


def test_a_hand_over_leaves_other_banks_to_their_owners(mine: CoursePage, trainer: User, colleague: User, reviewer: User) -> None:
    other = draft(trainer, "Khoá khác")
    shared = QuestionBank.objects.create(name="Dùng chung", owner=reviewer)
    practice = QuizPage(title="Luyện", slug="luyen", live=False, owner=trainer, bank=shared)
    LessonPage.objects.child_of(mine).get().add_child(instance=practice)
    whole.hand_over(mine, colleague, by=reviewer)
    assert QuestionBank.objects.get(name=other.title).owner == trainer
    assert QuestionBank.objects.get(name="Dùng chung").owner == reviewer


# --- review and publishing in one act ----------------------------------------------------------------------------


def test_a_course_is_handed_in_and_published_as_a_whole(client: Client, mine: CoursePage, trainer: User, reviewer: User) -> None:
    client.force_login(trainer)
    page = client.get(reverse("whole_course", args=[mine.pk])).content.decode()
    assert "Gửi duyệt 3 trang này" in page and "Đăng 3 trang này" not in page
    client.post(reverse("whole_course_submit", args=[mine.pk]))
    client.post(reverse("whole_course_submit", args=[mine.pk]))
    assert [part.is_waiting for part in whole.parts_of(mine)] == [True] * 3
    assert client.post(reverse("whole_course_publish", args=[mine.pk])).status_code != 200
    assert not Page.objects.descendant_of(mine, inclusive=True).live().exists()
    client.force_login(reviewer)
    client.post(reverse("whole_course_publish", args=[mine.pk]))
    assert Page.objects.descendant_of(mine, inclusive=True).live().count() == 3
    assert not any(part.is_open or part.is_waiting for part in whole.parts_of(CoursePage.objects.get(pk=mine.pk)))
    assert set(WorkflowState.objects.values_list("status", flat=True)) == {WorkflowState.STATUS_APPROVED}
    assert "Người học đang thấy toàn bộ" in client.get(reverse("whole_course", args=[mine.pk])).content.decode()


def test_a_reviewer_publishes_what_was_never_handed_in(mine: CoursePage, reviewer: User) -> None:
    assert whole.publish(mine, by=reviewer) == 3
    assert whole.publish(CoursePage.objects.get(pk=mine.pk), by=reviewer) == 0


def test_what_was_changed_since_goes_out_with_the_next_publishing(mine: CoursePage, reviewer: User) -> None:
    whole.publish(mine, by=reviewer)
    lesson = LessonPage.objects.child_of(mine).get()
    lesson.title = "Bài một, sửa"
    lesson.save_revision()
    assert whole.publish(mine, by=reviewer) == 1
    assert LessonPage.objects.child_of(mine).get().title == "Bài một, sửa"


def test_nobody_hands_in_or_publishes_what_is_not_theirs_to(mine: CoursePage, trainer: User, colleague: User) -> None:
    assert whole.submit(mine, by=colleague) == 0
    assert whole.publish(mine, by=trainer) == 0
    assert not Page.objects.descendant_of(mine, inclusive=True).live().exists()


@pytest.mark.parametrize("act", [whole.submit, whole.publish])
def test_nothing_goes_out_while_one_page_is_not_ready(act: Any, mine: CoursePage, administrator: User) -> None:
    QuizPage.objects.descendant_of(mine).update(draw=5)
    for quiz in QuizPage.objects.descendant_of(mine):
        quiz.save_revision(clean=False)
    with pytest.raises(Refused, match="Kiểm tra"):
        act(mine, by=administrator)
    assert not Page.objects.descendant_of(mine, inclusive=True).live().exists()
    assert not any(part.is_waiting for part in whole.parts_of(mine))


def test_a_picture_without_words_is_a_problem_of_its_lesson(mine: CoursePage) -> None:
    lesson = LessonPage.objects.child_of(mine).get()
    assert not whole.problem_of(lesson)
    lesson.body = [{"type": "key_points", "value": {"points": []}}]
    assert whole.problem_of(lesson)


def test_a_course_without_lessons_does_not_go_out(trainer: User) -> None:
    page = CoursePage(title="Khoá trống", slug="khoa-trong", live=False, owner=trainer)
    AudiencePage.objects.get(audience="officials").add_child(instance=page)
    with pytest.raises(Refused, match="Khoá trống"):
        whole.submit(page, by=trainer)
    whole.add_quiz(page, by=trainer)
    assert not whole.problem_of(page)
    page.lessons_percent = 50
    assert whole.problem_of(page)


def test_a_test_before_the_lessons_makes_no_course_and_is_not_its_final_quiz(trainer: User) -> None:
    page = CoursePage(title="Khoá trống", slug="khoa-trong", live=False, owner=trainer)
    AudiencePage.objects.get(audience="officials").add_child(instance=page)
    pretest = QuizPage(title="Trước", slug="truoc", live=False, owner=trainer, is_pretest=True)
    CoursePage.objects.get(pk=page.pk).add_child(instance=pretest)
    assert whole.problem_of(CoursePage.objects.get(pk=page.pk))
    final = whole.add_quiz(CoursePage.objects.get(pk=page.pk), by=trainer)
    assert final.pk != pretest.pk and not final.is_pretest
    assert whole.final_quiz(whole.parts_of(CoursePage.objects.get(pk=page.pk))) == final


def test_the_quiz_that_a_reviewer_adds_is_the_trainers(trainer: User, reviewer: User) -> None:
    page = CoursePage(title="Khoá trống", slug="khoa-trong", live=False, owner=trainer)
    AudiencePage.objects.get(audience="officials").add_child(instance=page)
    quiz = whole.add_quiz(page, by=reviewer)
    assert quiz.bank and (quiz.owner, quiz.bank.owner) == (trainer, trainer)


# --- editions ----------------------------------------------------------------------------------------------------


@pytest.fixture
def finished(course: CoursePage) -> Enrolment:
    found: Enrolment = EnrolmentFactory(course=course, person=PersonFactory(user=UserFactory()))
    sit(found)
    return found


def test_finished_people_keep_their_edition_and_may_take_the_new_one(client: Client, course: CoursePage, finished: Enrolment, reviewer: User) -> None:
    client.force_login(reviewer)
    client.post(reverse("whole_course_edition", args=[course.pk]), {"changes": "Luật mới năm 2026."})
    new = CoursePage.objects.get(pk=course.pk)
    finished.refresh_from_db()
    assert (new.edition, finished.edition, Completion.objects.get().edition) == (2, 1, 1)
    user = finished.person.user
    assert user is not None
    client.force_login(user)
    page = client.get(new.url).content.decode()
    assert "Luật mới năm 2026." in page and "ấn bản trước" in page
    again = enrolling.enrol(finished.person, new, by=user)
    assert again != finished and again.edition == 2
    sit(again)
    assert Completion.objects.standing().filter(person=finished.person).count() == 2  # type: ignore[attr-defined]


def test_who_is_in_the_middle_goes_on_in_the_new_edition(client: Client, course: CoursePage, reviewer: User) -> None:
    begun = EnrolmentFactory(course=course, person=PersonFactory(user=UserFactory()))
    enrolling.mark_read(begun, course.lessons()[0])
    attempt = attempting.start(begun, course.quiz(), by=begun.person.user)  # type: ignore[arg-type]
    editions.start(course, "Thêm một bài.", by=reviewer)
    begun.refresh_from_db()
    assert begun.edition == 2 and begun.readings.count() == 1
    client.force_login(begun.person.user)
    assert client.get(reverse("resume", args=[begun.pk])).status_code == 302
    assert client.get(reverse("attempt", args=[attempt.pk]), follow=True).status_code == 200
    assert client.get(course.lessons()[0].url).status_code == 200


def test_two_clicks_start_one_edition(client: Client, course: CoursePage, reviewer: User) -> None:
    client.force_login(reviewer)
    for _click in range(2):
        client.post(reverse("whole_course_edition", args=[course.pk]), {"changes": "Luật mới năm 2026."})
    assert CoursePage.objects.get(pk=course.pk).edition == 2 and CourseEdition.objects.count() == 1


def test_whose_completion_was_taken_back_goes_on_in_the_new_edition(course: CoursePage, finished: Enrolment, reviewer: User) -> None:
    completing.take_back(Completion.objects.get(), reason="Thử", by=None)
    editions.start(course, "Luật mới.", by=reviewer)
    finished.refresh_from_db()
    assert finished.edition == 2


def test_an_edition_takes_along_who_is_in_the_one_before_it_alone(course: CoursePage, finished: Enrolment, reviewer: User) -> None:
    editions.start(course, "Luật mới.", by=reviewer)
    again = enrolling.enrol(finished.person, CoursePage.objects.get(pk=course.pk), by=finished.person.user)  # type: ignore[arg-type]
    completing.take_back(Completion.objects.get(), reason="Thử", by=None)
    editions.start(course, "Luật mới nữa.", by=reviewer)
    assert [Enrolment.objects.get(pk=one.pk).edition for one in (finished, again)] == [1, 3]


def test_an_old_draft_does_not_bring_the_old_edition_back(course: CoursePage, reviewer: User) -> None:
    old = course.save_revision()
    editions.start(course, "Luật mới.", by=reviewer)
    old.publish()
    assert CoursePage.objects.get(pk=course.pk).edition == 2


def test_a_copy_is_a_course_of_its_own(course: CoursePage, reviewer: User) -> None:
    editions.start(course, "Luật mới.", by=reviewer)
    copy = CoursePage.objects.get(pk=course.pk).copy(recursive=False, update_attrs={"slug": "ban-sao"}, user=reviewer)
    copy = CoursePage.objects.get(pk=copy.pk)
    assert copy.edition == 1 and copy.edition_key != course.edition_key
    copy.get_latest_revision().publish()
    assert CoursePage.objects.get(pk=copy.pk).edition_key == copy.edition_key


def test_an_edition_begins_once_and_says_what_changed(course: CoursePage, reviewer: User) -> None:
    editions.start(course, "Luật mới.", by=reviewer)
    day = datetime.date(2026, 11, 24)
    for number, changes in ((2, "Nữa"), (3, ""), (1, "Sớm")):
        with pytest.raises(IntegrityError), transaction.atomic():
            CourseEdition.objects.create(course=course, number=number, changes=changes, started_on=day)


def test_only_those_who_publish_start_an_edition(client: Client, mine: CoursePage, trainer: User, reviewer: User) -> None:
    whole.publish(mine, by=reviewer)
    client.force_login(trainer)
    assert "Mở ấn bản mới" not in client.get(reverse("whole_course", args=[mine.pk])).content.decode()
    client.post(reverse("whole_course_edition", args=[mine.pk]), {"changes": "Tôi muốn"})
    assert CoursePage.objects.get(pk=mine.pk).edition == 1


# --- the way of a newcomer ---------------------------------------------------------------------------------------


def test_the_first_page_of_the_admin_shows_own_courses_and_what_waits(client: Client, mine: CoursePage, trainer: User, colleague: User, reviewer: User) -> None:
    def first_page(user: User) -> str:
        client.force_login(user)
        return client.get(reverse("wagtailadmin_home")).content.decode()

    hub = reverse("whole_course", args=[mine.pk])
    assert hub in first_page(trainer) and hub not in first_page(colleague) and hub not in first_page(reviewer)
    whole.submit(mine, by=trainer)
    assert hub in first_page(reviewer) and hub not in first_page(colleague)


def test_only_those_who_write_are_led_to_the_admin(client: Client, trainer: User, trainee: User) -> None:
    from tests.factories import PASSWORD

    for user, leads in ((trainer, True), (trainee, False)):
        client.post("/tai-khoan/login/", {"login": user.username, "password": PASSWORD})
        assert ('href="/admin/"' in client.get("/").content.decode()) == leads
        client.logout()


def test_the_final_quiz_is_added_once_with_a_bank_of_its_own(client: Client, trainer: User) -> None:
    page = CoursePage(title="Khoá trống", slug="khoa-trong", live=False, owner=trainer)
    AudiencePage.objects.get(audience="officials").add_child(instance=page)
    client.force_login(trainer)
    for _click in range(2):
        client.post(reverse("whole_course_quiz", args=[page.pk]))
    quiz = QuizPage.objects.child_of(page).get()
    assert not quiz.live and quiz.owner == trainer and quiz.bank.name == "Khoá trống" and quiz.bank.owner == trainer
    namesake = CoursePage(title="Khoá trống", slug="khoa-trong-2", live=False, owner=trainer)
    AudiencePage.objects.get(audience="officials").add_child(instance=namesake)
    client.post(reverse("whole_course_quiz", args=[namesake.pk]))
    assert QuizPage.objects.child_of(namesake).get().bank != quiz.bank


def test_questions_are_written_one_after_the_other_into_the_bank_of_the_course(client: Client, mine: CoursePage, trainer: User) -> None:
    from tests.courses.test_authoring import question_form

    bank = QuestionBank.objects.get(name=mine.title)
    address = f"{reverse('wagtailsnippets_courses_question:add')}?bank={bank.pk}&course={mine.pk}"
    client.force_login(trainer)
    page = client.get(address).content.decode()
    assert f'<option value="{bank.pk}" selected>' in page and address.replace("&", "&amp;") in page
    saved = client.post(address, question_form(bank, [True, False], kind="true_false", text="Câu tiếp?") | {"topic": "Số điện thoại"})
    assert saved.status_code == 302 and saved["Location"].startswith(address)
    page = client.get(saved["Location"]).content.decode()
    assert 'value="Số điện thoại"' in page and '<option value="true_false" selected>' in page
    assert "Có 2 câu hỏi sẵn sàng" in page and reverse("whole_course", args=[mine.pk]) in page
