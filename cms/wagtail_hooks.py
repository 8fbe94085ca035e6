"""A calm admin: people who write see what they write with."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem

NOT_FOR_WRITERS = {"help", "settings"}


@hooks.register("construct_main_menu")
def keep_the_menu_short(request: HttpRequest, items: list[MenuItem]) -> None:
    if not request.user.is_superuser:  # type: ignore[union-attr]
        items[:] = [item for item in items if item.name not in NOT_FOR_WRITERS]


@hooks.register("insert_global_admin_css")
def wear_the_colours_of_the_site() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))
