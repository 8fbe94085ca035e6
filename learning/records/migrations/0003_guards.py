from django.db import migrations

from learning import guards
from learning.records.guards import REFUSALS


class Migration(migrations.Migration):
    dependencies = [("records", "0002_people_and_classes")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: guards.install(REFUSALS, editor.connection),
            lambda apps, editor: guards.remove(REFUSALS, editor.connection),
        )
    ]
