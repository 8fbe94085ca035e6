"""What the evaluations say, by question and class. Shown from SHOWN_FROM answers on: fewer would tell who said what."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.db.models import Avg, Count, Model, QuerySet

from learning.records.models import EvaluationAnswer, EvaluationQuestion
from learning.records.models.evaluation import SHOWN_FROM

Thing = TypeVar("Thing", bound=Model)
RATINGS = (5, 4, 3, 2, 1)


@dataclass(frozen=True)
class Bar:
    rating: int
    answers: int
    percent: int


@dataclass(frozen=True)
class Result:
    """One question's answers. Too few are counted, not shown."""

    question: EvaluationQuestion
    answers: int
    mean: Decimal | None
    bars: list[Bar]


@dataclass(frozen=True)
class Line:
    """One class or course in the list of results: the mean of each question, None where too few answered."""

    about: Model
    sheets: int
    means: list[Decimal | None]

    @property
    def is_shown(self) -> bool:
        return self.sheets >= SHOWN_FROM


def with_sheets(things: QuerySet[Thing]) -> QuerySet[Thing]:
    """Classes or courses that somebody evaluated, with how many did."""
    counted: QuerySet[Thing] = things.annotate(sheets=Count("evaluation_sheets")).filter(sheets__gt=0)  # type: ignore[assignment]
    return counted


def answers_about(thing: Model) -> QuerySet[EvaluationAnswer]:
    return EvaluationAnswer.objects.filter(**{f"sheet__{_field(thing)}": thing})


def results_of(thing: Model) -> list[Result]:
    """Every rated question with its mean and its distribution."""
    counted: dict[int, dict[int, int]] = defaultdict(dict)
    rows = answers_about(thing).exclude(rating=None).values_list("question", "rating").annotate(n=Count("pk")).order_by()
    for question, rating, number in rows:
        counted[question][rating] = number
    return [_result(question, counted[question.pk]) for question in EvaluationQuestion.objects.filter(pk__in=counted)]


def words_of(thing: Model) -> QuerySet[EvaluationAnswer]:
    """In the order of the alphabet: the order in which they came in would tell who was first."""
    written = answers_about(thing).exclude(text="").select_related("question")
    return written.order_by("question__position", "question", "text", "pk")


def rated_questions() -> list[EvaluationQuestion]:
    return list(EvaluationQuestion.objects.filter(kind=EvaluationQuestion.Kind.RATING))


def lines_of(things: Collection[Model], questions: Collection[EvaluationQuestion]) -> list[Line]:
    """The means of each, for things that came from `with_sheets`. One query."""
    if not things:
        return []
    field = f"sheet__{_field(next(iter(things)))}"
    rows = EvaluationAnswer.objects.filter(**{f"{field}__in": things}).exclude(rating=None).order_by()
    means = {
        (about, question): _rounded(average) if number >= SHOWN_FROM else None
        for about, question, average, number in rows.values_list(field, "question").annotate(mean=Avg("rating"), n=Count("pk"))
    }
    return [
        Line(thing, thing.sheets, [means.get((thing.pk, question.pk)) for question in questions])  # type: ignore[attr-defined]
        for thing in things
    ]


def _result(question: EvaluationQuestion, counted: dict[int, int]) -> Result:
    total = sum(counted.values())
    if total < SHOWN_FROM:
        return Result(question, total, None, [])
    bars = [Bar(rating, counted.get(rating, 0), round(100 * counted.get(rating, 0) / total)) for rating in RATINGS]
    return Result(question, total, _rounded(sum(rating * n for rating, n in counted.items()) / total), bars)


def _rounded(value: float) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.1"))


def _field(thing: Model) -> str:
    return "training_class" if thing._meta.model_name == "trainingclass" else "course"
