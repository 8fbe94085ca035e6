"""Courses come back to be looked at again: to their owner, and to those who publish."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.permission_policies.pages import PagePermissionPolicy

from courses.models import CoursePage
from learning.people.models import User

MOST = 30


def due_for(user: User, day: datetime.date) -> QuerySet[CoursePage]:
    """What this person may change and is to look at from that day on, the longest due first."""
    policy = PagePermissionPolicy()
    due = CoursePage.objects.live().filter(review_on__lte=day)
    own = Q(owner=user, pk__in=policy.instances_user_has_permission_for(user, "change").values("pk"))
    published = Q(pk__in=policy.instances_user_has_permission_for(user, "publish").values("pk"))
    return due.filter(own | published).order_by("review_on", "pk")


class ReviewPanel(Component):
    """On the first page of the admin, where something is due."""

    name = "courses_to_review"
    template_name = "courses/review_due.html"
    order = 150

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        return {"courses": list(due_for(user, timezone.localdate())[:MOST])}
