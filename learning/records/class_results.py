"""The results of a class's tests: each person's pair, the gain of the class, the gain of each question."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from courses.models import Question
from learning.records.gains import Gain, Pair, QuestionGain, gain_of, gains_by_question
from learning.records.models import Answer, Attempt, Registration, TestScore, TrainingClass
from learning.records.models.presence import RegistrationQuerySet

Marks = dict[tuple[int, int], bool]
"""Right or wrong, by (registration, question)."""


@dataclass(frozen=True)
class QuestionLine:
    """A question in words; on paper only its number is known."""

    words: str
    number: int | None
    gain: QuestionGain


@dataclass(frozen=True)
class ClassResults:
    pairs: dict[int, Pair]
    """By registration, for all who take part and have a score."""
    gain: Gain
    questions: list[QuestionLine]


def results_of(training_class: TrainingClass) -> ClassResults:
    """Three queries, whatever the size of the class."""
    reached: dict[int, dict[str, Fraction]] = defaultdict(dict)
    paper: dict[str, Marks] = {phase: {} for phase in TestScore.Phase.values}
    scores = TestScore.objects.filter(registration__in=_taking_part(training_class))
    for holder, phase, percent, items in scores.values_list("registration", "phase", "percent", "items"):
        reached[holder][phase] = Fraction(percent)
        paper[phase].update({(holder, int(number)): bool(right) for number, right in items.items()})
    pairs = {holder: Pair(by_phase.get("pre"), by_phase.get("post")) for holder, by_phase in reached.items()}
    return ClassResults(pairs, gain_of(pairs.values()), [*_online_questions(training_class), *_paper_questions(paper)])


def _taking_part(training_class: TrainingClass) -> RegistrationQuerySet:
    return Registration.objects.filter(training_class=training_class).taking_part()  # type: ignore[attr-defined]


def _online_questions(training_class: TrainingClass) -> list[QuestionLine]:
    """Paired by question: one that was reworded between the tests is still the same question."""
    marks: dict[str, Marks] = {phase: {} for phase in TestScore.Phase.values}
    answers = Answer.objects.filter(
        attempt__registration__in=_taking_part(training_class), attempt__state=Attempt.State.FINISHED
    )
    rows = answers.order_by().values_list("attempt__registration", "attempt__phase", "version__question", "mark")
    for holder, phase, question, mark in rows:
        marks[phase][holder, question] = mark == 1
    gains = gains_by_question(marks["pre"], marks["post"])
    words = dict(Question.objects.filter(pk__in=[one.question for one in gains]).values_list("pk", "text"))
    return [QuestionLine(words.get(one.question, ""), None, one) for one in gains]


def _paper_questions(paper: dict[str, Marks]) -> list[QuestionLine]:
    return [QuestionLine("", one.question, one) for one in gains_by_question(paper["pre"], paper["post"])]
