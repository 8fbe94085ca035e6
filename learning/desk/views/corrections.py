"""Requests for correction: the person asks and reads the answer, an officer decides."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from learning.desk.access import for_roles, visible_or_404
from learning.desk.account_forms import AskCorrectionForm, DecideCorrectionForm
from learning.people import correcting
from learning.people.choices import Sex
from learning.people.models import CorrectionRequest, Organisation
from learning.people.refusing import Refused
from learning.people.roles import Permission, signed_in
from learning.people.scopes import Scope
from learning.records.gate import person_of

What = CorrectionRequest.What


@login_required
def my_corrections(request: HttpRequest) -> HttpResponse:
    """What is wrong in my record; what I asked for, with the answers."""
    person = person_of(request)
    if person is None:
        return redirect("profile")
    form = AskCorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            correcting.ask(person, data["what"], form.wanted(), data["note"], by=signed_in(request))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Thank you. An officer will decide; the answer will stand on this page."))
            return redirect("my_corrections")
    asked = CorrectionRequest.objects.filter(person=person).order_by("-asked_at", "-pk")
    page = Paginator(asked, 50).get_page(request.GET.get("page"))
    context = {"form": form, "person": person, "page_obj": page, "wishes": _in_words(list(page))}
    return render(request, "desk/accounts/my_corrections.html", context)


@for_roles(Permission.MANAGE_PEOPLE)
def corrections(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    which = "decided" if request.GET.get("xem") == "decided" else "open"
    every = CorrectionRequest.objects.all().visible_in(scope).select_related("person", "decided_by")
    every = every.filter(person__merged_into=None)
    shown = every.open() if which == "open" else every.exclude(state=CorrectionRequest.State.OPEN).order_by("-decided_at", "-pk")
    page = Paginator(shown, 50).get_page(request.GET.get("page"))
    context = {"page_obj": page, "which": which, "wishes": _in_words(list(page))}
    return render(request, "desk/accounts/corrections.html", context)


@for_roles(Permission.MANAGE_PEOPLE)
def correction(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    asked: CorrectionRequest = visible_or_404(CorrectionRequest.objects.select_related("person", "decided_by"), scope, pk=pk)
    form = DecideCorrectionForm(request.POST or None, about_unit=asked.what == What.ORGANISATION)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, asked, form)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("corrections")
    return render(request, "desk/accounts/correction.html", {"asked": asked, "form": form, "wish": _in_words([asked])[0][1]})


def _decide(request: HttpRequest, asked: CorrectionRequest, form: DecideCorrectionForm) -> None:
    data, by = form.cleaned_data, signed_in(request)
    if request.POST.get("act") == "accept":
        correcting.accept(asked, by=by, answer=data["answer"], from_day=data.get("from_day"))
        messages.success(request, _("The record is corrected. Certificates that were issued keep their words."))
    elif request.POST.get("act") == "decline":
        correcting.decline(asked, data["answer"], by=by)
        messages.success(request, _("The record stays as it is. The person will read your answer."))
    else:
        raise Refused(_("Please choose one of the two buttons."))


def _in_words(requests: list[CorrectionRequest]) -> list[tuple[CorrectionRequest, str]]:
    """Each request with its wish in words. Two queries, however many they are."""
    wanted = [one.wanted for one in requests if one.what == What.ORGANISATION]
    units = {str(unit.pk): unit for unit in Organisation.objects.filter(pk__in=wanted).prefetch_related("versions")}
    return [(one, _wish(one, units)) for one in requests]


def _wish(one: CorrectionRequest, units: dict[str, Organisation]) -> str:
    if one.what == What.SEX:
        return str(Sex(one.wanted).label)
    return str(units[one.wanted]) if one.what == What.ORGANISATION else one.wanted
