"""Which addresses are confidential, and the headers that go with them."""

from django.http import HttpResponse

PREFIXES = ("/r/",)
"""A path on the general host: an eavesdropper sees host names, not paths. One neutral letter: histories show it."""

HEADERS = {
    "Cache-Control": "no-store, max-age=0, private",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive, nosnippet",
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def is_confidential(path: str) -> bool:
    return path.startswith(PREFIXES) or path in {prefix.rstrip("/") for prefix in PREFIXES}


def seal(response: HttpResponse) -> None:
    for name, value in HEADERS.items():
        response[name] = value
