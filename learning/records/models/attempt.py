"""One sitting of a quiz, and what was answered. Drawn, shuffled, timed and marked by the server."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses import answers, marking
from courses.models import QuestionVersion, QuizPage
from learning.people.models import User
from learning.records.models.enrolment import Enrolment
from learning.records.models.presence import Registration, TestScore


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def of_user(self, user: User) -> "AttemptQuerySet":
        """Those of the person behind an account, in a course or in a class."""
        return self.filter(Q(enrolment__person__user=user) | Q(registration__person__user=user))

    def open(self) -> "AttemptQuerySet":
        return self.filter(state=Attempt.State.OPEN)

    def forgotten(self, now: datetime.datetime) -> "AttemptQuerySet":
        """Open attempts whose deadline and grace are over."""
        return self.open().filter(taken_until__lt=now)


class Attempt(models.Model):
    """Its state is changed by attempting.hand_in alone."""

    class State(models.TextChoices):
        OPEN = "open", _("under way")
        FINISHED = "finished", _("handed in")

    enrolment = models.ForeignKey(Enrolment, null=True, blank=True, on_delete=models.PROTECT, related_name="attempts")
    registration = models.ForeignKey(Registration, null=True, blank=True, on_delete=models.PROTECT, related_name="attempts")
    """Set for the test before or after a class, which belongs to no enrolment."""
    phase = models.CharField(max_length=4, choices=TestScore.Phase.choices, blank=True)
    quiz = models.ForeignKey(QuizPage, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(_("attempt"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    pass_percent = models.PositiveSmallIntegerField()
    """The pass mark at the start: a change made meanwhile does not move it."""
    served = models.PositiveSmallIntegerField()
    """How many questions were served: the denominator of the score."""
    started_at = models.DateTimeField(default=timezone.now)
    deadline = models.DateTimeField(null=True, blank=True)
    taken_until = models.DateTimeField(null=True, blank=True)
    """Answers that come until then are taken: the deadline and the grace that the quiz gave at the start (field notes D)."""
    finished_at = models.DateTimeField(null=True, blank=True)
    score = models.DecimalField(_("score in percent"), max_digits=5, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField(null=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["enrolment_id", "number"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "quiz", "number"], name="one_attempt_a_number"),
            models.UniqueConstraint(fields=["enrolment", "quiz"], condition=Q(state="open"), name="one_open_attempt"),
            models.CheckConstraint(
                condition=Q(enrolment__isnull=False, registration=None, phase="")
                | (Q(enrolment=None, registration__isnull=False) & ~Q(phase="")),
                name="attempt_of_a_course_or_of_a_class",
            ),
            models.UniqueConstraint(fields=["registration", "phase"], name="one_attempt_a_phase_of_a_class"),
            models.CheckConstraint(
                condition=Q(state="open", score=None, finished_at=None, passed=None)
                | Q(state="finished", score__isnull=False, finished_at__isnull=False, passed__isnull=False),
                name="finished_attempt_has_a_score",
            ),
            models.CheckConstraint(condition=Q(score=None) | Q(score__gte=0, score__lte=100), name="score_is_a_percentage"),
            models.CheckConstraint(
                condition=Q(deadline=None, taken_until=None)
                | Q(deadline__isnull=False, taken_until__isnull=False, taken_until__gte=F("deadline")),
                name="grace_follows_the_deadline",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}/{self.number}"

    @property
    def title(self) -> str:
        """What it is an attempt of, in words."""
        if self.registration:
            return self.registration.training_class.title
        return self.enrolment.course.title if self.enrolment else ""

    def is_over(self, now: datetime.datetime) -> bool:
        return self.taken_until is not None and now > self.taken_until


@dataclass(frozen=True)
class Part:
    key: str
    label: str
    choices: tuple[tuple[str, str], ...]
    chosen: str


class Answer(models.Model):
    """A question as it was shown in an attempt, and what was chosen; empty until it is answered."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="answers")
    option_order = models.JSONField()
    chosen = models.JSONField(default=list)
    """What was given, in the shape of its kind (courses.answers)."""
    saved_at = models.DateTimeField(null=True, blank=True)
    page = models.CharField(max_length=20, blank=True, editable=False)
    turn = models.PositiveIntegerField(default=0, editable=False)
    """Which copy of the page sent it last, and its how manieth time: what comes late from it changes nothing."""
    checked_at = models.DateTimeField(null=True, blank=True)
    """Since when its person has seen how it is marked, in the middle of the attempt: from then on it stands."""
    mark = models.DecimalField(max_digits=6, decimal_places=5, null=True, blank=True)
    """None until it is marked; a longer answer waits for a trainer."""
    is_dropped = models.BooleanField(default=False)
    """Left out of the score by a regrade."""
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    remark = models.TextField(_("remark"), blank=True)

    class Meta:
        ordering = ["attempt_id", "position"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="one_answer_a_position"),
            models.UniqueConstraint(fields=["attempt", "version"], name="a_question_is_served_once"),
            models.CheckConstraint(condition=Q(mark=None) | Q(mark__gte=0, mark__lte=1), name="mark_between_0_and_1"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}.{self.position}"

    @property
    def is_answered(self) -> bool:
        return bool(self.chosen)

    @property
    def is_ticked(self) -> bool:
        return self.version.kind in answers.CHOICES

    @property
    def is_no_number(self) -> bool:
        """A number was asked for, and what stands there cannot be read as one: it would count as wrong."""
        return self.version.kind == "number" and self.is_answered and not marking.readings(self.chosen)

    @property
    def waits(self) -> bool:
        """Handed in, and still to be marked by a trainer."""
        return self.mark is None and not self.is_dropped and self.is_answered and self.version.kind == "long_answer"

    @property
    def names(self) -> dict[str, str]:
        """By id of an option how the page calls it: its place there. The ids stand in the order in which the question was
        written, which is the right order of steps, the pairs, and mostly the right answer first.
        """
        return {pk: str(place) for place, pk in enumerate(self.option_order, start=1)}

    def told(self) -> list[answers.Told]:
        """Steps in the order in which they were shown: they stand in the right one."""
        options, names = self.version.options, self.names
        told = answers.told(self.version.kind, options, self.chosen, self.version.rule)
        if self.version.kind != "ordering":
            return told
        pairs = zip(options, told, strict=True)
        return [part for option, part in sorted(pairs, key=lambda pair: int(names[str(pair[0]["id"])]))]

    def pieces(self) -> list[tuple[str, str, str]]:
        """Of a text with gaps: words, the number of the gap that follows, and what was typed there."""
        given = self.chosen if isinstance(self.chosen, dict) else {}
        return [(words, gap, given.get(gap, "")) for words, gap in answers.pieces(self.version.text)]

    def parts(self) -> list["Part"]:
        """Of pairs and orders: each part with what can be chosen for it, in the order of this person."""
        by_id, names = {str(option["id"]): option for option in self.version.options}, self.names
        given = self.chosen if isinstance(self.chosen, dict) else {}
        if self.version.kind == "matching":
            sides = {by_id[pk]["match"]: names[pk] for pk in reversed(self.option_order)}  # sides that read alike stand once
            choices = tuple((name, side) for side, name in reversed(sides.items()))
            return [
                Part(pk, option["text"], choices, sides.get(by_id[given[pk]]["match"], "") if pk in given else "")
                for pk, option in by_id.items()
                if option["text"]
            ]
        places = tuple((str(n), str(n)) for n in range(1, len(by_id) + 1))
        return [Part(names[pk], by_id[pk]["text"], places, str(given.get(pk, ""))) for pk in self.option_order]

    def shown_options(self) -> list[dict[str, Any]]:
        """The options in the order in which this person saw them, with what they chose."""
        if not self.is_ticked:
            return []
        by_id = {str(option["id"]): option for option in self.version.options}
        names = self.names
        return [by_id[pk] | {"chosen": pk in self.chosen, "name": names[pk]} for pk in self.option_order if pk in by_id]
