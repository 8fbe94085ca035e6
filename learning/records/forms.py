from django import forms

from learning.records.models import Answer


class AnswerForm(forms.Form):
    """The options of one question in the order in which they were shown."""

    def __init__(self, *args: object, answer: Answer, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [(option["id"], option["text"]) for option in answer.shown_options()]
        kind = forms.MultipleChoiceField if answer.version.several else forms.ChoiceField
        self.fields["chosen"] = kind(choices=choices, required=False)

    def chosen(self) -> list[str]:
        value = self.cleaned_data.get("chosen") or []
        return [value] if isinstance(value, str) else list(value)
