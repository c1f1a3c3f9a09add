"""What is written once is not written over or emptied at once either."""

from django.db import migrations

from history.triggers import never_replaced


class Migration(migrations.Migration):
    dependencies = [("ceremonies", "0003_paper_orders")]

    operations = [
        never_replaced("ceremonies_paymentlist", "submission_key"),
        never_replaced("ceremonies_paymentline", "payment_list_id, position", "payment_list_id, award_id"),
    ]
