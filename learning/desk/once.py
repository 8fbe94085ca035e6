"""A form that comes in twice: a double click on a slow line, or the way back and "send again"."""

import hashlib
import json
import secrets

from django.core.cache import cache
from django.http import HttpRequest

SECONDS = 3600


def token() -> str:
    """Stands hidden in a form, so that two pages filled in alike are two."""
    return secrets.token_urlsafe(9)


def came_before(request: HttpRequest) -> bool:
    """Whether this very form, word for word, was taken already. To be asked when it is valid and about to be saved."""
    if not request.POST.get("once"):
        return False
    words = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    digest = hashlib.sha256(json.dumps([request.user.pk, request.path, words]).encode()).hexdigest()
    return not cache.add(f"once:{digest}", True, SECONDS)
