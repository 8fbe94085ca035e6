"""The question bank in the admin."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses import versioning
from courses.models import Question, QuestionBank


class QuestionBankViewSet(SnippetViewSet):
    model = QuestionBank
    icon = "folder-open-inverse"
    list_display = ["name", "description"]
    search_fields = ["name"]


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    list_display = ["__str__", "bank", "kind", "topic", "is_retired"]
    list_filter = ["bank", "kind", "is_retired"]
    list_per_page = 30


class QuestionGroup(SnippetViewSetGroup):
    items = (QuestionViewSet, QuestionBankViewSet)
    menu_label = _("Questions")
    menu_icon = "help"
    menu_order = 250


register_snippet(QuestionGroup)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def freeze_question(request: HttpRequest, instance: Any) -> None:
    """What a trainer saves becomes a version that never changes, if its words differ from the last."""
    if isinstance(instance, Question):
        versioning.freeze(instance)
