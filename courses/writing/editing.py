"""The hints beside the text: a panel in the editor of every page, read anew with each save by hand or by Wagtail."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet, page_viewset_registry
from wagtail.models import Page

from cms.models import SitePage
from courses.writing.checking import Hint, check
from courses.writing.drafts import draft_of
from courses.writing.words import words_to_avoid


def hints_on(page: Page) -> list[Hint]:
    return check(draft_of(page), words_to_avoid())


class WritingSidePanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Hints on writing")
        icon_name = "edit"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "count": len(self.panel.hints)}

    name = "writing"
    title = _("Hints on writing")
    template_name = "courses/writing/side_panel.html"
    order = 360

    def __init__(self, page: Page, request: HttpRequest) -> None:
        super().__init__(page, request)
        self.hints = hints_on(page) if page.pk else []

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {**super().get_context_data(parent_context), "hints": self.hints, "is_new": not self.object.pk}


class HintsBeside:
    """For the views that write and rewrite a page."""

    page: Page
    request: HttpRequest

    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()  # type: ignore[misc]
        return MediaContainer([*panels, WritingSidePanel(self.page, self.request)])


class CreateWithHintsView(HintsBeside, CreateView):
    pass


class EditWithHintsView(HintsBeside, EditView):
    pass


class SitePageViewSet(PageViewSet):
    """Wagtail's own views but two. It looks them up along the ancestors of a page, so all page types of the site have them;
    the model stays Wagtail's, since the other views ask it for rows and ours is abstract."""

    add_view_class = CreateWithHintsView
    edit_view_class = EditWithHintsView

    def on_register(self) -> None:
        page_viewset_registry.register(SitePage, self)
