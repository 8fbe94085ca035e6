from django.db import migrations

from learning import guards
from learning.records.guards import OF_ATTEMPTS


class Migration(migrations.Migration):
    dependencies = [("records", "0013_order_by_keys")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: guards.install(OF_ATTEMPTS, editor.connection),
            lambda apps, editor: guards.remove(OF_ATTEMPTS, editor.connection),
        )
    ]
