"""Doors from the trainers' admin to the desk."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


class GradingItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("courses.change_question")


@hooks.register("register_admin_menu_item")
def statistics_item() -> MenuItem:
    return GradingItem(
        _("Statistics"), reverse("quiz_statistics_list"), name="quiz-statistics", icon_name="doc-full", order=261
    )


@hooks.register("register_admin_menu_item")
def grading_item() -> MenuItem:
    return GradingItem(_("Answers to be marked"), reverse("grading"), name="grading", icon_name="edit", order=260)
