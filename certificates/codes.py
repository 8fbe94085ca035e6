"""The code on a certificate: too long to guess, easy to read out, safe against one slip of the finger."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
LENGTH = 19
"""95 random bits and one check character, in five groups of four."""


def new_code() -> str:
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return grouped(body + check_character(body))


def check_character(body: str) -> str:
    """A weighted sum: odd weights have an inverse modulo 32, so any one wrong letter shows."""
    total = sum((2 * place + 1) * ALPHABET.index(letter) for place, letter in enumerate(body))
    return ALPHABET[total % 32]


def grouped(letters: str) -> str:
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def normalised(typed: str) -> str | None:
    """The code somebody typed, or None if it cannot be one: a letter is missing or wrong."""
    letters = "".join(typed.upper().split()).replace("-", "").replace("O", "0").replace("I", "1").replace("L", "1")
    if len(letters) != LENGTH + 1 or any(letter not in ALPHABET for letter in letters):
        return None
    return grouped(letters) if check_character(letters[:-1]) == letters[-1] else None
