"""The question bank in the admin."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db import router
from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses import versioning
from courses.acts import ACTS
from courses.exchange.views import ExchangeViewSet
from courses.models import Question, QuestionBank, QuestionCase
from courses.my_courses import MyCoursesPanel
from courses.question_view import KeepBankView, OwnBanksView, OwnEditView, OwnQuestionsView, WriteQuestionView
from courses.reviewing import ReviewPanel


class QuestionBankViewSet(SnippetViewSet):
    model = QuestionBank
    icon = "folder-open-inverse"
    list_display = ["name", "description"]
    search_fields = ["name"]
    index_view_class = OwnBanksView
    add_view_class = KeepBankView
    edit_view_class = OwnEditView


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    list_display = ["__str__", "bank", "kind", "topic", "difficulty", "state"]
    list_filter = ["bank", "kind", "topic", "difficulty", "audience", "state"]
    list_per_page = 30
    index_view_class = OwnQuestionsView
    add_view_class = WriteQuestionView
    edit_view_class = OwnEditView


class QuestionCaseViewSet(SnippetViewSet):
    model = QuestionCase
    icon = "doc-full"
    search_fields = ["title", "text"]
    edit_view_class = OwnEditView


class QuestionGroup(SnippetViewSetGroup):
    items = (QuestionViewSet, QuestionBankViewSet, QuestionCaseViewSet, ExchangeViewSet)
    menu_label = _("Questions")
    menu_icon = "help"
    menu_order = 250


register_snippet(QuestionGroup)


@hooks.register("construct_homepage_panels")
def show_my_courses(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(MyCoursesPanel())


@hooks.register("construct_homepage_panels")
def show_what_is_to_be_looked_at_again(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(ReviewPanel())


@hooks.register("insert_global_admin_css")
def style_the_question_form() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("courses/question-form.css"))


@hooks.register("register_log_actions")
def name_our_acts(actions: LogActionRegistry) -> None:
    for name, label, message in ACTS:
        actions.register_action(name, label, message)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def freeze_question(request: HttpRequest, instance: Any) -> None:
    """What a trainer saves becomes a version that never changes, if its words differ from the last."""
    if isinstance(instance, Question):
        # Read anew: the object in hand keeps its answers in the order of the form, removed ones included.
        saved = Question.objects.get(pk=instance.pk)
        versioning.freeze(saved)
        _warn_where_it_is_missed(request, saved)
    elif isinstance(instance, QuestionCase):
        for question in instance.questions.all():
            versioning.freeze(question)


def _warn_where_it_is_missed(request: HttpRequest, question: Question) -> None:
    """The quizzes that people see and that cannot be started without a question that is retired."""
    if question.state != Question.State.RETIRED:
        return
    for quiz in question.asked_in():
        if quiz.live and not quiz.plan().is_enough():
            text = _("Nobody can start “%(quiz)s” now: too few questions stand ready. Please add some, or ask fewer at once.")
            messages.warning(request, text % {"quiz": f"{quiz.get_parent().title}: {quiz.title}"})


@hooks.register("before_delete_snippet")
def keep_answered_questions(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    """Attempts rest on the versions of a question: one that was ever asked is retired, not deleted."""
    if not any(isinstance(question, Question) and _was_asked(question) for question in instances):
        return None
    message = _("People have answered this question, so it stays. Retire it: it is then not asked any more.")
    messages.error(request, message)
    return redirect(QuestionViewSet().get_url_name("list"))


@hooks.register("before_bulk_action")
def keep_answered_questions_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: object
) -> HttpResponse | None:
    return keep_answered_questions(request, objects) if action_type == "delete" else None


def _was_asked(question: Question) -> bool:
    try:
        Collector(using=router.db_for_write(Question)).collect(question.versions.all())
    except ProtectedError:
        return True
    return False


import courses.whole_hooks  # noqa: E402, F401 -- Wagtail looks for its hooks only here
import courses.writing_hooks  # noqa: E402, F401
