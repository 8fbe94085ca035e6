"""Door 1: pages that need to know their reader."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from learning.records import gate


@hooks.register("on_serve_page")
def ask_the_gate(serve: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def gated(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
        return gate.answer_for(page, request) or serve(page, request, args, kwargs)

    return gated


@hooks.register("register_log_actions")
def name_our_acts(actions: LogActionRegistry) -> None:
    actions.register_action("records.enrol", _("Enrol"), _("Enrolled in a course"))
    actions.register_action("records.start_attempt", _("Start attempt"), _("Started an attempt"))
    actions.register_action("records.hand_in", _("Hand in"), _("Handed in an attempt"))
    actions.register_action("records.complete", _("Complete"), _("Completed a course"))
