"""The questions of a bank as drafts, for any format to write."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from courses.exchange.drafts import Draft, DraftImage, DraftOption
from courses.models import Question, QuestionBank, QuestionOption, QuestionPicture

Kind, DEFAULT = Question.Kind, Question.Scoring.RIGHT_MINUS_WRONG
CHOICES = {Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE}
TYPED = {Kind.SHORT_TEXT, Kind.NUMBER, Kind.GAP, Kind.LONG_ANSWER}
RELATED = ("options", "pictures__image", "tags")


def drafts_of(bank: QuestionBank) -> list[Draft]:
    """Every question, and before the first that is about a case the case itself. Pictures are not read: see with_pictures()."""
    drafts: list[Draft] = []
    told: set[int] = set()
    for place, question in enumerate(bank.questions.select_related("case").prefetch_related(*RELATED).order_by("pk"), start=1):
        if question.case and question.case.pk not in told:
            told.add(question.case.pk)
            drafts.append(Draft("description", question.case.text, place, name=question.case.title))
        drafts.append(draft_of(question, place))
    return drafts


def draft_of(question: Question, line: int = 0) -> Draft:
    return Draft(
        question.kind, question.text, line, tuple(_options(question)), feedback=question.feedback, category=question.topic,
        tags=tuple(sorted(tag.name for tag in question.tags.all())),
        scoring=question.scoring if question.kind == Kind.MULTIPLE and question.scoring != DEFAULT else "",
        marks_matter=True if question.marks_matter and question.kind in TYPED else None, difficulty=question.difficulty,
        source=question.source, state="" if question.state == Question.State.READY else question.state,
        case=question.case.title if question.case else "",
    )  # fmt: skip


def _options(question: Question) -> Iterable[DraftOption]:
    for option in question.options.all():
        yield DraftOption(
            option.text, _percent(question.kind, question.scoring, option), option.feedback,
            option.match if question.kind == Kind.MATCHING else "",
            (option.tolerance or Decimal(0)).normalize() if question.kind == Kind.NUMBER else Decimal(0),
            (option.gap or 0) if question.kind == Kind.GAP else 0,
        )  # fmt: skip


def _percent(kind: str, scoring: str, option: QuestionOption) -> Decimal:
    """A weight that plays no part is not told."""
    if kind in TYPED:
        return Decimal(100) if option.percent is None else option.percent.normalize()
    weights_play = kind == Kind.SINGLE or (kind == Kind.MULTIPLE and scoring == Question.Scoring.WEIGHTS)
    if weights_play and option.percent is not None:
        return option.percent.normalize()
    return Decimal(100 if option.is_correct and kind in CHOICES else 0)


def with_pictures(bank: QuestionBank, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of drafts_of(), with the bytes of their pictures. Costs one file a picture."""
    found: dict[int, list[QuestionPicture]] = {}
    questions = list(bank.questions.order_by("pk").values_list("pk", flat=True))
    for picture in QuestionPicture.objects.filter(question__bank=bank).select_related("image"):
        found.setdefault(questions.index(picture.question_id) + 1, []).append(picture)
    return [replace(d, images=tuple(map(_image, found.get(d.line, [])))) if d.kind != "description" else d for d in drafts]


def _image(picture: QuestionPicture) -> DraftImage:
    with picture.image.file.open("rb") as file:
        return DraftImage(picture.image.file.name.rpartition("/")[2], file.read(), picture.alt)
