"""Papers are made by the worker; bonuses tell the levels of collectives apart."""

import django.db.models.deletion
import django.db.models.functions.comparison
import vietnamese.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ceremonies', '0002_append_only'),
        ('organizations', '0003_queue_and_ballot'),
        ('runs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PaperOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kinds', models.JSONField(verbose_name='các loại')),
                ('ordered_at', models.DateTimeField(verbose_name='yêu cầu lúc')),
                ('ordered_by_name', vietnamese.fields.NameField(max_length=100, verbose_name='người yêu cầu')),
            ],
            options={
                'verbose_name': 'lượt lập giấy tờ',
                'verbose_name_plural': 'lượt lập giấy tờ',
                'ordering': ['-id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='bonusrate',
            name='bonus_rate_once',
        ),
        migrations.AddField(
            model_name='bonusrate',
            name='recipient_level',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unitkind', verbose_name='loại tổ chức được tặng'),
        ),
        migrations.AddConstraint(
            model_name='bonusrate',
            constraint=models.CheckConstraint(condition=models.Q(('recipient_level', None), ('recipient_kind', 'collective'), _connector='OR'), name='bonus_rate_level_of_collective', violation_error_message='Chỉ tập thể mới có loại tổ chức được tặng.'),
        ),
        migrations.AddConstraint(
            model_name='bonusrate',
            constraint=models.UniqueConstraint(models.F('level'), models.F('form'), models.F('recipient_kind'), django.db.models.functions.comparison.Coalesce(models.F('recipient_level'), models.Value(0), output_field=models.BigIntegerField()), models.F('starts_on'), name='bonus_rate_once'),
        ),
        migrations.AddField(
            model_name='paperorder',
            name='ceremony',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='paper_orders', to='ceremonies.ceremony'),
        ),
        migrations.AddField(
            model_name='paperorder',
            name='run',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='paper_order', to='runs.run'),
        ),
    ]
