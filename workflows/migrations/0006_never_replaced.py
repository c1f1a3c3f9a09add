"""What is written once is not written over or emptied at once either."""

from django.db import migrations

from history.triggers import never_replaced


class Migration(migrations.Migration):
    dependencies = [("workflows", "0005_queue_and_ballot")]

    operations = [
        never_replaced("workflows_transitionrecord", "nomination_id, sequence"),
        never_replaced("workflows_comment", "submission_key"),
    ]
