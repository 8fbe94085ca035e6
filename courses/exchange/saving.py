"""Put the questions of a file into a bank: all of them or none, each only once."""

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from django.utils.translation import gettext as _
from modelsearch.backends import get_search_backends
from PIL import Image, UnidentifiedImageError
from wagtail.images import get_image_model
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from courses import versioning
from courses.exchange.drafts import Bundle, Draft, DraftImage, NotTaken
from courses.exchange.exporting import CHOICES, TYPED, drafts_of
from courses.exchange.formats import FORMATS
from courses.forms import answers_problem
from courses.models import Question, QuestionBank, QuestionCase, QuestionOption, QuestionPicture, QuestionUpload, QuestionVersion
from learning.people.models import User

Kind, State = Question.Kind, Question.State
KEY_LIMITS = {"text": 1000, "match": 1000}


@dataclass(frozen=True)
class Line:
    """One question of the file as it would be saved. `problem`: why it comes in as a draft only; "" where it is whole."""

    draft: Draft
    question: Question | None
    problem: str = ""
    is_duplicate: bool = False


@dataclass(frozen=True)
class Preview:
    lines: tuple[Line, ...]
    not_taken: tuple[NotTaken, ...]

    @property
    def duplicates(self) -> int:
        return sum(line.is_duplicate for line in self.lines)

    @property
    def new(self) -> list[Line]:
        return [line for line in self.lines if not line.is_duplicate]

    @property
    def unfinished(self) -> int:
        return sum(bool(line.problem) for line in self.new)

    def summary(self) -> dict[str, Any]:
        """`questions` and `by_type` count what was read, repeats among them; `duplicates` how many of these repeat another."""
        kinds = [line.draft.kind for line in self.lines]
        return {
            "questions": len(self.lines),
            "by_type": {kind: kinds.count(kind) for kind in [*Kind.values, "description"]},
            "duplicates": self.duplicates,
            "not_taken": [{"line": one.line, "reason": one.reason} for one in self.not_taken],
        }


def preview(bundle: Bundle, bank: QuestionBank | None) -> Preview:
    """What saving would do; saves nothing."""
    seen = {_key(draft) for draft in drafts_of(bank)} if bank else set()
    seen |= {("description", _same(text)) for text in QuestionCase.objects.values_list("text", flat=True)}
    lines, not_taken = [], list(bundle.not_taken)
    for draft in bundle.drafts:
        unfit = _unfit(draft)
        if unfit:
            not_taken.append(NotTaken(draft.line, unfit))
            continue
        if draft.kind == "description" and (draft.images or draft.doubt):
            not_taken.append(
                NotTaken(draft.line, _("This text comes in without its picture. Please tell in words what it shows."))
            )
        key = _key(draft)
        question = _question(draft) if draft.kind != "description" else None
        lines.append(Line(draft, question, (draft.doubt or _problem(question)) if question else "", key in seen))
        seen.add(key)
    return Preview(tuple(lines), tuple(sorted(not_taken, key=lambda one: one.line)))


def _key(draft: Draft) -> Any:
    """What makes two questions the same: kind, words and answers, whatever the capitals and spaces. Not the explanations."""
    if draft.kind == "description":
        return draft.kind, _same(draft.text)
    answers = [(_same(o.text), _same(o.match), o.percent, o.tolerance, o.gap) for o in draft.options]
    return draft.kind, _same(draft.text), tuple(answers if draft.kind == Kind.ORDERING else sorted(answers))


def _same(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _unfit(draft: Draft) -> str:
    if any(len(option.text) > KEY_LIMITS["text"] or len(option.match) > KEY_LIMITS["match"] for option in draft.options):
        return _("An answer has more than %(limit)s characters. Please shorten it.") % {"limit": KEY_LIMITS["text"]}
    if any(not _is_picture(image) for image in draft.images):
        return _("A picture of this question cannot be read. Please use a PNG, JPEG, GIF or WebP file.")
    return ""


def _is_picture(image: DraftImage) -> bool:
    try:
        with Image.open(io.BytesIO(image.content)) as found:
            return found.format in {"PNG", "JPEG", "GIF", "WEBP"} and found.width * found.height < 40_000_000
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return False


def _problem(question: Question) -> str:
    options = [vars(option) for option in question.options.all()]
    return answers_problem(question.kind, options, question.text, question.scoring)


# --- a question that is not saved yet ---------------------------------------------------------------------------


def _question(draft: Draft) -> Question:
    question = Question(
        kind=draft.kind, text=draft.text, topic=draft.category.rpartition("/")[2].strip()[:100], feedback=draft.feedback,
        difficulty=draft.difficulty if draft.difficulty in Question.Difficulty.values else "", source=draft.source[:200],
        scoring=draft.scoring if draft.scoring in Question.Scoring.values else Question.Scoring.RIGHT_MINUS_WRONG,
        marks_matter=draft.marks_matter is True, state=draft.state if draft.state in State.values else State.READY,
    )  # fmt: skip
    question.options = [_option(draft, place) for place in range(len(draft.options))]
    return question


def _option(draft: Draft, place: int) -> QuestionOption:
    option = draft.options[place]
    is_choice = draft.kind in CHOICES
    usual = {Decimal(0), Decimal(100)} if is_choice else {Decimal(100)} if draft.kind in TYPED else {option.percent}
    return QuestionOption(
        text=option.text, match=option.match, feedback=option.feedback, sort_order=place, gap=option.gap or None,
        tolerance=option.tolerance or None,
        is_correct=is_choice and (option.percent == 100 or (draft.kind == Kind.MULTIPLE and option.percent > 0)),
        percent=None if option.percent in usual and draft.scoring != Question.Scoring.WEIGHTS else option.percent,
    )  # fmt: skip


# --- saving -----------------------------------------------------------------------------------------------------


@transaction.atomic
def save(found: Preview, bank: QuestionBank, *, state: str, by: User | None) -> list[Question]:
    """The new questions of the file, in that state; what has a problem comes in as a draft. Whole or not at all."""
    lines = [line for line in found.new if line.question]
    cases = _save_cases(found)
    questions = [_prepared(line, bank, state, cases) for line in lines]
    Question.objects.bulk_create(questions)
    options = [_owned(option, question) for question in questions for option in question.options.all()]
    QuestionOption.objects.bulk_create(options)
    for question, line in zip(questions, lines, strict=True):
        if line.draft.tags:
            question.tags.set([tag[:100] for tag in line.draft.tags])
            question.save()
        _save_pictures(question, line.draft, by)
    ready = [question for question in questions if question.state == State.READY]
    QuestionVersion.objects.bulk_create(
        QuestionVersion(question=question, number=1, **versioning.content_of(question)) for question in ready
    )
    _make_findable(questions)
    log(instance=bank, action="courses.import_questions", user=by, data={"questions": len(questions)})
    return questions


@transaction.atomic
def save_upload(upload: QuestionUpload, *, state: str, by: User) -> list[Question]:
    """The file's row is the lock: two clicks save once. The file goes with it. Raises QuestionUpload.DoesNotExist."""
    upload = QuestionUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    found = preview(FORMATS[upload.format].read(bytes(upload.content)), upload.bank)
    saved = save(found, upload.bank, state=state, by=by)
    upload.delete()
    return saved


def _save_cases(found: Preview) -> dict[str, QuestionCase]:
    """By name: a description of the file becomes a case, unless one of that name says the same already."""
    cases: dict[str, QuestionCase] = {}
    for line in found.lines:
        if line.draft.kind == "description":
            title = (line.draft.name or " ".join(line.draft.text.split()))[:150]
            known = QuestionCase.objects.filter(title=title, text=line.draft.text).first()
            cases[line.draft.name or title] = known or QuestionCase.objects.create(title=title, text=line.draft.text)
    return cases


def _prepared(line: Line, bank: QuestionBank, state: str, cases: dict[str, QuestionCase]) -> Question:
    question = line.question
    assert question is not None  # noqa: S101
    question.bank = bank
    if line.draft.case:
        question.case = cases.get(line.draft.case) or QuestionCase.objects.filter(title=line.draft.case).first()
    if question.state == State.READY:
        question.state = State.DRAFT if line.problem else state
    return question


def _owned(option: QuestionOption, question: Question) -> QuestionOption:
    option.question = question
    return option


def _save_pictures(question: Question, draft: Draft, by: User | None) -> None:
    for place, image in enumerate(draft.images):
        alt = (image.alt or _("A picture without words"))[:300]
        saved = get_image_model()(title=alt[:255], uploaded_by_user=by, file=ImageFile(io.BytesIO(image.content), image.name))
        saved.save()
        QuestionPicture.objects.create(question=question, image=saved, alt=alt, sort_order=place)
    if draft.images:
        # Else its pictures would seem to be used nowhere.
        ReferenceIndex.create_or_update_for_object(Question.objects.get(pk=question.pk))


def _make_findable(questions: Sequence[Question]) -> None:
    """What is saved in bulk sends no signals; the search of the admin is told here."""
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(Question, questions)
