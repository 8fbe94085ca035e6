"""A private area: read without an account; nothing is asked, stored, logged or set (design, rule 7).

It has no relation to enrolments, attempts or certificates, so none can come to be. Titles and addresses are neutral
since histories and tab lists show them; the true heading stands on the page.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms.blocks import LessonBody
from cms.models import SitePage
from cms.text import fold

TELLING_WORDS = ("bao luc", "nan nhan", "xam hai", "quay roi", "tam lanh", "danh dap", "hiep dam", "bao hanh", "bi danh")
"""Folded words that would tell somebody who reads a history what was read."""


class PrivatePage(SitePage):
    in_search = False
    heading = models.CharField(_("heading on the page"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        shown = fold(f"{self.title} {self.slug.replace('-', ' ')} {self.seo_title} {self.search_description}")
        if any(word in shown for word in TELLING_WORDS):
            raise ValidationError(
                {"title": _("Browser histories show the title and address. Please use neutral words; the heading may be plain.")}
            )


class PrivateAreaPage(PrivatePage):
    template = "courses/private_area_page.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["courses.PrivateLessonPage"]

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "ol", "ul"])
    is_starter = models.BooleanField(_("starter content"), default=False)

    content_panels = [
        *Page.content_panels, FieldPanel("heading"), FieldPanel("summary"), FieldPanel("intro"), FieldPanel("is_starter"),
    ]  # fmt: skip

    class Meta:
        verbose_name = _("private area")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["lessons"] = PrivateLessonPage.objects.child_of(self).live().order_by("path")
        return context


class PrivateLessonPage(PrivatePage):
    template = "courses/private_lesson_page.html"
    parent_page_types = ["courses.PrivateAreaPage"]
    subpage_types: list[str] = []

    minutes = models.PositiveSmallIntegerField(_("minutes to read"), null=True, blank=True)
    body = StreamField(LessonBody(), verbose_name=_("lesson"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("heading"), FieldPanel("minutes"), FieldPanel("body")]

    class Meta:
        verbose_name = _("private lesson")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        siblings = list(PrivateLessonPage.objects.sibling_of(self).live().order_by("path"))
        place = next((n for n, page in enumerate(siblings) if page.pk == self.pk), len(siblings))
        context["area"] = PrivateAreaPage.objects.get(pk=self.get_parent().pk)
        context["previous_page"] = siblings[place - 1] if 0 < place <= len(siblings) else None
        context["next_page"] = siblings[place + 1] if place + 1 < len(siblings) else None
        return context
