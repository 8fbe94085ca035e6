from django.db import migrations

from learning.counts.guards import GUARDS
from learning import guards


class Migration(migrations.Migration):
    dependencies = [("counts", "0002_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: guards.install([g for g in GUARDS if g.table == "counts_trainingfact"], editor.connection),
            lambda apps, editor: guards.remove(GUARDS, editor.connection),
        )
    ]
