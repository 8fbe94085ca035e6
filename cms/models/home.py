"""The front door."""

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from cms.models.base import SitePage
from cms.sites import remembered


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
            return RouteResult(HomePage.objects.get(pk=self.pk))  # this object may be some seconds old
        url_path = self.url_path + "/".join(path_components) + "/"
        return RouteResult(remembered(("page", url_path), lambda: self._find(path_components)))

    def _find(self, path_components: list[str]) -> Page:
        line = self._line_to(path_components)
        if len(line) <= len(path_components) or not all(page.live for page in line):
            raise Http404
        page = line[-1].specific
        page._cached_parent_obj = line[-2]  # treebeard's own name: asking for the parent costs no query then
        return page

    def _line_to(self, path_components: list[str]) -> list[Page]:
        """The pages from this one down to the address, as far as they exist. One query."""
        addresses: list[str] = [self.url_path]
        for part in path_components:
            addresses.append(f"{addresses[-1]}{part}/")
        return list(Page.objects.filter(url_path__in=addresses).order_by("depth"))
