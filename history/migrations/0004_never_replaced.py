"""What is written once is not written over or emptied at once either."""

from django.db import migrations

from history.triggers import never_replaced


class Migration(migrations.Migration):
    dependencies = [("history", "0003_queue_and_ballot")]

    operations = [
        never_replaced("history_entry"),
    ]
