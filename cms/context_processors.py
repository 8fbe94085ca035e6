from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cms.confidential import is_confidential
from cms.models import SiteSettings


def shell(request: HttpRequest) -> dict[str, object]:
    """What the frame of every page shows; the settings are read only where a template uses them."""
    return {
        "site_name": settings.SITE_NAME,
        "page_base": "cms/private_base.html" if is_confidential(request.path) else "cms/base.html",  # for error pages
        "hotline_number": _setting(lambda site: site.hotline_number),
        "hotline_label": _setting(lambda site: site.hotline_label),
        "exit_to": _setting(lambda site: site.exit_to),
    }


def _setting(read: Callable[[SiteSettings], str]) -> SimpleLazyObject:
    return SimpleLazyObject(lambda: read(SiteSettings.current()))
