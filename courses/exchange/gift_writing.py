"""Write GIFT that Moodle reads, and from which we read the same questions again."""

import json
from collections.abc import Sequence
from decimal import Decimal

from courses.exchange.drafts import Draft, DraftOption
from courses.exchange.plain import is_marked_up
from courses.exchange.text import extras, said
from courses.exchange.weights import weighted
from courses.gaps import GAP

RESERVED = str.maketrans({mark: f"\\{mark}" for mark in "\\:#={}~"} | {"\n": "\\n", "\r": None})
GUARDED = ("[", "/", "$", "%", ">")


def write(drafts: Sequence[Draft]) -> bytes:
    """Pictures have no place in GIFT: they stay out."""
    blocks, category = [], ""
    for draft in drafts:
        if draft.category != category:
            category = draft.category
            blocks.append(f"$CATEGORY: {category or 'top'}")
        blocks.append(_question(draft))
    return ("\n\n".join(blocks) + "\n").encode()


def _question(draft: Draft) -> str:
    lines = [f"// hocan {json.dumps(own, ensure_ascii=False)}"] if (own := _own(draft)) else []
    name = f"::{draft.name.translate(RESERVED)}::" if draft.name else ""
    return "\n".join([*lines, f"{name}{_escaped(_shown(draft))}{_answers(draft)}"])


def _own(draft: Draft) -> dict[str, object]:
    own = extras(draft)
    if draft.kind == "gap" or (draft.kind == "single" and len({o.percent == 100 for o in draft.options}) == 1):
        own["kind"] = draft.kind
    if draft.kind == "gap":
        own["text"] = draft.text
    return own


def _shown(draft: Draft) -> str:
    return GAP.sub(r"___(\1)___", draft.text) if draft.kind == "gap" else draft.text


def _escaped(text: str) -> str:
    """[moodle] keeps a text from being taken for a comment, a category, a weight, an order or a format; [plain] for HTML."""
    guard = "[plain]" if is_marked_up(text) else "[moodle]" if text.startswith(GUARDED) else ""
    return f"{guard}{text.translate(RESERVED)}"


def _side(text: str) -> str:
    """An arrow of two signs would part a pair, and GIFT knows no escape for it."""
    return _escaped(text.replace("->", "→"))


def _answers(draft: Draft) -> str:
    if draft.kind == "description":
        return ""
    general = f"####{_escaped(draft.feedback)}" if draft.feedback else ""
    if draft.kind == "true_false":
        return f"{{{_true_or_false(draft.options)}{general}}}"
    write_option = WRITERS.get(draft.kind, _form)
    if draft.kind == "long_answer":
        return f"{{{general}}}"  # the rubric is in our own line: nobody else would hide it from those who answer
    options = sorted(draft.options, key=_is_any_other) if draft.kind == "number" else weighted(draft)
    lines = [f"\t{write_option(option)}" for option in options]
    start = {"number": "{#", "ordering": "{> ALL VERTICAL"}.get(draft.kind, "{")
    return "\n".join([start, *lines, f"\t{general}}}"]) if lines else f"{start}{general}}}"


def _with_feedback(option: DraftOption) -> str:
    return f"#{_side(option.feedback)}" if option.feedback else ""


def _choice(option: DraftOption) -> str:
    """Among answers with ~ an arrow parts nothing."""
    return f"{_escaped(option.text)}{f'#{_escaped(option.feedback)}' if option.feedback else ''}"


def _weight(percent: Decimal) -> str:
    return f"%{said(percent)}%"


def _text(option: DraftOption) -> str:
    return f"{_side(option.text)}{_with_feedback(option)}"


def _true_or_false(options: Sequence[DraftOption]) -> str:
    right, wrong = sorted(options, key=lambda option: -option.percent)
    key = "TRUE" if options[0].percent > 0 else "FALSE"
    parts = [wrong.feedback, right.feedback] if right.feedback else [wrong.feedback] if wrong.feedback else []
    return "#".join([key, *(_side(part) for part in parts)])


def _single(option: DraftOption) -> str:
    return f"={_choice(option)}" if option.percent == 100 else _several(option)


def _several(option: DraftOption) -> str:
    return f"~{_weight(option.percent) if option.percent else ''}{_choice(option)}"


def _form(option: DraftOption) -> str:
    return f"={_weight(option.percent)}{_text(option)}"


def _is_any_other(option: DraftOption) -> bool:
    """The feedback for whatever is not right."""
    return option.text == "*" and not option.percent


def _number(option: DraftOption) -> str:
    if _is_any_other(option):
        return f"~{_with_feedback(option)}"
    error = f":{said(option.tolerance)}" if option.tolerance else ""
    return f"={_weight(option.percent)}{option.text}{error}{_with_feedback(option)}"


def _pair(option: DraftOption) -> str:
    return f"={_side(option.text)} -> {_side(option.match)}"


def _gap(option: DraftOption) -> str:
    return f"={option.gap} -> {_weight(option.percent)}{_text(option)}"


WRITERS = {
    "single": _single, "multiple": _several, "matching": _pair, "ordering": _text, "short_text": _form, "number": _number,
    "gap": _gap,
}  # fmt: skip
