"""Who writes and who publishes: the two groups, and the way from a draft to a published page."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms.models import HomePage

TRAINERS = "Giảng viên"
REVIEWERS = "Người duyệt"
WORKFLOW = "Duyệt nội dung"

SITE = [
    "wagtailadmin.access_admin",
    *[f"courses.{act}_{model}" for model in ("question", "questionbank", "questioncase") for act in ("add", "change", "view")],
    "courses.view_wordtoavoid",
]
LANGUAGE = [f"courses.{act}_wordtoavoid" for act in ("add", "change", "delete")]
"""The words to avoid are the department's: its reviewers keep them, trainers read them."""
FILES = [
    *[f"wagtailimages.{act}_image" for act in ("add", "choose")],
    *[f"wagtaildocs.{act}_document" for act in ("add", "choose")],
]
OWN_PAGES = ["wagtailcore.add_page"]
"""Wagtail: who may add pages may change those they own; own.py keeps them out of the courses of others."""
EVERY_PAGE = ["wagtailcore.add_page", "wagtailcore.change_page", "wagtailcore.publish_page"]


@transaction.atomic
def load_groups() -> None:
    """Both groups and the workflow, as written here. Safe to repeat; what an administrator added stays."""
    home = HomePage.objects.get()
    _allow(TRAINERS, home, OWN_PAGES)
    reviewers = _allow(REVIEWERS, home, EVERY_PAGE)
    reviewers.permissions.add(*_permissions(LANGUAGE))
    _remove_stock()
    _load_workflow(home, reviewers)


def _allow(name: str, home: Page, on_pages: Iterable[str]) -> Group:
    group, _made = Group.objects.get_or_create(name=name)
    group.permissions.add(*_permissions(SITE))
    for permission in _permissions(on_pages):
        GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
    for permission in _permissions(FILES):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=Collection.get_first_root_node(), permission=permission
        )
    return group


def _permissions(names: Iterable[str]) -> list[Permission]:
    pairs = [name.split(".") for name in names]
    return [Permission.objects.get(content_type__app_label=app, codename=codename) for app, codename in pairs]


def _remove_stock() -> None:
    """Wagtail brings groups of its own that may write everywhere, and a workflow that only they can approve."""
    Group.objects.filter(name__in=["Moderators", "Editors"], user=None).delete()
    WorkflowPage.objects.filter(workflow__name="Moderators approval").delete()
    Workflow.objects.filter(name="Moderators approval").update(active=False)
    GroupApprovalTask.objects.filter(name="Moderators approval").update(active=False)


def _load_workflow(home: Page, reviewers: Group) -> None:
    workflow, _made = Workflow.objects.get_or_create(name=WORKFLOW)
    task, _made = GroupApprovalTask.objects.get_or_create(name=WORKFLOW)
    task.groups.add(reviewers)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    WorkflowPage.objects.get_or_create(page=home, defaults={"workflow": workflow})
