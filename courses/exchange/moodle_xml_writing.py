"""Write Moodle XML that Moodle imports, and from which we read the same questions again."""

import base64
import html
import json
import urllib.parse
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from lxml import etree

from courses.exchange.cloze import as_cloze
from courses.exchange.drafts import Draft, DraftImage, DraftOption
from courses.exchange.text import extras, said
from courses.exchange.weights import weighted

Element: TypeAlias = Any
TYPES = {
    "single": "multichoice", "multiple": "multichoice", "true_false": "truefalse", "short_text": "shortanswer",
    "number": "numerical", "matching": "matching", "ordering": "ordering", "long_answer": "essay", "gap": "cloze",
    "description": "description",
}  # fmt: skip


def write(drafts: Sequence[Draft]) -> bytes:
    root, category = etree.Element("quiz"), ""
    for draft in drafts:
        if draft.category != category:
            category = draft.category
            shown = etree.SubElement(root, "question", type="category")
            _put(shown, "category", f"$course$/top/{category}".rstrip("/"))
        _question(root, draft)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _question(root: Element, draft: Draft) -> None:
    element = etree.SubElement(root, "question", type=TYPES[draft.kind])
    _put(element, "name", draft.name or " ".join(draft.text.split())[:80])
    _question_text(element, draft)
    _put(element, "generalfeedback", draft.feedback, "plain_text")
    etree.SubElement(element, "hidden").text = "1" if draft.state == "retired" else "0"
    _settings(element, draft)
    if draft.kind == "long_answer":
        _put(element, "graderinfo", "\n".join(option.text for option in draft.options), "plain_text")
    for place, option in enumerate(weighted(draft), start=1):
        _option(element, draft.kind, option, place)
    if draft.tags:
        tags = etree.SubElement(element, "tags")
        for tag in draft.tags:
            _put(tags, "tag", tag)
    own = extras(draft) | {"name": draft.name}
    etree.SubElement(element, "hocan").text = json.dumps(own, ensure_ascii=False)


def _put(parent: Element, name: str, text: str, form: str = "") -> Element:
    element = etree.SubElement(parent, name, **({"format": form} if form else {}))
    etree.SubElement(element, "text").text = text
    return element


def _question_text(element: Element, draft: Draft) -> None:
    """Plain text, unless pictures must stand in it: only HTML can show them in Moodle."""
    text = draft.text
    if draft.kind == "gap":
        text = as_cloze(text, draft.options, marks_matter=bool(draft.marks_matter))
    if not draft.images:
        _put(element, "questiontext", text, "plain_text")
        return
    pictures = "".join(_picture(image) for image in draft.images)
    shown = _put(element, "questiontext", html.escape(text).replace("\n", "<br>") + pictures, "html")
    for image in draft.images:
        file = etree.SubElement(shown, "file", name=image.name, path="/", encoding="base64")
        file.text = base64.b64encode(image.content).decode()


def _picture(image: DraftImage) -> str:
    return f'<p><img src="@@PLUGINFILE@@/{urllib.parse.quote(image.name)}" alt="{html.escape(image.alt)}"></p>'


def _settings(element: Element, draft: Draft) -> None:
    if TYPES[draft.kind] == "multichoice":
        etree.SubElement(element, "single").text = "true" if draft.kind == "single" else "false"
        etree.SubElement(element, "shuffleanswers").text = "true"
        etree.SubElement(element, "answernumbering").text = "ABCD"
    if draft.kind == "short_text":
        etree.SubElement(element, "usecase").text = "1" if draft.marks_matter else "0"
    if draft.kind == "ordering":
        etree.SubElement(element, "selecttype").text = "ALL"


def _option(element: Element, kind: str, option: DraftOption, place: int) -> None:
    if kind == "matching":
        pair = _put(element, "subquestion", option.text, "plain_text")
        _put(pair, "answer", option.match)
    elif kind not in {"gap", "long_answer"}:
        _answer(element, kind, option, place)


def _answer(element: Element, kind: str, option: DraftOption, place: int) -> None:
    text = {"Đúng": "true", "Sai": "false"}.get(option.text, option.text) if kind == "true_false" else option.text
    fraction = Decimal(place) if kind == "ordering" else option.percent
    answer = _put(element, "answer", text, "plain_text")
    answer.set("fraction", said(fraction))
    _put(answer, "feedback", option.feedback, "plain_text")
    if kind == "number" and option.text != "*":
        etree.SubElement(answer, "tolerance").text = said(option.tolerance)
