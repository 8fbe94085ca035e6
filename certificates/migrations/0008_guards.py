from django.db import migrations

from certificates.guards import GUARDS
from learning import guards


class Migration(migrations.Migration):
    dependencies = [("certificates", "0007_validity")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: guards.install(GUARDS, editor.connection),
            lambda apps, editor: guards.remove(GUARDS, editor.connection),
        )
    ]
