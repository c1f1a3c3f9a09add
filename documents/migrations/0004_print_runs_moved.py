"""Print runs are kept by the package `certificates` since version 0.4."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_queue_and_ballot"), ("certificates", "0002_append_only")]

    operations = [migrations.DeleteModel(name="PrintRun")]
