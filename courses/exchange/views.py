"""Questions in and out, in the admin: upload, look, decide; and take along."""

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.viewsets.base import ViewSet

from courses import versioning
from courses.exchange import exporting, saving
from courses.exchange.drafts import Bundle, NoQuestions
from courses.exchange.formats import FORMATS
from courses.exchange.forms import ExportForm, SaveForm, UploadForm
from courses.exchange.saving import Line
from courses.models import QuestionBank, QuestionUpload, QuestionVersion, QuizPage
from learning.people.roles import signed_in

A_PAGE = 30
KEPT_FOR = datetime.timedelta(days=7)


def _refuse_strangers(request: HttpRequest) -> None:
    if not request.user.has_perm("courses.add_question"):
        raise PermissionDenied


def start(request: HttpRequest) -> HttpResponse:
    """The two forms; a file that can be read goes on to its preview."""
    _refuse_strangers(request)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"bank": request.GET.get("bank")})
    form.fields["bank"].queryset = QuestionBank.objects.written_by(request.user)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        fields = form.as_upload()
        try:
            FORMATS[fields["format"]].read(fields["content"])
        except NoQuestions as problem:
            form.add_error("file", str(problem))
        else:
            QuestionUpload.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
            upload = QuestionUpload.objects.create(by=signed_in(request), **fields)
            return redirect("question_exchange:look", upload.pk)
    context = {"form": form, "export_form": ExportForm(), "header_title": _("Questions in and out"), "header_icon": "download"}
    return render(request, "courses/exchange/start.html", _titled(context))


def look(request: HttpRequest, pk: int) -> HttpResponse:
    upload = _own(request, pk)
    found = saving.preview(_bundle(upload), upload.bank)
    page = Paginator(found.lines, A_PAGE).get_page(request.GET.get("p"))
    context = {
        "upload": upload, "found": found, "page": page, "shown": _shown(page), "form": SaveForm(), "header_title": upload.name,
        "header_icon": "help", "not_taken": Paginator(found.not_taken, A_PAGE).get_page(request.GET.get("n")),
    }  # fmt: skip
    return render(request, "courses/exchange/look.html", _titled(context))


def _titled(context: dict[str, Any]) -> dict[str, Any]:
    return context | {"page_title": context["header_title"]}


def _shown(page: Page) -> list[tuple[Line, QuestionVersion | None]]:
    """Each question as a version that is not saved: what people would be asked."""
    return [
        (line, QuestionVersion(**versioning.content_of(line.question)) if line.question else None) for line in page.object_list
    ]


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    upload = _own(request, pk)
    form = SaveForm(request.POST)
    if "discard" in request.POST:
        upload.delete()
        messages.success(request, _("The file was thrown away; nothing of it was saved."))
        return redirect("question_exchange:index")
    if not form.is_valid():
        messages.error(request, _("Please choose how the questions are to be saved."))
        return redirect("question_exchange:look", upload.pk)
    try:
        saved = saving.save_upload(upload, state=form.cleaned_data["state"], by=signed_in(request))
    except QuestionUpload.DoesNotExist:  # the second of two clicks
        raise Http404 from None
    count = len(saved)
    message = ngettext("%(count)s question was saved in “%(bank)s”.", "%(count)s questions were saved in “%(bank)s”.", count)
    messages.success(request, message % {"count": count, "bank": upload.bank})
    own = QuizPage.objects.filter(bank=upload.bank_id, owner=signed_in(request)).first()
    if own:
        return redirect("whole_course", own.course.pk)
    return redirect(f"{reverse('wagtailsnippets_courses_question:list')}?bank={upload.bank_id}")


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("courses.change_question"):
        raise PermissionDenied
    form = ExportForm(request.GET)
    if not form.is_valid():
        return redirect("question_exchange:index")
    bank, chosen = form.cleaned_data["bank"], FORMATS[form.cleaned_data["format"]]
    drafts = exporting.drafts_of(bank)
    if chosen.has_pictures:
        drafts = exporting.with_pictures(bank, drafts)
    content = chosen.write([draft for draft in drafts if chosen.can_hold(draft)])
    response = HttpResponse(content, content_type=chosen.content_type)
    name = slugify(str(bank.name).replace("đ", "d").replace("Đ", "D")) or "cau-hoi"
    response["Content-Disposition"] = f'attachment; filename="{name}.{chosen.extension}"'
    return response


def _own(request: HttpRequest, pk: int) -> QuestionUpload:
    _refuse_strangers(request)
    return get_object_or_404(QuestionUpload.objects.select_related("bank"), pk=pk, by=signed_in(request))


def _bundle(upload: QuestionUpload) -> Bundle:
    return FORMATS[upload.format].read(bytes(upload.content))


class ExchangeViewSet(ViewSet):
    name = "question_exchange"
    icon = "download"
    menu_label = gettext_lazy("In and out")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", start, name="index"),
            path("<int:pk>/", look, name="look"),
            path("<int:pk>/decide/", decide, name="decide"),
            path("export/", export, name="export"),
        ]
