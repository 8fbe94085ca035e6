"""The whole course in the admin: its addresses, the buttons that lead there, and whose the new pages are."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.actions.move_page import MovePageAction
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from courses import whole_views
from courses.models import CoursePage, LessonPage, QuizPage


@hooks.register("register_admin_urls")
def whole_urls() -> list[URLPattern]:
    return [
        path("khoa-hoc/<int:pk>/", whole_views.look, name="whole_course"),
        path("khoa-hoc/<int:pk>/gui-duyet/", whole_views.submit, name="whole_course_submit"),
        path("khoa-hoc/<int:pk>/bai-kiem-tra/", whole_views.add_quiz, name="whole_course_quiz"),
        path("khoa-hoc/<int:pk>/dang/", whole_views.publish, name="whole_course_publish"),
        path("khoa-hoc/<int:pk>/an-ban/", whole_views.start_edition, name="whole_course_edition"),
        path("khoa-hoc/<int:pk>/giao/", whole_views.hand_over, name="whole_course_hand_over"),
    ]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def lead_to_the_whole(page: Page, user: Any, view_name: str = "", next_url: str | None = None) -> Iterator[Button]:
    course = course_of(page)
    if course and course.permissions_for_user(user).can_edit():
        yield Button(_("The whole course"), reverse("whole_course", args=[course.pk]), icon_name="list-ul", priority=12)


@hooks.register("after_create_page")
def lead_a_new_course_to_its_parts(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What comes next is its lessons and its quiz. Autosaves ask for JSON and stay where they are."""
    is_new = isinstance(page, CoursePage) and request.accepts("text/html")
    return redirect("whole_course", pk=page.pk) if is_new else None


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def tell_the_way_back(request: HttpRequest, page: Page) -> None:
    """From a lesson or quiz to its course: Wagtail hides the way among the less used buttons."""
    if isinstance(page, LessonPage | QuizPage) and request.accepts("text/html"):
        address = reverse("whole_course", args=[page.course.pk])
        messages.info(request, format_html('<a href="{}">{}</a>', address, _("To the whole course")))


@hooks.register("after_create_page")
@hooks.register("after_copy_page")
def give_to_the_owner_of_the_course(request: HttpRequest, page: Page, new_page: Page | None = None) -> None:
    """A lesson that a reviewer adds is the trainer's whose course it is."""
    made = new_page or page
    course = course_of(made)
    if course and course.pk != made.pk and course.owner_id and made.owner_id != course.owner_id:
        Page.objects.descendant_of(made, inclusive=True).update(owner=course.owner_id)


@hooks.register("after_create_page")
def keep_the_final_quiz_last(request: HttpRequest, page: Page) -> None:
    """Who begins with the quiz writes its lessons all the same before it: readers go from page to page in this order."""
    if isinstance(page, LessonPage):
        course = page.course
        quiz = QuizPage.objects.child_of(course).filter(is_pretest=False, path__lt=page.path).first()
        if quiz:
            MovePageAction(quiz, course, pos="last-child", user=request.user).execute(skip_permission_checks=True)


def course_of(page: Page) -> CoursePage | None:
    """The course that a page belongs to, itself included."""
    found = page.specific
    if isinstance(found, LessonPage | QuizPage):
        found = found.course
    return found if isinstance(found, CoursePage) else None
