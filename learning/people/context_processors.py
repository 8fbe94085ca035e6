from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from learning.people.roles import Permission, granted_to


def permissions(request: HttpRequest) -> dict[str, object]:
    """What the header may link to; asked only where a template uses it, and with one query for all links."""
    granted: SimpleLazyObject = SimpleLazyObject(lambda: granted_to(request.user))
    return {
        "may_see_counts": SimpleLazyObject(lambda: Permission.SEE_COUNTS in granted),  # type: ignore[operator]
        "may_see_classes": SimpleLazyObject(lambda: Permission.SEE_CLASSES in granted),  # type: ignore[operator]
        "may_regrade": SimpleLazyObject(lambda: Permission.REGRADE in granted),  # type: ignore[operator]
        "may_see_people": SimpleLazyObject(lambda: Permission.SEE_PEOPLE in granted),  # type: ignore[operator]
    }
