"""Keyed hashes: what may be compared but never read back. The key is a secret of the server, not of the database."""

import hashlib
import hmac

from django.conf import settings


def citizen_key(number: str) -> str:
    """The only form in which a citizen number is kept: equal numbers give equal keys, and that is all one can learn.

    A plain hash of 12 digits is undone in seconds; without the server's key this one is not. Empty for an empty number.
    """
    return _keyed("citizen", number) if number else ""


def code_key(code: str) -> str:
    return _keyed("code", code)


def _keyed(purpose: str, text: str) -> str:
    return hmac.new(settings.MATCHING_KEY.encode(), f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()
