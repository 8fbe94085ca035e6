"""The question bank. What a trainer edits is a Question; what people answer is a version of it that never changes."""

import unicodedata
from typing import Any

from django import forms
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from modelsearch import index
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import PreviewableMixin

from cms.text import fold
from courses.forms import QuestionForm


class QuestionBank(models.Model):
    name = models.CharField(_("name"), max_length=150, unique=True)
    description = models.CharField(_("description"), max_length=300, blank=True)

    panels = [FieldPanel("name"), FieldPanel("description")]

    class Meta:
        ordering = ["name"]
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")

    def __str__(self) -> str:
        return self.name

    def ready_versions(self) -> "QuestionVersionQuerySet":
        return QuestionVersion.objects.current().filter(question__bank=self)


class Question(PreviewableMixin, index.Indexed, ClusterableModel):
    class Kind(models.TextChoices):
        SINGLE = "single", _("one right answer")
        MULTIPLE = "multiple", _("several right answers")
        TRUE_FALSE = "true_false", _("true or false")

    bank = models.ForeignKey(QuestionBank, on_delete=models.PROTECT, related_name="questions", verbose_name=_("question bank"))
    code = models.SlugField(_("code"), max_length=60, unique=True, null=True, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.SINGLE)
    text = models.TextField(_("question"))
    topic = models.CharField(_("topic"), max_length=100, blank=True)
    source = models.CharField(
        _("source"), max_length=200, blank=True, help_text=_("Law, article or handbook the answer rests on.")
    )
    is_retired = models.BooleanField(_("retired"), default=False, help_text=_("Retired questions are not drawn any more."))

    base_form_class = QuestionForm
    panels = [
        FieldPanel("bank", widget=forms.Select),
        FieldPanel("kind"),
        FieldPanel("text"),
        InlinePanel("options", heading=_("Answers"), label=_("answer"), min_num=2),
        FieldPanel("topic"),
        FieldPanel("source"),
        FieldPanel("is_retired"),
    ]
    search_fields = [
        index.SearchField("text"),
        index.AutocompleteField("text"),
        index.SearchField("folded"),
        index.AutocompleteField("folded"),
        index.FilterField("bank"),
        index.FilterField("is_retired"),
    ]

    class Meta:
        ordering = ["bank", "pk"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return self.text[:80]

    def clean(self) -> None:
        super().clean()
        for name in ("text", "topic", "source"):
            setattr(self, name, unicodedata.normalize("NFC", getattr(self, name)))

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Versions that nobody was ever asked go with it; one that somebody was asked forbids it."""
        self.versions.all().delete()
        return super().delete(*args, **kwargs)

    def folded(self) -> str:
        return fold(f"{self.text} {self.topic}")

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "courses/question_preview.html"


class QuestionOption(models.Model):
    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="options")
    text = models.CharField(_("answer"), max_length=400)
    is_correct = models.BooleanField(_("right"), default=False)
    feedback = models.TextField(_("feedback"), help_text=_("Why it is right, or what would be right instead."))
    sort_order = models.PositiveSmallIntegerField(default=0, editable=False)
    sort_order_field = "sort_order"

    panels = [FieldPanel("text"), FieldPanel("is_correct"), FieldPanel("feedback")]

    class Meta:
        ordering = ["sort_order", "pk"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        super().clean()
        self.text, self.feedback = (unicodedata.normalize("NFC", text) for text in (self.text, self.feedback))


class QuestionVersionQuerySet(models.QuerySet["QuestionVersion"]):
    def current(self) -> "QuestionVersionQuerySet":
        """The newest version of every question that may be drawn."""
        newest = self.values("question").annotate(newest=Max("pk")).values("newest")
        return self.filter(pk__in=newest, question__is_retired=False)


class QuestionVersion(models.Model):
    """What was asked, word for word. Written once by versioning.freeze, never changed: attempts rest on it.

    `options` is a list of {"id", "text", "correct", "feedback"}.
    """

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Question.Kind.choices)
    text = models.TextField()
    topic = models.CharField(max_length=100, blank=True)
    options = models.JSONField()
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
    def several(self) -> bool:
        return self.kind == Question.Kind.MULTIPLE

    @property
    def correct_ids(self) -> frozenset[str]:
        return frozenset(option["id"] for option in self.options if option["correct"])
