"""All migrations up to version 0.3 in one: a new database is made twice as fast. Old ones go their old way."""

import django.db.models.deletion
import vietnamese.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('permissions', '0001_initial'),
        ('permissions', '0002_queue_and_ballot'),
    ]

    dependencies = [
        ('accounts', '0001_squashed_0002'),
        ('organizations', '0001_squashed_0003'),
    ]

    operations = [
        migrations.CreateModel(
            name='RoleAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='từ ngày')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('role', models.CharField(choices=[('cell_officer', 'Cán bộ chi bộ'), ('appraiser', 'Cán bộ thẩm định'), ('member', 'Ủy viên Ban Thường vụ'), ('chair', 'Chủ trì'), ('records_clerk', 'Văn thư'), ('inspector', 'Người kiểm tra'), ('administrator', 'Quản trị')], max_length=20, verbose_name='vai trò')),
                ('position_title', vietnamese.fields.NameField(blank=True, help_text='In trên văn bản, ví dụ: Phó Bí thư. Để trống nếu không có.', max_length=100, verbose_name='chức vụ')),
                ('decided_by', vietnamese.fields.NameField(blank=True, help_text='Số, ngày, cơ quan ban hành.', max_length=200, verbose_name='quyết định giao vai trò')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='ngày quyết định')),
                ('ended_by', vietnamese.fields.NameField(blank=True, max_length=200, verbose_name='quyết định thôi vai trò')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='organizations.unit', verbose_name='đơn vị')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to=settings.AUTH_USER_MODEL, verbose_name='người dùng')),
            ],
            options={
                'verbose_name': 'vai trò được giao',
                'verbose_name_plural': 'vai trò được giao',
                'ordering': ['-starts_on', 'id'],
                'abstract': False,
                'indexes': [models.Index(fields=['unit', 'role'], name='assignment_unit_role')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='assignment_dates', violation_error_message='Ngày thôi vai trò phải sau hoặc đúng ngày giao.'), models.CheckConstraint(condition=models.Q(('role__in', ['cell_officer', 'appraiser', 'member', 'chair', 'records_clerk', 'inspector', 'administrator'])), name='assignment_role'), models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('user', 'role', 'unit'), name='assignment_one_open', violation_error_message='Người này đang giữ vai trò đó ở đơn vị này.')],
            },
        ),
        migrations.CreateModel(
            name='Substitution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='từ ngày')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('reason', vietnamese.fields.NameField(max_length=300, verbose_name='lý do')),
                ('decided_by', vietnamese.fields.NameField(blank=True, help_text='Số, ngày, cơ quan ban hành.', max_length=200, verbose_name='văn bản ủy quyền')),
                ('created_at', models.DateTimeField(verbose_name='lập lúc')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='chấm dứt lúc')),
                ('ended_by_name', vietnamese.fields.NameField(blank=True, max_length=100, verbose_name='người chấm dứt')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='substitutions', to='permissions.roleassignment', verbose_name='vai trò được ủy quyền')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('substitute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='substitutions', to=settings.AUTH_USER_MODEL, verbose_name='người thay')),
            ],
            options={
                'verbose_name': 'ủy quyền',
                'verbose_name_plural': 'ủy quyền',
                'ordering': ['-starts_on', '-id'],
                'abstract': False,
                'indexes': [models.Index(fields=['substitute', 'ends_on'], name='substitution_of_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='permissions_substitution_dates', violation_error_message='Ngày kết thúc phải sau hoặc đúng ngày bắt đầu.'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', False)), name='substitution_ends', violation_error_message='Hãy ghi ngày hết ủy quyền.')],
            },
        ),
    ]
