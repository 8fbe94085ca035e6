from django.db import migrations

from courses.guards import GUARDS
from learning import guards


class Migration(migrations.Migration):
    dependencies = [("courses", "0003_question_kinds")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: guards.install(GUARDS, editor.connection),
            lambda apps, editor: guards.remove(GUARDS, editor.connection),
        )
    ]
