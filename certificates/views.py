"""One's own certificates, and the page on which anybody verifies one."""

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from certificates.codes import normalised
from certificates.forms import CodeForm
from certificates.models import Certificate
from certificates.work import paper_of

TRIES_A_MINUTE = 120
"""From one address; a hall full of phones may verify at once, a guessing machine may not."""


@require_GET
@login_required
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    found = _own(request, code)
    return render(request, "certificates/certificate.html", {"certificate": found, "sheet": found.sheet()})


@require_GET
@login_required
@never_cache
def paper(request: HttpRequest, code: str) -> HttpResponse:
    found = _own(request, code)
    response = HttpResponse(paper_of(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.file_name}"'
    return response


@require_GET
def verify_form(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("verify", code=form.cleaned_data["code"])
    return render(request, "certificates/verify_form.html", {"form": form}, status=200)


@require_GET
@never_cache
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """No account, and no more personal data than the paper shows. Knows no PDF: nothing slow is made for strangers."""
    if _tries_too_often(request):
        return render(request, "429.html", status=429)
    right = normalised(code)
    found = Certificate.objects.filter(code=right).select_related("replaced_by").first() if right else None
    context = {"certificate": found, "sheet": found.sheet() if found else None, "code": code[:60]}
    response = render(request, "certificates/verify.html", context, status=200 if found else 404)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _own(request: HttpRequest, code: str) -> Certificate:
    return get_object_or_404(Certificate.objects.all().of_user(request.user), code=code)  # type: ignore[attr-defined]


def _tries_too_often(request: HttpRequest) -> bool:
    key = f"verify-{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, 60)
    try:
        return cache.incr(key) > TRIES_A_MINUTE
    except ValueError:  # it ran out between the two calls
        return False
