"""What the office may change on every page without a programmer."""

from typing import Any

from django.core.cache import cache
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

CACHE_KEY = "site-settings"


@register_setting(icon="cog")
class SiteSettings(BaseGenericSetting):
    hotline_number = models.CharField(_("hotline"), max_length=20, default="18008080")
    hotline_label = models.CharField(
        _("who answers"), max_length=150, default="Trung tâm Bảo trợ và Công tác xã hội tỉnh Thái Nguyên"
    )
    hotline_checked_on = models.DateField(
        _("number checked on"), null=True, blank=True, help_text=_("The day somebody last called it and was answered.")
    )
    exit_to = models.URLField(
        _("where the quick exit leads"),
        default="https://vi.wikipedia.org/",
        validators=[URLValidator(schemes=["https"])],
        help_text=_("A page that anybody might read, that does not greet its reader and opens fast."),
    )

    class Meta:
        verbose_name = _("hotline and quick exit")

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        cache.delete(CACHE_KEY)

    @classmethod
    def current(cls) -> "SiteSettings":
        """The settings, without a query a page."""
        found: SiteSettings | None = cache.get(CACHE_KEY)
        if found is None:
            found = cls.objects.first() or cls()  # load() would write a row where there is none
            cache.set(CACHE_KEY, found, 60)
        return found
