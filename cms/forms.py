"""The form behind every page of the site in the admin."""

import itertools
from typing import Any

from anyascii import anyascii
from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page


class AddressField(forms.CharField):
    """The last part of a page's address; whatever is typed becomes one.

    Wagtail's own script drops Vietnamese letters ("khóa học" gives "khoa-hc"), so the title is copied as it is and
    made an address here.
    """

    def to_python(self, value: Any) -> str:
        return slugify(anyascii(super().to_python(value) or ""))


class SitePageForm(WagtailAdminPageForm):
    slug = AddressField(
        label=_("address"), required=False, max_length=255,
        help_text=_("The last part of the page's address; made from the title where it is left empty."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rows in self.formsets.values():
            rows.get_unique_error_message = _said_of_twins

    def clean_slug(self) -> str:
        """Two pages may have one title: the second gets an address of its own, instead of an error on a tab nobody looks at."""
        slug = base = self.cleaned_data["slug"]
        for number in itertools.count(2):
            if not slug or Page._slug_is_available(slug, self.parent_page, self.instance):
                break
            slug = f"{base[:250]}-{number}"
        return slug


def _said_of_twins(unique_check: tuple[str, ...]) -> str:
    """Django's own sentence names the fields as the code calls them."""
    return gettext("Two rows say the same. Please change or remove one of them.")
