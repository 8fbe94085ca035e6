"""The question bank. What a trainer edits is a Question; what people answer is a version of it that never changes."""

import unicodedata
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from modelsearch import index
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.images import get_image_model
from wagtail.models import Orderable, PreviewableMixin

from cms.text import fold
from courses.forms import QuestionForm
from courses.gaps import GAP
from courses.own import publishes
from courses.panels import AnswersPanel


class QuestionBankQuerySet(models.QuerySet["QuestionBank"]):
    def written_by(self, user: Any) -> "QuestionBankQuerySet":
        """Whose question bank it is: its keeper writes in it, and who publishes. Quizzes of everybody may draw from it."""
        return self if publishes(user) else self.filter(owner=user)


class QuestionBank(models.Model):
    name = models.CharField(_("name"), max_length=150, unique=True)
    description = models.CharField(_("description"), max_length=300, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+")

    objects = QuestionBankQuerySet.as_manager()

    panels = [FieldPanel("name"), FieldPanel("description")]

    class Meta:
        ordering = ["name"]
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")

    def __str__(self) -> str:
        return self.name

    def ready_versions(self) -> "QuestionVersionQuerySet":
        return QuestionVersion.objects.current().filter(question__bank=self)


class QuestionCase(models.Model):
    """A case that several questions are about; it stands above each of them."""

    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("the case"), help_text=_("What happened, without names and places of real people."))

    panels = [FieldPanel("title"), FieldPanel("text")]

    class Meta:
        ordering = ["title"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        self.title, self.text = (unicodedata.normalize("NFC", text) for text in (self.title, self.text))


class QuestionTag(TaggedItemBase):
    content_object = ParentalKey("courses.Question", on_delete=models.CASCADE, related_name="tagged_items")


class Question(PreviewableMixin, index.Indexed, ClusterableModel):
    class Kind(models.TextChoices):
        SINGLE = "single", _("one right answer")
        MULTIPLE = "multiple", _("several right answers")
        TRUE_FALSE = "true_false", _("true or false")
        MATCHING = "matching", _("pairs that belong together")
        ORDERING = "ordering", _("steps in the right order")
        SHORT_TEXT = "short_text", _("a word or two, typed")
        NUMBER = "number", _("a number, typed")
        GAP = "gap", _("gaps in a text")
        LONG_ANSWER = "long_answer", _("a longer answer, marked by a trainer")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        READY = "ready", _("ready")
        RETIRED = "retired", _("retired")

    class Difficulty(models.TextChoices):
        EASY = "easy", _("easy")
        MEDIUM = "medium", _("medium")
        HARD = "hard", _("hard")

    class Scoring(models.TextChoices):
        RIGHT_MINUS_WRONG = "right_minus_wrong", _("right minus wrong, not below 0")
        EXACT = "exact", _("all right or nothing")
        WEIGHTS = "weights", _("the weights of the answers")

    bank = models.ForeignKey(QuestionBank, on_delete=models.PROTECT, related_name="questions", verbose_name=_("question bank"))
    code = models.SlugField(_("code"), max_length=60, unique=True, null=True, blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.READY,
        help_text=_("Asked once it is ready. A draft leaves in use what was ready before; what is retired is not asked."),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.SINGLE)
    case = models.ForeignKey(
        QuestionCase, null=True, blank=True, on_delete=models.PROTECT, related_name="questions", verbose_name=_("case")
    )
    text = models.TextField(_("question"), help_text=_("For gaps write [[1]], [[2]] where something is to be typed."))
    scoring = models.CharField(
        _("scoring"), max_length=20, choices=Scoring.choices, default=Scoring.RIGHT_MINUS_WRONG,
        help_text=_("Of questions with several right answers."),
    )  # fmt: skip
    marks_matter = models.BooleanField(
        _("letter and tone marks count"), default=False, help_text=_("Of words that are typed: “chuyen tuyen” is then wrong.")
    )
    feedback = models.TextField(_("explanation"), blank=True, help_text=_("Read by everybody, whatever they answered."))
    topic = models.CharField(_("topic"), max_length=100, blank=True)
    difficulty = models.CharField(_("difficulty"), max_length=10, choices=Difficulty.choices, blank=True)
    audience = models.ForeignKey(
        "people.Audience", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("audience")
    )
    tags = ClusterTaggableManager(through=QuestionTag, blank=True, verbose_name=_("tags"))
    source = models.CharField(
        _("source"), max_length=200, blank=True, help_text=_("Law, article or handbook the answer rests on.")
    )

    base_form_class = QuestionForm
    panels = [
        FieldPanel("bank", widget=forms.Select),
        FieldPanel("kind"),
        FieldPanel("case", widget=forms.Select),
        FieldPanel("text"),
        InlinePanel("pictures", heading=_("Pictures"), label=_("picture"), max_num=3),
        AnswersPanel(
            "options", heading=_("Answers"), label=_("answer"),
            help_text=_(
                "Steps: one answer each, in the right order. Words or numbers that are typed: one answer for each form that is "
                "accepted. A longer answer: one for each point that the trainer looks for, with its weight. What is left empty "
                "is not saved."
            ),
        ),
        MultiFieldPanel([FieldPanel("scoring"), FieldPanel("marks_matter"), FieldPanel("feedback")], heading=_("Marking")),
        MultiFieldPanel(
            [
                FieldPanel("topic"), FieldPanel("difficulty"), FieldPanel("audience", widget=forms.Select), FieldPanel("tags"),
                FieldPanel("source"),
            ],
            heading=_("What it is about"),
        ),
        FieldPanel("state"),
        HelpPanel(template="courses/question_use.html", heading=_("Where it is asked")),
    ]  # fmt: skip
    search_fields = [
        index.SearchField("text"),
        index.AutocompleteField("text"),
        index.SearchField("folded"),
        index.AutocompleteField("folded"),
        index.FilterField("bank"),
        index.FilterField("state"),
    ]

    class Meta:
        ordering = ["bank", "pk"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["draft", "ready", "retired"]), name="question_state"),
            models.CheckConstraint(condition=Q(scoring__in=["right_minus_wrong", "exact", "weights"]), name="question_scoring"),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def clean(self) -> None:
        super().clean()
        for name in ("text", "topic", "source", "feedback"):
            setattr(self, name, unicodedata.normalize("NFC", getattr(self, name)))

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Versions that nobody was ever asked go with it; one that somebody was asked forbids it."""
        self.versions.all().delete()
        return super().delete(*args, **kwargs)

    def asked_in(self) -> "models.QuerySet[Any]":
        """The quizzes that draw from its bank or always ask it; the first twenty."""
        quizzes = self._meta.apps.get_model("courses", "QuizPage").objects
        asking = quizzes.filter(Q(bank=self.bank_id) | Q(fixed__question=self.pk))
        found: models.QuerySet[Any] = asking.distinct().order_by("pk")[:20]
        return found

    def folded(self) -> str:
        return fold(f"{self.text} {self.topic}")

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "courses/question_preview.html"


class QuestionPicture(Orderable):
    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="pictures")
    image = models.ForeignKey("cms.SiteImage", on_delete=models.PROTECT, related_name="+", verbose_name=_("picture"))
    alt = models.CharField(
        _("in words"), max_length=300,
        help_text=_("What the picture shows, for those who cannot see it; without giving the answer away."),
    )  # fmt: skip

    panels = [FieldPanel("image"), FieldPanel("alt")]

    def __str__(self) -> str:
        return self.alt


class QuestionOption(models.Model):
    """An answer to choose, the left side of a pair, a step, or a form that is accepted where something is typed."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="options")
    text = models.CharField(_("answer"), max_length=1000, blank=True)
    match = models.CharField(_("belongs to"), max_length=1000, blank=True, help_text=_("Of pairs: the other side."))
    gap = models.PositiveSmallIntegerField(_("gap"), null=True, blank=True, help_text=_("Of gaps: the number of the gap."))
    tolerance = models.DecimalField(
        _("tolerance"), max_digits=20, decimal_places=10, null=True, blank=True, validators=[MinValueValidator(0)],
        help_text=_("Of numbers: how far off is still right."),
    )  # fmt: skip
    is_correct = models.BooleanField(_("right"), default=False)
    percent = models.DecimalField(
        _("weight in percent"), max_digits=8, decimal_places=5, null=True, blank=True,
        validators=[MinValueValidator(-100), MaxValueValidator(100)],
        help_text=_("Only where a part of the marks is given; wrong answers may take marks away, as -50."),
    )  # fmt: skip
    feedback = models.TextField(_("feedback"), blank=True, help_text=_("Why it is right, or what would be right instead."))
    sort_order = models.PositiveSmallIntegerField(default=0, editable=False)
    sort_order_field = "sort_order"

    panels = [
        FieldPanel("text"), FieldPanel("is_correct"), FieldPanel("feedback"),
        MultiFieldPanel(
            [FieldPanel("match"), FieldPanel("gap"), FieldPanel("tolerance"), FieldPanel("percent")],
            heading=_("Of some kinds only"), classname="collapsed",
        ),
    ]  # fmt: skip

    class Meta:
        ordering = ["sort_order", "pk"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.CheckConstraint(condition=Q(percent=None) | Q(percent__gte=-100, percent__lte=100), name="option_weight"),
            models.CheckConstraint(condition=Q(tolerance=None) | Q(tolerance__gte=0), name="option_tolerance"),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        super().clean()
        self.text, self.match, self.feedback = (
            unicodedata.normalize("NFC", text).strip() for text in (self.text, self.match, self.feedback)
        )


class QuestionVersionQuerySet(models.QuerySet["QuestionVersion"]):
    def current(self) -> "QuestionVersionQuerySet":
        """The newest ready version of every question that may be drawn; drafts have none of their own."""
        newest = self.values("question").annotate(newest=Max("pk")).values("newest")
        return self.filter(pk__in=newest).exclude(question__state=Question.State.RETIRED)


class QuestionVersion(models.Model):
    """What was asked, word for word. Written once by versioning.freeze, never changed (guards.py): attempts rest on it.

    `options`: a list of {"id", "text", "correct", "feedback"}, of some kinds with "match", "gap", "tolerance" or "percent".
    `rule`: how it is scored (marking.Rule), and what is shown with it: "case", "feedback", "pictures".
    """

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Question.Kind.choices)
    text = models.TextField()
    topic = models.CharField(max_length=100, blank=True)
    options = models.JSONField()
    rule = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = QuestionVersionQuerySet.as_manager()
    wagtail_reference_index_ignore = True  # else the admin calls every question "in use" by its own versions

    class Meta:
        ordering = ["question_id", "number"]
        verbose_name = _("question version")
        verbose_name_plural = _("question versions")
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="one_version_a_number"),
            models.CheckConstraint(condition=Q(kind__in=Question.Kind.values), name="question_version_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.text[:60]} ({self.number})"

    @property
    def shown_text(self) -> str:
        """With lines where gaps are to be filled."""
        return GAP.sub("_____", self.text)

    @property
    def pictures(self) -> list[tuple[Any, str]]:
        """The pictures with their words; one that was taken out of the site since leaves its words."""
        said = self.rule.get("pictures", [])
        images = get_image_model().objects.in_bulk([one["image"] for one in said]) if said else {}
        return [(images.get(one["image"]), one["alt"]) for one in said]

    @property
    def several(self) -> bool:
        return self.kind == Question.Kind.MULTIPLE

    @property
    def correct_ids(self) -> frozenset[str]:
        return frozenset(option["id"] for option in self.options if option["correct"])
