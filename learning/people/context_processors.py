from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from learning.people.roles import Permission, scope_of


def permissions(request: HttpRequest) -> dict[str, object]:
    """`may_see_counts` for the header; asked only where a template uses it, so that a trainee's page pays no query."""
    return {"may_see_counts": SimpleLazyObject(lambda: bool(scope_of(request.user, Permission.SEE_COUNTS)))}
