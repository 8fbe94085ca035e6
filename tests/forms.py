"""What a browser would send back of a page that nobody changed."""

from html.parser import HTMLParser
from typing import Any


def fields_of(page: Any) -> dict[str, str]:
    """Every field of the page's forms as a browser would send it back."""

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.fields: dict[str, str] = {}
            self.select = ""

        def handle_starttag(self, tag: str, attrs: Any) -> None:
            got = dict(attrs)
            if tag == "input" and got.get("name") and got.get("type") not in {"submit", "checkbox", "radio"}:
                self.fields[got["name"]] = got.get("value") or ""
            if tag == "input" and got.get("type") in {"checkbox", "radio"} and "checked" in got:
                self.fields[got["name"]] = got.get("value") or "on"
            if tag == "select":
                self.select = got.get("name") or ""
            if tag == "option" and "selected" in got and self.select:
                self.fields[self.select] = got.get("value") or ""
            if tag == "textarea" and got.get("name"):
                self.fields.setdefault(got["name"], "")

    reader = Reader()
    reader.feed(page.content.decode())
    reader.fields.pop("csrfmiddlewaretoken", None)
    return reader.fields
