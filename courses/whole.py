"""A course with all its pages: hand in for review, publish and hand over in one act instead of page by page."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from courses.models import CoursePage, LessonPage, QuestionBank, QuizPage
from learning.people.models import User
from learning.people.refusing import Refused


@dataclass(frozen=True)
class Part:
    """A page of a course as it was last saved."""

    page: Page
    problem: str
    """Why it cannot go out as it is, or ""."""
    is_waiting: bool
    """Handed in for review, and not decided."""

    @property
    def is_open(self) -> bool:
        """Has something that people do not see yet."""
        return bool(not self.page.live or self.page.has_unpublished_changes)


def parts_of(course: CoursePage) -> list[Part]:
    """The course and all pages below it, in their order. A few queries a page: courses have a dozen."""
    pages = Page.objects.descendant_of(course, inclusive=True).order_by("path").specific()
    return [_part(page) for page in pages]


def _part(page: Page) -> Part:
    newest = page.get_latest_revision_as_object()
    is_open = not page.live or page.has_unpublished_changes
    return Part(newest, problem_of(newest) if is_open else "", bool(page.workflow_in_progress))


def final_quiz(parts: list[Part]) -> QuizPage | None:
    """As it was last saved, published or not."""
    return next((part.page for part in parts if isinstance(part.page, QuizPage) and part.page.is_final), None)


def problem_of(page: Page) -> str:
    """What a draft may lack and a published page may not. Drafts are saved unchecked."""
    try:
        page.full_clean()
        if isinstance(page, LessonPage):
            page.body.stream_block.clean(page.body)
    except ValidationError:
        return _("Something is still missing. Please open the page: it says where.")
    if isinstance(page, CoursePage):
        return _problem_of_course(page)
    return _problem_of_quiz(page) if isinstance(page, QuizPage) else ""


def _problem_of_course(course: CoursePage) -> str:
    has_quiz = QuizPage.objects.child_of(course).filter(is_pretest=False).exists()
    if LessonPage.objects.child_of(course).exists() or (has_quiz and not course.lessons_percent):
        return ""
    return _("The course has no lessons yet. Please add one.")


def _problem_of_quiz(quiz: QuizPage) -> str:
    if quiz.plan().is_enough():
        return ""
    return _("The question bank holds too few ready questions. Please add questions, or ask fewer in one attempt.")


@transaction.atomic
def submit(course: CoursePage, *, by: User) -> int:
    """Hand in for review what is open and the person may change; how many pages. Refused where one is not whole."""
    waiting = [part.page for part in _whole(course) if not part.is_waiting and part.page.permissions_for_user(by).can_edit()]
    for page in waiting:
        workflow = page.get_workflow()
        if workflow is None:
            raise Refused(_("Nobody is set to review these pages. Please ask the administrator."))
        workflow.start(page, by)
    return len(waiting)


@transaction.atomic
def publish(course: CoursePage, *, by: User) -> int:
    """Publish what is open, the course first; what waits for review is approved by it. How many pages."""
    going = [part for part in _whole(course) if part.page.permissions_for_user(by).can_publish()]
    for part in going:
        if part.is_waiting:
            part.page.current_workflow_task_state.approve(user=by)
        else:
            part.page.get_latest_revision().publish(user=by)
    return len(going)


@transaction.atomic
def add_quiz(course: CoursePage, *, by: User) -> QuizPage:
    """The draft of a final quiz with a bank of its own, where the course has none; else the one it has."""
    found: QuizPage | None = QuizPage.objects.child_of(course).filter(is_pretest=False).first()
    if found:
        return found
    bank = QuestionBank.objects.create(name=_name_of_bank(course), owner=course.owner or by)
    quiz = QuizPage(title=_("Final quiz"), bank=bank, live=False, owner=course.owner or by)
    CoursePage.objects.get(pk=course.pk).add_child(instance=quiz)
    quiz.save_revision(user=by, clean=False)
    return quiz


def _name_of_bank(course: CoursePage) -> str:
    """Titles may repeat, names of banks may not."""
    name = (course.draft_title or course.title)[:140]
    return f"{name} ({course.pk})" if QuestionBank.objects.filter(name=name).exists() else name


@transaction.atomic
def hand_over(course: CoursePage, user: User, *, by: User) -> None:
    """The course, its pages and its questions are this person's to work on from now on."""
    banks = QuestionBank.objects.filter(quizzes__in=QuizPage.objects.descendant_of(course), owner=course.owner)
    banks.update(owner=user)
    Page.objects.descendant_of(course, inclusive=True).update(owner=user)
    log(instance=course, action="courses.hand_over", user=by, data={"to": user.pk})


def _whole(course: CoursePage) -> list[Part]:
    parts = [part for part in parts_of(course) if part.is_open]
    lacking = [part.page.title for part in parts if part.problem]
    if lacking:
        raise Refused(_("These pages are not ready yet: %(pages)s.") % {"pages": "; ".join(lacking)})
    return parts
