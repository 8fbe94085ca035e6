from django.db import migrations


class Migration(migrations.Migration):
    """A merge moves a certificate to the person who stays; its words stand."""

    dependencies = [("certificates", "0004_signer_defaults")]
    operations = []
    """The guards are installed by the newest of these migrations: an older one cannot name columns that come later."""
