"""Several right answers: others write weights (+50, +50, -50); here an answer is right or wrong, and the rule is said apart."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from courses.exchange.drafts import Draft, DraftOption

FULL, NONE = Decimal(100), Decimal(0)
NEAR = Decimal("0.1")
"""Thirds and sevenths do not add up to 100 exactly."""


def keyed(draft: Draft) -> Draft:
    """With 100 for right and 0 for wrong where the weights say no more than that; else they are said to matter.

    Moodle's usual +50, +50, 0 lets "tick all" win (field notes D): such a question is scored right minus wrong here.
    """
    if draft.kind != "multiple" or draft.scoring == "weights" or {o.percent for o in draft.options} <= {FULL, NONE}:
        return draft
    right = [option.percent for option in draft.options if option.percent > 0]
    wrong = {option.percent for option in draft.options if option.percent <= 0}
    is_even = len(set(right)) == 1 and abs(sum(right, NONE) - 100) < NEAR
    if not is_even or (wrong - {NONE} and (len(wrong) > 1 or abs(right[0] + min(wrong)) > NEAR)):
        return replace(draft, scoring=draft.scoring or "weights")
    options = (replace(option, percent=FULL if option.percent > 0 else NONE) for option in draft.options)
    return replace(draft, options=tuple(options))


def weighted(draft: Draft) -> Sequence[DraftOption]:
    """The options of keyed() as other systems need them: an even share for each right one, as much off for each wrong one."""
    right = sum(option.percent > 0 for option in draft.options)
    if draft.kind != "multiple" or draft.scoring == "weights" or not right:
        return draft.options
    share = round(FULL / right, 5)
    return [replace(option, percent=share if option.percent > 0 else -share) for option in draft.options]
