"""Who may open a page of the desks. For everybody else it does not exist: outsiders get 404, never 403."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from learning.people.roles import Permission, scope_of
from learning.people.scopes import Scope

View = Callable[..., HttpResponse]


def for_roles(permission: Permission) -> Callable[[View], View]:
    """The view gets `scope`: how far the one who asks may do this. Strangers are sent to sign in."""

    def wrap(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            scope = scope_of(request.user, permission)
            if not scope:
                raise Http404
            return view(request, *args, scope=scope, **kwargs)

        return guarded

    return wrap


def for_trainers(view: View) -> View:
    """Those who write questions also mark what was answered in own words."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("courses.change_question"):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def visible_or_404(queryset: QuerySet, scope: Scope, **lookup: Any) -> Any:
    """The one object within the scope; its queryset must know `visible_in`."""
    found: Model = get_object_or_404(queryset.visible_in(scope), **lookup)  # type: ignore[attr-defined]
    return found
