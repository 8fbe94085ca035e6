"""Vietnamese text: one form to store, one key to search by, one key to sort by."""

import unicodedata
from functools import lru_cache

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Dictionary order of the tones: ngang, huyền, hỏi, ngã, sắc, nặng (CLDR vi)."""


def nfc(text: str) -> str:
    """The one form in which text is stored: NFC, single spaces, no space at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str | None) -> str:
    """A key that ignores marks and case, with đ = d: "Chuyển tuyến" and "chuyen tuyen" give the same."""
    plain = unicodedata.normalize("NFD", (text or "").replace("đ", "d").replace("Đ", "D"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def words_key(name: str) -> str:
    """The folded words in alphabetical order: equal for a name written in another order."""
    return " ".join(sorted(fold(name).split()))


def name_sort_key(full_name: str) -> str:
    """Vietnamese order of names: given name (the last word) first, then family name, then middle names.

    Letters rank a ă â b … d đ e ê …; a tone only decides between words that are otherwise equal. The key is plain
    ASCII, so that SQLite and PostgreSQL sort it alike.
    """
    words = nfc(full_name).split()
    if not words:
        return ""
    ordered = [words[-1], *words[:-1]]
    return " ".join(_letters_key(word) for word in ordered) + "|" + " ".join(_tones_key(word) for word in ordered)


@lru_cache(maxsize=8192)
def _letters_key(word: str) -> str:
    return "".join(f"{_rank(letter):02d}" for letter, _tone in _split(word))


@lru_cache(maxsize=8192)
def _tones_key(word: str) -> str:
    """Where the mark is written does not count: "Hòa" and "Hoà" are one name."""
    return "".join(str(tone) for _letter, tone in _split(word) if tone) or "0"


def _rank(letter: str) -> int:
    position = _LETTERS.find(letter)
    return position + 10 if position >= 0 else 99


def _split(word: str) -> list[tuple[str, int]]:
    """Each letter without its tone, and the tone: "Hoà" gives h, o, a with 1."""
    result = []
    for char in unicodedata.normalize("NFC", word.casefold()):
        parts = unicodedata.normalize("NFD", char)
        tone = next((_TONES[p] for p in parts if p in _TONES), 0)
        letter = unicodedata.normalize("NFC", "".join(p for p in parts if p not in _TONES))
        result.append((letter, tone))
    return result
