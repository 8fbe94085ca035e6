"""Moodle XML, as Moodle's question/format/xml writes and reads it: with weights, feedback, tags, categories and pictures."""

import base64
import binascii
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import DefusedXMLParser  # type: ignore[import-untyped]
from django.utils.translation import gettext as _

from courses.exchange.drafts import Bundle, Draft, DraftImage, DraftOption, NoQuestions, NotTaken
from courses.gaps import GAP

LINE = "\N{INVISIBLE SEPARATOR}line"
"""The attribute that keeps where an element began; no file can have one of that name."""
RIGHT_WORD, WRONG_WORD = "Đúng", "Sai"
MOST_GAPS = 99


class Unheld(ValueError):
    """This question cannot be held here; the message says what to do."""


# --- XML, whoever made it --------------------------------------------------------------------------------------


class _LinedBuilder(ElementTree.TreeBuilder):
    parser: Any = None

    def start(self, tag: Any, attrs: Any, /) -> Element:
        return super().start(tag, {**attrs, LINE: str(self.parser.parser.CurrentLineNumber)})


def xml_tree(content: bytes) -> Element:
    """The elements, each with its LINE. Nothing is fetched, nothing expanded: a DOCTYPE is refused. Raises NoQuestions."""
    builder = _LinedBuilder()  # noqa: S314 (it is fed by the parser that refuses)
    parser = builder.parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    try:
        parser.feed(content)
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise NoQuestions(_("This file holds definitions (DOCTYPE) that questions do not need and that can do harm. "
                            "Please export the questions anew and send the new file.")) from error  # fmt: skip
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        line = getattr(error, "position", (1, 0))[0]
        message = _("This file is damaged at line %(line)s or is no XML file. Please export the questions anew and send the new file.")
        raise NoQuestions(message % {"line": line}) from error
    return root


# --- plain words -----------------------------------------------------------------------------------------------

BLOCKS = set(
    "address article aside blockquote center dd div dl dt fieldset figure figcaption footer form h1 h2 h3 h4 h5 h6 header hr li main nav "
    "ol p pre section table tbody thead tr ul".split()
)
FILE = re.compile(r"^@@PLUGINFILE@@/*")
DATA = re.compile(r"^data:image/(\w+)[^,]*;base64,")
PLAIN = {"plain_text", "markdown", "wiki_like"}
UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML file can hold."""


def tidy(text: str) -> str:
    """NFC; one space between words; lines without ends; not more than one empty line; nothing that XML cannot hold."""
    text = unicodedata.normalize("NFC", UNWRITABLE.sub("", text)).replace("\r\n", "\n").replace("\r", "\n")
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


@dataclass
class Words:
    """What a text says, and the addresses of what is shown in it."""

    text: str
    pictures: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    """Sound, films, files to open."""


class _Stripper(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[str]] = [[]]
        self.pictures: list[str] = []
        self.others: list[str] = []
        self.silent = ""

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag in {"script", "style"}:
            self.silent = tag
        elif tag == "br":
            self.lines.append([])
        elif tag in BLOCKS:
            self._new_line()
        elif tag in {"td", "th"}:
            self.lines[-1].append(" ")
        self._shown(tag, dict(attrs))

    def _shown(self, tag: str, attrs: dict[str, str | None]) -> None:
        addresses = [value for name, value in attrs.items() if name in {"src", "href", "data"} and value]
        (self.pictures if tag == "img" else self.others).extend(addresses)
        if tag == "img" and attrs.get("alt"):
            self.lines[-1].append(f" {attrs['alt']} ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.silent:
            self.silent = ""
        elif tag in BLOCKS:
            self._new_line()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.lines[-1].append(re.sub(r"\s", " ", data))

    def _new_line(self) -> None:
        if "".join(self.lines[-1]).strip():
            self.lines.append([])


def words(markup: str, form: str = "html") -> Words:
    """Markup as plain words: entities read, <br> and blocks as line breaks, scripts dropped, pictures as their alternative text."""
    if form in PLAIN:
        return Words(tidy(markup))
    markup = re.sub(r"<!\[[^>]*>?", "", markup)  # Word's conditions, on which the parser gives up
    stripper = _Stripper()
    stripper.feed(markup.replace("\n", "<br>") if form == "moodle_auto_format" else markup)
    stripper.close()
    return Words(tidy("\n".join("".join(line) for line in stripper.lines)), stripper.pictures, stripper.others)


# --- parts of a question ---------------------------------------------------------------------------------------

NUMBER = re.compile(r"[-+]?(\d{1,30}\.?\d{0,30}|\.\d{1,30})([eE][-+]?\d{1,2})?")


def _raw(node: Element | None) -> str:
    text = node.find("text") if node is not None else None
    return "".join(text.itertext()).strip() if text is not None else ""


def _form(node: Element) -> str:
    """The format of the question's text, which its parts have unless they say otherwise."""
    text = node.find("questiontext")
    return text.get("format", "html") if text is not None else "html"


def _said(node: Element | None, form: str) -> str:
    return words(_raw(node), node.get("format", form)).text if node is not None else ""


def _answer_said(node: Element, form: str) -> str:
    said = words(_raw(node), node.get("format", form))
    if not said.text and said.pictures:
        raise Unheld(_("An answer is a picture without words. Please describe it in words and send the file again."))
    return said.text


def _number(text: str) -> Decimal:
    text = text.strip().replace(",", ".")
    if not NUMBER.fullmatch(text):
        raise Unheld(_("“%(text)s” is not a number. Please write it with digits, for example 3,5.") % {"text": text[:40]})
    return Decimal(text)


def _percent(text: str) -> Decimal:
    percent = _number(text or "0")
    if abs(percent) > 100:
        raise Unheld(_("A weight must be between -100 and 100 percent. Please correct it and send the file again."))
    return percent


def _feedback(answer: Element, form: str) -> str:
    return _said(answer.find("feedback"), form)


def _answers(node: Element, form: str, read_text: Callable[[Element, str], str] = _answer_said) -> tuple[DraftOption, ...]:
    options = (
        DraftOption(read_text(answer, form), _percent(answer.get("fraction", "0")), _feedback(answer, form))
        for answer in node.findall("answer")
    )
    return tuple(option for option in options if option.text)


# --- kinds -----------------------------------------------------------------------------------------------------

Read = tuple[str, tuple[DraftOption, ...]]


def need_right_answer(options: Iterable[DraftOption], least: int = 1) -> None:
    options = list(options)
    if len(options) < least:
        raise Unheld(_("There are fewer than two answers. Please add answers and send the file again."))
    if not any(option.percent > 0 for option in options):
        raise Unheld(_("No answer is right. Please mark the right one and send the file again."))


def _choices(node: Element, form: str) -> Read:
    options = _answers(node, form)
    need_right_answer(options, least=2)
    several = (node.findtext("single") or "true").strip() in {"false", "0"}
    return "multiple" if several else "single", options


def _true_false(node: Element, form: str) -> Read:
    """By the words "true" and "false"; old files say them in their own language, the true one first."""
    sides: dict[str, Element] = {}
    for place, answer in enumerate(node.findall("answer")[:2]):
        word = _raw(answer).casefold()
        sides[word if word in {"true", "false"} else ("true", "false")[place]] = answer
    right = [side for side, answer in sides.items() if _percent(answer.get("fraction", "0")) == 100]
    if len(right) != 1:
        raise Unheld(_("No answer is right. Please mark the right one and send the file again."))
    said = {side: _feedback(answer, form) for side, answer in sides.items()}
    return "true_false", true_false(right == ["true"], said.get("true", ""), said.get("false", ""))


def true_false(is_true: bool, if_true: str = "", if_false: str = "") -> tuple[DraftOption, DraftOption]:
    percent = Decimal(100 * is_true)
    return DraftOption(RIGHT_WORD, percent, if_true), DraftOption(WRONG_WORD, 100 - percent, if_false)


def _pairs(node: Element, form: str) -> Read:
    pairs = [(_answer_said(one, form), words(_raw(one.find("answer")), "plain_text").text) for one in node.findall("subquestion")]
    options = tuple(DraftOption(left, match=right) for left, right in pairs if right)
    if sum(bool(option.text) for option in options) < 2:
        raise Unheld(_("There are fewer than two pairs. Please add pairs and send the file again."))
    return "matching", options


def _steps(node: Element, form: str) -> Read:
    """In the order of the file; Moodle's "fraction" of a step is only its place."""
    options = tuple(DraftOption(text) for text in (_answer_said(answer, form) for answer in node.findall("answer")) if text)
    if len(options) < 2:
        raise Unheld(_("There are fewer than two steps. Please add steps and send the file again."))
    return "ordering", options


def _short_texts(node: Element, form: str) -> Read:
    options = _answers(node, form, lambda answer, _form: tidy(_raw(answer)))
    need_right_answer(options)
    return "short_text", options


def _numbers(node: Element, form: str) -> Read:
    """Units are left out, and so is "*", which stands for every other number."""
    answers = [answer for answer in node.findall("answer") if _raw(answer) not in {"", "*"}]
    options = tuple(
        DraftOption(
            f"{_number(_raw(answer)):f}", _percent(answer.get("fraction", "0")), _feedback(answer, form),
            tolerance=abs(_number(answer.findtext("tolerance") or "0")),
        )
        for answer in answers
    )  # fmt: skip
    need_right_answer(options)
    return "number", options


CHOSEN = {"gapselect": "selectoption", "ddwtos": "dragbox"}
READERS: dict[str, Callable[[Element, str], Read]] = {
    "multichoice": _choices, "truefalse": _true_false, "matching": _pairs, "match": _pairs, "ddmatch": _pairs, "ordering": _steps,
    "shortanswer": _short_texts, "numerical": _numbers,
    "essay": lambda _node, _form: ("long_answer", ()), "description": lambda _node, _form: ("description", ()),
}  # fmt: skip

# --- gaps ------------------------------------------------------------------------------------------------------

CLOZE = re.compile(r"\{\d*:(NUMERICAL|NM|(?:MULTICHOICE|MC)(?:_?[VH]?S?)|MULTIRESPONSE(?:_H?S?)?|MRH?S?|SHORTANSWER(?:_C)?|SAC?|MWC?):")
CLOZE_END = re.compile(r"(?<!\\)\}")
CLOZE_WEIGHT = re.compile(r"=|%(-?\d+(?:[.,]\d*)?)%")
GAP_CHARACTERS = str.maketrans({c: f"&#{ord(c)};" for c in "&<>\\{}~#[]"})
"""What would end an answer of a gap in Moodle, as Moodle reads it back."""


def _filled(node: Element, markup: str) -> tuple[str, tuple[DraftOption, ...]]:
    """Gaps to be filled from a list: [[3]] is filled by the third choice. The other choices are not kept: here it is typed."""
    choices = [tidy(words(_raw(choice)).text) for choice in node.findall(CHOSEN[node.get("type", "")])]
    wanted = [int(number) for number in GAP.findall(markup)]
    if not wanted or not all(0 < number <= len(choices) for number in wanted):
        raise Unheld(_("The gaps [[1]], [[2]] and the words for them do not agree. Please correct them and send the file again."))
    places = iter(range(1, len(wanted) + 1))
    options = tuple(DraftOption(choices[number - 1], Decimal(100), gap=gap) for gap, number in enumerate(wanted, start=1))
    return GAP.sub(lambda _found: f"[[{next(places)}]]", markup), options


def _cloze(markup: str) -> tuple[str, tuple[DraftOption, ...]]:
    """Gaps as {1:SHORTANSWER:=right~%50%half right#feedback}; each becomes [[1]], [[2]] in the text."""
    text, options, start, gap = "", [], 0, 0
    markup = GAP.sub(r"[\1]", markup)
    while (found := CLOZE.search(markup, start)) and (end := CLOZE_END.search(markup, found.end())):
        gap += 1
        options += _gap(gap, found[1], markup[found.end() : end.start()])
        text += f"{markup[start : found.start()]}[[{gap}]]"
        start = end.end()
    if not 0 < gap <= MOST_GAPS:
        raise Unheld(_("There is no gap in this text, or more than 99. Please correct it and send the file again."))
    return text + markup[start:], tuple(options)


def _gap(gap: int, kind: str, body: str) -> list[DraftOption]:
    if kind.startswith(("MULTIRESPONSE", "MR")):
        raise Unheld(_("A gap with several right answers at once cannot be held. Please ask for them in a question of its own."))
    options = [_gap_option(gap, one) for one in re.split(r"(?<!\\)~", body) if one.strip()]
    options = [_gap_number(option) if kind in {"NUMERICAL", "NM"} else option for option in options if option.text]
    need_right_answer(options)
    return options


def _gap_option(gap: int, said: str) -> DraftOption:
    said = said.strip()
    weight = CLOZE_WEIGHT.match(said)
    percent = _percent(weight[1] if weight[1] else "100") if weight else Decimal(0)
    answer, *feedback = re.split(r"(?<!\\)(?<!&)(?<!&amp;)#", said[weight.end() if weight else 0 :], maxsplit=1)
    text, told = (words(re.sub(r"\\([}#~])", r"\1", part)).text for part in (answer, "".join(feedback)))
    return DraftOption(text.replace("\n", " "), percent, told, gap=gap)


def _gap_number(option: DraftOption) -> DraftOption:
    number, _colon, tolerance = option.text.partition(":")
    if tolerance and _number(tolerance):
        raise Unheld(_("A gap for a number with a tolerance cannot be held. Please make it a question of its own with a number to type."))
    text = number if number == "*" else f"{_number(number):f}"
    return DraftOption(text, option.percent, option.feedback, gap=option.gap)


# --- pictures --------------------------------------------------------------------------------------------------


def _pictures(node: Element, form: str) -> tuple[DraftImage, ...]:
    """Those shown with the question and its answers; not those of feedback, which are no part of what is asked."""
    found: dict[str, DraftImage] = {}
    for part in node.iter():
        if part.tag in {"questiontext", "answer", "subquestion"}:
            for image in _pictures_in(part, words(_raw(part), part.get("format", form))):
                found.setdefault(image.name, image)
    old = node.findtext("image_base64")
    if old and node.findtext("image"):
        image = DraftImage((node.findtext("image") or "").strip().split("/")[-1], _decoded(old))
        found.setdefault(image.name, image)
    return tuple(found.values())


def _pictures_in(part: Element, said: Words) -> Iterator[DraftImage]:
    if any(FILE.match(address) for address in said.others):
        raise Unheld(_("This question rests on a file that is no picture (sound, film, document). Please write it without this file."))
    files = {(f.get("path", "/") + f.get("name", "")).strip("/"): f for f in part.findall("file")}
    for number, address in enumerate(said.pictures, start=1):
        if data := DATA.match(address):
            yield DraftImage(f"{number}.{data[1]}", _decoded(address[data.end() :]))
        path = unquote(FILE.sub("", address).partition("?")[0])
        if FILE.match(address) and path in files:
            yield DraftImage(files[path].get("name", ""), _decoded(files[path].text or ""))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError) as error:
        raise Unheld(_("A picture of this question is damaged. Please put it in anew and export the questions again.")) from error


# --- a file ----------------------------------------------------------------------------------------------------


def read(content: bytes) -> Bundle:
    """Raises NoQuestions."""
    bare = content.lstrip()  # PHP sites put empty lines before the beginning, which XML forbids
    offset = content[: len(content) - len(bare)].count(b"\n")
    root = xml_tree(bare)
    if root.tag != "quiz":
        raise NoQuestions(_("This is no Moodle XML file. Please choose “Moodle XML” when you export the questions in Moodle."))
    drafts, not_taken, category = [], [], ""
    for node in root.findall("question"):
        line = int(node.get(LINE, "1")) + offset
        if node.get("type") == "category":
            category = re.sub(r"^\$\w+\$(/top(?=/|$))?/?", "", tidy(_raw(node.find("category"))))
            continue
        try:
            drafts.append(_draft(node, line, category))
        except Unheld as refusal:
            not_taken.append(NotTaken(line, str(refusal)))
    if not drafts and not not_taken:
        raise NoQuestions(_("There is no question in this file. Please check that you chose the right one."))
    return Bundle(tuple(drafts), tuple(not_taken))


def _draft(node: Element, line: int, category: str) -> Draft:
    form, markup, name = _form(node), _raw(node.find("questiontext")), tidy(_raw(node.find("name")))
    kind, options, markup = _read_kind(node, form, markup)
    text = words(markup, form).text or name
    if not text:
        raise Unheld(_("This question has no text. Please write it and send the file again."))
    tags = tuple(filter(None, (tidy(_raw(tag)) for tag in node.iterfind("*/tag"))))
    feedback = _said(node.find("generalfeedback"), form)
    return Draft(kind, text, line, options, name, feedback, category, tags, _pictures(node, form))


def _read_kind(node: Element, form: str, markup: str) -> tuple[str, tuple[DraftOption, ...], str]:
    name = node.get("type", "")
    if name in {"cloze", "multianswer"} or name in CHOSEN:
        text, options = _filled(node, markup) if name in CHOSEN else _cloze(markup)
        return "gap", options, text
    if name not in READERS:
        message = _("Questions of the kind “%(kind)s” cannot be taken over. Please write this one anew as another kind of question.")
        raise Unheld(message % {"kind": name})
    return *READERS[name](node, form), markup
