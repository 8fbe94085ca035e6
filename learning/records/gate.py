"""May this reader open this page, and what may the page know of them."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.models import Page

from courses.models import CoursePage, LessonPage, QuizPage
from courses.reader import Reader
from learning.people.models import Person
from learning.records.models import Attempt, Enrolment
from learning.records.rules_for import rules_for


def reader_for(request: HttpRequest, course: CoursePage, *, quiz: QuizPage | None = None) -> Reader:
    """What is known of the one who asks, for one course; attempts only where a page shows them."""
    if not request.user.is_authenticated:
        return Reader()
    enrolment = (
        Enrolment.objects.in_edition(course).filter(person__user=request.user).prefetch_related("completions").first()  # type: ignore[attr-defined]
    )
    if enrolment is None:
        return Reader(is_signed_in=True)
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
        closes_at=rules.closes_at if rules else None,
        has_passed=enrolment.completion is not None,
        next_url=reverse("resume", args=[enrolment.pk]),
    )


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
