"""Write one question after the other into the bank of a course."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.snippets.views.snippets import CreateView

from courses.models import CoursePage, Question, QuestionBank


class WriteQuestionView(CreateView):
    """`?bank=3` chooses the bank; with `&course=7` the next empty question follows, and the way back to the course."""

    def get_initial_form_instance(self) -> Any:
        key = self.request.GET.get("bank", "")
        bank = QuestionBank.objects.filter(pk=key).first() if key.isdecimal() and len(key) < 12 else None
        return Question(bank=bank) if bank else super().get_initial_form_instance()

    def get_add_url(self) -> str:
        query = self.request.GET.urlencode()
        return f"{super().get_add_url()}?{query}" if query else super().get_add_url()

    def get_success_url(self) -> str:
        return self.get_add_url() if self._course() else super().get_success_url()

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
