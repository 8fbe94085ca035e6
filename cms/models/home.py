"""The front door."""

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from cms.models.base import SitePage


class HomePage(SitePage):
    """The home page: one sentence, a door for each child page that is shown in menus."""

    max_count = 1
    in_search = False
    template = "cms/home_page.html"

    lead = models.CharField(_("one sentence that says what the site is"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = _("home page")

    def doors(self) -> "models.QuerySet[Page]":
        return self.get_children().live().in_menu().specific()

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find any page below by its address at once: stock routing asks the database twice a level.

        An ancestor that is not live hides what stands below it (stock routing does not check either).
        """
        if not path_components:
            return super().route(request, path_components)
        url_path = self.url_path + "/".join(path_components) + "/"
        page = Page.objects.filter(url_path=url_path, live=True).first()
        if page is None or not _line_is_live(page):
            raise Http404
        return RouteResult(page.specific)


def _line_is_live(page: Page) -> bool:
    return not page.get_ancestors().filter(live=False).exists()
