"""The page for whoever holds a slip with a code: open an account with it, or join the record to one's own account.

Nothing is remembered between the two steps: the code travels in the form, and proves itself at each.
"""

from collections.abc import Callable
from functools import wraps

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from learning.desk.account_forms import CodeForm, OpeningForm
from learning.people import access_codes
from learning.people.models import Person
from learning.people.refusing import Refused
from learning.people.roles import signed_in

View = Callable[[HttpRequest], HttpResponse]


def limited(view: View) -> View:
    """A hall of phones may try at once, a guessing machine may not: tries are counted, and wrong ones apart."""

    @wraps(view)
    def counting(request: HttpRequest) -> HttpResponse:
        if not ratelimit.consume(request, action="access_code"):
            return ratelimit.respond_429(request)
        if not ratelimit.consume(request, action="access_code_wrong", dry_run=True):
            return ratelimit.respond_429(request)
        return view(request)

    return counting


@never_cache
@sensitive_post_parameters("code", "password1", "password2")
@limited
def claim(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _ask_code(request, form)
    code = form.cleaned_data["code"]
    person = access_codes.person_of(code)
    if person is None:
        return _wrong(request, form)
    try:
        return (_join if request.user.is_authenticated else _open)(request, code, person)
    except Refused as refused:
        form.add_error("code", str(refused))
        return _ask_code(request, form)


def _ask_code(request: HttpRequest, form: CodeForm) -> HttpResponse:
    return render(request, "desk/accounts/code.html", {"form": form})


def _wrong(request: HttpRequest, form: CodeForm) -> HttpResponse:
    ratelimit.consume(request, action="access_code_wrong")
    form.add_error("code", str(access_codes.CodeRefused()))
    return _ask_code(request, form)


def _open(request: HttpRequest, code: str, person: Person) -> HttpResponse:
    chosen = OpeningForm(request.POST if "password1" in request.POST else None, person=person, initial={"code": code})
    if not chosen.is_valid():
        return render(request, "desk/accounts/open.html", {"form": chosen, "greeting": short_name(person)})
    user = chosen.open_account()
    messages.success(request, _("Your account is open. Your user name is %(name)s.") % {"name": user.username})
    return perform_login(request, user, email_verification="none", redirect_url=reverse("my_learning"))


def _join(request: HttpRequest, code: str, person: Person) -> HttpResponse:
    if "join" not in request.POST:
        return render(request, "desk/accounts/join.html", {"code": code, "greeting": short_name(person)})
    access_codes.join(code, signed_in(request))
    messages.success(request, _("The record now belongs to your account."))
    return redirect("my_learning")


def short_name(person: Person) -> str:
    """ "Nguyễn Thị Ánh" is "N. T. Ánh": enough for its owner, little for whoever found a slip."""
    *before, given = person.full_name.split()
    return " ".join([*(f"{word[0]}." for word in before), given])
