"""Aiken: a question, its answers from A on, and "ANSWER: B". One right answer, nothing else (Moodle's question/format/aiken)."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.exchange.drafts import Bundle, Draft, DraftOption, NoQuestions, NotTaken
from courses.exchange.text import decoded

OPTION = re.compile(r"([A-Z])(?:\)|\.(?!\w\.))\s*(.*)")
ANSWER = re.compile(r"(?:ANSWER|Đáp án(?: đúng)?)\s*:\s*(.*)", re.IGNORECASE)
NUMBER = re.compile(r"(?:Câu|Question)\s+\d+\s*[.:)]\s*", re.IGNORECASE)
Line = tuple[int, str]


def read(content: bytes) -> Bundle:
    return read_lines(decoded(content).splitlines())


def read_lines(texts: Sequence[str]) -> Bundle:
    lines = [(place, text.strip()) for place, text in enumerate(texts, start=1)]
    if not any(ANSWER.fullmatch(text) for _place, text in lines):
        raise NoQuestions(_("There is no question in Aiken format in this file: a line “ANSWER: B” must follow the answers."))
    drafts, not_taken = [], []
    for question in _questions(lines):
        problem, draft = _read(question)
        drafts += [draft] if draft else []
        not_taken += [NotTaken(question[0][0], problem)] if problem else []
    return Bundle(tuple(drafts), tuple(not_taken))


def _questions(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Each ends with its key; one without a key ends where a new question begins after its answers."""
    current: list[Line] = []
    for line in lines:
        text = line[1]
        had_answers = any(OPTION.fullmatch(earlier) for _place, earlier in current)
        if had_answers and text and not OPTION.fullmatch(text) and not ANSWER.fullmatch(text) and _begins_anew(line, current):
            yield current
            current = []
        if text:
            current.append(line)
        if ANSWER.fullmatch(text):
            yield current
            current = []
    if current:
        yield current


def _begins_anew(line: Line, current: Sequence[Line]) -> bool:
    return line[0] > current[-1][0] + 1


def _read(lines: Sequence[Line]) -> tuple[str, Draft | None]:
    """What is wrong with it, or the question."""
    texts = [text for _place, text in lines]
    key = ANSWER.fullmatch(texts[-1])
    first = next((n for n, text in enumerate(texts) if OPTION.fullmatch(text)), len(texts))
    if not key:
        return _("The line “ANSWER: …” is missing after these answers. Please add it."), None
    if first == 0 or first >= len(texts) - 1:
        return _("A question needs its text first, and then at least two answers that begin with A. and B."), None
    options = options_of(texts[first:-1])
    letters = [letter for letter, _text in options]
    right = key[1].strip().rstrip(".").upper()
    if len(options) < 2 or not all(text for _letter, text in options):
        return _("A question needs its text first, and then at least two answers that begin with A. and B."), None
    if len(set(letters)) != len(letters):
        return _("Two of these answers have the same letter. Please give each its own."), None
    if right not in letters:
        return _("The right answer “%(key)s” is not among the answers. Please correct it.") % {"key": key[1].strip()[:40]}, None
    chosen = tuple(DraftOption(text, Decimal(100 if letter == right else 0)) for letter, text in options)
    kind = "true_false" if [option.text for option in chosen] == ["Đúng", "Sai"] else "single"
    return "", Draft(kind, NUMBER.sub("", "\n".join(texts[:first]), count=1), lines[0][0], chosen)


def options_of(texts: Sequence[str]) -> list[tuple[str, str]]:
    """A line without a letter goes on with the answer before it."""
    options: list[tuple[str, str]] = []
    for text in texts:
        found = OPTION.fullmatch(text)
        if found:
            options.append((found[1], found[2].strip()))
        else:
            options[-1] = (options[-1][0], f"{options[-1][1]} {text}".strip())
    return options


def can_hold(draft: Draft) -> bool:
    """One right answer worth everything, among at most 26; and no line of it looks like a line of the format."""
    lines = [*draft.text.splitlines(), *(option.text for option in draft.options)]
    plain = all(line.strip() and not OPTION.match(line.strip()) and not ANSWER.match(line.strip()) for line in lines)
    worths = sorted(option.percent for option in draft.options)
    one_right = len(worths) > 1 and worths[-1] == 100 and not any(worths[:-1])
    return draft.kind in {"single", "true_false"} and plain and one_right and len(draft.options) <= 26


def write(drafts: Sequence[Draft]) -> bytes:
    """What can_hold() takes; explanations have no place in Aiken."""
    return "\n".join(_question(draft) for draft in drafts if can_hold(draft)).encode()


def _question(draft: Draft) -> str:
    lettered = list(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", draft.options, strict=False))
    right = next(letter for letter, option in lettered if option.percent == 100)
    return "\n".join([draft.text, *(f"{letter}. {option.text}" for letter, option in lettered), f"ANSWER: {right}", ""])
