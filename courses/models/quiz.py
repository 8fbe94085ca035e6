"""The final quiz of a course."""

import datetime
import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page

from cms.models import SitePage
from cms.text import fold
from courses import drawing
from courses.forms import QuizPageForm
from courses.models.course import CoursePage, LessonPage
from courses.models.question import Question, QuestionBank, QuestionVersion
from courses.moments import AT_ONCE_MINUTES, Moment, MomentsField
from courses.own import OfACourse
from courses.reader import Reader, reader_of


class QuizQuota(Orderable):
    """So many questions of a topic, of a difficulty, or of both."""

    quiz = ParentalKey("courses.QuizPage", on_delete=models.CASCADE, related_name="quotas")
    topic = models.CharField(_("topic"), max_length=100, blank=True, help_text=_("As the questions have it; empty means any."))
    difficulty = models.CharField(_("difficulty"), max_length=10, choices=Question.Difficulty.choices, blank=True)
    count = models.PositiveSmallIntegerField(_("questions"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)])

    panels = [FieldRowPanel([FieldPanel("topic"), FieldPanel("difficulty"), FieldPanel("count")])]

    class Meta(Orderable.Meta):
        constraints = [models.CheckConstraint(condition=Q(count__gte=1), name="quota_asks_something")]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.topic, str(self.get_difficulty_display())])) or "–"

    def fits(self, version: QuestionVersion) -> bool:
        topic = not self.topic or fold(version.topic) == fold(self.topic)
        return topic and self.difficulty in {"", version.question.difficulty}


class QuizFixed(Orderable):
    """A question that is always asked: its newest ready version, or one that is pinned."""

    quiz = ParentalKey("courses.QuizPage", on_delete=models.CASCADE, related_name="fixed")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+", verbose_name=_("question"))
    number = models.PositiveIntegerField(
        _("version"), null=True, blank=True, help_text=_("Empty: always the newest that is ready.")
    )

    panels = [FieldPanel("question"), FieldPanel("number")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["quiz", "question"], name="a_question_is_fixed_once")]

    def __str__(self) -> str:
        return str(self.question)

    def clean(self) -> None:
        super().clean()
        if self.number and not QuestionVersion.objects.filter(question=self.question_id, number=self.number).exists():
            raise ValidationError({"number": _("This question has no version of that number.")})


class QuizBand(Orderable):
    """Words for everybody who reached a score: the band with the highest beginning at or below it."""

    quiz = ParentalKey("courses.QuizPage", on_delete=models.CASCADE, related_name="bands")
    from_percent = models.PositiveSmallIntegerField(_("from, in percent"), validators=[MaxValueValidator(100)])
    text = models.TextField(_("words"), help_text=_("What was good, and what to read again."))

    panels = [FieldPanel("from_percent"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["quiz", "from_percent"], name="a_band_begins_once"),
            models.CheckConstraint(condition=Q(from_percent__lte=100), name="a_band_begins_within_100"),
        ]

    def __str__(self) -> str:
        return f"≥ {self.from_percent} %"


class QuizPage(OfACourse, SitePage):
    class Counts(models.TextChoices):
        HIGHEST = "highest", _("the best")
        LAST = "last", _("the last")
        FIRST = "first", _("the first")
        AVERAGE = "average", _("the average of all")

    template = "courses/quiz_page.html"
    parent_page_types = ["courses.CoursePage", "courses.LessonPage"]
    subpage_types: list[str] = []
    in_search = False

    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "ol", "ul"])
    bank = models.ForeignKey(
        QuestionBank, null=True, on_delete=models.PROTECT, related_name="quizzes", verbose_name=_("question bank")
    )
    is_pretest = models.BooleanField(
        _("a test before the lessons"), default=False,
        help_text=_("Taken once, before the final quiz; it completes nothing. With it the gain of the course is seen."),
    )  # fmt: skip
    draw = models.PositiveSmallIntegerField(
        _("questions in one attempt"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    pass_percent = models.PositiveSmallIntegerField(
        _("pass mark in percent"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts allowed"), default=3, help_text=_("0 means as often as one likes.")
    )
    counts = models.CharField(
        _("which attempt counts"), max_length=10, choices=Counts.choices, default=Counts.HIGHEST,
        help_text=_("Who has passed once has passed, unless another than the best attempt counts."),
    )  # fmt: skip
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

    show_score = MomentsField(_("score, and which questions were right"))
    show_right = MomentsField(
        _("right answers"), help_text=_("Of a final quiz never before it is passed or no attempt is left.")
    )
    show_feedback = MomentsField(_("explanations"))

    base_form_class = QuizPageForm
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("is_pretest"),
        FieldPanel("bank", widget=forms.Select),
        MultiFieldPanel(
            [FieldPanel("draw"), FieldPanel("pass_percent"), FieldPanel("attempts_allowed"), FieldPanel("counts"),
             FieldPanel("minutes_allowed")],
            heading=_("Rules"),
        ),
        InlinePanel(
            "quotas", heading=_("So many of each"), label=_("part"),
            help_text=_("How many questions of a topic or difficulty. The rest of the number above comes from the whole bank."),
        ),
        InlinePanel("fixed", heading=_("Always asked"), label=_("question")),
        MultiFieldPanel(
            [FieldPanel("opens_at"), FieldPanel("closes_at"), FieldPanel("wait_hours"), FieldPanel("grace_seconds")],
            heading=_("When it can be taken"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [FieldPanel("show_score"), FieldPanel("show_right"), FieldPanel("show_feedback")],
            heading=_("What people see of it, and when"), classname="collapsed",
        ),
        InlinePanel(
            "bands", heading=_("Words by score"), label=_("band"),
            help_text=_("Everybody reads the words of the highest band that their score reaches."),
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
    def is_practice(self) -> bool:
        """Below a lesson: it may be taken as often as one likes, and completes nothing."""
        return bool(self.path[: -self.steplen] != self.course.path)

    @property
    def is_final(self) -> bool:
        """Passing it completes the course."""
        return not self.is_pretest and not self.is_practice

    @cached_property
    def course(self) -> CoursePage:
        """One query where the quiz stands below its course, two below a lesson."""
        found: CoursePage | None = CoursePage.objects.filter(path=self.path[: -self.steplen]).first()
        return found or LessonPage.objects.get(path=self.path[: -self.steplen]).course

    @staticmethod
    def moment_of(
        finished_at: datetime.datetime | None, closes_at: datetime.datetime | None, now: datetime.datetime
    ) -> Moment:
        """Of the review matrix; "right after" are the first minutes. `closes_at`: when it closes for this person."""
        if finished_at is None:
            return Moment.DURING
        if closes_at and now >= closes_at:
            return Moment.CLOSED
        just_now = now - finished_at <= datetime.timedelta(minutes=AT_ONCE_MINUTES)
        return Moment.AT_ONCE if just_now else Moment.LATER

    def shown_at(self, moment: Moment) -> frozenset[str]:
        """Of "score", "right" and "feedback" what people see then."""
        sets = {"score": self.show_score, "right": self.show_right, "feedback": self.show_feedback}
        return frozenset(what for what, moments in sets.items() if moment in moments.split(","))

    def words_for(self, score: Decimal) -> str:
        """The words of the band that a score falls into: its beginning belongs to it, that of the next does not."""
        reached = [band for band in self.bands.all() if band.from_percent <= score]
        return max(reached, key=lambda band: band.from_percent).text if reached else ""

    def plan(self) -> "QuizPlan":
        """What one attempt is drawn from, read once. Two queries."""
        return self.plan_of(list(self.fixed.all()), list(self.quotas.all()))

    def plan_of(self, fixed: "list[QuizFixed]", quotas: "list[QuizQuota]") -> "QuizPlan":
        return QuizPlan(self, fixed, quotas)

    def drawable(self) -> "models.QuerySet[QuestionVersion]":
        return self.plan().drawable()

    def asks(self) -> int:
        return self.plan().asks()

    def parts(self, versions: "Mapping[int, QuestionVersion]") -> list[tuple[set[int], int]]:
        return self.plan().parts(versions)

    def _attempts_left(self, reader: Reader) -> int | None:
        """None where there is no end of them."""
        if self.is_pretest:
            return 1 - min(reader.attempts_used, 1)
        if self.is_practice:
            return None
        return reader.attempts_left if reader.is_enrolled else self.attempts_allowed or None

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        reader = reader_of(request)
        preview = getattr(request, "is_preview", False)
        left = self._attempts_left(reader)
        context.update(
            reader=reader, course=self.course, attempts_left=left, is_preview=preview,
            closes_at=reader.closes_at or self.closes_at, minutes=reader.minutes or self.minutes_allowed,
            questions=list(self.drawable()) if preview else [],
        )  # fmt: skip
        return context


@dataclass(frozen=True)
class QuizPlan:
    """Which questions a quiz may ask, and how many of which."""

    quiz: QuizPage
    fixed: list[QuizFixed]
    quotas: list[QuizQuota]

    def drawable(self) -> "models.QuerySet[QuestionVersion]":
        """What the bank has ready, and the questions that are always asked: of these the version that is pinned, if one is."""
        bank = QuestionBank(pk=self.quiz.bank_id) if self.quiz.bank_id else None  # only its key is asked for
        ready = bank.ready_versions() if bank else QuestionVersion.objects.none()
        if not self.fixed:
            return ready
        every = QuestionVersion.objects.exclude(question__state=Question.State.RETIRED)
        wanted = Q(pk__in=ready.exclude(question__in=[one.question_id for one in self.fixed]).values("pk"))
        latest = [one.question_id for one in self.fixed if not one.number]
        wanted |= Q(pk__in=every.current().filter(question__in=latest).values("pk"))
        for one in self.fixed:
            wanted |= Q(question=one.question_id, number=one.number) if one.number else Q(pk=None)
        return every.filter(wanted)

    def is_enough(self) -> bool:
        """Whether an attempt can be drawn: quotas may each find enough, and not all of them together."""
        versions = {version.question_id: version for version in self.drawable().select_related("question")}
        try:
            drawing.draw_parts(self.parts(versions), set(), random.Random(0))  # noqa: S311 -- only whether it can be drawn
        except drawing.NotEnoughQuestions:
            return False
        return True

    def asks(self) -> int:
        """How many questions one attempt serves: those of the rules, or more where the fixed ones and the quotas are more."""
        return max(self.quiz.draw, len(self.fixed) + sum(quota.count for quota in self.quotas))

    def parts(self, versions: "Mapping[int, QuestionVersion]") -> list[tuple[set[int], int]]:
        """From which questions how many are drawn: each fixed one, each quota, and any for the rest."""
        fixed = {one.question_id for one in self.fixed}
        free = {pk: version for pk, version in versions.items() if pk not in fixed}
        parts = [({pk} & versions.keys(), 1) for pk in sorted(fixed)]
        for quota in self.quotas:
            parts.append(({pk for pk, version in free.items() if quota.fits(version)}, quota.count))
        rest = self.quiz.draw - sum(count for _ids, count in parts)
        return [*parts, (set(free), rest)] if rest > 0 else parts
