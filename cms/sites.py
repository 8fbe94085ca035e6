"""The site of a host, with its root page, kept in the process for a few seconds."""

import time

from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from wagtail.models import Page, Site

SECONDS = 10.0
_known: dict[str, tuple[float, Site | None]] = {}


def site_of(request: HttpRequest) -> Site | None:
    """The site the request asks for; two queries where it is not known yet."""
    host = request.get_host()
    asked_at, site = _known.get(host, (0.0, None))
    if time.monotonic() - asked_at < SECONDS:
        return site
    site = Site._find_for_request(request)
    if site:
        site.root_page.specific  # noqa: B018 -- kept on the page object
    _known[host] = (time.monotonic(), site)
    return site


def forget(sender: type, **kwargs: object) -> None:
    """In this process at once; other processes within seconds."""
    if sender is Site or issubclass(sender, Page):
        _known.clear()


post_save.connect(forget, dispatch_uid="forget-sites-saved")
post_delete.connect(forget, dispatch_uid="forget-sites-deleted")
