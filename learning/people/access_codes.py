"""A code on paper proves who somebody is: with it they open their account, or join their record to the one they have.

Ten letters of an alphabet of 32 are 50 random bits: too many to try, few enough to type from a slip of paper.
"""

import datetime
import secrets
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from learning.people import merging
from learning.people.keys import code_key
from learning.people.models import AccessCode, Person, User
from learning.people.refusing import Refused

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0, O, 1 and I: nobody could tell them apart on paper."""
LENGTH = 10
DAYS = 90


class CodeRefused(Refused):
    """One sentence for unknown, used and expired codes alike: a wrong guess learns nothing."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This code does not open anything. Please compare it with the slip letter by letter; "
                "if it is the same, ask whoever gave it to you for a new one."
            )
        )


def new_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _number in range(LENGTH))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def normalised(typed: str) -> str:
    """As it was made, however it was typed: small letters, without hyphens, with spaces."""
    return "".join(letter for letter in typed.upper() if letter in ALPHABET)


# --- making ----------------------------------------------------------------------------------------------------


@transaction.atomic
def make_codes(people: Iterable[Person], *, by: User, days: int = DAYS) -> list[tuple[Person, str]]:
    """One new code a person; older ones that were not used stop working. The codes stand nowhere but in the answer."""
    given = [(person, new_code()) for person in people]
    _refuse_officers([person for person, _code in given])
    void(person for person, _code in given)
    last_day = timezone.localdate() + datetime.timedelta(days=days)
    AccessCode.objects.bulk_create(
        [AccessCode(person=person, key=_key(code), made_by=by, expires_on=last_day) for person, code in given], batch_size=500
    )
    if given:
        log(instance=by, action="people.make_codes", user=by, data={"people": [person.pk for person, _code in given]})
    return given


def void(people: Iterable[Person]) -> None:
    AccessCode.objects.filter(person__in=[person.pk for person in people]).void()  # type: ignore[attr-defined]


def _refuse_officers(people: list[Person]) -> None:
    """Otherwise whoever may print slips could print one that opens the account of an officer with wider rights."""
    accounts = [person.user_id for person in people if person.user_id]
    trusted = set(trusted_users().filter(pk__in=accounts).values_list("pk", flat=True))
    for person in people:
        if person.merged_into_id or person.user_id in trusted:
            raise Refused(_("No code can be made for %(name)s. Please ask the administrator.") % {"name": person.full_name})


def trusted_users() -> QuerySet[User]:
    """Those with rights beyond those of every learner."""
    beyond = Q(is_staff=True) | Q(is_superuser=True) | Q(role_assignments__isnull=False) | Q(groups__isnull=False)
    return User.objects.filter(beyond).distinct()


# --- using -----------------------------------------------------------------------------------------------------


def person_of(code: str) -> Person | None:
    """Whose code it is, if it still works."""
    found = AccessCode.objects.usable().filter(key=_key(code)).select_related("person__user").first()
    if found is None or not _works_on(found, found.person.user):
        return None
    return found.person


@transaction.atomic
def open_account(code: str, username: str, password: str) -> User:
    """A new account for the person of the code; where they have one already, the code sets its password."""
    person = _use(code)
    user = person.user or _new_user(person, username)
    user.set_password(password)
    user.save(update_fields=["password"])
    log(instance=person, action="people.open_account", user=user)
    return user


@transaction.atomic
def join(code: str, user: User) -> Person:
    """The record of the code belongs to this account from now on. Both what it held and what the account held are kept."""
    record = _use(code)
    if record.user_id != user.pk:
        _leave_unused_account(record)
        own = Person.objects.filter(user=user).first()
        if own:
            merging.merge(kept=record, gone=own, by=user)
        else:
            Person.objects.filter(pk=record.pk).update(user=user)
    log(instance=record, action="people.claim", user=user)
    record.refresh_from_db()
    return record


def _use(code: str) -> Person:
    """Mark the code as used; of two at once only one gets past."""
    found = AccessCode.objects.usable().filter(key=_key(code)).first()
    if found is None:
        raise CodeRefused
    person = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=found.person_id)
    if not _works_on(found, person.user):
        raise CodeRefused
    if not AccessCode.objects.usable().filter(pk=found.pk).update(used_at=timezone.now()):
        raise CodeRefused
    void([person])
    return person


def _works_on(code: AccessCode, user: User | None) -> bool:
    """A slip from before somebody opened an account by themselves does not open that account later."""
    if user is None:
        return True
    return user.is_active and code.made_at >= user.date_joined and not trusted_users().filter(pk=user.pk).exists()


def _new_user(person: Person, username: str) -> User:
    try:
        with transaction.atomic():
            user = User.objects.create(username=username, last_name=person.full_name[:150])
    except IntegrityError as taken:
        raise Refused(_("Somebody already uses this user name. Please choose another one.")) from taken
    Person.objects.filter(pk=person.pk).update(user=user)
    return user


def _leave_unused_account(record: Person) -> None:
    """An account made in bulk that nobody entered gives way; one that is used does not."""
    old = record.user
    if old is None:
        return
    if old.has_usable_password():
        raise Refused(_("This record belongs to another account already. Please sign in with that account."))
    Person.objects.filter(pk=record.pk).update(user=None)
    record.user = None
    User.objects.filter(pk=old.pk).update(is_active=False)


def _key(code: str) -> str:
    return code_key(normalised(code))
