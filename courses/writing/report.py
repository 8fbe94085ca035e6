"""The hints on all pages that a person may edit, 30 pages at a time."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page, PageQuerySet

from cms.models import SitePage
from courses.writing.checking import check
from courses.writing.drafts import drafts_of
from courses.writing.words import words_to_avoid


class HintsColumn(Column):
    cell_template_name = "courses/writing/hints_cell.html"


def edit_address(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


class WritingReportView(ReportView):
    """Checking costs a few milliseconds a page, so only the pages shown are checked; queries do not grow with them."""

    model = Page
    page_title = _("Hints on writing")
    header_icon = "edit"
    index_url_name = "writing_report"
    index_results_url_name = "writing_report_results"
    permission_required = "change"
    paginate_by = 30
    default_ordering = "path"
    columns: ClassVar[list[Column]] = [
        TitleColumn("draft_title", label=_("Title"), get_url=edit_address),
        Column("type_name", label=_("Type")),
        HintsColumn("hints", label=_("Hints")),
    ]

    def get_base_queryset(self) -> PageQuerySet:
        mine = self.permission_policy.instances_user_has_permission_for(self.request.user, "change")
        return mine.filter(content_type__in=site_page_types())

    def get_table(self, object_list: Iterable[Page]) -> Any:
        return super().get_table(with_hints(object_list))


def site_page_types() -> list[ContentType]:
    """The root page and page types that are gone have nothing to check."""
    return list(ContentType.objects.get_for_models(*_page_types(SitePage)).values())


def _page_types(model: type[SitePage]) -> Iterator[type[SitePage]]:
    if not model._meta.abstract:
        yield model
    for below in model.__subclasses__():
        yield from _page_types(below)


def with_hints(pages: Any) -> list[Page]:
    """The pages as they are, each with `hints` and `type_name`."""
    found = list(pages.specific()) if isinstance(pages, PageQuerySet) else list(pages)
    words = words_to_avoid()
    for page, draft in zip(found, drafts_of(found), strict=True):
        page.hints = check(draft, words)
        page.type_name = page.cached_content_type.model_class()._meta.verbose_name
    return found
