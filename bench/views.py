"""The peers: what Django and Wagtail cost before a line of ours is run."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Page, Site

from learning.records.models import Answer, Attempt


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def bare_signed_in(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"ok {request.user.pk}")


@csrf_exempt
def bare_insert(request: HttpRequest) -> HttpResponse:
    """Writes as many answers as a quiz writes: ten when it is handed in, one (?rows=1) when one is saved."""
    mine = Answer.objects.filter(attempt__enrolment__person__user=request.user)[: int(request.GET.get("rows", "10"))]
    for answer in mine:
        answer.save(update_fields=["mark"])
    return HttpResponse("ok")


@csrf_exempt
def bare_start(request: HttpRequest) -> HttpResponse:
    """Writes as many rows as a start does: an attempt and ten answers, copied from what is there."""
    last = Attempt.objects.filter(enrolment__person__user=request.user).order_by("number").last()
    assert last is not None
    answers = list(last.answers.all())
    last.pk, last.number, last.state = None, last.number + 1, Attempt.State.FINISHED
    last.score, last.passed, last.finished_at = 0, False, last.started_at
    last.save(force_insert=True)
    for answer in answers:
        answer.pk, answer.attempt = None, last
    Answer.objects.bulk_create(answers)
    return HttpResponse("ok")


def plain_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """A Wagtail page of the same blocks, routed and rendered as Wagtail does it: no cache, no short cut, no gate."""
    page = Page.objects.get(pk=page_id)
    root = Site.find_for_request(request).root_page.specific
    found, args, kwargs = Page.route(root, request, [part for part in page.specific.url.split("/") if part])
    context = {"page": found, "self": found, "body": found.body.render_as_block(), "course": found.get_parent()}
    return render(request, "courses/lesson_page.html", context)
