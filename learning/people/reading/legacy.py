"""Text in the old VNI and TCVN3 (ABC) encodings: found out and repaired.

The tables are those of viparse 0.1.31, Copyright (c) 2026 minhtridinh, MIT License: "Permission is hereby granted, free
of charge, to any person obtaining a copy of this software … to deal in the Software without restriction".
"""

import re
import unicodedata
from collections.abc import Iterable

UNICODE, TCVN3, VNI = "unicode", "tcvn3", "vni"

_TCVN3_FROM = "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ"
_TCVN3_TO = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
_VNI_PAIRS = (
    "aà=ầ aá=ấ aâ=â aã=ẫ aä=ậ aå=ẩ aè=ằ aé=ắ aê=ă aë=ặ aï=ạ aõ=ã aø=à aù=á aû=ả aü=ẵ eà=ề eá=ế eâ=ê eã=ễ eä=ệ eå=ể eï=ẹ "
    "eõ=ẽ eø=è eù=é eû=ẻ iø=ì iù=í oà=ồ oá=ố oâ=ô oã=ỗ oä=ộ oå=ổ oï=ọ oõ=õ oø=ò où=ó oû=ỏ uï=ụ uõ=ũ uø=ù uù=ú uû=ủ yï=ỵ "
    "yõ=ỹ yø=ỳ yù=ý yû=ỷ æ=ỉ ñ=đ ò=ị ó=ĩ ô=ơ ôï=ợ ôõ=ỡ ôø=ờ ôù=ớ ôû=ở ö=ư öï=ự öõ=ữ öø=ừ öù=ứ öû=ử"
)
_VNI = dict(pair.split("=") for pair in _VNI_PAIRS.split())
_VNI |= {old.upper(): new.upper() for old, new in _VNI.items()} | {old.capitalize(): new.upper() for old, new in _VNI.items()}
_TABLES = {TCVN3: dict(zip(_TCVN3_FROM, _TCVN3_TO, strict=True)), VNI: _VNI}
_PATTERNS = {
    name: re.compile("|".join(re.escape(old) for old in sorted(table, key=len, reverse=True))) for name, table in _TABLES.items()
}

_NUCLEI = (
    "a ă â e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iê iêu iu oa oai oao oay oă oe oeo oi oo ôi ơi ua uâ uây ue uê ui uô uôi "
    "uơ uy uya uyê uyu ưa ưi ươ ươi ươu ưu yê yêu"
)
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvx])?(?:"
    + "|".join(sorted(_NUCLEI.split(), key=len, reverse=True))
    + ")(?:ng|nh|ch|[cmnpt])?"
)
_TONES = set("\u0300\u0301\u0303\u0309\u0323")
MARGIN, ENOUGH = 0.15, 0.6
"""A repair is proposed where the share of Vietnamese syllables rises by the first and reaches the second."""


def convert(text: str, encoding: str) -> str:
    """The text in Unicode. What is surely Unicode already (letters that no old font has) stays as it is."""
    if encoding == UNICODE or not text or _is_surely_unicode(text):
        return unicodedata.normalize("NFC", text)
    table = _TABLES[encoding]
    return unicodedata.normalize("NFC", _PATTERNS[encoding].sub(lambda found: table[found.group()], text))


def detect(texts: Iterable[str]) -> str:
    """The encoding of a column: decided for all its cells together, since one name alone may be undecidable."""
    cells = [text for text in texts if not text.isascii()]
    words = [word for text in cells if not _is_surely_unicode(text) for word in _words(text)]
    if not words:
        return UNICODE
    base = _share(words)
    shares = {name: _share(_words(convert(" ".join(words), name))) for name in (TCVN3, VNI)}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= max(base + MARGIN, ENOUGH) else UNICODE


def share(texts: Iterable[str], encoding: str) -> float:
    """How much of what is not plain ASCII reads as Vietnamese in an encoding."""
    return _share([word for text in texts if not text.isascii() for word in _words(convert(text, encoding))])


def is_syllable(word: str) -> bool:
    """May this be a Vietnamese syllable, with at most one tone?"""
    parts = unicodedata.normalize("NFD", word.casefold())
    tones = sum(char in _TONES for char in parts)
    bare = unicodedata.normalize("NFC", "".join(char for char in parts if char not in _TONES))
    return tones <= 1 and _SYLLABLE.fullmatch(bare) is not None


def _words(text: str) -> list[str]:
    """Words with a letter outside ASCII: the others are the same in every encoding."""
    return [word for word in re.split(r"[\s,.;:/()\-–0-9]+", text) if word and not word.isascii()]


def _share(words: list[str]) -> float:
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def _is_surely_unicode(text: str) -> bool:
    """Holds a letter or combining mark beyond Latin-1, as every Vietnamese text in Unicode soon does.

    Dashes and quotes (U+2010 and above) say nothing: every encoding goes with them.
    """
    return any(0xFF < ord(char) < 0x2000 for char in text)
