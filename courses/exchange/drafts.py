"""A question as a file says it, whatever the format: what every reader gives and every writer takes."""

from dataclasses import dataclass
from decimal import Decimal

KINDS = (
    "single", "multiple", "true_false", "matching", "ordering", "short_text", "number", "gap", "long_answer", "description",
)  # fmt: skip


@dataclass(frozen=True)
class DraftImage:
    """A picture of a question: its name in the file, its bytes, and the words for those who cannot see it."""

    name: str
    content: bytes
    alt: str = ""


@dataclass(frozen=True)
class DraftOption:
    """One answer that can be chosen or typed. Texts are plain text in NFC; what a format marks up is turned to plain words.

    `percent`: what it is worth, from -100 to 100; 100 is right. `match`: the right side of a pair (matching).
    `tolerance`: of a number, 0 where it must be exact. `gap`: the number of the gap it fills, from 1 (gap).
    For ordering the options stand in the right order.
    """

    text: str
    percent: Decimal = Decimal(0)
    feedback: str = ""
    match: str = ""
    tolerance: Decimal = Decimal(0)
    gap: int = 0


@dataclass(frozen=True)
class Draft:
    """`line`: where it begins in the file, counted from 1. In the text of a gap question the gaps are [[1]], [[2]]."""

    kind: str
    text: str
    line: int
    options: tuple[DraftOption, ...] = ()
    name: str = ""
    feedback: str = ""
    """General feedback, told whatever was answered."""
    category: str = ""
    tags: tuple[str, ...] = ()
    images: tuple[DraftImage, ...] = ()
    scoring: str = ""
    """As Question.Scoring; "" where the file leaves it to the weights."""
    marks_matter: bool | None = None
    difficulty: str = ""
    source: str = ""
    state: str = ""
    case: str = ""
    """The name of the description that the question is about."""
    doubt: str = ""
    """What somebody should look at first, in plain words: the question comes in as a draft."""


@dataclass(frozen=True)
class NotTaken:
    """`reason` in plain words that say what to do."""

    line: int
    reason: str


@dataclass(frozen=True)
class Bundle:
    """All that a file holds, in its order."""

    drafts: tuple[Draft, ...] = ()
    not_taken: tuple[NotTaken, ...] = ()


class NoQuestions(Exception):
    """The file is not of this format; the message says what to do."""


class Unreadable(Exception):
    """One question is left out; the message says what to do."""
