"""Lists of bonuses are written once."""

from django.db import migrations

from history.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("ceremonies", "0001_initial")]

    operations = [append_only("ceremonies_paymentlist"), append_only("ceremonies_paymentline")]
