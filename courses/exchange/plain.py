"""HTML of other systems as plain words."""

import re
import unicodedata

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

BLOCKS = "address article aside blockquote div dl dt dd figure h1 h2 h3 h4 h5 h6 hr li ol p pre section table tr ul".split()
UNSEEN = "script style head title template".split()
LINE, BREAK = "\ue0aa", "\ue0ab"
"""Stand for the end of a paragraph and a break until all other space is folded: line ends of HTML source mean nothing."""


def plain(html: str) -> str:
    """Paragraphs and breaks become lines, items of lists get "- ", pictures their words in brackets; NFC."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(UNSEEN):
        tag.decompose()
    for tag in soup.find_all(True):
        _mark(tag)
    text = " ".join(unicodedata.normalize("NFC", soup.get_text()).split())
    paragraphs = ("\n".join(line.strip() for line in one.split(BREAK)).strip() for one in re.split(f"(?:{LINE} ?)+", text))
    return "\n".join(paragraph for paragraph in paragraphs if paragraph)


def _mark(tag: Tag) -> None:
    if tag.name == "br":
        tag.replace_with(NavigableString(BREAK))
    elif tag.name == "img":
        alt = " ".join(str(tag.get("alt") or "").split())
        tag.replace_with(NavigableString(f"[{alt}]" if alt else ""))
    elif tag.name in BLOCKS:
        tag.insert_before(NavigableString(LINE))
        tag.insert_after(NavigableString(LINE))
        if tag.name == "li":
            tag.insert(0, NavigableString("- "))
    elif tag.name in {"td", "th"}:
        tag.insert_after(NavigableString(" "))
