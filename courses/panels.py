"""Where the admin's own panels make more clicks than a question needs."""

from typing import Any

from wagtail.admin.panels import InlinePanel

READY = 4


class AnswersPanel(InlinePanel):
    """Four answers stand ready to be written; those left empty are dropped (forms.py)."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name] |= {"min_num": READY, "validate_min": False}
        return options
