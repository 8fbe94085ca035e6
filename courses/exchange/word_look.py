"""What stands in a Word file and how it looks: the right answer is often said only by bold, underlined or coloured letters."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

LOOKS = ("highlight", "shd", "color", "u", "b")
"""From what is seldom anything but a mark to what may be mere habit."""
USUAL = {"0", "false", "none", "auto", "000000", "FFFFFF", "clear"}
OPTION = re.compile(r"\s*((?:\*\s*)?([A-Ha-h])\s*(?:\)|\.(?!\w\.)))\s*(?=\S)")
FOLLOWING = re.compile(r"(?<=\s)\*?([B-H])\s*(?:\)|\.(?!\w\.))\s*(?=\S)")
NUMBERS = f"{qn('w:pPr')}/{qn('w:numPr')}"
Sign = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class Piece:
    """A line, or one answer of a line that holds several. `looks`: how its letter and how its words look."""

    place: int
    text: str
    letter: str = ""
    looks: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


def lines(document: Document) -> list[tuple[int, str]]:
    """Place and text of each line; an answer that stands out among its own is written with a star: "B. *hai"."""
    pieces = [piece for place, signs in _numbered(document) for piece in _pieces(place, signs)]
    return [line for group in _by_question(pieces) for line in _starred(group)]


def look(paragraphs: Sequence[Paragraph]) -> frozenset[str]:
    """How all the words of a cell look."""
    return _common([sign for paragraph in paragraphs for sign in _signs(paragraph)])


def text_of(paragraphs: Sequence[Paragraph]) -> str:
    """A cell with its lines; answers within it stand one below the other and get their star as lines do."""
    pieces = [piece for paragraph in paragraphs for line in _by_line(_signs(paragraph)) for piece in _pieces(1, line)]
    if len({piece.letter for piece in pieces} - {""}) < 2:
        return "\n".join(paragraph.text for paragraph in paragraphs)
    return "\n".join(text for _place, text in _starred(pieces))


def standing_out(looks: dict[str, tuple[frozenset[str], ...]]) -> list[str]:
    """Those that look otherwise than the rest, by the first kind of look that parts them."""
    for kind in LOOKS:
        for part in range(max(map(len, looks.values()), default=0)):
            found = [name for name, parts in looks.items() if kind in parts[part]]
            if 0 < len(found) < len(looks):
                return found
    return []


# --- the signs of a paragraph -----------------------------------------------------------------------------------


def _signs(paragraph: Paragraph) -> list[Sign]:
    """Each sign with its looks."""
    runs = [run for part in paragraph.iter_inner_content() for run in ([part] if isinstance(part, Run) else part.runs)]
    return [(sign, looks) for run in runs for looks in [_looks(run)] for sign in run.text]


def _looks(run: Run) -> frozenset[str]:
    form = run._r.rPr
    found = {kind: form.find(qn(f"w:{kind}")) for kind in LOOKS} if form is not None else {}
    said = {k: one.get(qn("w:fill" if k == "shd" else "w:val"), "1") for k, one in found.items() if one is not None}
    return frozenset(kind for kind, value in said.items() if value not in USUAL)


def _common(signs: Sequence[Sign]) -> frozenset[str]:
    seen = [looks for sign, looks in signs if sign.isalnum()]
    return frozenset(kind for kind in LOOKS if seen and sum(kind in looks for looks in seen) >= 0.8 * len(seen))


def _by_line(signs: Sequence[Sign]) -> Iterator[list[Sign]]:
    line: list[Sign] = []
    for sign in signs:
        if sign[0] == "\n":
            yield line
            line = []
        else:
            line.append(sign)
    yield line


# --- lines and the answers in them ------------------------------------------------------------------------------


def _numbered(document: Document) -> Iterator[tuple[int, list[Sign]]]:
    """Each line with the number that Word would put before it: "B." and "Câu 2:" are often no text."""
    formats, styled, place, letter, count = _formats(document), _styled(document), 0, "", 0
    for paragraph in document.paragraphs:
        kind = formats.get(_list_of(paragraph, styled), "") if paragraph.text.strip() else ""
        letter = chr(ord(letter) + 1) if letter and kind.endswith("Letter") else "A" if kind.endswith("Letter") else ""
        count += kind == "decimal"
        label = f"{letter}. " if letter else f"Câu {count}: " if kind == "decimal" else ""
        for n, line in enumerate(_by_line(_signs(paragraph))):
            place += 1
            yield place, [*((sign, frozenset()) for sign in (label if n == 0 else "")), *line]


def _styled(document: Document) -> dict[str, Any]:
    """Which list a style belongs to. paragraph.style would look through all styles for each paragraph."""
    return {style.get(qn("w:styleId")): style.find(NUMBERS) for style in document.styles.element.iterchildren(qn("w:style"))}


def _list_of(paragraph: Paragraph, styled: Mapping[str, Any]) -> tuple[str, str]:
    own = paragraph._p.find(NUMBERS)
    numbers = own if own is not None else styled.get(paragraph._p.style or "")
    said = {one.tag: str(one.get(qn("w:val"))) for one in numbers} if numbers is not None else {}
    return said.get(qn("w:numId"), ""), said.get(qn("w:ilvl"), "0")


def _formats(document: Document) -> dict[tuple[str, str], str]:
    """How each level of each list is numbered: decimal, upperLetter."""
    try:
        root = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element  # type: ignore[attr-defined]
    except KeyError:
        return {}
    levels: dict[str, list[tuple[str, str]]] = {}
    for one in root.iterchildren(qn("w:abstractNum")):
        found = [(level.get(qn("w:ilvl")), level.find(qn("w:numFmt"))) for level in one.iterchildren(qn("w:lvl"))]
        levels[one.get(qn("w:abstractNumId"))] = [(n, form.get(qn("w:val"))) for n, form in found if form is not None]
    lists = [(one.get(qn("w:numId")), one.find(qn("w:abstractNumId")).get(qn("w:val"))) for one in root.iterchildren(qn("w:num"))]
    return {(number, level): form for number, abstract in lists for level, form in levels.get(abstract, [])}


def _pieces(place: int, signs: Sequence[Sign]) -> Iterator[Piece]:
    text = "".join(sign for sign, _looks in signs)
    if not OPTION.match(text):
        yield Piece(place, " ".join(text.split()))
        return
    starts = [0, *_following(text), len(text)]
    for start, end in zip(starts, starts[1:], strict=False):
        found = OPTION.match(text, start, end)
        if found:
            looks = _common(signs[found.start(1) : found.end(1)]), _common(signs[found.end() : end])
            words = " ".join(text[found.end() : end].split())
            star = "*" if found[1].startswith("*") else ""
            yield Piece(place, f"{found[2].upper()}. {star}{words}", found[2].upper(), looks)


def _following(text: str) -> list[int]:
    """Where the next answers of the line begin: B, then C, … Between single spaces there must be B, C and D."""
    found, wanted = [], chr(ord(OPTION.match(text)[2].upper()) + 1)  # type: ignore[index]
    for one in FOLLOWING.finditer(text):
        if one[1] == wanted:
            found.append(one.start())
            wanted = chr(ord(wanted) + 1)
    apart = all(re.search(r"\t\s*|\s{2,}|[;.]\s*$", text[:start]) for start in found)
    return found if len(found) > 2 or apart else []


def _by_question(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """From one A to the next: the answers of a question, and the words of the next one."""
    group: list[Piece] = []
    for piece in pieces:
        if piece.letter == "A" and group:
            yield group
            group = []
        group.append(piece)
    yield group


def _starred(pieces: list[Piece]) -> list[tuple[int, str]]:
    answers = {piece.letter: piece for piece in pieces if piece.letter}
    chosen = standing_out({letter: piece.looks for letter, piece in answers.items()}) if len(answers) > 1 else []
    if any(piece.text[3:4] == "*" for piece in answers.values()):
        chosen = []
    marked = (replace(one, text=f"{one.text[:3]}*{one.text[3:]}") if one.letter in chosen else one for one in pieces)
    return [(piece.place, piece.text) for piece in marked]
