"""The site's own small pages: search, language, quick exit, errors."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from cms.confidential import seal
from cms.models import SiteSettings
from cms.search import find_pages


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:100]
    results = Paginator(find_pages(query), 20).get_page(request.GET.get("page"))
    return render(request, "cms/search.html", {"search_query": query, "page_obj": results})


@require_GET
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """A link, not a form: the choice harms nobody, and pages stay free of tokens and cookies."""
    back = request.GET.get("ve", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    if code in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=365 * 86400, samesite="Lax")
    return response


@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """The quick exit without scripts: ends the session and goes to a page anybody might read."""
    response = HttpResponseRedirect(SiteSettings.current().exit_to)
    response.status_code = 303
    return _forget(request, response)


@csrf_exempt
@require_POST
def leave_quietly(request: HttpRequest) -> HttpResponse:
    """The quick exit with scripts ends the session in the background. Forged, it only signs somebody out."""
    return _forget(request, HttpResponse(status=204))


def _forget(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        request.session.flush()
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "messages"):
        if name in request.COOKIES:
            response.delete_cookie(name, samesite="Lax")
    # "cache" is left out on purpose: it makes Chrome hang for seconds.
    response.headers["Clear-Site-Data"] = '"cookies", "storage"'
    seal(response)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
