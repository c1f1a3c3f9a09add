"""All migrations up to version 0.3 in one: a new database is made twice as fast. Old ones go their old way."""

from history.triggers import append_only
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('history', '0001_initial'),
        ('history', '0002_append_only'),
        ('history', '0003_queue_and_ballot'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('actor_name', models.CharField(max_length=150, verbose_name='người làm')),
                ('role_label', models.CharField(blank=True, max_length=100, verbose_name='vai trò')),
                ('unit_name', models.CharField(blank=True, max_length=250, verbose_name='đơn vị')),
                ('note', models.TextField(blank=True, verbose_name='ghi chú')),
                ('on_behalf_of', models.CharField(blank=True, default='', max_length=150, verbose_name='theo ủy quyền của')),
                ('actor_id', models.BigIntegerField(null=True, verbose_name='mã người làm')),
                ('verb', models.CharField(max_length=60, verbose_name='việc')),
                ('subject_type', models.CharField(max_length=60, verbose_name='loại đối tượng')),
                ('subject_id', models.BigIntegerField(null=True, verbose_name='mã đối tượng')),
                ('subject_label', models.CharField(max_length=300, verbose_name='đối tượng')),
                ('data', models.JSONField(blank=True, default=dict, verbose_name='chi tiết')),
            ],
            options={
                'verbose_name': 'mục nhật ký',
                'verbose_name_plural': 'nhật ký',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['subject_type', 'subject_id', 'id'], name='history_subject')],
            },
        ),
        append_only("history_entry"),
    ]
