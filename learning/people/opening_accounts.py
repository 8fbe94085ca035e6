"""Accounts for the staff of a unit, opened from a list: no e-mail, no password; the code on the slip opens them."""

from collections.abc import Collection, Iterable
from itertools import count, islice

from django.db import transaction
from django.db.models import Q

from learning.people.models import Person, User
from learning.people.text import fold

STEM_LIMIT = 100


def propose_username(full_name: str, taken: Collection[str]) -> str:
    """Initials and given name: "Nguyễn Thị Ánh" is "ntanh", the next one "ntanh2". `taken` are folded user names."""
    stem = _stem(full_name)
    if stem not in taken:
        return stem
    return next(name for name in (f"{stem}{number}" for number in count(2)) if name not in taken)


def _stem(full_name: str) -> str:
    words = ["".join(letter for letter in word if letter.isascii() and letter.isalnum()) for word in fold(full_name).split()]
    words = [word for word in words if word]
    return "".join([*(word[0] for word in words[:-1]), words[-1]])[:30] if words else "hocvien"


def taken_among(full_names: Iterable[str]) -> set[str]:
    """The user names that begin like those proposed for these names. One query for a hundred of them."""
    stems = iter(sorted({_stem(name) for name in full_names}))
    taken: set[str] = set()
    while some := list(islice(stems, STEM_LIMIT)):
        begins = Q(*(Q(username_key__startswith=stem) for stem in some), _connector=Q.OR)
        taken |= set(User.objects.filter(begins).values_list("username_key", flat=True))
    return taken


@transaction.atomic
def open_accounts(people: Iterable[Person]) -> list[User]:
    """An account without a password for each who has none: until its owner sets one with their code, nobody can enter it."""
    people = [person for person in people if person.user_id is None]
    taken = taken_among(person.full_name for person in people)
    opened = []
    for person in people:
        user = User(username=propose_username(person.full_name, taken), last_name=person.full_name[:150])
        user.set_unusable_password()
        user.save()
        taken.add(user.username_key)
        Person.objects.filter(pk=person.pk).update(user=user)
        person.user = user
        opened.append(user)
    return opened
