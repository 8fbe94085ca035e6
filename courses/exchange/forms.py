"""The forms of taking questions in and giving them out."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from courses.exchange.formats import FORMATS, format_of
from courses.models import Question, QuestionBank

MAX_BYTES = 30_000_000
FORMAT_CHOICES = [(name, one.label) for name, one in FORMATS.items()]


class UploadForm(forms.Form):
    bank = forms.ModelChoiceField(
        QuestionBank.objects.all(), label=_("Question bank"), help_text=_("Where the questions will go."), empty_label=None
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A table from Excel or Word (question, A, B, C, D, key, explanation), a test written in Word as lines "
            "(Câu 1, A., B., Đáp án), or a file from Moodle."
        ),
    )
    format = forms.ChoiceField(label=_("Format"), required=False, choices=[("", _("as the file shows")), *FORMAT_CHOICES])

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > MAX_BYTES:
            raise forms.ValidationError(_("This file is too large. Please cut it into several files."))
        return file

    def as_upload(self) -> dict[str, Any]:
        """The fields of a QuestionUpload."""
        file = self.cleaned_data["file"]
        content = file.read()
        name = str(file.name)[-200:]
        chosen = self.cleaned_data["format"] or format_of(name, content)
        return {"bank": self.cleaned_data["bank"], "name": name, "format": chosen, "content": content}


class SaveForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Save the new questions as"), initial=Question.State.READY, widget=forms.RadioSelect,
        choices=[
            (Question.State.READY, _("ready: they can be asked at once")),
            (Question.State.DRAFT, _("drafts: somebody looks at each of them first")),
        ],
    )  # fmt: skip


class ExportForm(forms.Form):
    bank = forms.ModelChoiceField(QuestionBank.objects.all(), label=_("Question bank"), empty_label=None)
    format = forms.ChoiceField(label=_("Format"), choices=FORMAT_CHOICES, initial="xlsx")
