"""Papers of the desks as PDF: training records, attendance sheets, slips. WeasyPrint is imported when one is made."""

import atexit
from functools import cache
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import override

from certificates.rendering import FILES as CERTIFICATE_FILES
from certificates.rendering import locked_fetcher

FILES = {name: CERTIFICATE_FILES[name] for name in ("regular.woff2", "semibold.woff2", "bold.woff2")} | {
    "paper.css": ("desk/paper.css", "text/css"), "slips.css": ("desk/slips.css", "text/css"),
}  # fmt: skip
"""All that a paper may load, each as app:<name>."""

_one_at_a_time = Lock()


def paper(template: str, context: dict[str, Any]) -> bytes:
    """The template as PDF (tagged for screen readers), A4; its `<body class>` chooses the page of paper.css."""
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415

    with override(settings.LANGUAGE_CODE):  # papers of a Vietnamese office, whatever language the screen speaks
        html = render_to_string(template, context)
    with _one_at_a_time:
        try:
            press = _press()
            page = HTML(string=html, base_url="app:", url_fetcher=press["fetcher"])
            content: bytes = page.write_pdf(stylesheets=[press["css"]], font_config=press["fonts"], pdf_variant="pdf/ua-1")
        except FatalURLFetchingError as refused:  # a BaseException, which a task runner would not catch
            raise RuntimeError(f"A paper asked for a file it may not have: {refused}") from refused
    return content


def as_response(content: bytes, file_name: str) -> HttpResponse:
    """Shown in the browser and not kept; the name should be neutral: download lists are read by others."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{file_name}"'
    response["Cache-Control"] = "no-store, private"
    return response


@cache
def _press() -> dict[str, Any]:
    from weasyprint import CSS  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    fetcher, fonts = locked_fetcher(FILES), FontConfiguration()
    return {"fetcher": fetcher, "fonts": fonts, "css": CSS(url="app:paper.css", url_fetcher=fetcher, font_config=fonts)}


atexit.register(_press.cache_clear)
