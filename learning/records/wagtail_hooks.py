"""Door 1: pages that need to know their reader."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from learning.records import gate
from learning.records.acts import ACTS
from learning.records.models import ClassKind, EvaluationQuestion, FundingSource, Situation, Topic


@hooks.register("on_serve_page")
def ask_the_gate(serve: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def gated(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
        return gate.answer_for(page, request) or serve(page, request, args, kwargs)

    return gated


class ListViewSet(SnippetViewSet):
    list_display = ["name", "plan_reference", "position"]


class ClassKindViewSet(ListViewSet):
    model = ClassKind


class TopicViewSet(ListViewSet):
    model = Topic


class FundingSourceViewSet(ListViewSet):
    model = FundingSource


class SituationViewSet(ListViewSet):
    model = Situation


class EvaluationQuestionViewSet(SnippetViewSet):
    model = EvaluationQuestion
    list_display = ["text", "kind", "position", "is_active"]


class ClassListsGroup(SnippetViewSetGroup):
    """Words that classes choose from: more can be added as data."""

    items = (ClassKindViewSet, TopicViewSet, FundingSourceViewSet, SituationViewSet, EvaluationQuestionViewSet)
    menu_label = _("Classes")
    menu_icon = "list-ul"
    menu_order = 260


register_snippet(ClassListsGroup)


@hooks.register("register_log_actions")
def name_our_acts(actions: LogActionRegistry) -> None:
    for name, label, message in ACTS:
        actions.register_action(name, label, message)
