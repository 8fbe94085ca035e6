"""Read GIFT, by the grammar of Moodle's question/format/gift/format.php (field notes D): what it takes, and in which order.

Of our own are two things that Moodle passes over or has in a plugin: a comment line "// hocan {…}" with what GIFT has no place
for, and ordering as the plugin qtype_ordering writes it ("{>" and one step a line).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from courses.exchange.drafts import Bundle, Draft, DraftOption, NoQuestions, NotTaken, Unreadable
from courses.exchange.plain import is_marked_up, loses, plain
from courses.exchange.text import AS_TYPED, category_of, decoded, lost_media, number, read_json, spelled, with_extras
from courses.exchange.weights import keyed

TAG = re.compile(r"\[tag:((?:\\\]|[^\]]){1,100})\]")
"""What Moodle writes into a comment above the question: // [id:12] [tag:luật]"""
NAMED = re.compile(r"(?<=\})\s*\n(?=::)")
"""Where an empty line is missing between two questions, surely: the next one begins with its name."""
OWN_LINE = re.compile(r"//\s*hocan\s+(\{.*\})\s*$")
WEIGHT = re.compile(r"%(-*\d{1,2}\.?\d*)%")
FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
ORDER_SETTINGS = re.compile(r"[\dA-Z_ ]*")
ESCAPED = {r"\:": "\ue001", r"\#": "\ue002", r"\=": "\ue003", r"\{": "\ue004", r"\}": "\ue005", r"\~": "\ue006", r"\n": "\ue007"}
MEANT = {placeholder: escaped[1] if escaped != r"\n" else "\n" for escaped, placeholder in ESCAPED.items()}
BACKSLASH = "\ue000"
TRUE, FALSE = ("T", "TRUE"), ("F", "FALSE")


@dataclass(frozen=True)
class Block:
    """Lines without an empty one between them. `own`: what our own comment line says."""

    line: int
    text: str
    own: dict[str, Any]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """Turns what stands in the file into plain words, by the format that the question declares.

    Without one, and in [moodle], Moodle shows HTML as HTML and keeps the lines.
    """

    format: str = "moodle"

    def __call__(self, text: str) -> str:
        text = text.strip()
        declared = FORMAT.match(text)
        written = declared[1] if declared else self.format
        text = _meant(text[declared.end() :] if declared else text).strip()
        if written == "moodle" and is_marked_up(text):
            return plain(text.replace("\n", "<br>"))
        return plain(text) if written == "html" else text

    def line(self, text: str) -> str:
        return " ".join(self(text).split())


def read(content: bytes) -> Bundle:
    drafts, not_taken, category = [], [], ""
    blocks = list(_blocks(decoded(content)))
    for block in blocks:
        try:
            category, draft = _read_block(block, category)
        except Unreadable as reason:
            not_taken.append(NotTaken(block.line, str(reason)))
        else:
            drafts += [draft] if draft else []
    if not any("{" in block.text for block in blocks):
        raise NoQuestions(_("There is no question in GIFT format in this file: the answers must stand in braces { }."))
    return Bundle(tuple(drafts), tuple(not_taken))


def _blocks(text: str) -> Iterator[Block]:
    lines: list[tuple[int, str]] = []
    for place, line in enumerate([*text.splitlines(), ""], start=1):
        if line.strip():
            lines.append((place, line.strip()))
        elif lines:
            yield from _parts(_block(lines))
            lines = []


def _block(lines: Sequence[tuple[int, str]]) -> Block:
    kept = [(place, line) for place, line in lines if not line.startswith("//")]
    own = [found[1] for _place, line in lines if (found := OWN_LINE.match(line))]
    tags = tuple(tag.replace("\\]", "]").strip() for _place, line in lines if line.startswith("//") for tag in TAG.findall(line))
    return Block(kept[0][0] if kept else 0, "\n".join(line for _place, line in kept), read_json(own[0]) if own else {}, tags)


def _parts(block: Block) -> Iterator[Block]:
    """Its question; several where only the empty line between them was forgotten."""
    line = block.line
    for n, text in enumerate(NAMED.split(block.text) if block.text else []):
        yield replace(block, line=line, text=text, own={} if n else block.own, tags=() if n else block.tags)
        line += text.count("\n") + 1


def _read_block(block: Block, category: str) -> tuple[str, Draft | None]:
    """The category that holds from here on, and the question if there is one."""
    text = _escaped(block.text)
    if text.startswith("$CATEGORY:"):
        said, _newline, rest = text.removeprefix("$CATEGORY:").partition("\n")
        category = category_of(_meant(said))
        # Moodle wants an empty line here and would swallow what follows; files made by hand often have none.
        return category, _draft(replace(block, text=rest, line=block.line + 1), category) if rest.strip() else None
    return category, _draft(replace(block, text=text), category)


def _escaped(text: str) -> str:
    text = text.replace("\\\\", BACKSLASH)
    for escaped, placeholder in ESCAPED.items():
        text = text.replace(escaped, placeholder)
    return text.replace(BACKSLASH, "\\")


def _meant(text: str) -> str:
    for placeholder, meant in MEANT.items():
        text = text.replace(placeholder, meant)
    return text


# --- one question -----------------------------------------------------------------------------------------------


def _draft(block: Block, category: str) -> Draft:
    name, text = _name(block.text.strip())
    text, answers = _parted(text)
    answers, _hashes, general = _rpartition(answers, "####") if answers is not None else (None, "", "")
    words = _words_of(text)
    draft = Draft(
        kind="", text=words(text), line=block.line, name=name, category=category, tags=block.tags, doubt=_doubt(block.text, text)
    )
    if not draft.text and answers is not None:
        raise Unreadable(_("This question has no text. Please write the question before the braces."))
    feedback = words(general)
    kind, options = _answers(answers, words, block.own.get("kind"))
    draft = replace(draft, kind=kind, options=options, feedback=feedback, text=_with_gaps(draft.text, kind, block.own))
    return keyed(with_extras(draft, block.own))


def _doubt(whole: str, text: str) -> str:
    if "{" in text:
        return _("There are braces behind the answers. If another question begins there, please put an empty line above it.")
    return lost_media() if loses(_meant(whole.rpartition("####")[0] or whole)) else ""


def _name(text: str) -> tuple[str, str]:
    if not text.startswith("::"):
        return "", text
    name, end, rest = text[2:].partition("::")
    return (" ".join(_meant(name).split()), rest.strip()) if end else ("", text[2:])


def _parted(text: str) -> tuple[str, str | None]:
    """The question and what stands in its braces (None without braces): only the first { and the first } count."""
    start, end = text.find("{"), text.find("}")
    if start == end == -1:
        return text, None
    if start == -1 or end < start:
        raise Unreadable(
            _("The braces around the answers are not complete. Please write { before the answers and } after them, "
              "and \\{ or \\} where a brace belongs to the words.")
        )  # fmt: skip
    gap = "" if text.endswith("}") else "_____"
    return text[:start] + gap + text[end + 1 :], text[start + 1 : end].strip()


def _rpartition(text: str, mark: str) -> tuple[str, str, str]:
    before, found, after = text.rpartition(mark)
    return (before.strip(), found, after) if found else (text, "", "")


def _words_of(text: str) -> Words:
    declared = FORMAT.match(text.strip())
    return Words(declared[1]) if declared else Words()


def _answers(answers: str | None, words: Words, own_kind: Any) -> tuple[str, tuple[DraftOption, ...]]:
    """The kind and its options."""
    if answers is None:
        return "description", ()
    kind = str(own_kind) if own_kind in {"single", "gap"} else _kind(answers)
    return kind, READERS[kind](answers, words) if answers else ()


def _kind(answers: str) -> str:
    """By Moodle's order of questions; ordering first, as it asks its plugins first."""
    if not answers:
        return "long_answer"
    if answers.startswith(">"):
        return "ordering"
    if answers.startswith("#"):
        return "number"
    if "~" in answers:
        return "single" if "=" in answers else "multiple"
    if "=" in answers and "->" in answers:
        return "matching"
    return "true_false" if answers.partition("#")[0].strip() in TRUE + FALSE else "short_text"


# --- the answers of each kind -----------------------------------------------------------------------------------


def _split(answers: str, mark: str) -> list[str]:
    parts = [part.strip() for part in answers.split(mark)]
    return parts if parts[0] else parts[1:]


def _enough(parts: list[str], least: int) -> list[str]:
    if len(parts) < least:
        raise Unreadable(_("This question needs at least %(count)s answers. Please add the missing ones.") % {"count": least})
    return parts


def _weighed(answer: str, otherwise: Decimal) -> tuple[Decimal, str]:
    found = WEIGHT.match(answer)
    if not found:
        return otherwise, answer
    weight = number(found[1])
    if weight is None or abs(weight) > 100:
        raise Unreadable(_("“%(weight)s” is no weight. Please write a number from -100 to 100.") % {"weight": found[0]})
    return round(weight, 5), answer[found.end() :]


def _with_feedback(answer: str, words: Words) -> tuple[str, str]:
    text, _hash, feedback = answer.partition("#")
    return words.line(text), words(feedback)


def _not_empty(answer: str, words: Words) -> tuple[str, str]:
    text, feedback = _with_feedback(answer, words)
    if not text:
        raise Unreadable(_("One of the answers is empty. Please write it, or take its ~ or = away."))
    return text, feedback


def _choices(answers: str, words: Words) -> tuple[DraftOption, ...]:
    options = []
    for part in _enough(_split(answers.replace("=", "~="), "~"), 2):
        right = part.startswith("=")
        weight, rest = (Decimal(100), part[1:]) if right else _weighed(part, Decimal(0))
        text, feedback = _not_empty(rest, words)
        options.append(DraftOption(text, weight, feedback))
    return tuple(options)


def _sides(answers: str, least: int) -> list[tuple[str, str]]:
    pairs = _enough(_split(answers, "="), least)
    if not all("->" in pair for pair in pairs):
        raise Unreadable(_("One of the pairs has no “->”. Please write each pair as: =one side -> the other side."))
    return [(left.strip(), right.strip()) for left, _arrow, right in (pair.partition("->") for pair in pairs)]


def _pairs(answers: str, words: Words) -> tuple[DraftOption, ...]:
    return tuple(DraftOption(words.line(left), match=words.line(right)) for left, right in _sides(answers, 2))


def _gaps(answers: str, words: Words) -> tuple[DraftOption, ...]:
    return tuple(_gap(left, right, words) for left, right in _sides(answers, 1))


def _gap(left: str, right: str, words: Words) -> DraftOption:
    if not left.isdecimal():
        raise Unreadable(_("In a text with gaps each answer begins with the number of its gap."))
    weight, rest = _weighed(right, Decimal(100))
    text, feedback = _not_empty(rest, words)
    return DraftOption(text, weight, feedback, gap=int(left))


def _with_gaps(text: str, kind: str, own: dict[str, Any]) -> str:
    """A text with gaps carries its marks in our own line: [[1]] would puzzle readers elsewhere."""
    said = own.get("text")
    return said if kind == "gap" and isinstance(said, str) else text


def _true_or_false(answers: str, words: Words) -> tuple[DraftOption, ...]:
    """The first feedback is for those who were wrong, the second for those who were right."""
    parts = answers.split("#", 2) + ["", ""]
    wrong, right = words(parts[1]), words(parts[2])
    is_true = parts[0].strip() in TRUE
    first = DraftOption("Đúng", Decimal(100 if is_true else 0), right if is_true else wrong)
    return first, DraftOption("Sai", Decimal(0 if is_true else 100), wrong if is_true else right)


def _forms(answers: str, words: Words) -> tuple[DraftOption, ...]:
    options = []
    for part in _enough(_split(answers, "="), 1):
        weight, rest = _weighed(part, Decimal(100))
        text, feedback = _not_empty(rest, words)
        options.append(DraftOption(text, weight, feedback))
    return tuple(options)


def _ordered(answers: str, words: Words) -> tuple[DraftOption, ...]:
    answers = answers.removeprefix(">")
    settings, _newline, rest = answers.partition("\n")
    steps = rest if ORDER_SETTINGS.fullmatch(settings) else answers
    options = []
    for step in _enough([line.strip() for line in steps.splitlines() if line.strip()], 2):
        text, feedback = _with_feedback(step, words)
        options.append(DraftOption(text, Decimal(0), feedback))
    return tuple(options)


def _numbers(answers: str, words: Words) -> tuple[DraftOption, ...]:
    answers, otherwise, wrong = answers.removeprefix("#").partition("~")
    options = []
    for part in _split(answers, "="):
        weight, rest = _weighed(part, Decimal(100))
        text, feedback = _with_feedback(rest, words)
        value, tolerance = _value(text)
        options.append(DraftOption(value, weight, feedback, tolerance=tolerance))
    if not options:
        raise Unreadable(_("This question asks for a number, but none is given as right. Please write it after #."))
    # The feedback for any other number is kept as an answer “*” that is worth nothing.
    return (*options, DraftOption("*", Decimal(0), _with_feedback(wrong, words)[1])) if otherwise else tuple(options)


def _value(text: str) -> tuple[str, Decimal]:
    """The number, in the one spelling in which it is kept, and its tolerance."""
    low, dots, high = text.partition("..")
    middle, _colon, error = text.partition(":")
    if text == "*":
        return "*", Decimal(0)
    if dots and low:
        ends = number(low), number(high)
        if None not in ends:
            value = (ends[0] + ends[1]) / 2  # type: ignore[operator]
            return spelled(value), abs(ends[1] - value)  # type: ignore[operator]
    value_said, tolerance = number(middle, AS_TYPED), number(error or "0")
    if value_said is None or tolerance is None or tolerance < 0:
        raise Unreadable(_("“%(text)s” is no number. Please write for example 3.14, 3.14:0.01 or 3..4.") % {"text": text[:80]})
    return spelled(value_said), tolerance


READERS = {
    "single": _choices, "multiple": _choices, "true_false": _true_or_false, "matching": _pairs, "ordering": _ordered,
    "short_text": _forms, "number": _numbers, "gap": _gaps,
}  # fmt: skip
