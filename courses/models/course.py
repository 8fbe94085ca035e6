"""A course and its lessons."""

import datetime
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.cache import cache
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page

from cms.blocks import LessonBody
from cms.models import SitePage
from courses.forms import CoursePageForm
from courses.own import OfACourse
from courses.reader import reader_of
from learning.people.models import Audience


class CertificateDesign(models.TextChoices):
    """How a sheet looks. Its value is frozen with the words of each certificate: a changed look gets a value of its own."""

    BROCADE = "2026-1", _("with the brocade border")
    PLAIN = "2026-plain", _("plain on white, for printing with little ink")


class EntryBy(models.TextChoices):
    """How people come into a course."""

    THEMSELVES = "themselves", _("everybody enrols themselves")
    APPROVAL = "approval", _("people ask, and their unit approves")
    INVITATION = "invitation", _("by invitation of a unit only")


class CoursePrerequisite(Orderable):
    """A course that is to be completed first, in whatever edition."""

    course = ParentalKey("courses.CoursePage", on_delete=models.CASCADE, related_name="prerequisites")
    requires = models.ForeignKey("courses.CoursePage", on_delete=models.CASCADE, related_name="+", verbose_name=_("course"))

    panels = [FieldPanel("requires")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["course", "requires"], name="a_prerequisite_once"),
            models.CheckConstraint(condition=~Q(course=F("requires")), name="no_course_before_itself"),
        ]

    def __str__(self) -> str:
        return str(self.requires)


class CoursePage(OfACourse, SitePage):
    template = "courses/course_page.html"
    parent_page_types = ["courses.AudiencePage"]
    subpage_types = ["courses.LessonPage", "courses.QuizPage"]

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    also_for = ParentalManyToManyField(
        Audience, blank=True, related_name="further_courses", verbose_name=_("also for"),
        limit_choices_to={"is_confidential": False},
        help_text=_("Besides the audience under whose page it stands. Each finds it on its page, and is counted as itself."),
    )  # fmt: skip
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
    edition = models.PositiveIntegerField(_("edition"), default=1, editable=False)
    edition_key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    is_open = models.BooleanField(_("open for enrolment"), default=True)
    entry_by = models.CharField(_("how people enrol"), max_length=12, choices=EntryBy, default=EntryBy.THEMSELVES)
    enrol_from = models.DateField(_("enrolment from"), null=True, blank=True)
    enrol_until = models.DateField(_("enrolment until"), null=True, blank=True, help_text=_("The last day."))
    lessons_percent = models.PositiveSmallIntegerField(
        _("lessons to be read, in percent"), default=0, validators=[MaxValueValidator(100)],
        help_text=_("To complete the course. 0 means: the quiz alone decides, or all lessons where there is no quiz."),
    )  # fmt: skip
    gives_certificate = models.BooleanField(
        _("gives certificates"), default=True,
        help_text=_("To those who complete it from now on. Without certificates they are counted all the same."),
    )  # fmt: skip
    certificate_design = models.CharField(
        _("design of the certificate"), max_length=20, choices=CertificateDesign, default=CertificateDesign.BROCADE
    )
    valid_months = models.PositiveSmallIntegerField(
        _("valid for so many months"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text=_("Then it is to be taken again, from two months before; of a short time, from its middle. Empty: for good."),
    )  # fmt: skip
    review_on = models.DateField(
        _("to be looked at again on"), null=True, blank=True,
        help_text=_("From that day the course stands on the first page of its owner: are law, numbers and services still right?"),
    )  # fmt: skip
    is_starter = models.BooleanField(
        _("starter content"), default=False, help_text=_("The page then says that the content awaits the province's review.")
    )

    base_form_class = CoursePageForm
    exclude_fields_in_copy = ["edition", "edition_key"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("also_for", widget=forms.CheckboxSelectMultiple),
        FieldPanel("intro"),
        FieldPanel("outcomes"),
        MultiFieldPanel(
            [FieldPanel("hours"), FieldPanel("lessons_percent"), FieldPanel("review_on"), FieldPanel("is_starter")],
            heading=_("How it counts"),
        ),
        MultiFieldPanel(
            [FieldPanel("gives_certificate"), FieldPanel("certificate_design"), FieldPanel("valid_months")],
            heading=_("Certificate"),
        ),
        MultiFieldPanel(
            [FieldPanel("is_open"), FieldPanel("entry_by"), FieldPanel("enrol_from"), FieldPanel("enrol_until")],
            heading=_("Who may enrol"),
        ),
        InlinePanel("prerequisites", heading=_("To be completed first"), label=_("course")),
    ]  # fmt: skip

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.CheckConstraint(condition=Q(hours__gt=0), name="course_has_hours"),
            models.CheckConstraint(condition=Q(lessons_percent__lte=100), name="course_lessons_percent"),
            models.CheckConstraint(condition=Q(valid_months=None) | Q(valid_months__gte=1), name="course_valid_a_month_or_more"),
            models.CheckConstraint(
                condition=Q(enrol_from=None) | Q(enrol_until=None) | Q(enrol_until__gte=F("enrol_from")),
                name="enrolment_ends_after_it_begins",
            ),
        ]

    def searchable_text(self) -> str:
        outcomes = " ".join(str(block.value) for block in self.outcomes)
        return f"{self.summary} {strip_tags(self.intro)} {outcomes}"

    def with_content_json(self, content: dict[str, Any]) -> "CoursePage":
        """The edition is of the course, not of a draft: an old draft that is published does not bring an old one back."""
        found: CoursePage = super().with_content_json(content)
        found.edition, found.edition_key = self.edition, self.edition_key
        return found

    def takes_in_on(self, day: datetime.date) -> bool:
        """Whether people may enrol on that day, as far as the course itself says."""
        begun, over = not self.enrol_from or day >= self.enrol_from, self.enrol_until and day > self.enrol_until
        return self.live and self.is_open and begun and not over

    @cached_property
    def audience(self) -> Audience:
        """The audience whose page the course stands under."""
        parent = self.get_parent().specific
        found: Audience = parent.audience
        return found

    def audiences(self) -> list[Audience]:
        """The one whose page it stands under, and those it is also for."""
        return [self.audience, *(one for one in self.also_for.all() if one != self.audience)]

    def lessons(self) -> "models.QuerySet[LessonPage]":
        return LessonPage.objects.child_of(self).live().order_by("path")

    def quiz(self) -> "Page | None":
        """The final quiz, if the course has one that is published."""
        page = self.get_children().live().filter(quizpage__is_pretest=False).select_related("quizpage").first()
        return page.quizpage if page else None

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        reader = reader_of(request)
        lessons = list(self.lessons())
        read = sum(reader.has_read(lesson.pk) for lesson in lessons)
        first = [one.requires for one in self.prerequisites.select_related("requires")]
        pages = self.get_children().live().exclude(quizpage=None).select_related("quizpage")
        quizzes = {page.quizpage.is_pretest: page.quizpage for page in reversed(pages)}
        context.update(reader=reader, lessons=lessons, lessons_read=read, prerequisites=first)
        context.update(quiz=quizzes.get(False), pretest=quizzes.get(True))
        context["newest_edition"] = self.editions.first() if reader.had_before_on else None
        context["audiences"] = self.audiences()
        context["takes_in"] = self.takes_in_on(timezone.localdate())
        return context


class LessonPage(OfACourse, SitePage):
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
        return CoursePage.objects.get(path=self.path[: -self.steplen])

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
        "count": max(sum(1 for _page in siblings), place + 1),
        "previous_page": siblings[place - 1] if 0 < place <= len(siblings) else None,
        "next_page": siblings[place + 1] if place + 1 < len(siblings) else None,
    }
