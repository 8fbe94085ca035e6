"""The second factor of those who may enter the admin."""

from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

GUARDED = ("/admin/",)


class SecondFactorMiddleware:
    """Owning a factor is not enough: this session must have used it. Otherwise a password alone opens the admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(GUARDED) and request.user.is_authenticated:
            missing = self._missing_step(request)
            if missing:
                return HttpResponseRedirect(f"{reverse(missing)}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)

    def _missing_step(self, request: HttpRequest) -> str | None:
        if not request.user.has_perm("wagtailadmin.access_admin"):  # type: ignore[union-attr]
            return None
        if is_mfa_enabled(request.user):
            used = any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
            return None if used else "mfa_reauthenticate"
        return "mfa_index" if settings.REQUIRE_SECOND_FACTOR else None
