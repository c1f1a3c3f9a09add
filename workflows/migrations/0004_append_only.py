from django.db import migrations

from history.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("workflows", "0003_desk")]

    operations = [append_only("workflows_comment")]
