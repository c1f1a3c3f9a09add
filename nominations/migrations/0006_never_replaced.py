"""What is written once is not written over or emptied at once either."""

from django.db import migrations

from history.triggers import never_replaced


class Migration(migrations.Migration):
    dependencies = [("nominations", "0005_search")]

    operations = [
        never_replaced("nominations_receipt", "code", "dossier_id, sequence"),
    ]
