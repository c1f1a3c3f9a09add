"""When a meeting ended, as its minutes say."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0004_never_replaced'),
    ]

    operations = [
        migrations.AddField(
            model_name='meeting',
            name='met_until',
            field=models.TimeField(blank=True, null=True, verbose_name='họp xong lúc'),
        ),
    ]
