"""The acts of this floor as the audit log names them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTS: list[tuple[str, "Promise | str", "Promise | str"]] = [
    ("courses.import_questions", _("Import questions"), _("Imported questions from a file")),
]
