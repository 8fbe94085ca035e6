"""What an organiser types about a class."""

import datetime
import re
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage, QuizPage
from learning.people.models import Organisation, Person
from learning.people.scopes import Scope
from learning.people.units import unit_choices
from learning.records.models import ClassDocument, ClassFunding, ClassTrainer, Registration, Session, TrainingClass

LARGEST_DOCUMENT = 20 * 1024 * 1024
DOCUMENT_TYPES = set(".pdf .doc .docx .xls .xlsx .ods .odt .ppt .pptx .jpg .jpeg .png .csv .txt".split())


class ClassForm(forms.ModelForm):
    class Meta:
        model = TrainingClass
        fields = [
            "title", "kind", "family", "audience", "topics", "takes_names", "organisation", "partners", "other_partners", "place",
            "course", "gives_certificate", "completion_percent", "pre_test", "post_test", "has_tests_on_paper", "must_pass",
            "pass_percent", "situation", "planned_year", "planned_quarter", "expected_participants", "capacity",
            "registers_online", "notes",
        ]  # fmt: skip
        widgets = {
            "topics": forms.CheckboxSelectMultiple, "family": forms.RadioSelect, "notes": forms.Textarea(attrs={"rows": 3}),
            "partners": forms.SelectMultiple(attrs={"size": 6}),
        }  # fmt: skip
        help_texts = {
            "family": _("Capacity building is plan part III.3, communication part III.1: they are counted apart."),
            "place": _("For example the name of the hall. Places of shelter are never written down."),
            "course": _("If the class delivers a course of this site, its certificate is that of the course."),
            "partners": _("Hold Ctrl to choose several."),
            "completion_percent": _("The usual rule is 80."),
        }
        error_messages = {"title": {"required": _("Please give the class a title.")}}

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["course"].queryset = CoursePage.objects.live().order_by("title")
        for name in ("pre_test", "post_test"):
            fields[name].queryset = QuizPage.objects.live().order_by("title")
        fields["partners"].queryset = Organisation.objects.existing_on(timezone.localdate()).prefetch_related("versions")  # type: ignore[attr-defined]
        own = {self.instance.organisation_id} if self.instance.pk else set()
        fields["organisation"] = forms.TypedChoiceField(
            label=_("Organising unit"), coerce=int, choices=units_of(scope, own),
            error_messages={"required": _("Please choose the unit that organises the class.")},
        )  # fmt: skip
        if not self.instance.pk:
            self.initial["planned_year"] = timezone.localdate().year

    def clean_organisation(self) -> Organisation:
        return Organisation.objects.get(pk=self.cleaned_data["organisation"])


def units_of(scope: Scope, own: set[int]) -> list[Any]:
    """Units in which somebody may hold a class today; the class's own unit stays, also when it exists no more."""
    groups = unit_choices(timezone.localdate())
    known = {pk for _label, units in groups for pk, _name in units}
    within = [(label, [one for one in units if scope.includes(one[0]) or one[0] in own]) for label, units in groups]
    old = [(pk, str(Organisation.objects.get(pk=pk))) for pk in own - known]
    return [("", _("Choose a unit")), *old, *[(label, units) for label, units in within if units]]


class SessionFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        seen = set()
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            if data and data.get("DELETE") and form.instance.pk and form.instance.attendances.exists():
                message = _("Attendance of the session on %(day)s is marked, so it stays. Please correct its day instead.")
                raise ValidationError(message, params={"day": f"{Session.objects.get(pk=form.instance.pk).day:%d/%m/%Y}"})
            if not data or data.get("DELETE") or not data.get("day"):
                continue
            key = (data["day"], data.get("part"))
            if key in seen:
                raise ValidationError(_("Two sessions stand on the same part of the same day. Please change one of them."))
            seen.add(key)

    def save(self, commit: bool = True) -> Any:
        """Sessions that change their place step aside first: saved one by one, two that change places would meet."""
        moving = [form for form in self.initial_forms if form.instance.pk and {"day", "part", "DELETE"} & set(form.changed_data)]
        for number, form in enumerate(moving):
            aside = datetime.date(1900, 1, 1) + datetime.timedelta(days=number)
            Session.objects.filter(pk=form.instance.pk).update(day=aside)
        return super().save(commit)


SESSIONS = inlineformset_factory(
    TrainingClass, Session, formset=SessionFormSet, extra=4, can_delete=True,
    fields=["day", "part", "starts_at", "hours", "topic"], localized_fields=["hours"],
    widgets={"day": forms.DateInput(attrs={"inputmode": "numeric"}), "starts_at": forms.TimeInput(format="%H:%M")},
)  # fmt: skip
TRAINERS = inlineformset_factory(
    TrainingClass, ClassTrainer, fields=["name", "office", "hours"], localized_fields=["hours"], extra=3, can_delete=True
)


class AmountField(forms.DecimalField):
    """Đồng, as people write them: 12.000.000 or 12 000 000."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        return super().to_python(re.sub(r"[.\s]", "", value) if isinstance(value, str) else value)


class FundingForm(forms.ModelForm):
    amount = AmountField(label=_("Amount (đồng)"), min_value=0, max_digits=14, decimal_places=0)

    class Meta:
        model = ClassFunding
        fields = ["source", "amount"]


FUNDING = inlineformset_factory(TrainingClass, ClassFunding, form=FundingForm, extra=2, can_delete=True)


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the class is cancelled"), max_length=300,
        error_messages={"required": _("Please say why the class is cancelled: the reason is kept.")},
    )  # fmt: skip


class DocumentForm(forms.ModelForm):
    class Meta:
        model = ClassDocument
        fields = ["title", "file"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_DOCUMENT:
            raise ValidationError(_("This file is larger than 20 MB. Please make it smaller and add it again."))
        if Path(file.name).suffix.lower() not in DOCUMENT_TYPES:
            raise ValidationError(_("Files of this type are not taken. Please send a PDF, Word, Excel or picture file."))
        return file


class ParticipantForm(forms.Form):
    """Somebody known, chosen from the people the organiser may see."""

    person = forms.ModelChoiceField(
        queryset=Person.objects.none(), error_messages={"invalid_choice": _("Please choose somebody from the list below.")}
    )
    beyond_capacity = forms.BooleanField(required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.standing().visible_in(scope)  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    registration = forms.ModelChoiceField(queryset=Registration.objects.none())

    def __init__(self, *args: Any, held: TrainingClass, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["registration"].queryset = held.registrations.exclude(state="withdrawn")  # type: ignore[attr-defined]


class ClassFilter(forms.Form):
    nam = forms.IntegerField(required=False, min_value=2000, max_value=2100)
    trang_thai = forms.ChoiceField(required=False, choices=[("", ""), *TrainingClass.State.choices])
    q = forms.CharField(required=False, max_length=100)
