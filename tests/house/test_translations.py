"""The Vietnamese catalogues say everything the code and the templates say, with the same placeholders."""

import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation.template import templatize

CATALOGUES = [Path(folder) / "vi" / "LC_MESSAGES" / "django.po" for folder in settings.LOCALE_PATHS]
PACKAGES = ("certificates", "cms", "courses", "learning")
KEYWORDS = (
    "gettext", "gettext_lazy", "gettext_noop", "ngettext:1,2", "ngettext_lazy:1,2",
    "pgettext:1c,2", "pgettext_lazy:1c,2", "npgettext:1c,2,3", "npgettext_lazy:1c,2,3", "_",
)  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|%[sd]|\{\w+\}")


@pytest.fixture(params=CATALOGUES, ids=lambda path: path.parts[-4])
def catalogue(request: pytest.FixtureRequest) -> polib.POFile:
    return polib.pofile(str(request.param))


def said_in_vietnamese(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def extract(folder: Path) -> set[tuple[str | None, str]]:
    """What xgettext finds, in copies: Django's makemessages writes beside the sources."""
    copies: list[str] = []
    for package in PACKAGES:
        for source in sorted((settings.BASE_DIR / package).rglob("*")):
            if source.suffix not in {".py", ".html", ".txt"}:
                continue
            text = source.read_text(encoding="utf-8")
            copy = folder / f"{len(copies)}.py"
            copy.write_text(text if source.suffix == ".py" else templatize(text), encoding="utf-8")
            copies.append(str(copy))
    found = folder / "found.po"
    keywords = [f"--keyword={keyword}" for keyword in KEYWORDS]
    subprocess.run(
        ["xgettext", "--language=Python", "--from-code=UTF-8", *keywords, f"--output={found}", *copies],
        check=True,
    )
    return {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(found))}


def test_every_text_is_translated(catalogue: polib.POFile) -> None:
    open_ones = [e.msgid for e in catalogue if e.fuzzy or e.obsolete or not all(said_in_vietnamese(e))]
    assert len(catalogue) > 0
    assert open_ones == []


def test_placeholders_are_the_same(catalogue: polib.POFile) -> None:
    wrong = [
        entry.msgid
        for entry in catalogue
        for text in said_in_vietnamese(entry)
        if placeholders(text) != placeholders(entry.msgid_plural or entry.msgid)  # one plural form: that of many
    ]
    assert wrong == []


def test_vietnamese_has_one_plural_and_one_spelling(catalogue: polib.POFile) -> None:
    assert catalogue.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert unicodedata.is_normalized("NFC", str(catalogue))


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="needs xgettext")
def test_the_catalogue_holds_every_text_of_the_project(tmp_path: Path) -> None:
    known = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(CATALOGUES[0]))}
    found = extract(tmp_path)
    assert sorted(msgid for _context, msgid in found - known) == []
    assert sorted(msgid for _context, msgid in known - found) == []
