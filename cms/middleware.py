"""Headers, language, and the silence of confidential pages."""

from collections.abc import Callable

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from cms.confidential import is_confidential, seal
from cms.sites import site_of

Handler = Callable[[HttpRequest], HttpResponse]


class PolicyMiddleware(CSPMiddleware):  # type: ignore[misc]
    """A strict content policy for everybody, and one under which the Wagtail admin runs."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path.startswith("/admin/"):
            # A preview has come through here once already, as a page of the public site, which nobody may frame.
            response.headers.pop("Content-Security-Policy", None)
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return super().process_response(request, response)


class ConfidentialMiddleware:
    """Confidential pages get no cookies and set none: whoever is signed in leaves no trace there either."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_confidential(request.path):
            return self.get_response(request)
        request.COOKIES = {}
        request.META.pop("HTTP_COOKIE", None)
        if request.headers.get("Sec-Purpose", "").startswith("prefetch"):
            response = HttpResponse(status=503)
        else:
            response = self.get_response(request)
        response.cookies.clear()
        for name in ("ETag", "Last-Modified", "Vary", "Link"):
            response.headers.pop(name, None)
        seal(response)
        return response


class SiteMiddleware:
    """Which site is asked for, remembered for a few seconds: Wagtail would ask the database twice a page.

    `_wagtail_site` is where Site.find_for_request keeps its own answer for a request.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request._wagtail_site = site_of(request)  # type: ignore[attr-defined]
        return self.get_response(request)


class LanguageMiddleware:
    """Vietnamese, unless the reader asked for the English interface. The browser's wish does not count: phones
    bought with English menus are common here, and their owners read Vietnamese."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        response.headers.setdefault("Content-Language", language)
        return response


class PersonalPagesMiddleware:
    """Pages shown to somebody who is signed in stay out of every cache: phones and computers are shared."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
