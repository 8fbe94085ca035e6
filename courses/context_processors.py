from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from learning.people.models import User

MAY_WRITE = "may_write"


@receiver(user_logged_in)
def remember_who_writes(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
    """Asked once a session, for a link: what the admin lets somebody do it asks itself."""
    if user.has_perm("wagtailadmin.access_admin"):
        request.session[MAY_WRITE] = True


def writing(request: HttpRequest) -> dict[str, bool]:
    """Whether the header leads to the admin. Pages that keep nothing have no session."""
    session = getattr(request, "session", None)
    return {MAY_WRITE: bool(session is not None and session.get(MAY_WRITE))}
