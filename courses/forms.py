"""What the admin checks when a trainer writes a question or a quiz."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from cms.forms import SitePageForm


def answers_problem(kind: str, right: Sequence[bool]) -> str:
    """What is wrong with a question of that kind whose answers are right or wrong like this, or ""."""
    if len(right) < 2:
        return _("Please give at least two answers.")
    if kind == "true_false" and len(right) != 2:
        return _("A question of the kind “true or false” has exactly two answers.")
    if kind == "multiple":
        enough = sum(right) >= 2 and not all(right)
        return "" if enough else _("Please mark at least two answers as right, and leave at least one wrong.")
    return "" if sum(right) == 1 else _("Please mark exactly one answer as right.")


class QuestionForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        options = self.formsets["options"]
        # Half-filled answers have their own messages; a second one about the whole would only confuse.
        if "kind" in cleaned and all(form.is_valid() for form in options.forms):
            kept = [f.cleaned_data for f in options.forms if f.cleaned_data and not f.cleaned_data.get("DELETE")]
            problem = answers_problem(cleaned["kind"], [bool(option.get("is_correct")) for option in kept])
            if problem:
                raise ValidationError(problem)
        return cleaned


class QuizPageForm(SitePageForm):
    def clean(self) -> dict[str, Any]:
        """A draft may wait for its questions; a quiz that goes to review or to people may not."""
        cleaned: dict[str, Any] = super().clean()
        bank, draw = cleaned.get("bank"), cleaned.get("draw")
        if bank and draw and not self.is_deferred_validation:
            ready = bank.ready_versions().count()
            if ready < draw:
                message = _(
                    "The question bank holds %(n)s questions. Add questions, or ask fewer in one attempt."
                )
                self.add_error("draw", message % {"n": ready})
        return cleaned
