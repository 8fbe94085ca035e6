from typing import Any

from django.db import migrations, models


def say_what_was_completed(apps: Any, editor: Any) -> None:
    """Until now an online completion was shown with its course's title and hours of the day it is read."""
    completion, course = apps.get_model("records", "Completion"), apps.get_model("courses", "CoursePage")
    for page in course.objects.all():
        online = completion.objects.filter(course_id=page.pk).exclude(enrolment=None)
        online.update(course_title=page.title, course_hours=page.hours)


class Migration(migrations.Migration):
    dependencies = [("records", "0009_renewals")]
    operations = [migrations.RunPython(say_what_was_completed, migrations.RunPython.noop)]
