from django.db import migrations

from certificates.guards import GUARDS
from learning import guards


class Migration(migrations.Migration):
    """A merge moves a certificate to the person who stays; its words stand."""

    dependencies = [("certificates", "0004_signer_defaults")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: guards.install(GUARDS, editor.connection),
            lambda apps, editor: guards.remove(GUARDS, editor.connection),
        )
    ]
