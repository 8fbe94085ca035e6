"""The bank in the admin: own questions only, and one question written after the other into the bank of a course."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView

from courses.models import CoursePage, Question, QuestionBank, QuestionCase


def may_change(user: Any, one: QuestionBank | Question | QuestionCase) -> bool:
    """A case belongs with the questions about it; one that nothing is asked about yet is anybody's."""
    own = QuestionBank.objects.written_by(user)
    if isinstance(one, QuestionCase):
        return not one.questions.exclude(bank__in=own).exists()
    return own.filter(pk=one.bank_id if isinstance(one, Question) else one.pk).exists()


class OwnEditView(EditView):
    def get_object(self, queryset: Any = None) -> Any:
        found = super().get_object(queryset)
        if not may_change(self.request.user, found):
            raise PermissionDenied
        return found


class KeepBankView(CreateView):
    """Who makes a bank keeps it."""

    def get_initial_form_instance(self) -> QuestionBank:
        return QuestionBank(owner=self.request.user)


class OwnBanksView(IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().filter(pk__in=QuestionBank.objects.written_by(self.request.user).values("pk"))


class OwnQuestionsView(IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().filter(bank__in=QuestionBank.objects.written_by(self.request.user).values("pk"))


class WriteQuestionView(CreateView):
    """`?bank=3` chooses the bank; with `&course=7` the next empty question follows, and the way back to the course."""

    def get_initial_form_instance(self) -> Any:
        key = self.request.GET.get("bank", "")
        own = QuestionBank.objects.written_by(self.request.user)
        bank = own.filter(pk=key).first() if key.isdecimal() and len(key) < 12 else None
        return Question(bank=bank, **self._as_before(bank)) if bank else super().get_initial_form_instance()

    def _as_before(self, bank: QuestionBank) -> dict[str, Any]:
        """Kind, topic and audience of the question that was just written: they come in series."""
        key = self.request.GET.get("after", "")
        last = bank.questions.filter(pk=key).first() if key.isdecimal() and len(key) < 12 else None
        return {name: getattr(last, name) for name in ("kind", "topic", "audience")} if last else {}

    def get_add_url(self) -> str:
        query = self.request.GET.urlencode()
        return f"{super().get_add_url()}?{query}" if query else super().get_add_url()

    def get_success_url(self) -> str:
        if self._course() is None:
            return super().get_success_url()
        query = self.request.GET.copy()
        query["after"] = str(self.object.pk)
        return f"{super().get_add_url()}?{query.urlencode()}"

    def get_success_message(self, instance: Any) -> Any:
        course = self._course()
        if course is None:
            return super().get_success_message(instance)
        ready = Question.objects.filter(bank=instance.bank, state=Question.State.READY).count()
        told = ngettext(
            "Saved. %(n)s question is ready. Write the next one, or go",
            "Saved. %(n)s questions are ready. Write the next one, or go",
            ready,
        )
        address = reverse("whole_course", args=[course.pk])
        return format_html('{} <a href="{}">{}</a>.', told % {"n": ready}, address, _("back to the course"))

    def _course(self) -> CoursePage | None:
        key = self.request.GET.get("course", "")
        return CoursePage.objects.filter(pk=key).first() if key.isdecimal() and len(key) < 12 else None
