import uuid
from typing import Any

from django.db import migrations


def take_away_the_courses_of_others(apps: Any, editor: Any) -> None:
    """Trainers could change every page until now; from here on those that they own."""
    permissions = apps.get_model("wagtailcore", "GroupPagePermission").objects.all()
    permissions.filter(group__name="Giảng viên", permission__codename="change_page").delete()


def one_key_a_course(apps: Any, editor: Any) -> None:
    """A copied course had the key of the one it was copied from."""
    seen = set()
    for page in apps.get_model("courses", "CoursePage").objects.order_by("pk"):
        if page.edition_key in seen:
            page.edition_key = uuid.uuid4()
            page.save(update_fields=["edition_key"])
        seen.add(page.edition_key)


class Migration(migrations.Migration):
    dependencies = [("courses", "0016_entry")]
    operations = [
        migrations.RunPython(take_away_the_courses_of_others, migrations.RunPython.noop),
        migrations.RunPython(one_key_a_course, migrations.RunPython.noop),
    ]
