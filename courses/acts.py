"""The acts of this floor as the audit log names them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTS: list[tuple[str, "Promise | str", "Promise | str"]] = [
    ("courses.import_questions", _("Import questions"), _("Imported questions from a file")),
    ("courses.start_edition", _("Start a new edition"), _("Started a new edition")),
    ("courses.hand_over", _("Hand over"), _("Handed a course over to somebody else")),
]
