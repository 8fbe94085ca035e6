"""May this reader open this page, and what may the page know of them."""

import datetime
from typing import Any

from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from wagtail.models import Page

from courses.models import CoursePage, EntryBy, LessonPage, QuizPage
from courses.reader import Reader
from learning.people.models import Person
from learning.people.roles import signed_in
from learning.records import attempting, renewing
from learning.records.models import Admission, Attempt, Completion, Enrolment
from learning.records.rules_for import rules_for


def reader_for(request: HttpRequest, course: CoursePage, *, quiz: QuizPage | None = None) -> Reader:
    """What is known of the one who asks, for one course; attempts only where a page shows them."""
    if not request.user.is_authenticated:
        return Reader()
    enrolment = (
        Enrolment.objects.in_edition(course).filter(person__user=request.user).prefetch_related("completions").first()  # type: ignore[attr-defined]
    )
    if enrolment is None:
        return Reader(is_signed_in=True, had_before_on=_had_before(request, course), **_way_in(request, course))
    read = frozenset(enrolment.readings.values_list("lesson_id", flat=True))
    attempts = list(Attempt.objects.filter(enrolment=enrolment, quiz=quiz)) if quiz else []
    rules = rules_for(enrolment, quiz) if quiz else None
    unfinished = next((a for a in attempts if a.state == Attempt.State.OPEN), None)
    return Reader(
        is_enrolled=True,
        is_signed_in=True,
        enrolment_id=enrolment.pk,
        read_lessons=read,
        open_attempt_url=reverse("attempt", args=[unfinished.pk]) if unfinished else "",
        attempts_used=len(attempts),
        attempts_left=rules.attempts_left(len(attempts)) if rules else None,
        not_now=attempting.why_not(quiz, attempts, rules) if quiz and rules else "",
        closes_at=rules.closes_at if rules else None,
        minutes=int(rules.limit.total_seconds() // 60) if rules and rules.limit else None,
        **_passed(enrolment, course),
        next_url=reverse("resume", args=[enrolment.pk]),
    )


def _had_before(request: HttpRequest, course: CoursePage) -> datetime.date | None:
    """Asked only of courses with earlier editions."""
    if course.edition == 1:
        return None
    done = Completion.objects.standing().filter(person__user=signed_in(request), course=course)  # type: ignore[attr-defined]
    found: datetime.date | None = done.aggregate(day=Max("completed_on"))["day"]
    return found


def _way_in(request: HttpRequest, course: CoursePage) -> dict[str, Any]:
    """Asked only where not everybody may come in."""
    if course.entry_by == EntryBy.THEMSELVES:
        return {"may_enrol": True}
    found = Admission.objects.filter(person__user=signed_in(request), course=course).first()
    return {"may_enrol": found.lets_in, "admission": found.state, "answer": found.answer} if found else {}


def _passed(enrolment: Enrolment, course: CoursePage) -> dict[str, Any]:
    """A class that delivered the course may have renewed it since: asked only where something expires."""
    done = enrolment.completion
    if done is None:
        return {}
    last = renewing.latest(enrolment.person_id, course) if done.valid_until else None
    return {
        "has_passed": True, "has_certificate": done.gives_certificate, "valid_until": last.valid_until if last else None,
        "may_renew": last is not None and renewing.is_due(last, timezone.localdate()),
    }  # fmt: skip


def answer_for(page: Page, request: HttpRequest) -> HttpResponse | None:
    """None where the page may be served; else where to send the reader. Sets `request.reader`."""
    if isinstance(page, CoursePage):
        request.reader = reader_for(request, page)  # type: ignore[attr-defined]
        return None
    if not isinstance(page, LessonPage | QuizPage):
        return None
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    course: CoursePage = page.course
    request.reader = reader_for(request, course, quiz=page if isinstance(page, QuizPage) else None)  # type: ignore[attr-defined]
    if not request.reader.is_enrolled:  # type: ignore[attr-defined]
        return HttpResponseRedirect(course.get_url(request) or "/")
    return None


def person_of(request: HttpRequest) -> Person | None:
    return Person.objects.filter(user=request.user).first() if request.user.is_authenticated else None
