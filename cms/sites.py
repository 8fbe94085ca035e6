"""The site of a host and the pages of its addresses, kept in the process for a few seconds.

Wagtail asks the database anew for both on every request. Saving or deleting any page forgets everything at once in this
process; other processes follow within seconds. The page objects are shared by requests: nothing may change them.
"""

import time
from collections.abc import Callable
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from wagtail.models import Page, PageViewRestriction, Site

SECONDS = 10.0
MOST = 2_000
_known: dict[Any, tuple[float, Any]] = {}


def remembered(key: Any, find: Callable[[], Any]) -> Any:
    """What `find` found for this key within the last seconds. Failing to find raises, and is not remembered."""
    asked_at, found = _known.get(key, (float("-inf"), None))
    if time.monotonic() - asked_at < SECONDS:
        return found
    found = find()
    if len(_known) >= MOST:
        _known.clear()
    _known[key] = (time.monotonic(), found)
    return found


def site_of(request: HttpRequest) -> Site | None:
    """The site the request asks for, with its root page; two queries where it is not known yet."""
    site: Site | None = remembered(("site", request.get_host()), lambda: _site(request))
    return site


def _site(request: HttpRequest) -> Site | None:
    site = Site._find_for_request(request)
    if site:
        site.root_page.specific  # noqa: B018 -- kept on the page object
    return site


def forget() -> None:
    _known.clear()


def _page_changed(sender: type, **kwargs: object) -> None:
    if issubclass(sender, Page | Site | PageViewRestriction):
        forget()


post_save.connect(_page_changed, dispatch_uid="forget-sites-saved")
post_delete.connect(_page_changed, dispatch_uid="forget-sites-deleted")
