"""A sheet from its words: first HTML, then PDF. The same words always give the same bytes.

WeasyPrint is imported inside functions: where a system library is missing, its import raises OSError, and the rest of
the site must still run (checks.py says what to install).
"""

import atexit
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import segno
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from certificates.wording import CertificateWords, document_date, hours_text, period

FILES = {
    "sheet.css": ("certificates/sheet.css", "text/css"),
    "brocade.svg": ("certificates/brocade.svg", "image/svg+xml"),
    "regular.woff2": ("cms/fonts/BeVietnamPro-Regular.woff2", "font/woff2"),
    "semibold.woff2": ("cms/fonts/BeVietnamPro-SemiBold.woff2", "font/woff2"),
    "bold.woff2": ("cms/fonts/BeVietnamPro-Bold.woff2", "font/woff2"),
}
"""All that a sheet may load, each as app:<name>."""

NAME_WIDTH = 660.0
NAME_SIZES = (20.0, 44.0)
"""In points: below the first a name is set in two lines, above the second none is."""
LARGEST_OF_TWO_LINES = 31.0

_one_at_a_time = Lock()


def html_of(words: CertificateWords) -> str:
    return render_to_string("certificates/sheet.html", _context(words))


def pdf_of(words: CertificateWords) -> bytes:
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415

    html = html_of(words)
    with _one_at_a_time:
        try:
            press = _press()
            sheet = HTML(string=html, base_url="app:", url_fetcher=press["fetcher"])
            pdf: bytes = sheet.write_pdf(stylesheets=[press["css"]], font_config=press["fonts"], pdf_variant="pdf/ua-1")
        except FatalURLFetchingError as refused:  # a BaseException, which a task runner would not catch
            raise RuntimeError(f"A certificate asked for a file it may not have: {refused}") from refused
    return pdf


def _context(words: CertificateWords) -> dict[str, Any]:
    """Numbers go in as text: a template would write 1985 as 1.985, and 20.5pt with a comma."""
    lines, size = fitted(words.full_name)
    born = f"Sinh năm {words.birth_year}" if words.birth_year else ""
    completed = date.fromisoformat(words.completed_on)
    return {
        "words": words,
        "name_lines": lines,
        "name_size": f"{size:.1f}",
        "person": " · ".join(part for part in (born, words.position) if part),
        "period": period(date.fromisoformat(words.started_on), completed),
        "hours": hours_text(words.hours),
        "valid_until": document_date(date.fromisoformat(words.valid_until)) if words.valid_until else "",
        "issued": document_date(date.fromisoformat(words.issued_on)),
        "qr": _qr(words.verify_url),
        "address": words.verify_url.removeprefix("https://"),
    }


def _qr(address: str) -> str:
    code = segno.make_qr(address, error="m")
    return code.svg_inline(border=0, omitsize=True, dark="#1d2a26", title="Mã QR: mở trang kiểm tra giấy chứng nhận")


# --- the name, as large as it fits -----------------------------------------------------------------------------


def fitted(name: str) -> tuple[list[str], float]:
    """The lines of a name and their size in points. CSS cannot fit text to a width, so it is measured here."""
    smallest, largest = NAME_SIZES
    size = NAME_WIDTH / max(width(name), 0.01)
    if size >= smallest:
        return [name], min(size, largest)
    lines = _halves(name)
    return lines, min(NAME_WIDTH / max(map(width, lines)), LARGEST_OF_TWO_LINES)


def _halves(name: str) -> list[str]:
    """Cut at the space that leaves the two lines most alike; a name without a space stays whole."""
    parts = name.split()
    cuts = [[" ".join(parts[:n]), " ".join(parts[n:])] for n in range(1, len(parts))]
    return min(cuts, key=lambda lines: max(map(width, lines)), default=[name])


def width(text: str) -> float:
    """In ems, in the bold weight."""
    letters, units, unknown = _metrics()
    return sum(letters.get(ord(letter), unknown) for letter in text) / units


@cache
def _metrics() -> tuple[dict[int, int], int, int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 -- slow to import, needed by the first sheet only

    font = TTFont(static_file(FILES["bold.woff2"][0]))
    advances = font["hmtx"].metrics
    letters = {point: advances[glyph][0] for point, glyph in font.getBestCmap().items()}
    units = font["head"].unitsPerEm
    return letters, units, units


# --- what is loaded once ---------------------------------------------------------------------------------------


@cache
def _press() -> dict[str, Any]:
    """Fonts, style sheet and fetcher, kept between sheets: they are half the time of one."""
    from weasyprint import CSS  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    fetcher, fonts = locked_fetcher(), FontConfiguration()
    css = CSS(url="app:sheet.css", url_fetcher=fetcher, font_config=fonts)
    return {"fetcher": fetcher, "fonts": fonts, "css": css}


atexit.register(_press.cache_clear)  # fonts let go of their library before the interpreter does


def locked_fetcher(files: Mapping[str, tuple[str, str]] = FILES) -> Any:
    """Knows these files, each as app:<name>, and nothing else.

    WeasyPrint's own would read any file of the server that the HTML names.
    """
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class LockedFetcher(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            name = url.removeprefix("app:")
            if not url.startswith("app:") or name not in files:
                raise FatalURLFetchingError(url)
            path, kind = files[name]
            return URLFetcherResponse(url, static_file(path).read_bytes(), {"Content-Type": kind})

    return LockedFetcher(allowed_protocols={"app"}, allow_redirects=False)


def static_file(name: str) -> Path:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found)
