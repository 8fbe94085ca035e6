"""Read Moodle XML, as Moodle's question/format/xml/format.php writes it; cloze texts with typed gaps too."""

import base64
import binascii
import codecs
import re
import urllib.parse
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeAlias

from django.utils.translation import gettext as _
from lxml import etree

from courses.exchange import cloze
from courses.exchange.drafts import Bundle, Draft, DraftImage, DraftOption, NoQuestions, NotTaken, Unreadable
from courses.exchange.plain import is_marked_up, loses, plain, soup_of
from courses.exchange.text import AS_TYPED, category_of, lost_media, nfc, number, read_json, spelled, with_extras
from courses.exchange.weights import keyed

Element: TypeAlias = Any
AS_WRITTEN, AUTO = {"plain_text", "markdown"}, "moodle_auto_format"
PLUGIN_FILE, DATA = "@@PLUGINFILE@@/", re.compile(r"data:image/(\w+);base64,(.*)", re.DOTALL)
MAX_IMAGE = 5_000_000
"""Bytes. What a phone should never have to load."""


def read(content: bytes) -> Bundle:
    drafts, not_taken, category = [], [], ""
    for element in _root(content).iterchildren("question"):
        if element.get("type") == "category":
            category = category_of(_text(element.find("category")))
            continue
        try:
            drafts.append(_draft(element, category))
        except Unreadable as reason:
            not_taken.append(NotTaken(element.sourceline or 0, str(reason)))
    return Bundle(tuple(drafts), tuple(not_taken))


def _root(content: bytes) -> Element:
    """No entities, no network: files come from strangers. Long texts are allowed: a film in the file is one."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = etree.fromstring(content.removeprefix(codecs.BOM_UTF8).lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NoQuestions(_damage(content, error)) from error
    if root.tag != "quiz" or root.getroottree().docinfo.doctype:
        raise NoQuestions(_("This is no Moodle XML. Please choose “Moodle XML format” when you export from Moodle."))
    return root


def _damage(content: bytes, error: Exception) -> str:
    if not isinstance(error, etree.XMLSyntaxError) or b"<quiz" not in content:
        return _("This is no Moodle XML, or it is damaged. Please export the questions from Moodle again.")
    above = content[: len(content) - len(content.removeprefix(codecs.BOM_UTF8).lstrip())].count(b"\n")
    message = _(
        "This Moodle XML is damaged near line %(line)s. Please export the questions from Moodle again, or mend that line: "
        "often it is a sign & or < that belongs to the words and must be written &amp; or &lt;."
    )
    return message % {"line": (error.lineno or 1) + above}


def _draft(element: Element, category: str) -> Draft:
    said_kind = element.get("type", "")
    if said_kind not in READERS:
        message = _("There is no question of the kind “%(kind)s” here. Please write it anew as one of the kinds that we have.")
        raise Unreadable(message % {"kind": said_kind})
    text, images, doubt = _text_and_images(element.find("questiontext"))
    kind, options = READERS[said_kind](element)
    draft = Draft(
        kind, text, element.sourceline or 0, options, " ".join(_text(element.find("name")).split()),
        _words(element.find("generalfeedback")), category,
        tuple(tag for one in element.iterfind("tags/tag") if (tag := _text(one))), images,
        marks_matter=True if element.findtext("usecase") == "1" else None,
        state="retired" if element.findtext("hidden") == "1" else "",
        doubt=doubt or _doubt(*(_html(one) for one in element.iterfind("answer")), *map(_html, element.iterfind("subquestion"))),
    )  # fmt: skip
    if said_kind in {"multianswer", "cloze"}:
        text, kind, options = cloze.read(text)
        draft = replace(draft, kind=kind, text=text, options=options)
    if not draft.text and not images:
        raise Unreadable(_("This question has no text. Please write it in the file, or leave the question out."))
    own = read_json(element.findtext("hocan") or "")
    # We never had a name of its own: Moodle wants one, so the start of the text was written.
    return keyed(with_extras(replace(draft, name="") if own.get("name") == "" else draft, own))


# --- texts and pictures -----------------------------------------------------------------------------------------


def _text(element: Element | None) -> str:
    """What stands in <text>, or in the element itself in old files."""
    if element is None:
        return ""
    inner = element.find("text")
    return nfc((inner if inner is not None else element).text or "").strip()


def _html(element: Element | None) -> str:
    """What other systems would show, as HTML; "" where it is plain words. Auto-format may hold HTML, and keeps its lines."""
    text = _text(element)
    if element is None or element.get("format") in AS_WRITTEN:
        return ""
    if element.get("format") == AUTO:
        return text.replace("\n", "<br>") if is_marked_up(text) else ""
    return text


def _words(element: Element | None) -> str:
    return plain(html) if (html := _html(element)) else _text(element)


def _line(element: Element | None) -> str:
    return " ".join(_words(element).split())


def _text_and_images(element: Element | None) -> tuple[str, tuple[DraftImage, ...], str]:
    """Pictures that the text shows go into their own place, those of old files (<image_base64>) too. Last what is in doubt."""
    html = _html(element)
    if element is None or not html:
        return _text(element), _old_images(element), ""
    soup = soup_of(html)
    files = {file.get("name", ""): file.text or "" for file in element.iterfind("file")}
    images = []
    for tag in soup.find_all("img"):
        image = _image(str(tag.get("src") or ""), files, nfc(str(tag.get("alt") or "")))
        if image:
            images.append(image)
            tag.decompose()
    return plain(str(soup)), (*images, *_old_images(element)), _doubt(str(soup))


def _doubt(*texts: str) -> str:
    return lost_media() if any(map(loses, texts)) else ""


def _image(source: str, files: dict[str, str], alt: str) -> DraftImage | None:
    alt = " ".join(alt.split())
    if source.startswith(PLUGIN_FILE):
        name = urllib.parse.unquote(source.removeprefix(PLUGIN_FILE).split("?")[0]).split("/")[-1]
        return DraftImage(name, _bytes(files[name]), alt) if name in files else None
    embedded = DATA.fullmatch(source)
    return DraftImage(f"image.{embedded[1]}", _bytes(embedded[2]), alt) if embedded else None


def _old_images(element: Element | None) -> tuple[DraftImage, ...]:
    question = element.getparent() if element is not None else None
    content = question.findtext("image_base64") if question is not None else None
    name = (question.findtext("image") or "image").split("/")[-1] if question is not None else ""
    return (DraftImage(name, _bytes(content)),) if content and content.strip() else ()


def _bytes(encoded: str) -> bytes:
    try:
        content = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable(_("A picture of this question is damaged. Please put it in again and export once more.")) from error
    if not content or len(content) > MAX_IMAGE:
        raise Unreadable(_("A picture of this question is empty or too large (5 MB at most). Please make it smaller."))
    return content


# --- the answers of each kind -----------------------------------------------------------------------------------


def _percent(element: Element) -> Decimal:
    value = number(element.get("fraction") or element.findtext("fraction") or "0")
    if value is None or abs(value) > 100:
        raise Unreadable(_("An answer of this question has a weight that is no number from -100 to 100."))
    return round(value, 5).normalize() if value else Decimal(0)


def _answers(element: Element, least: int) -> tuple[DraftOption, ...]:
    options = tuple(DraftOption(_line(a), _percent(a), _words(a.find("feedback"))) for a in element.iterfind("answer"))
    if len(options) < least or not all(option.text for option in options):
        raise Unreadable(_("This question has too few answers, or an empty one. Please add what is missing."))
    return options


def _choice(element: Element) -> tuple[str, tuple[DraftOption, ...]]:
    single = (element.findtext("single") or "true").strip().lower() in {"true", "1"}
    return "single" if single else "multiple", _answers(element, 2)


def _true_or_false(element: Element) -> tuple[str, tuple[DraftOption, ...]]:
    found = {option.text.lower(): option for option in _answers(element, 2)}
    if found.keys() != {"true", "false"}:
        raise Unreadable(_("A question “true or false” must have exactly the answers true and false."))
    return "true_false", (replace(found["true"], text="Đúng"), replace(found["false"], text="Sai"))


def _short(element: Element) -> tuple[str, tuple[DraftOption, ...]]:
    return "short_text", _answers(element, 1)


def _number(element: Element) -> tuple[str, tuple[DraftOption, ...]]:
    options = _answers(element, 1)
    tolerances = [number(answer.findtext("tolerance") or "0") for answer in element.iterfind("answer")]
    values = [number(option.text, AS_TYPED) if option.text != "*" else Decimal(0) for option in options]
    if None in values or None in tolerances:
        raise Unreadable(_("An answer of this question is no number. Please correct it."))
    texts = ["*" if option.text == "*" else spelled(value) for option, value in zip(options, values, strict=True)]  # type: ignore[arg-type]
    return "number", tuple(
        replace(option, text=text, tolerance=abs(tolerance) if text != "*" else Decimal(0))  # type: ignore[arg-type]
        for option, text, tolerance in zip(options, texts, tolerances, strict=True)
    )


def _matching(element: Element) -> tuple[str, tuple[DraftOption, ...]]:
    # The second sides are plain text in Moodle, the first ones are not.
    found = [(_line(one), _text(one.find("answer"))) for one in element.iterfind("subquestion")]
    pairs = tuple(DraftOption(left, match=" ".join(right.split())) for left, right in found)
    if len(pairs) < 2 or not all(pair.match for pair in pairs):
        raise Unreadable(_("This question needs at least two pairs, and the second side of each."))
    return "matching", pairs


def _ordering(element: Element) -> tuple[str, tuple[DraftOption, ...]]:
    steps = sorted(element.iterfind("answer"), key=lambda answer: number(answer.get("fraction") or "0") or 0)
    options = tuple(DraftOption(_line(step), feedback=_words(step.find("feedback"))) for step in steps)
    if len(options) < 2 or not all(option.text for option in options):
        raise Unreadable(_("This question has too few answers, or an empty one. Please add what is missing."))
    return "ordering", options


def _essay(element: Element) -> tuple[str, tuple[DraftOption, ...]]:
    rubric = [_words(one) for one in element.iterfind("graderinfo")]
    return "long_answer", tuple(DraftOption(text, Decimal(100)) for text in rubric if text)


READERS: dict[str, Callable[[Element], tuple[str, tuple[DraftOption, ...]]]] = {
    "multichoice": _choice, "truefalse": _true_or_false, "shortanswer": _short, "numerical": _number, "matching": _matching,
    "ddmatch": _matching, "ordering": _ordering, "essay": _essay, "description": lambda element: ("description", ()),
    "multianswer": lambda element: ("gap", ()), "cloze": lambda element: ("gap", ()),
}  # fmt: skip
