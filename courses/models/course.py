"""A course and its lessons."""

import uuid
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms.blocks import LessonBody
from cms.models import SitePage
from courses.reader import reader_of
from learning.people.models import Audience


class CoursePage(SitePage):
    template = "courses/course_page.html"
    parent_page_types = ["courses.AudiencePage"]
    subpage_types = ["courses.LessonPage", "courses.QuizPage"]

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "ol", "ul", "link"])
    outcomes = StreamField(
        [("outcome", blocks.CharBlock(max_length=300, label=_("outcome")))],
        blank=True,
        verbose_name=_("what you will be able to do"),
    )
    hours = models.DecimalField(
        _("training hours"), max_digits=5, decimal_places=1, default=Decimal("1"),
        validators=[MinValueValidator(Decimal("0.5"))],
    )
    edition = models.PositiveIntegerField(
        _("edition"), default=1, help_text=_("Raise it when the course changes in substance: people may then take it again.")
    )
    edition_key = models.UUIDField(default=uuid.uuid4, editable=False)
    is_open = models.BooleanField(_("open for enrolment"), default=True)
    is_starter = models.BooleanField(
        _("starter content"), default=False, help_text=_("The page then says that the content awaits the province's review.")
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("intro"),
        FieldPanel("outcomes"),
        MultiFieldPanel([FieldPanel("hours"), FieldPanel("edition"), FieldPanel("is_open"), FieldPanel("is_starter")],
                        heading=_("How it counts")),
    ]  # fmt: skip

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [models.CheckConstraint(condition=Q(hours__gt=0), name="course_has_hours")]

    def searchable_text(self) -> str:
        outcomes = " ".join(str(block.value) for block in self.outcomes)
        return f"{self.summary} {strip_tags(self.intro)} {outcomes}"

    @cached_property
    def audience(self) -> Audience:
        """The audience whose page the course stands under."""
        parent = self.get_parent().specific
        found: Audience = parent.audience
        return found

    def lessons(self) -> "models.QuerySet[LessonPage]":
        return LessonPage.objects.child_of(self).live().order_by("path")

    def quiz(self) -> "Page | None":
        """The final quiz, if the course has one that is published."""
        page = self.get_children().live().exclude(quizpage=None).select_related("quizpage").first()
        return page.quizpage if page else None

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        reader = reader_of(request)
        lessons = list(self.lessons())
        read = sum(reader.has_read(lesson.pk) for lesson in lessons)
        context.update(reader=reader, lessons=lessons, quiz=self.quiz(), lessons_read=read)
        return context


class LessonPage(SitePage):
    template = "courses/lesson_page.html"
    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.QuizPage"]
    in_search = False

    minutes = models.PositiveSmallIntegerField(_("minutes to read"), null=True, blank=True)
    body = StreamField(LessonBody(), verbose_name=_("lesson"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("minutes"), FieldPanel("body")]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    @cached_property
    def course(self) -> CoursePage:
        found: CoursePage = self.get_parent().specific
        return found

    def rendered_body(self) -> SafeString:
        """The body as HTML. Blocks are slow to render and the same for every reader, so live ones are kept."""
        key = f"lesson-body-{self.published_key}-{get_language()}"
        html = cache.get(key)
        if html is None:
            html = str(self.body.render_as_block())
            cache.set(key, html, 3600)
        return mark_safe(html)  # noqa: S308 -- rendered by our own block templates

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context.update(lesson_place(self), reader=reader_of(request), practice=list(self.get_children().live()))
        preview = getattr(request, "is_preview", False)
        context["body"] = self.body.render_as_block() if preview else self.rendered_body()
        return context


def lesson_place(lesson: LessonPage) -> dict[str, Any]:
    """Where a lesson stands: its course, its number, the pages before and after it."""
    course = lesson.course
    siblings = list(Page.objects.child_of(course).live().order_by("path").only("id", "title", "url_path", "path", "depth"))
    place = next((n for n, page in enumerate(siblings) if page.pk == lesson.pk), len(siblings))
    return {
        "course": course,
        "number": place + 1,
        "count": sum(1 for _page in siblings),
        "previous_page": siblings[place - 1] if 0 < place <= len(siblings) else None,
        "next_page": siblings[place + 1] if place + 1 < len(siblings) else None,
    }
