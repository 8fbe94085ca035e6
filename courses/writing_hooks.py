"""Checks while writing, in the admin: beside the text, after saving, and over all pages. They hint; they never stop anybody."""

from django.contrib import messages
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.models import SitePage
from courses.models import WordToAvoid
from courses.writing.editing import SitePageViewSet, hints_on
from courses.writing.report import WritingReportView


class WordToAvoidViewSet(SnippetViewSet):
    model = WordToAvoid
    icon = "edit"
    list_display = ["word", "instead"]
    search_fields = ["word", "instead"]
    list_per_page = 30
    add_to_admin_menu = True
    menu_label = _("Words to avoid")
    menu_order = 260


register_snippet(WordToAvoidViewSet)


@hooks.register("register_admin_viewset")
def register_site_pages() -> SitePageViewSet:
    return SitePageViewSet()


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def tell_hints(request: HttpRequest, page: Page) -> None:
    """One line after a save by hand. Autosaves ask for JSON: their lines would pile up, and the panel tells them anyway."""
    if not isinstance(page, SitePage) or not request.accepts("text/html"):
        return
    if count := len(hints_on(page)):
        text = ngettext(
            "%(count)d hint on writing; please see “Hints on writing” beside the text of “%(title)s”.",
            "%(count)d hints on writing; please see “Hints on writing” beside the text of “%(title)s”.",
            count,
        )
        messages.info(request, text % {"count": count, "title": page.title})


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    return [
        path("reports/writing/", WritingReportView.as_view(), name="writing_report"),
        path("reports/writing/results/", WritingReportView.as_view(results_only=True), name="writing_report_results"),
    ]


class WritingReportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policy_registry.get_by_type(Page).user_has_permission(request.user, "change"))


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    return WritingReportMenuItem(_("Hints on writing"), reverse("writing_report"), name="writing", icon_name="edit", order=700)
