"""What first attempts say about a quiz and its questions. Nobody's name is read."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Max, QuerySet

from courses.answers import CHOICES
from courses.models import QuestionVersion, QuizPage
from learning.records import item_statistics
from learning.records.adjusting import with_accepted
from learning.records.gains import Gain, Pair, gain_of
from learning.records.item_statistics import ItemStatistics, QuizStatistics
from learning.records.models import Answer, Attempt, Regrade


@dataclass(frozen=True)
class OptionTaken:
    text: str
    is_right: bool
    taken: int
    percent: float


@dataclass(frozen=True)
class QuestionResult:
    """`version`: the newest that was asked; `versions`: how many different ones were."""

    version: QuestionVersion
    versions: int
    figures: ItemStatistics
    options: list[OptionTaken]


@dataclass(frozen=True)
class QuizResult:
    figures: QuizStatistics
    questions: list[QuestionResult]
    bands: list[int]
    """First attempts by score: below 10 %, below 20 %, …, 90 to 100 %."""


def result_of(quiz: QuizPage) -> QuizResult:
    """Six queries, whatever the number of attempts; memory for one small row an answer."""
    scores = first_attempts(quiz)
    answers = list(_answers(list(scores)))
    marks: dict[int, dict[int, float]] = defaultdict(dict)
    for attempt, question, _version, mark, _chosen in answers:
        marks[attempt][question] = float(mark or 0)
    chosen: dict[int, list[tuple[int, Any]]] = defaultdict(list)
    for _attempt, question, version, _mark, given in answers:
        chosen[question].append((version, given))
    read = QuestionVersion.objects.select_related("question").prefetch_related("regrades")
    versions = read.in_bulk({row[2] for row in answers})
    questions = [_question(one, chosen[one.question], versions) for one in item_statistics.of_items(marks)]
    values = [float(score) for score in scores.values()]
    bands = Counter(min(int(score // 10), 9) for score in values)
    return QuizResult(item_statistics.of_quiz(values, marks), questions, [bands[n] for n in range(10)])


def first_attempts(quiz: QuizPage) -> dict[int, Any]:
    """Score by attempt: of each person the first one that was handed in, in the course or in a class."""
    found = Attempt.objects.filter(quiz=quiz, state=Attempt.State.FINISHED).order_by("started_at", "pk")
    firsts: dict[Any, tuple[int, Any]] = {}
    for pk, learner, participant, score in found.values_list("pk", "enrolment__person", "registration__person", "score"):
        firsts.setdefault(learner or participant, (pk, score))
    return dict(firsts.values())


def _answers(attempts: list[int]) -> Any:
    """What a person has still to mark, or a regrade left out, says nothing about a question."""
    kept = Answer.objects.filter(attempt__in=attempts, is_dropped=False).exclude(mark=None, version__kind="long_answer")
    return kept.order_by().values_list("attempt", "version__question", "version", "mark", "chosen")


def _question(figures: ItemStatistics, chosen: list[tuple[int, Any]], versions: dict[int, QuestionVersion]) -> QuestionResult:
    asked = {version for version, _given in chosen}
    newest = versions[max(asked, key=lambda pk: versions[pk].number)]
    return QuestionResult(newest, len(asked), figures, _options(newest, [given for pk, given in chosen if pk == newest.pk]))


def _options(version: QuestionVersion, given: list[Any]) -> list[OptionTaken]:
    """How often each answer was taken, of choices only: words that were typed may speak of people."""
    if version.kind not in CHOICES or not given:
        return []
    taken = Counter(str(pk) for one in given for pk in one or ())
    accepted = [one.accepted for one in version.regrades.all() if one.way == Regrade.Way.ACCEPT]
    return [
        OptionTaken(o["text"], bool(o.get("correct")), taken[str(o["id"])], 100 * taken[str(o["id"])] / len(given))
        for o in with_accepted(version, accepted)
    ]


def quizzes_with_results() -> Any:
    """Quizzes that somebody handed in, the last one first."""
    done = QuizPage.objects.filter(attempts__state=Attempt.State.FINISHED)
    return done.annotate(handed_in=Count("attempts"), last=Max("attempts__finished_at")).order_by(F("last").desc(), "pk")


def pretest_scores(enrolments: Iterable[int]) -> dict[int, Decimal]:
    """By enrolment, what was reached before the lessons."""
    found = Attempt.objects.filter(enrolment__in=list(enrolments), quiz__is_pretest=True, state=Attempt.State.FINISHED)
    return _scores(found)


def gain_of_course(quiz: QuizPage) -> Gain:
    """From the test before the lessons to the first attempt at this quiz, over those who took both. Two queries."""
    after = _scores(Attempt.objects.filter(quiz=quiz, state=Attempt.State.FINISHED, enrolment__isnull=False))
    before = pretest_scores(after)
    return gain_of(Pair(Fraction(before[pk]), Fraction(after[pk])) for pk in before)


def _scores(attempts: QuerySet[Attempt]) -> dict[int, Decimal]:
    """By enrolment, that of the first attempt."""
    rows = attempts.order_by("-number").values_list("enrolment", "score")
    return {enrolment: score for enrolment, score in rows if score is not None}
