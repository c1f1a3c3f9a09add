"""All migrations up to version 0.3 in one: a new database is made twice as fast. Old ones go their old way."""

from history.triggers import append_only
import django.db.models.deletion
import uuid
import vietnamese.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('workflows', '0001_initial'),
        ('workflows', '0002_append_only'),
        ('workflows', '0003_desk'),
        ('workflows', '0004_append_only'),
        ('workflows', '0005_queue_and_ballot'),
    ]

    dependencies = [
        ('accounts', '0001_squashed_0002'),
        ('nominations', '0001_squashed_0005'),
        ('organizations', '0001_squashed_0003'),
        ('viewflow', '0015_task_scheduled'),
    ]

    operations = [
        migrations.CreateModel(
            name='NominationProcess',
            fields=[
                ('process_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='viewflow.process')),
                ('nomination', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='process', to='nominations.nomination')),
            ],
            options={
                'verbose_name': 'quy trình của đề nghị',
                'verbose_name_plural': 'quy trình của đề nghị',
            },
            bases=('viewflow.process',),
        ),
        migrations.CreateModel(
            name='TransitionRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('actor_name', models.CharField(max_length=150, verbose_name='người làm')),
                ('role_label', models.CharField(blank=True, max_length=100, verbose_name='vai trò')),
                ('unit_name', models.CharField(blank=True, max_length=250, verbose_name='đơn vị')),
                ('note', models.TextField(blank=True, verbose_name='ghi chú')),
                ('on_behalf_of', models.CharField(blank=True, default='', max_length=150, verbose_name='theo ủy quyền của')),
                ('sequence', models.PositiveIntegerField(verbose_name='thứ tự')),
                ('role', models.CharField(blank=True, max_length=20)),
                ('position_title', models.CharField(blank=True, max_length=100, verbose_name='chức vụ')),
                ('action', models.CharField(max_length=30, verbose_name='việc')),
                ('label', models.CharField(max_length=100, verbose_name='tên việc')),
                ('source', models.CharField(blank=True, max_length=20, verbose_name='từ trạng thái')),
                ('target', models.CharField(max_length=20, verbose_name='đến trạng thái')),
                ('holder_name', models.CharField(blank=True, max_length=250, verbose_name='nơi giữ sau đó')),
                ('data', models.JSONField(default=dict, verbose_name='chi tiết')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='nominations.nomination')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit')),
            ],
            options={
                'verbose_name': 'bước của đề nghị',
                'verbose_name_plural': 'lịch sử của đề nghị',
                'ordering': ['nomination_id', 'sequence'],
                'indexes': [models.Index(fields=['unit', '-id'], name='transition_unit')],
                'constraints': [models.UniqueConstraint(fields=('nomination', 'sequence'), name='transition_sequence')],
            },
        ),
        migrations.CreateModel(
            name='AutosavedForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(max_length=80, verbose_name='trang')),
                ('data', models.JSONField(default=dict, verbose_name='đã gõ')),
                ('base_version', models.PositiveIntegerField(blank=True, null=True)),
                ('tab', models.UUIDField(verbose_name='cửa sổ')),
                ('saved_at', models.DateTimeField(verbose_name='giữ lúc')),
                ('dossier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='autosaved', to='nominations.dossier')),
                ('nomination', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='autosaved', to='nominations.nomination')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'nội dung gõ dở',
                'verbose_name_plural': 'nội dung gõ dở',
                'indexes': [models.Index(fields=['page'], name='autosaved_page')],
                'constraints': [models.UniqueConstraint(fields=('user', 'page'), name='autosaved_once')],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author_name', vietnamese.fields.NameField(max_length=100, verbose_name='người viết')),
                ('unit_name', vietnamese.fields.NameField(max_length=250, verbose_name='đơn vị')),
                ('audience', models.CharField(choices=[('everyone', 'Mọi người liên quan, cả chi bộ'), ('appraisers', 'Chỉ bên thẩm định và Ban Thường vụ')], default='everyone', max_length=12, verbose_name='ai đọc được')),
                ('text', vietnamese.fields.ProseField(verbose_name='nội dung')),
                ('written_at', models.DateTimeField(verbose_name='viết lúc')),
                ('submission_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='nominations.nomination')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit')),
            ],
            options={
                'verbose_name': 'ý kiến trao đổi',
                'verbose_name_plural': 'ý kiến trao đổi',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('audience__in', ['everyone', 'appraisers'])), name='comment_audience')],
            },
        ),
        migrations.CreateModel(
            name='DeadlineProcess',
            fields=[
                ('process_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='viewflow.process')),
                ('step', models.CharField(choices=[('intake', 'Tiếp nhận'), ('appraisal', 'Thẩm định'), ('completion', 'Chi bộ bổ sung'), ('committee', 'Ban Thường vụ xét'), ('answer', 'Chờ cấp trên trả lời'), ('numbering', 'Ra quyết định')], max_length=12, verbose_name='bước')),
                ('due_at', models.DateTimeField(verbose_name='hạn')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='nominations.round')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit')),
            ],
            options={
                'verbose_name': 'theo dõi hạn',
                'verbose_name_plural': 'theo dõi hạn',
                'constraints': [models.UniqueConstraint(fields=('round', 'unit', 'step', 'due_at'), name='deadline_once')],
            },
            bases=('viewflow.process',),
        ),
        migrations.CreateModel(
            name='LineClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user_name', vietnamese.fields.NameField(max_length=100, verbose_name='người nhận xử lý')),
                ('claimed_at', models.DateTimeField(verbose_name='nhận lúc')),
                ('active_at', models.DateTimeField(verbose_name='hoạt động lần cuối')),
                ('nomination', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='claim', to='nominations.nomination')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'dòng đã nhận xử lý',
                'verbose_name_plural': 'dòng đã nhận xử lý',
                'indexes': [models.Index(fields=['user', 'active_at'], name='claim_of_person')],
            },
        ),
        migrations.CreateModel(
            name='LineView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user_name', vietnamese.fields.NameField(max_length=100, verbose_name='người xem')),
                ('seen_at', models.DateTimeField(verbose_name='xem lúc')),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='views', to='nominations.nomination')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lượt xem dòng',
                'verbose_name_plural': 'lượt xem dòng',
                'constraints': [models.UniqueConstraint(fields=('nomination', 'user'), name='line_view_once')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.SlugField(max_length=30, verbose_name='trang')),
                ('name', vietnamese.fields.NameField(max_length=60, verbose_name='tên')),
                ('query', models.CharField(max_length=500, verbose_name='bộ lọc')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'bộ lọc đã lưu',
                'verbose_name_plural': 'bộ lọc đã lưu',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('user', 'page', 'name'), name='saved_view_once', violation_error_message='Đồng chí đã có bộ lọc tên này. Hãy đặt tên khác.')],
            },
        ),
        migrations.CreateModel(
            name='SeparationRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='từ ngày')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('first_action', models.CharField(max_length=30, verbose_name='việc trước')),
                ('second_action', models.CharField(max_length=30, verbose_name='việc sau')),
                ('mode', models.CharField(choices=[('reason', 'Cho phép nếu ghi lý do'), ('refuse', 'Không cho phép')], default='reason', max_length=8, verbose_name='xử lý')),
                ('source', vietnamese.fields.NameField(blank=True, max_length=300, verbose_name='căn cứ')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'hai việc nên do hai người làm',
                'verbose_name_plural': 'hai việc nên do hai người làm',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='workflows_separationrule_dates', violation_error_message='Ngày kết thúc phải sau hoặc đúng ngày bắt đầu.'), models.CheckConstraint(condition=models.Q(('first_action', models.F('second_action')), _negated=True), name='separation_two_acts')],
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=20, verbose_name='phần')),
                ('text', vietnamese.fields.ProseField(verbose_name='cần bổ sung')),
                ('answer', vietnamese.fields.ProseField(blank=True, verbose_name='trả lời')),
                ('answered_by_name', vietnamese.fields.NameField(blank=True, max_length=100, verbose_name='người trả lời')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='trả lời lúc')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='nominations.nomination')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='workflows.transitionrecord')),
            ],
            options={
                'verbose_name': 'yêu cầu bổ sung',
                'verbose_name_plural': 'yêu cầu bổ sung',
                'ordering': ['id'],
            },
        ),
        append_only("workflows_transitionrecord"),
        append_only("workflows_comment"),
    ]
