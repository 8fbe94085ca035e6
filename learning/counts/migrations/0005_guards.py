from django.db import migrations

from learning import guards
from learning.counts.guards import GUARDS


class Migration(migrations.Migration):
    dependencies = [("counts", "0004_people_and_classes")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: guards.install(GUARDS, editor.connection),
            lambda apps, editor: guards.remove(GUARDS, editor.connection),
        )
    ]
