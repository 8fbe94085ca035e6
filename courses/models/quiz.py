"""The final quiz of a course."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms.models import SitePage
from courses.forms import QuizPageForm
from courses.models.course import CoursePage
from courses.models.question import QuestionBank, QuestionVersion
from courses.reader import reader_of


class QuizPage(SitePage):
    template = "courses/quiz_page.html"
    parent_page_types = ["courses.CoursePage"]
    subpage_types: list[str] = []
    in_search = False

    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "ol", "ul"])
    bank = models.ForeignKey(
        QuestionBank, null=True, on_delete=models.PROTECT, related_name="quizzes", verbose_name=_("question bank")
    )
    draw = models.PositiveSmallIntegerField(
        _("questions in one attempt"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    pass_percent = models.PositiveSmallIntegerField(
        _("pass mark in percent"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts allowed"), default=3, help_text=_("0 means as often as one likes.")
    )
    minutes_allowed = models.PositiveSmallIntegerField(
        _("time limit in minutes"), null=True, blank=True, help_text=_("Empty means no limit, which suits most people.")
    )

    grace_seconds = models.PositiveSmallIntegerField(
        _("grace in seconds"), default=30, validators=[MaxValueValidator(600)],
        help_text=_("Answers that come so long after the end are still taken: lines are slow."),
    )  # fmt: skip
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(
        _("closes"), null=True, blank=True, help_text=_("Attempts under way end then, too. What was saved counts.")
    )
    wait_hours = models.PositiveSmallIntegerField(
        _("hours to wait before another attempt"), default=0, help_text=_("Time to read the lessons again.")
    )

    base_form_class = QuizPageForm
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("bank", widget=forms.Select),
        MultiFieldPanel(
            [FieldPanel("draw"), FieldPanel("pass_percent"), FieldPanel("attempts_allowed"), FieldPanel("minutes_allowed")],
            heading=_("Rules"),
        ),
        MultiFieldPanel(
            [FieldPanel("opens_at"), FieldPanel("closes_at"), FieldPanel("wait_hours"), FieldPanel("grace_seconds")],
            heading=_("When it can be taken"),
            classname="collapsed",
        ),
    ]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        constraints = [
            models.CheckConstraint(condition=Q(pass_percent__gte=1, pass_percent__lte=100), name="quiz_pass_percent"),
            models.CheckConstraint(condition=Q(draw__gte=1), name="quiz_draws_something"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")), name="quiz_closes_after_it_opens"
            ),
            models.CheckConstraint(condition=Q(grace_seconds__lte=600), name="quiz_grace_is_short"),
        ]

    @cached_property
    def course(self) -> CoursePage:
        found: CoursePage = self.get_parent().specific
        return found

    def drawable(self) -> "models.QuerySet[QuestionVersion]":
        return self.bank.ready_versions() if self.bank else QuestionVersion.objects.none()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        reader = reader_of(request)
        preview = getattr(request, "is_preview", False)
        left = max(0, self.attempts_allowed - reader.attempts_used) if self.attempts_allowed else None
        context.update(
            reader=reader, course=self.course, attempts_left=left, is_preview=preview,
            questions=list(self.drawable()) if preview else [],
        )  # fmt: skip
        return context
