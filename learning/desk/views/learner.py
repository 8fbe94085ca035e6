"""My learning: what is next, then certificates."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Certificate
from learning.people.forms import ProfileForm
from learning.people.models import Person
from learning.people.roles import signed_in
from learning.records import reminding_renewal
from learning.records.gate import person_of
from learning.records.models import Admission, Enrolment, RegradedAttempt
from learning.records.progress import progress_of
from learning.records.requiring import requirements_of

SHOWN_CERTIFICATES = 5
SHOWN_INVITATIONS = 10


@login_required
def my_learning(request: HttpRequest) -> HttpResponse:
    unseen = RegradedAttempt.objects.filter(attempt__enrolment=OuterRef("pk"), seen_at=None).values("attempt")[:1]
    mine = Enrolment.objects.filter(person__user=signed_in(request)).select_related("course").annotate(regraded=Subquery(unseen))
    page = Paginator(mine.prefetch_related("readings", "completions"), 10).get_page(request.GET.get("page"))
    progress = progress_of(list(page))
    certificates = list(Certificate.objects.all().of_user(signed_in(request))[: SHOWN_CERTIFICATES + 1])  # type: ignore[attr-defined]
    person = getattr(signed_in(request), "person", None)
    context = {
        "page_obj": page,
        "progress": progress,
        "required": requirements_of(person) if person else [],
        "invitations": _invitations(person) if person else [],
        "to_renew": set(reminding_renewal.expiring(timezone.localdate()).filter(person=person).values_list("pk", flat=True)),
        "next_step": next((p for p in progress if not p.is_complete and p.next_page), None),
        "certificates": certificates[:SHOWN_CERTIFICATES],
        "has_more_certificates": len(certificates) > SHOWN_CERTIFICATES,
    }
    return render(request, "desk/my_learning.html", context)


def _invitations(person: Person) -> list[Admission]:
    """To courses that the person has not begun."""
    invited = Admission.objects.filter(person=person, state=Admission.State.INVITED, course__live=True)
    begun = Enrolment.objects.filter(person=person).values("course")
    return list(invited.exclude(course__in=begun).select_related("course")[:SHOWN_INVITATIONS])


@login_required
def my_certificates(request: HttpRequest) -> HttpResponse:
    mine = Certificate.objects.all().of_user(signed_in(request))  # type: ignore[attr-defined]
    page = Paginator(mine, 20).get_page(request.GET.get("page"))
    return render(request, "desk/my_certificates.html", {"page_obj": page})


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Somebody whose account an administrator made says who they are, once."""
    if person_of(request):
        return redirect("my_learning")
    form = ProfileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save(signed_in(request))
        messages.success(request, _("Thank you. You can now enrol in courses."))
        return redirect("my_learning")
    return render(request, "desk/profile.html", {"form": form})
