from django.db import migrations

from history.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("nominations", "0002_desk")]

    operations = [append_only("nominations_receipt")]
