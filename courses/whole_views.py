"""A whole course on one page of the admin: how far its pages are, and the acts that concern them all."""


from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from courses import editions, whole
from courses.models import CourseEdition, CoursePage
from courses.roles import REVIEWERS, TRAINERS
from learning.people.models import User
from learning.people.refusing import Refused
from learning.people.roles import signed_in


class EditionForm(forms.ModelForm):
    class Meta:
        model = CourseEdition
        fields = ["changes"]


class HandOverForm(forms.Form):
    owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True, groups__name__in=[TRAINERS, REVIEWERS]).distinct().order_by("username"),
        label=gettext_lazy("Whose course it is"),
        help_text=gettext_lazy("Trainers and reviewers. This person may then change the course and its pages."),
    )


def look(request: HttpRequest, pk: int) -> HttpResponse:
    course = _course(request, pk)
    parts = whole.parts_of(course)
    context = {
        "course": course, "parts": parts, "quiz": whole.final_quiz(parts), "open_parts": [part for part in parts if part.is_open],
        "may_publish": course.permissions_for_user(request.user).can_publish(), "editions": course.editions.all(),
        "edition_form": EditionForm(), "hand_over_form": HandOverForm(initial={"owner": course.owner_id}),
        "header_title": course.title, "page_title": course.title, "header_icon": "doc-full-inverse",
    }  # fmt: skip
    return render(request, "courses/whole.html", context)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    course = _course(request, pk)
    try:
        count = whole.submit(course, by=signed_in(request))
        text = ngettext("%(n)s page is handed in for review.", "%(n)s pages are handed in for review.", count)
        messages.success(request, text % {"n": count})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("whole_course", pk=course.pk)


@require_POST
def add_quiz(request: HttpRequest, pk: int) -> HttpResponse:
    whole.add_quiz(_course(request, pk), by=signed_in(request))
    return redirect("whole_course", pk=pk)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    course = _published_by(request, pk)
    try:
        count = whole.publish(course, by=signed_in(request))
        text = ngettext("%(n)s page is published.", "%(n)s pages are published.", count)
        messages.success(request, text % {"n": count})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("whole_course", pk=course.pk)


@require_POST
def start_edition(request: HttpRequest, pk: int) -> HttpResponse:
    course = _published_by(request, pk)
    form = EditionForm(request.POST)
    if form.is_valid():
        edition = editions.start(course, form.cleaned_data["changes"], by=signed_in(request))
        messages.success(request, _("Edition %(n)s begins today.") % {"n": edition.number})
    else:
        messages.error(request, _("Please say in a sentence what changed."))
    return redirect("whole_course", pk=course.pk)


@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    course = _published_by(request, pk)
    form = HandOverForm(request.POST)
    if form.is_valid():
        whole.hand_over(course, form.cleaned_data["owner"], by=signed_in(request))
        messages.success(request, _("The course is handed over."))
    else:
        messages.error(request, _("Please choose a trainer or reviewer."))
    return redirect("whole_course", pk=course.pk)


def _course(request: HttpRequest, pk: int) -> CoursePage:
    course = get_object_or_404(CoursePage, pk=pk)
    if not course.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return course


def _published_by(request: HttpRequest, pk: int) -> CoursePage:
    course = _course(request, pk)
    if not course.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    return course
