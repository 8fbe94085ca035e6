from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.codes import normalised


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Certificate code"),
        max_length=60,
        help_text=_("Twenty letters and digits, printed beside the QR code."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        code = normalised(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(
                _("This is not a complete code. Please compare it letter by letter with the certificate and type it again.")
            )
        return code
