"""Search text of pages."""

import unicodedata


def fold(text: str | None) -> str:
    """A key that ignores marks and case, with đ = d: "Chuyển tuyến" and "chuyen tuyen" give the same.

    The people package has its own: the two ground-floor packages do not know each other.
    """
    plain = unicodedata.normalize("NFD", (text or "").replace("đ", "d").replace("Đ", "D"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())
