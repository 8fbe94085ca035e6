"""Text as people read it: passages out of HTML, sentences out of passages."""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape

ABBREVIATIONS = set("tp tx tt p q đ đc đt sn ql tl ths ts pgs gs bs ls vd".split())
"""Words whose full stop ends no sentence."""
_END = re.compile(r"[.!?…]+[\"”’»)\]]*\s+|\s*\n\s*")
_PARTS = re.compile(r"</(?:p|h[1-6]|li|ul|ol|blockquote|td)>|<(?:br|hr)[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_LINK = re.compile(r"<a\s[^>]*href=\"(https?://[^\"]+)\"[^>]*>", re.IGNORECASE)


def plain(text: str) -> str:
    """One line a passage, letters in NFC."""
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(filter(None, lines))


def plain_of_html(html: str) -> str:
    """The words of rich text. Addresses of links stay: a link to a map tells a place as well as words do."""
    flat = _LINK.sub(r" \1 ", html.replace("\n", " "))
    return plain(unescape(_TAG.sub("", _PARTS.sub("\n", flat))))


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """(where it starts, the sentence) for each sentence of a plain text."""
    start = 0
    for end in _END.finditer(text):
        if _ends_here(text[start : end.start()], end[0], text[end.end() : end.end() + 1]):
            yield start, text[start : end.end()].strip()
            start = end.end()
    if text[start:].strip():
        yield start, text[start:].strip()


def _ends_here(so_far: str, end: str, follows: str) -> bool:
    if "\n" in end or not end.startswith("."):
        return True
    numbered = so_far.strip().isdigit()  # "1. Hỏi…"
    abbreviated = so_far.rpartition(" ")[2].lower() in ABBREVIATIONS
    return not (numbered or abbreviated or follows.islower())


def shorten(text: str, words: int = 12) -> str:
    parts = text.split()
    return text if len(parts) <= words else " ".join(parts[:words]) + "…"
