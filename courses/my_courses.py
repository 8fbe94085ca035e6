"""What a trainer finds on the first page of the admin: their courses, and where to begin a new one; reviewers what waits."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.models import Page, WorkflowState

from courses.models import AudiencePage, CoursePage

MOST = 20


class MyCoursesPanel(Component):
    """Wagtail's own panel shows a reviewer page by page; here it is the course."""

    name = "my_courses"
    template_name = "courses/my_courses.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        doors = [page for page in AudiencePage.objects.live() if page.permissions_for_user(user).can_add_subpage()]
        own = CoursePage.objects.filter(owner=user).order_by("-latest_revision_created_at", "-pk")
        new = [(page, reverse("wagtailadmin_pages:add", args=["courses", "coursepage", page.pk])) for page in doors]
        waiting = [course for course in waiting_courses()[:MOST] if course.permissions_for_user(user).can_publish()]
        return {"courses": own[:MOST], "new": new, "waiting": waiting}


def waiting_courses() -> Any:
    """Courses of which a page was handed in for review and not decided. A queryset."""
    pages = ContentType.objects.get_for_model(Page)
    states = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS, base_content_type=pages)
    keys = [int(key) for key in states.values_list("object_id", flat=True)]
    paths = Page.objects.filter(pk__in=keys).values_list("path", flat=True)
    above = {path[:end] for path in paths for end in range(Page.steplen, len(path) + 1, Page.steplen)}
    return CoursePage.objects.filter(path__in=above).order_by("-latest_revision_created_at", "-pk")
