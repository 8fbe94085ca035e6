"""Records that may be one person: look at them side by side, decide, and take a decision back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from learning.desk import work
from learning.desk.access import for_roles, visible_or_404
from learning.desk.side_by_side import side_by_side
from learning.people import likely_pairs, merging
from learning.people.models import LikelyPair, Merge, Person
from learning.people.models.person import PersonQuerySet
from learning.people.refusing import Refused
from learning.people.roles import Permission, signed_in
from learning.people.scopes import Scope


@require_GET
@for_roles(Permission.MERGE_PEOPLE)
def duplicates(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    people = ("first", "first__organisation", "second", "second__organisation")
    versions = ("first__organisation__versions", "second__organisation__versions")
    pairs = LikelyPair.objects.open().visible_in(scope).select_related(*people).prefetch_related(*versions)  # type: ignore[attr-defined]
    page = Paginator(pairs, 50).get_page(request.GET.get("page"))
    return render(request, "desk/people/duplicates.html", {"page_obj": page, "job": work.search_under_way()})


@require_POST
@for_roles(Permission.MERGE_PEOPLE)
def duplicates_search(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    work.ask_for_likely_pairs()
    messages.success(request, _("The search has begun. What it finds stands in this list."))
    return redirect("duplicates")


@require_GET
@for_roles(Permission.MERGE_PEOPLE)
def duplicate(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    pair: LikelyPair = visible_or_404(LikelyPair.objects.select_related("first", "second"), scope, pk=pk)
    if pair.state == LikelyPair.State.MERGED:
        return redirect("merges")
    return render(request, "desk/people/duplicate.html", {"pair": pair, "sides": side_by_side(pair.first, pair.second)})


@require_POST
@for_roles(Permission.MERGE_PEOPLE)
def not_the_same(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    pair: LikelyPair = visible_or_404(LikelyPair.objects.all(), scope, pk=pk)
    try:
        likely_pairs.not_the_same(pair, by=signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Remembered: two people. This pair is not suggested again."))
    return redirect("duplicates")


@require_POST
@for_roles(Permission.MERGE_PEOPLE)
def merge_pair(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    """`giu` names the record that stays."""
    pair: LikelyPair = visible_or_404(LikelyPair.objects.select_related("first", "second"), scope, pk=pk)
    both = {str(person.pk): person for person in (pair.first, pair.second)}
    kept = both.pop(request.POST.get("giu", ""), None)
    if kept is None:
        messages.error(request, _("Please choose which of the two records stays."))
        return redirect("duplicate", pk=pair.pk)
    return _merge(request, kept, both.popitem()[1], otherwise=redirect("duplicate", pk=pair.pk))


@for_roles(Permission.MERGE_PEOPLE)
def merge_with(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    """Two records that no search suggested: somebody looks for the other one by name, then sees both."""
    standing = Person.objects.standing()  # type: ignore[attr-defined]
    person: Person = visible_or_404(standing, scope, pk=pk)
    other = _other(request, standing, scope, person)
    if other is None:
        return _look_for_other(request, standing, scope, person)
    if request.method == "POST":
        kept, gone = (person, other) if request.POST.get("giu") == str(person.pk) else (other, person)
        return _merge(request, kept, gone, otherwise=redirect("merge_with", pk=pk))
    return render(request, "desk/people/duplicate.html", {"other": other, "sides": side_by_side(person, other)})


@require_GET
@for_roles(Permission.MERGE_PEOPLE)
def merges(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    shown = merging.visible_merges(scope).select_related("kept", "gone", "merged_by", "undone_by")
    page = Paginator(shown, 50).get_page(request.GET.get("page"))
    return render(request, "desk/people/merges.html", {"page_obj": page})


@require_POST
@for_roles(Permission.MERGE_PEOPLE)
def undo_merge(request: HttpRequest, pk: int, *, scope: Scope) -> HttpResponse:
    merge: Merge = get_object_or_404(merging.visible_merges(scope), pk=pk)
    try:
        merging.undo(merge, by=signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The merge is undone. Both records have what they had."))
    return redirect("merges")


def _merge(request: HttpRequest, kept: Person, gone: Person, *, otherwise: HttpResponse) -> HttpResponse:
    try:
        merging.merge(kept, gone, by=signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return otherwise
    messages.success(request, _("The two records are one now. If it was a mistake, it can be undone."))
    return redirect("merges")


def _other(request: HttpRequest, standing: PersonQuerySet, scope: Scope, person: Person) -> Person | None:
    wanted = request.POST.get("voi") or request.GET.get("voi")
    if not wanted:
        return None
    if not wanted.isdecimal() or int(wanted) == person.pk:
        raise Http404
    found: Person = visible_or_404(standing, scope, pk=int(wanted))
    return found


def _look_for_other(request: HttpRequest, standing: PersonQuerySet, scope: Scope, person: Person) -> HttpResponse:
    words = request.GET.get("q", person.full_name).strip()[:100]
    found = standing.visible_in(scope).called(words).exclude(pk=person.pk)
    listed = found.select_related("organisation").prefetch_related("organisation__versions").order_by("sort_key", "pk")
    page = Paginator(listed, 50).get_page(request.GET.get("page"))
    return render(request, "desk/people/merge_with.html", {"person": person, "words": words, "page_obj": page})
