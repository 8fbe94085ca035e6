from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("certificates", "0002_initial")]
    operations = []
    """The guards are installed by the newest of these migrations: an older one cannot name columns that come later."""
