"""Mark a question again: choose, look whose result would change, then once; the certificates are a decision of their own."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from courses.models import QuestionVersion
from learning.desk.access import for_roles
from learning.people.refusing import Refused
from learning.people.roles import Permission, signed_in
from learning.people.scopes import Scope
from learning.records import regrading
from learning.records.adjusting import can_accept, can_be_marked_anew
from learning.records.models import Regrade
from learning.records.regrading import Outlook

A_PAGE = 30


class RegradeForm(forms.ModelForm):
    """Offers only the ways that fit the question."""

    class Meta:
        model = Regrade
        fields = ["way", "accepted", "newer", "reason"]
        widgets = {"way": forms.RadioSelect, "reason": forms.Textarea(attrs={"rows": 2})}
        help_texts = {"reason": gettext_lazy("The people concerned read it. Please name nobody.")}

    def __init__(self, *args: Any, version: QuestionVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.version = version
        newer: QuerySet[QuestionVersion] = version.question.versions.filter(number__gt=version.number)
        self.fields["newer"].queryset = newer  # type: ignore[attr-defined]
        ways = [way for way in Regrade.Way.choices if self._fits(way[0], version, newer)]
        self.fields["way"].choices = ways  # type: ignore[attr-defined]
        if Regrade.Way.ANEW not in dict(ways):
            del self.fields["newer"]
        if not can_accept(version.kind):
            del self.fields["accepted"]
        elif version.kind in {"short_text", "number"}:
            self.fields["accepted"].help_text = _("The words or the number that is right, too.")
        else:
            answers = [("", "–"), *((str(o["id"]), o["text"]) for o in version.options if not o.get("correct"))]
            self.fields["accepted"].widget = forms.Select(choices=answers)

    @staticmethod
    def _fits(way: str, version: QuestionVersion, newer: QuerySet[QuestionVersion]) -> bool:
        anew = can_be_marked_anew(version.kind) and newer.exists()
        fits = {Regrade.Way.ACCEPT: can_accept(version.kind), Regrade.Way.ANEW: anew}
        return fits.get(Regrade.Way(way), True)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        way = cleaned.get("way")
        if way == Regrade.Way.ACCEPT and not cleaned.get("accepted"):
            self.add_error("accepted", _("Please say which answer is right, too."))
        if way == Regrade.Way.ANEW and not cleaned.get("newer"):
            message = _("Please choose a newer version of this question. If there is none yet, mend the question first.")
            self.add_error("newer", message)
        cleaned["accepted"] = cleaned.get("accepted", "") if way == Regrade.Way.ACCEPT else ""
        cleaned["newer"] = cleaned.get("newer") if way == Regrade.Way.ANEW else None
        return cleaned


@require_GET
@for_roles(Permission.REGRADE)
def regrades(request: HttpRequest, scope: Scope) -> HttpResponse:
    page = Paginator(Regrade.objects.select_related("version"), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/regrading/list.html", {"page_obj": page})


@for_roles(Permission.REGRADE)
def mark_again(request: HttpRequest, version: int, scope: Scope) -> HttpResponse:
    """First the outlook, sealed; done only if it is still what was seen."""
    asked = get_object_or_404(QuestionVersion.objects.select_related("question"), pk=version)
    form = RegradeForm(request.POST or None, version=asked)
    context: dict[str, Any] = {"version": asked, "form": form}
    if request.method == "POST" and form.is_valid():
        wanted: Regrade = form.save(commit=False)
        try:
            seen = regrading.outlook(wanted)
            seal = _seal(wanted, seen)
            if request.POST.get("step") == "do" and constant_time_compare(request.POST.get("seen", ""), seal):
                done = regrading.regrade(wanted, by=signed_in(request))
                messages.success(request, _("The question was marked again for everybody."))
                return redirect("regrade", pk=done.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            flips = Paginator(seen.flips, A_PAGE).get_page(request.POST.get("page"))
            prefetch_related_objects([one.attempt for one in flips], "enrolment__person", "registration__person")
            context |= {"seen": seen, "seal": seal, "flips": flips, "has_changed": request.POST.get("step") == "do"}
    return render(request, "desk/regrading/choose.html", context)


def _seal(wanted: Regrade, seen: Outlook) -> str:
    said = [(one.attempt.pk, str(one.score), one.passed) for one in seen.changes]
    return salted_hmac("regrade", f"{wanted.way} {wanted.accepted} {wanted.newer_id} {wanted.version_id} {said}").hexdigest()


@require_GET
@for_roles(Permission.REGRADE)
def regrade(request: HttpRequest, pk: int, scope: Scope) -> HttpResponse:
    found = get_object_or_404(Regrade.objects.select_related("version", "newer"), pk=pk)
    flips = regrading.undecided_flips(found).select_related("attempt__enrolment__person", "attempt__quiz")
    page = Paginator(flips, A_PAGE).get_page(request.GET.get("page"))
    context = {"regrade": found, "page_obj": page, "changed": found.attempts.count(), "waits": found.decision == ""}
    return render(request, "desk/regrading/regrade.html", context)


@require_POST
@for_roles(Permission.REGRADE)
def decide(request: HttpRequest, pk: int, scope: Scope) -> HttpResponse:
    found = get_object_or_404(Regrade, pk=pk)
    decision = request.POST.get("decision", "")
    if decision not in {Regrade.Decision.FOLLOW, Regrade.Decision.LEAVE}:
        messages.error(request, _("Please choose whether the certificates follow the new results."))
        return redirect("regrade", pk=pk)
    try:
        regrading.decide(found, decision, by=signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Your decision was carried out."))
    return redirect("regrade", pk=pk)
