"""Read the starter content: Markdown and YAML files that a trainer can read, one folder a course."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

CONTENT = Path(__file__).parent / "content"
_markdown = MarkdownIt("commonmark", {"html": False})
Block = dict[str, Any]


class BadContent(ValueError):
    """A file that does not follow content/README.md; the message names the file."""


@dataclass(frozen=True)
class StarterLesson:
    meta: dict[str, Any]
    blocks: list[Block]


@dataclass(frozen=True)
class StarterCourse:
    meta: dict[str, Any]
    intro: str
    lessons: list[StarterLesson]
    questions: list[dict[str, Any]] = field(default_factory=list)


def read_courses() -> Iterator[StarterCourse]:
    for folder in sorted(path.parent for path in CONTENT.glob("*/course.md")):
        yield read_course(folder)


def read_course(folder: Path) -> StarterCourse:
    meta, text = read_page(folder / "course.md")
    lessons = [_read_lesson(path) for path in sorted((folder / "lessons").glob("*.md"))]
    questions = folder / "questions.yml"
    bank = yaml.safe_load(questions.read_text(encoding="utf-8")) if questions.exists() else []
    return StarterCourse(meta, html_of(text), lessons, bank)


def read_page(path: Path) -> tuple[dict[str, Any], str]:
    """Front matter and text of a file."""
    parts = path.read_text(encoding="utf-8").split("---\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise BadContent(f"{path}: the file must begin with a front matter between two lines ---")
    return yaml.safe_load(parts[1]), parts[2].strip()


def html_of(text: str) -> str:
    return str(_markdown.render(text)).strip()


def _read_lesson(path: Path) -> StarterLesson:
    meta, text = read_page(path)
    checks = [_self_check(check) for check in meta.get("self_checks", [])]
    return StarterLesson(meta, [*blocks_of(text), *checks])


def _self_check(check: dict[str, Any]) -> Block:
    answers = [{"text": answer["text"], "reply": answer["reply"]} for answer in check["answers"]]
    return {"type": "self_check", "value": {"question": check["question"], "answers": answers}}


def blocks_of(text: str) -> list[Block]:
    """Blocks of a lesson: text, and the four sections with a heading of their own (content/README.md)."""
    blocks: list[Block] = []
    for heading, tokens in _sections(_markdown.parse(text)):
        block = _block(heading, tokens)
        if block["type"] == "text" and blocks and blocks[-1]["type"] == "text":
            blocks[-1]["value"] += "\n" + block["value"]
        else:
            blocks.append(block)
    return blocks


def _sections(tokens: list[Token]) -> Iterator[tuple[str, list[Token]]]:
    """(heading, tokens below it) for each second-level heading; the heading is "" before the first."""
    starts = [n for n, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2"]
    if tokens[: (starts or [len(tokens)])[0]]:
        yield "", tokens[: (starts or [len(tokens)])[0]]
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        # A heading is three tokens: open, its words, close.
        yield tokens[start + 1].content, tokens[start + 3 : end]


def _block(heading: str, tokens: list[Token]) -> Block:
    if heading.startswith("Tình huống"):
        title = heading.partition(":")[2].strip() or heading
        return {"type": "scenario", "value": {"title": title, "text": _html(tokens)}}
    if heading.startswith("Điểm cần nhớ"):
        return {"type": "key_points", "value": {"points": _items(tokens)}}
    if heading.startswith("Việc cần làm"):
        return {"type": "steps", "value": {"steps": _items(tokens)}}
    if heading.startswith("Nơi tìm trợ giúp"):
        return {"type": "help", "value": {"text": _html(tokens)}}
    title = f"<h2>{_markdown.renderInline(heading)}</h2>\n" if heading else ""
    return {"type": "text", "value": title + _html(tokens)}


def _html(tokens: list[Token]) -> str:
    return str(_markdown.renderer.render(tokens, _markdown.options, {})).strip()


def _items(tokens: list[Token]) -> list[str]:
    """The items of a list as plain text."""
    return [token.content.replace("**", "") for token in tokens if token.type == "inline" and token.level == 3]
