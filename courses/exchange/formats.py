"""The formats by name: which reads what, and what its files are called."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.exchange import aiken, gift, gift_writing, moodle_xml, moodle_xml_writing, table_files, table_writing
from courses.exchange.drafts import Bundle, Draft


@dataclass(frozen=True)
class Format:
    """`can_hold`: whether a question can be written; formats without pictures write the question without them."""

    label: Promise
    extension: str
    content_type: str
    read: Callable[[bytes], Bundle]
    write: Callable[[Sequence[Draft]], bytes]
    can_hold: Callable[[Draft], bool] = lambda draft: True
    has_pictures: bool = False


FORMATS = {
    "gift": Format(_("GIFT (text)"), "txt", "text/plain; charset=utf-8", gift.read, gift_writing.write),
    "aiken": Format(
        _("Aiken (text, one right answer)"), "txt", "text/plain; charset=utf-8", aiken.read, aiken.write, aiken.can_hold
    ),
    "moodle-xml": Format(
        _("Moodle XML (with pictures)"), "xml", "application/xml", moodle_xml.read, moodle_xml_writing.write, has_pictures=True
    ),
    "xlsx": Format(
        _("Excel table"), "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        table_files.read_excel, table_files.write_excel, table_writing.can_hold,
    ),
    "docx": Format(
        _("Word table"), "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        table_files.read_word, table_files.write_word, table_writing.can_hold,
    ),
}  # fmt: skip


def format_of(file_name: str, content: bytes) -> str:
    """The format that a file is most likely in, by its name and its beginning."""
    extension = file_name.rpartition(".")[2].lower()
    by_name = {"xml": "moodle-xml", "xlsx": "xlsx", "xls": "xlsx", "ods": "xlsx", "csv": "xlsx", "docx": "docx", "gift": "gift"}
    if extension in by_name:
        return by_name[extension]
    has_key = re.search("^(?:ANSWER|Đáp án) *:", content.decode(errors="ignore"), re.MULTILINE | re.IGNORECASE)
    return "aiken" if has_key and b"{" not in content else "gift"
