"""What a careful reader would say of a page. Hints only: nothing here stops anybody from saving or publishing."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from courses.models import LessonPage, PrivateAreaPage, PrivateLessonPage
from courses.writing.addresses import told_places
from courses.writing.drafts import Draft
from courses.writing.text import sentences, shorten
from courses.writing.words import find_words

NEEDS_HELP = (LessonPage, PrivateLessonPage)
"""Readers may land on any lesson. Doors, courses and quizzes have the hotline in their foot, and no place for blocks."""
SYLLABLES = 35
"""A sentence of more is read twice."""
WEIGHT, PRIVATE_WEIGHT = 100 * 1024, 30 * 1024
"""Bytes that a page may bring of its own (safety-and-domain.md, F2). Frame and fonts are fetched once for all pages."""
_NUMBER = re.compile(r"\d{3,}")
_SYLLABLE = re.compile(r"\w[\w\-/.,]*")


@dataclass(frozen=True)
class Hint:
    code: str
    message: str
    excerpt: str = ""
    mild: bool = False


def check(draft: Draft, words: dict[str, str]) -> list[Hint]:
    """All hints on a draft; those on safety first."""
    return [
        *told_shelters(draft),
        *missing_help(draft),
        *blaming_words(draft, words),
        *undescribed_pictures(draft),
        *long_sentences(draft),
        *heavy_page(draft),
    ]


def missing_help(draft: Draft) -> Iterator[Hint]:
    """A block without a number helps nobody who needs one."""
    if issubclass(draft.model, NEEDS_HELP) and not any(_NUMBER.search(text) for text in draft.help_texts):
        yield Hint("help", _("There is no block “Where to turn” with a telephone number. Please add one at the end."))


def undescribed_pictures(draft: Draft) -> Iterator[Hint]:
    for number, picture in enumerate(draft.pictures, start=1):
        if not picture.described:
            told = _("Picture %(number)d has no words for those who cannot see it. Please describe it or mark it as decorative.")
            yield Hint("alt", told % {"number": number}, picture.place)


def blaming_words(draft: Draft, words: dict[str, str]) -> Iterator[Hint]:
    for passage in draft.passages:
        for found in find_words(passage.text, words):
            message = _word_message(found.quoted, found.instead)
            yield Hint("word", message % {"word": found.word, "instead": found.instead}, _cut(found.sentence), mild=found.quoted)


def _word_message(quoted: bool, instead: str) -> str:
    if quoted:
        return _("“%(word)s” stands in a quotation. Please make sure that the text answers it.")
    if instead:
        return _("“%(word)s” may put the blame on the person who was hurt. Better: %(instead)s.")
    return _("“%(word)s” may put the blame on the person who was hurt. Please choose other words.")


def told_shelters(draft: Draft) -> Iterator[Hint]:
    """Over the whole page in its order, since a heading may name the shelter and the text below it the place."""
    for place in told_places("\n".join(passage.text for passage in draft.passages)):
        message = _("This may tell where a shelter is. Please leave the address out and give the hotline instead.")
        yield Hint("shelter", message, _cut(place))


def long_sentences(draft: Draft) -> Iterator[Hint]:
    for passage in draft.passages:
        for _start, sentence in sentences(passage.text):
            if (count := len(_SYLLABLE.findall(sentence))) > SYLLABLES:
                message = _("A sentence of %(count)d words. Please make two of it.") % {"count": count}
                yield Hint("sentence", message, shorten(sentence))


def heavy_page(draft: Draft) -> Iterator[Hint]:
    limit = PRIVATE_WEIGHT if issubclass(draft.model, PrivateAreaPage | PrivateLessonPage) else WEIGHT
    if (weight := page_weight(draft)) > limit:
        message = _("The page weighs about %(weight)d KB; %(limit)d KB open well on a weak line. Please use fewer pictures.")
        yield Hint("weight", message % {"weight": -(-weight // 1024), "limit": limit // 1024})


def page_weight(draft: Draft) -> int:
    """Bytes that the page brings of its own: its text as it is sent, and each picture once."""
    text = "\n".join(passage.text for passage in draft.passages)
    return len(gzip.compress(text.encode())) + sum(draft.weights.get(image, 0) for image in {p.image for p in draft.pictures})


def _cut(text: str) -> str:
    return Truncator(text).chars(240)
