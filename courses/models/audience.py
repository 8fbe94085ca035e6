"""The page of one audience: what this group learns, and its courses."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms.models import SitePage
from courses.models.course import CoursePage
from learning.people.models import Audience


class AudiencePage(SitePage):
    template = "courses/audience_page.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["courses.CoursePage"]

    audience = models.OneToOneField(
        Audience, null=True, on_delete=models.PROTECT, related_name="page", verbose_name=_("audience"),
        limit_choices_to={"is_confidential": False},
    )
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "ol", "ul", "link"])

    content_panels = [*Page.content_panels, FieldPanel("audience"), FieldPanel("summary"), FieldPanel("intro")]

    class Meta:
        verbose_name = _("audience page")

    def searchable_text(self) -> str:
        return f"{self.summary} {self.intro}"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        page = Paginator(self.courses(), 30).get_page(request.GET.get("page"))
        context.update(courses=page.object_list, page_obj=page)
        return context

    def courses(self) -> "models.QuerySet[CoursePage]":
        """Its own, and those of other audiences that are also for it."""
        own = Q(path__startswith=self.path, depth=self.depth + 1)
        found = CoursePage.objects.live().filter(own | Q(also_for=self.audience_id) if self.audience_id else own)
        return found.distinct().order_by("path")
