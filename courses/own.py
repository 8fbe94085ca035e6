"""Trainers work on their own courses: who may not change a page of a course adds nothing below it either."""

from typing import Any

from wagtail.models import Page, PagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy


def publishes(user: Any) -> bool:
    """Reviewers: every course and question bank is theirs to look after."""
    return bool(PagePermissionPolicy().user_has_permission(user, "publish"))


class CoursePermissions(PagePermissionTester):
    """Wagtail lets whoever may add pages add them anywhere, and change those they own; see roles.py."""

    def can_add_subpage(self) -> bool:
        return bool(super().can_add_subpage() and self.can_edit())

    def can_reorder_children(self) -> bool:
        """Who writes a course puts its lessons in order, until people see it: then it is for those who publish."""
        return bool(super().can_reorder_children() or (self.can_edit() and not self.page.live))

    def can_move_to(self, destination: Page) -> bool:
        return bool(super().can_move_to(destination) and _takes(destination, self.user))

    def can_copy_to(self, destination: Page, recursive: bool = False) -> bool:
        return bool(super().can_copy_to(destination, recursive) and _takes(destination, self.user))


def _takes(destination: Page, user: Any) -> bool:
    found = destination.specific.permissions_for_user(user)
    return not isinstance(found, CoursePermissions) or found.can_add_subpage()


class OfACourse:
    """Mixin for the pages of a course."""

    def permissions_for_user(self, user: Any) -> CoursePermissions:
        return CoursePermissions(user, self)
