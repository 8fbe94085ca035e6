"""Enrol, go on, and take a quiz. Pages are read; everything that writes is a POST here."""

import datetime
import secrets
from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses.models import CoursePage, LessonPage, QuizPage
from learning.people.refusing import Refused
from learning.people.roles import signed_in
from learning.records import admitting, attempting, enrolling
from learning.records.forms import given_in
from learning.records.gate import person_of
from learning.records.models import Answer, Attempt, Enrolment, RegradedAttempt
from learning.records.progress import progress_of
from learning.records.quiz_results import pretest_scores
from learning.records.rules_for import rules_for
from learning.records.showing import shown_now


@require_POST
@login_required
def enrol(request: HttpRequest, course_id: int) -> HttpResponse:
    course = get_object_or_404(CoursePage.objects.live(), pk=course_id)
    person = person_of(request)
    if person is None:
        return redirect("profile")
    try:
        enrolment = enrolling.enrol(person, course, by=signed_in(request))
    except Refused as refusal:
        return refused(request, refusal, back=course.url)
    return redirect("resume", enrolment_id=enrolment.pk)


@require_POST
@login_required
def ask_admission(request: HttpRequest, course_id: int) -> HttpResponse:
    course = get_object_or_404(CoursePage.objects.live(), pk=course_id)
    person = person_of(request)
    if person is None:
        return redirect("profile")
    try:
        admitting.ask(person, course, by=signed_in(request))
    except Refused as refusal:
        return refused(request, refusal, back=course.url)
    return redirect(course.url)


@require_GET
@login_required
def resume(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Where the person stopped: the first lesson not read, then the quiz, then the course page."""
    enrolment = _own_enrolment(request, enrolment_id)
    progress = progress_of([enrolment])[0]
    target = None if progress.is_complete else progress.next_page
    return redirect((target or enrolment.course).url)


@require_POST
@login_required
def lesson_read(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """"I have read this": remember it and go on."""
    lesson = get_object_or_404(LessonPage.objects.live(), pk=lesson_id)
    enrolment = _enrolment_in(request, lesson.course)
    enrolling.mark_read(enrolment, lesson)
    following = lesson.get_next_siblings().live().first()
    return redirect(following.url if following else enrolment.course.url)


@require_POST
@login_required
def start_attempt(request: HttpRequest, quiz_id: int) -> HttpResponse:
    quiz = get_object_or_404(QuizPage, pk=quiz_id)
    enrolment = _enrolment_in(request, quiz.course)
    try:
        attempt = attempting.start(enrolment, quiz, by=signed_in(request))
    except Refused as refusal:
        return refused(request, refusal, back=quiz.url if quiz.live else enrolment.course.url)
    return redirect("question", attempt_id=attempt.pk, position=_first_open(attempt))


@require_GET
@login_required
def attempt(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Where an attempt stands: its next question while it is open, its result after."""
    found = _own_attempt(request, attempt_id)
    if found.state == Attempt.State.FINISHED:
        return redirect("result", attempt_id=found.pk)
    return redirect("question", attempt_id=found.pk, position=_first_open(found))


def question(request: HttpRequest, attempt_id: int, position: int) -> HttpResponse:
    if _is_script(request) and not request.user.is_authenticated:
        return JsonResponse({}, status=401)  # the page says what to do: a page to sign in would be lost on it
    return _question(request, attempt_id, position)


@login_required
def _question(request: HttpRequest, attempt_id: int, position: int) -> HttpResponse:
    if request.method == "POST":
        return _keep(request, attempt_id, position)
    found = _own_attempt(request, attempt_id)
    answers = list(found.answers.select_related("version"))
    answer = next((a for a in answers if a.position == position), None)
    if answer is None:
        return redirect("attempt", attempt_id=found.pk)
    if found.state == Attempt.State.FINISHED or found.is_over(timezone.now()):
        return _closed(found)
    shown = shown_now(found, timezone.now())
    may_check = bool(shown) and not answer.checked_at and answer.version.kind != "long_answer"
    context = {
        "attempt": found, "answer": answer, "answers": answers, "page": secrets.token_urlsafe(12), "may_check": may_check,
        **_clock(found), **{f"shows_{what}": what in shown for what in ("score", "right", "feedback")},
    }  # fmt: skip
    return render(request, "records/question.html", context)


@login_required
def review(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """What is answered and what is not, before handing in."""
    if request.method == "POST":
        return _hand_in(request, attempt_id)
    found = _own_attempt(request, attempt_id)
    if found.state == Attempt.State.FINISHED or found.is_over(timezone.now()):
        return _closed(found)
    answers = list(found.answers.select_related("version"))
    context = {
        "attempt": found, "answers": answers, "unanswered": [a for a in answers if not a.is_answered],
        "no_numbers": [a for a in answers if a.is_no_number], **_clock(found),
    }  # fmt: skip
    return render(request, "records/review.html", context)


@require_GET
@login_required
def result(request: HttpRequest, attempt_id: int) -> HttpResponse:
    found = _own_attempt(request, attempt_id)
    if found.state != Attempt.State.FINISHED:
        return redirect("attempt", attempt_id=found.pk)
    if found.enrolment is None:
        context = {"attempt": found, "full": _fully_right(found), "waiting": _waiting(found), "regraded": _regraded(found)}
        return render(request, "records/test_result.html", context)
    return render(request, "records/result.html", _result_context(found, found.enrolment))


def _regraded(found: Attempt) -> list[RegradedAttempt]:
    """What was marked again in this attempt; now its person has read it."""
    rows = list(found.regrades.select_related("regrade"))
    if any(row.seen_at is None for row in rows):
        found.regrades.filter(seen_at=None).update(seen_at=timezone.now())
    return rows


def refused(request: HttpRequest, refusal: Refused, *, back: str) -> HttpResponse:
    """A page of its own that says why and leads on: a message on the next page is easily missed."""
    return render(request, "records/refused.html", {"reason": str(refusal), "back": back}, status=409)


def _is_script(request: HttpRequest) -> bool:
    """The script that saves while somebody answers."""
    return request.headers.get("Accept") == "application/json"


def _keep(request: HttpRequest, attempt_id: int, position: int) -> HttpResponse:
    """Saved and on to the next question; a script that saves while somebody answers stays where it is."""
    read = partial(given_in, request.POST)
    page, turn, age = request.POST.get("page", "").replace("\x00", "")[:20], _number(request, "turn"), _number(request, "age")
    try:
        saved = attempting.save_own_answer(signed_in(request), attempt_id, position, read, page=page, turn=turn, age=age)
    except Refused as refusal:
        return _not_kept(request, attempt_id, refusal)
    if saved is None:
        return _not_theirs(request, attempt_id)
    if _is_script(request):
        return _told(request, saved, position)
    return _onward(request, saved, position)


def _number(request: HttpRequest, name: str) -> int:
    posted = request.POST.get(name, "")
    return int(posted) if posted.isdecimal() and len(posted) < 9 else 0


def _told(request: HttpRequest, saved: Answer, position: int) -> JsonResponse:
    at = timezone.localtime(saved.saved_at)
    told: dict[str, Any] = {"saved": _("Saved at %(time)s") % {"time": f"{at:%H:%M}"}}
    if saved.attempt.deadline:
        told["left"] = _seconds_until(saved.attempt.deadline)
    if {"next", "previous", "check"} & request.POST.keys():
        told["next"] = _onward(request, saved, position).url
    return JsonResponse(told)


def _not_theirs(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Of a script: somebody else has signed in since on the same machine. Nothing tells whether there is such an attempt."""
    if not _is_script(request):
        return redirect("attempt", attempt_id=_own_attempt(request, attempt_id).pk)
    words = _("Another account is signed in now, so this answer could not be saved. Please sign in with your own.")
    return JsonResponse({"refused": words, "next": reverse("my_learning")}, status=409)


def _hand_in(request: HttpRequest, attempt_id: int) -> HttpResponse:
    own = Attempt.objects.of_user(signed_in(request)).only("pk")  # type: ignore[attr-defined]
    attempting.hand_in(get_object_or_404(own, pk=attempt_id), by=signed_in(request))
    return redirect("result", attempt_id=attempt_id)


def _not_kept(request: HttpRequest, attempt_id: int, refusal: Refused) -> HttpResponse:
    found = _own_attempt(request, attempt_id)
    if found.is_over(timezone.now()):
        attempting.hand_in(found, by=None)
    if _is_script(request):
        return JsonResponse({"refused": str(refusal), "next": _address(found)}, status=409)
    return refused(request, refusal, back=_address(found))


def _onward(request: HttpRequest, saved: Answer, position: int) -> HttpResponseRedirect:
    if saved.checked_at is None and "check" in request.POST:
        return _checked(request, saved.attempt, position)
    messages.success(request, _("Saved."))
    return _go_on(request, saved.attempt, position)


def _go_on(request: HttpRequest, found: Attempt, position: int) -> HttpResponseRedirect:
    if "review" in request.POST or position >= found.served:
        return redirect("review", attempt_id=found.pk)
    step = -1 if "previous" in request.POST else 1
    return redirect("question", attempt_id=found.pk, position=max(1, position + step))


def _checked(request: HttpRequest, found: Attempt, position: int) -> HttpResponseRedirect:
    try:
        attempting.check(found, position)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("question", attempt_id=found.pk, position=position)


def _clock(found: Attempt) -> dict[str, Any]:
    """Until when, with its day where that is not today."""
    if found.deadline is None:
        return {}
    end = timezone.localtime(found.deadline)
    is_today = end.date() == timezone.localdate()
    return {"until": f"{end:%H:%M}" if is_today else f"{end:%H:%M, %d/%m/%Y}", "left": _seconds_until(end)}


def _seconds_until(end: datetime.datetime) -> int:
    return max(0, int((end - timezone.now()).total_seconds()))


def _closed(found: Attempt) -> HttpResponse:
    attempting.hand_in(found, by=None)
    return redirect("result", attempt_id=found.pk)


def _result_context(found: Attempt, enrolment: Enrolment) -> dict[str, Any]:
    answers = list(found.answers.select_related("version"))
    attempts = list(Attempt.objects.filter(enrolment=enrolment, quiz=found.quiz))
    rules = rules_for(enrolment, found.quiz)
    left = rules.attempts_left(len(attempts))
    shown = shown_now(found, timezone.now())
    return {
        "shows_score": "score" in shown,
        "shows_right": "right" in shown,
        "shows_feedback": "feedback" in shown,
        "words": found.quiz.words_for(found.score or Decimal(0)),
        "attempt": found,
        "answers": answers,
        "full": sum(1 for a in answers if a.mark == 1),
        "waiting": sum(1 for a in answers if a.waits),
        "attempts_left": left,
        "not_now": attempting.why_not(found.quiz, attempts, rules),
        "course": enrolment.course,
        "completion": enrolment.completion,
        "before": pretest_scores([enrolment.pk]).get(enrolment.pk) if found.quiz.is_final else None,
        "regraded": _regraded(found),
    }


def _fully_right(found: Attempt) -> int:
    return found.answers.filter(mark=1).count()


def _waiting(found: Attempt) -> int:
    return sum(1 for answer in found.answers.filter(mark=None).select_related("version") if answer.waits)


def _own_attempt(request: HttpRequest, attempt_id: int) -> Attempt:
    """Somebody else's attempt does not exist for this reader."""
    found = Attempt.objects.of_user(signed_in(request))  # type: ignore[attr-defined]
    related = ("quiz", "enrolment__course", "enrolment__person", "registration__training_class")
    own: Attempt = get_object_or_404(found.select_related(*related), pk=attempt_id)
    return own


def _own_enrolment(request: HttpRequest, enrolment_id: int) -> Enrolment:
    found = Enrolment.objects.select_related("course").prefetch_related("readings")
    return get_object_or_404(found, pk=enrolment_id, person__user=request.user)


def _enrolment_in(request: HttpRequest, course: CoursePage) -> Enrolment:
    found = Enrolment.objects.in_edition(course).filter(person__user=signed_in(request)).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    enrolment: Enrolment = found
    return enrolment


def _first_open(found: Attempt) -> int:
    """The first question without an answer, else the first."""
    return next((a.position for a in found.answers.only("position", "chosen", "attempt_id") if not a.is_answered), 1)


def _address(found: Attempt) -> str:
    return redirect("attempt", attempt_id=found.pk).url
