"""Questions as rows of the table that table.read() reads."""

import json
from collections.abc import Sequence

from courses.exchange.cells import cell_of
from courses.exchange.drafts import Draft
from courses.exchange.table import DIFFICULTY_WORDS, KIND_WORDS, LETTERS
from courses.exchange.text import extras

FEWEST = 4
ELSEWHERE = {"difficulty", "source", "tags"}
"""What has a column of its own."""


def rows(drafts: Sequence[Draft]) -> list[list[str]]:
    """The first row names the columns. A question with more answers than letters is left out: see can_hold()."""
    kept = [draft for draft in drafts if can_hold(draft)]
    letters = LETTERS[: max([FEWEST, *(len(draft.options) for draft in kept)])]
    remarks = letters if any(option.feedback for draft in kept for option in draft.options) else ""
    heading = [
        "STT", "Câu hỏi", *letters, "Đáp án", "Giải thích", "Loại", "Chủ đề", "Mức độ", "Nguồn", "Nhãn", "Tên", "Khác",
        *(f"Nhận xét {letter}" for letter in remarks),
    ]  # fmt: skip
    return [heading, *(_row(n, draft, letters, remarks) for n, draft in enumerate(kept, start=1))]


def can_hold(draft: Draft) -> bool:
    return len(draft.options) <= len(LETTERS)


def _row(number: int, draft: Draft, letters: str, remarks: str) -> list[str]:
    more = {name: value for name, value in extras(draft).items() if name not in ELSEWHERE}
    key = [letter for letter, option in zip(letters, draft.options, strict=False) if option.percent == 100]
    is_choice = draft.kind in {"single", "multiple", "true_false"}
    return [
        str(number), draft.text, *_filled([cell_of(draft.kind, option) for option in draft.options], letters),
        ", ".join(key) if is_choice else "", draft.feedback, KIND_WORDS[draft.kind], draft.category,
        DIFFICULTY_WORDS.get(draft.difficulty, "").split(",")[0], draft.source, ", ".join(draft.tags), draft.name,
        json.dumps(more, ensure_ascii=False) if more else "",
        *_filled([option.feedback for option in draft.options], remarks),
    ]  # fmt: skip


def _filled(cells: list[str], letters: str) -> list[str]:
    return [*cells, *[""] * len(letters)][: len(letters)]
