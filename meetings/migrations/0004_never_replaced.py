"""What is written once is not written over or emptied at once either."""

from django.db import migrations

from history.triggers import never_replaced


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_results")]

    operations = [
        never_replaced("meetings_agendachange"),
        never_replaced("meetings_resultcorrection"),
    ]
