"""Words to avoid: the list that comes with the site, and finding its words in a text."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from courses.models import WordToAvoid
from courses.writing.text import sentences

STARTER = Path(__file__).parent / "words.yml"
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»")
_OLD_TONES = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "òe": "oè", "óe": "oé", "ỏe": "oẻ", "õe": "oẽ",
              "ọe": "oẹ", "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}  # fmt: skip
_TONE = re.compile("(?:" + "|".join(_OLD_TONES) + r")(?!\w)")


@dataclass(frozen=True)
class Found:
    word: str
    instead: str
    sentence: str
    quoted: bool


def load_words() -> int:
    """Fill an empty list; how many words came in. A list that holds anything is DOLISA's, also what it took out of it."""
    if WordToAvoid.objects.exists():
        return 0
    rows = yaml.safe_load(STARTER.read_text(encoding="utf-8"))
    for row in rows:
        WordToAvoid.objects.create(word=row["word"], instead=row["instead"])
    return len(rows)


def words_to_avoid() -> dict[str, str]:
    return dict(WordToAvoid.objects.values_list("word", "instead"))


def find_words(text: str, words: dict[str, str]) -> Iterator[Found]:
    """The listed words of a plain text, whole words only, in whatever case and with the tone mark on either vowel."""
    better = {_key(word): (word, instead) for word, instead in words.items() if word.strip()}
    if not better:
        return
    quoted = [span.span() for span in _QUOTED.finditer(text)]
    parts = list(sentences(text))
    for match in _pattern(frozenset(better)).finditer(_key(text)):
        word, instead = better[" ".join(match[0].split())]
        sentence = next(part for start, part in reversed(parts) if start <= match.start())
        yield Found(word, instead, sentence, any(start < match.start() < end for start, end in quoted))


@lru_cache(maxsize=4)
def _pattern(keys: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(keys, key=len, reverse=True)
    words = "|".join(r"[^\S\n]+".join(map(re.escape, key.split())) for key in longest_first)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")


def _key(text: str) -> str:
    """As long as the text itself in NFC, so that places in the one are places in the other: hence each letter on its own."""
    lowered = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in unicodedata.normalize("NFC", text))
    return _TONE.sub(lambda found: _OLD_TONES[found[0]], lowered)
