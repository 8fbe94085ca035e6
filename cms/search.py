"""Find pages with or without marks: "chuyen tuyen" finds "chuyển tuyến"."""

import re

from wagtail.models import Page

from cms.models.base import searchable_page_models
from cms.text import fold


def find_pages(query: str) -> list[Page]:
    """Live public pages that hold every word of the query, whole words first, then beginnings of words."""
    folded = " ".join(re.findall(r"\w+", fold(query)))  # quotes and operators mean something to the databases
    if not folded:
        return []
    pages = Page.objects.live().public().type(*searchable_page_models())
    whole = list(pages.search(folded, operator="and")[:200])
    begun = list(pages.autocomplete(folded, operator="and")[:200])
    found = {page.pk: page for page in [*whole, *begun]}
    exact = [pk for pk, page in found.items() if query.casefold() in page.title.casefold()]
    order = {pk: place for place, pk in enumerate([*exact, *(pk for pk in found if pk not in set(exact))])}
    return sorted(Page.objects.filter(pk__in=found).specific(), key=lambda page: order[page.pk])
