"""HTML of other systems as plain words."""

import re
import unicodedata

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from django.utils.translation import gettext as _

from courses.exchange.drafts import Unreadable

BLOCKS = "address article aside blockquote div dl dt dd figure h1 h2 h3 h4 h5 h6 hr li ol p pre section table tr ul".split()
RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
MAX_TAGS = 8000
"""Signs < of one text. What is written by people has some hundreds."""
UNSEEN = "script style head title template".split()
LINE, BREAK, SPACE = "\ue0aa", "\ue0ab", "\ue0ac"
"""Stand for the end of a paragraph, a break and a space of code until all other space is folded, which means nothing in HTML."""

TAGS = re.compile(
    r"</(?:p|b|i|u|em|strong|span|div|su[bp]|a|li|[uo]l|td|font|code|pre|h\d)>|<br\s*/?>|<img\b|&(?:nbsp|lt|gt|amp|quot|#\d+);",
    re.I,
)
LOST = re.compile(r"<(?:img|audio|video|source|object|embed|iframe)\b|@@PLUGINFILE@@", re.IGNORECASE)


def plain(html: str) -> str:
    """Paragraphs and breaks become lines, items of lists get "- ", pictures their words in brackets; NFC."""
    soup = soup_of(html)
    for tag in soup.find_all(UNSEEN):
        tag.decompose()
    for tag in soup.find_all(True):
        _mark(tag)
    text = " ".join(unicodedata.normalize("NFC", soup.get_text()).split())
    paragraphs = ("\n".join(line.strip() for line in one.split(BREAK)).strip() for one in re.split(f"(?:{LINE} ?)+", text))
    shown = "\n".join(paragraph for paragraph in paragraphs if paragraph).replace(SPACE, "\u00a0")
    return re.sub(r"^-\n", "- ", shown, flags=re.MULTILINE)  # an item of a list that begins with a paragraph


def soup_of(html: str) -> BeautifulSoup:
    if html.count("<") > MAX_TAGS:
        raise Unreadable(_("A text of this question is too long or too full of formatting. Please shorten it."))
    return BeautifulSoup(html, "html.parser")


def is_marked_up(text: str) -> bool:
    """Whether a text that may hold HTML ("Moodle auto-format") does."""
    return bool(TAGS.search(text))


def loses(html: str) -> bool:
    """Whether it shows or plays what plain words cannot."""
    return bool(LOST.search(html))


def _mark(tag: Tag) -> None:
    if tag.name == "br":
        tag.replace_with(NavigableString(BREAK))
    elif tag.name == "img":
        alt = " ".join(str(tag.get("alt") or "").split())
        tag.replace_with(NavigableString(f"[{alt}]" if alt else ""))
    elif tag.name in {"sup", "sub"}:
        _set_higher(tag)
    elif tag.name == "pre":
        _keep_lines(tag)
    elif tag.name in BLOCKS:
        tag.insert_before(NavigableString(LINE))
        tag.insert_after(NavigableString(LINE))
        if tag.name == "li":
            tag.insert(0, NavigableString("- "))
    elif tag.name in {"td", "th"}:
        tag.insert_after(NavigableString(" "))


def _set_higher(tag: Tag) -> None:
    """m² and H₂O are other words than m2 and H2O."""
    text = tag.get_text()
    table = RAISED if tag.name == "sup" else LOWERED
    if all(ord(sign) in table for sign in text):
        tag.replace_with(NavigableString(text.translate(table)))


def _keep_lines(tag: Tag) -> None:
    lines = tag.get_text().strip("\n").splitlines()
    kept = (SPACE * (len(line) - len(line.lstrip())) + line.strip() for line in lines)
    tag.replace_with(NavigableString(f"{LINE}{BREAK.join(kept)}{LINE}"))
