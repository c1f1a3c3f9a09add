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
        ('meetings', '0001_initial'),
        ('meetings', '0002_queue_and_ballot'),
        ('meetings', '0003_results'),
    ]

    dependencies = [
        ('accounts', '0001_squashed_0002'),
        ('nominations', '0001_squashed_0005'),
        ('organizations', '0001_squashed_0003'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeclaredRelative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('full_name', vietnamese.fields.NameField(max_length=100, verbose_name='họ và tên người thân')),
                ('birth_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='năm sinh')),
                ('relation', vietnamese.fields.NameField(max_length=60, verbose_name='quan hệ')),
                ('name_key', models.CharField(db_index=True, editable=False, max_length=150)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declared_relatives', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'người thân đã khai báo',
                'verbose_name_plural': 'người thân đã khai báo',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('committee_name', vietnamese.fields.NameField(max_length=250, verbose_name='tên ban thường vụ')),
                ('title', vietnamese.fields.NameField(max_length=250, verbose_name='nội dung phiên họp')),
                ('mode', models.CharField(choices=[('room', 'Họp'), ('poll', 'Lấy ý kiến bằng phiếu gửi')], default='room', max_length=4, verbose_name='cách làm')),
                ('secrecy', models.CharField(choices=[('open', 'Biểu quyết công khai'), ('secret', 'Bỏ phiếu kín')], default='open', max_length=6, verbose_name='hình thức biểu quyết')),
                ('starts_at', models.DateTimeField(verbose_name='họp lúc')),
                ('poll_closes_at', models.DateTimeField(blank=True, null=True, verbose_name='hạn gửi phiếu')),
                ('place', vietnamese.fields.NameField(blank=True, max_length=200, verbose_name='nơi họp')),
                ('chair_name', vietnamese.fields.NameField(blank=True, max_length=100, verbose_name='chủ trì')),
                ('chair_position', vietnamese.fields.NameField(blank=True, max_length=100, verbose_name='chức vụ người chủ trì')),
                ('clerk_name', vietnamese.fields.NameField(blank=True, max_length=100, verbose_name='thư ký phiên họp')),
                ('opinions', vietnamese.fields.ProseField(blank=True, verbose_name='ý kiến tại phiên họp')),
                ('minutes_number', models.CharField(blank=True, max_length=20, verbose_name='số biên bản')),
                ('state', models.CharField(choices=[('preparing', 'Đang chuẩn bị'), ('voting', 'Đang biểu quyết'), ('closed', 'Đã đóng, chờ công bố'), ('released', 'Đã công bố kết quả')], default='preparing', max_length=10, verbose_name='trạng thái')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='mở biểu quyết lúc')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='đóng lúc')),
                ('closed_by_name', vietnamese.fields.NameField(blank=True, max_length=100, verbose_name='người đóng phiên')),
                ('released_at', models.DateTimeField(blank=True, null=True, verbose_name='công bố lúc')),
                ('released_by_name', vietnamese.fields.NameField(blank=True, max_length=100, verbose_name='người công bố')),
                ('conclusion', vietnamese.fields.ProseField(blank=True, verbose_name='kết luận của người chủ trì')),
                ('serving', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='ủy viên đương nhiệm')),
                ('attending', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='có mặt')),
                ('quorum_numerator', models.PositiveSmallIntegerField(default=2)),
                ('quorum_denominator', models.PositiveSmallIntegerField(default=3)),
                ('majority_numerator', models.PositiveSmallIntegerField(default=1)),
                ('majority_denominator', models.PositiveSmallIntegerField(default=2)),
                ('majority_base', models.CharField(choices=[('serving', 'Tổng số ủy viên đương nhiệm'), ('serving_less_recused', 'Ủy viên đương nhiệm trừ người không biểu quyết vì liên quan'), ('present', 'Ủy viên dự họp (gửi phiếu) và được biểu quyết'), ('cast', 'Số phiếu tán thành và không tán thành')], default='serving', max_length=24)),
                ('quorum_base', models.CharField(choices=[('serving', 'Tổng số ủy viên đương nhiệm'), ('serving_less_excused', 'Ủy viên đương nhiệm trừ người vắng có lý do')], default='serving', max_length=24)),
                ('tie_rule', models.CharField(choices=[('reject', 'Không được duyệt'), ('chair', 'Theo ý kiến của người chủ trì'), ('postpone', 'Để lại phiên sau')], default='reject', max_length=8)),
                ('disagreement_numerator', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('disagreement_denominator', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('created_at', models.DateTimeField(verbose_name='lập lúc')),
                ('submission_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='organizations.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'phiên họp',
                'verbose_name_plural': 'phiên họp',
                'ordering': ['-starts_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['preparing', 'voting', 'closed', 'released'])), name='meeting_state'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['closed', 'released']), _negated=True), models.Q(('attending__isnull', False), ('closed_at__isnull', False), ('serving__isnull', False)), _connector='OR'), name='meeting_closed_is_complete'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'released'), _negated=True), ('released_at__isnull', False), _connector='OR'), name='meeting_released_has_moment'), models.CheckConstraint(condition=models.Q(('mode', 'room'), ('poll_closes_at__isnull', False), _connector='OR'), name='meeting_poll_has_end', violation_error_message='Hãy ghi hạn gửi phiếu.')],
            },
        ),
        migrations.CreateModel(
            name='VotingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='từ ngày')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('quorum_numerator', models.PositiveSmallIntegerField(default=2, verbose_name='số dự họp tối thiểu, tử số')),
                ('quorum_denominator', models.PositiveSmallIntegerField(default=3, verbose_name='mẫu số')),
                ('majority_numerator', models.PositiveSmallIntegerField(default=1, verbose_name='tán thành phải hơn, tử số')),
                ('majority_denominator', models.PositiveSmallIntegerField(default=2, verbose_name='mẫu số')),
                ('majority_base', models.CharField(choices=[('serving', 'Tổng số ủy viên đương nhiệm'), ('serving_less_recused', 'Ủy viên đương nhiệm trừ người không biểu quyết vì liên quan'), ('present', 'Ủy viên dự họp (gửi phiếu) và được biểu quyết'), ('cast', 'Số phiếu tán thành và không tán thành')], default='serving', max_length=24, verbose_name='tính trên')),
                ('quorum_base', models.CharField(choices=[('serving', 'Tổng số ủy viên đương nhiệm'), ('serving_less_excused', 'Ủy viên đương nhiệm trừ người vắng có lý do')], default='serving', max_length=24, verbose_name='số dự họp tính trên')),
                ('tie_rule', models.CharField(choices=[('reject', 'Không được duyệt'), ('chair', 'Theo ý kiến của người chủ trì'), ('postpone', 'Để lại phiên sau')], default='reject', max_length=8, verbose_name='khi hai bên bằng nhau')),
                ('disagreement_numerator', models.PositiveSmallIntegerField(blank=True, help_text='Khi lấy ý kiến bằng phiếu gửi: từ tỷ lệ này trên số phiếu không tán thành thì dòng phải đưa ra phiên họp. Để trống: không đưa.', null=True, verbose_name='ý kiến khác đáng kể, từ (tử số)')),
                ('disagreement_denominator', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='mẫu số')),
                ('allows_poll', models.BooleanField(default=True, verbose_name='được lấy ý kiến bằng phiếu gửi')),
                ('heads_are_recused', models.BooleanField(default=False, verbose_name='người đứng đầu đơn vị được đề nghị không biểu quyết')),
                ('source', vietnamese.fields.NameField(blank=True, max_length=300, verbose_name='căn cứ')),
                ('kind', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unitkind', verbose_name='loại đơn vị')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'quy tắc biểu quyết',
                'verbose_name_plural': 'quy tắc biểu quyết',
                'ordering': ['-starts_on', 'id'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='meetings_votingrule_dates', violation_error_message='Ngày kết thúc phải sau hoặc đúng ngày bắt đầu.'), models.CheckConstraint(condition=models.Q(('kind', None), ('unit', None), _connector='XOR'), name='voting_rule_kind_or_unit'), models.CheckConstraint(condition=models.Q(('majority_denominator__gt', 0), ('majority_numerator__lt', models.F('majority_denominator')), ('quorum_denominator__gt', 0), ('quorum_numerator__lte', models.F('quorum_denominator'))), name='voting_rule_shares'), models.CheckConstraint(condition=models.Q(models.Q(('disagreement_denominator', None), ('disagreement_numerator', None)), models.Q(('disagreement_denominator__gt', 0), ('disagreement_numerator__gt', 0), ('disagreement_numerator__lte', models.F('disagreement_denominator'))), _connector='OR'), name='voting_rule_disagreement')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', vietnamese.fields.NameField(max_length=100, verbose_name='họ và tên')),
                ('position', vietnamese.fields.NameField(blank=True, max_length=100, verbose_name='chức vụ')),
                ('status', models.CharField(choices=[('unknown', 'Chưa ghi'), ('present', 'Có mặt'), ('excused', 'Vắng có lý do'), ('unexcused', 'Vắng không lý do')], default='unknown', max_length=10, verbose_name='dự họp')),
                ('reason', vietnamese.fields.NameField(blank=True, max_length=200, verbose_name='lý do vắng')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='meetings.meeting')),
            ],
            options={
                'verbose_name': 'người dự họp',
                'verbose_name_plural': 'người dự họp',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'user'), name='attendance_once'), models.CheckConstraint(condition=models.Q(('status__in', ['unknown', 'present', 'excused', 'unexcused'])), name='attendance_status')],
            },
        ),
        migrations.CreateModel(
            name='AgendaLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='thứ tự')),
                ('section', models.CharField(choices=[('recommended', 'Cơ quan thẩm định đề nghị'), ('not_recommended', 'Cơ quan thẩm định không đề nghị')], default='recommended', max_length=16, verbose_name='phần')),
                ('name', vietnamese.fields.NameField(max_length=250, verbose_name='người, tập thể được đề nghị')),
                ('is_live', models.BooleanField(default=True, verbose_name='đang chờ kết quả')),
                ('hands_in_favor', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='tán thành')),
                ('hands_against', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='không tán thành')),
                ('hands_abstain', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='không có ý kiến')),
                ('hands_invalid', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='không hợp lệ')),
                ('is_postponed', models.BooleanField(default=False, verbose_name='để lại phiên sau')),
                ('is_withdrawn', models.BooleanField(default=False, verbose_name='đã rút khỏi chương trình')),
                ('voted_form', models.CharField(blank=True, choices=[('giay_khen', 'Giấy khen'), ('bang_khen', 'Bằng khen')], default='', max_length=20, verbose_name='hình thức đưa ra biểu quyết')),
                ('raise_form', models.CharField(blank=True, choices=[('giay_khen', 'Giấy khen'), ('bang_khen', 'Bằng khen')], default='', max_length=20, verbose_name='hình thức đề nghị cấp trên')),
                ('in_favor', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('against', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('abstain', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('not_voted', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('recused', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('invalid', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('needed', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='phiếu tán thành cần có')),
                ('outcome', models.CharField(blank=True, choices=[('approved', 'Được duyệt'), ('rejected', 'Không được duyệt'), ('forwarded', 'Trình cấp trên'), ('postponed', 'Để lại phiên sau'), ('to_meeting', 'Còn ý kiến khác nhau, chuyển ra phiên họp')], max_length=10, verbose_name='kết quả')),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agenda_lines', to='nominations.nomination')),
                ('raise_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='nominations.round', verbose_name='trình tiếp đợt của cấp trên')),
                ('raised', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='raised_by_line', to='nominations.nomination')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='meetings.meeting')),
            ],
            options={
                'verbose_name': 'dòng chương trình',
                'verbose_name_plural': 'dòng chương trình',
                'ordering': ['position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'nomination'), name='agenda_line_once'), models.UniqueConstraint(condition=models.Q(('is_live', True)), fields=('nomination',), name='agenda_one_live_meeting'), models.CheckConstraint(condition=models.Q(models.Q(('hands_abstain', None), ('hands_against', None), ('hands_in_favor', None)), models.Q(('hands_abstain__isnull', False), ('hands_against__isnull', False), ('hands_in_favor__isnull', False)), _connector='OR'), name='agenda_hands_all_or_none')],
            },
        ),
        migrations.CreateModel(
            name='AgendaChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('actor_name', models.CharField(max_length=150, verbose_name='người làm')),
                ('role_label', models.CharField(blank=True, max_length=100, verbose_name='vai trò')),
                ('unit_name', models.CharField(blank=True, max_length=250, verbose_name='đơn vị')),
                ('note', models.TextField(blank=True, verbose_name='ghi chú')),
                ('on_behalf_of', models.CharField(blank=True, default='', max_length=150, verbose_name='theo ủy quyền của')),
                ('line_name', models.CharField(max_length=250, verbose_name='dòng')),
                ('kind', models.CharField(choices=[('added', 'Bổ sung dòng'), ('withdrawn', 'Rút dòng')], max_length=10, verbose_name='thay đổi')),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='nominations.nomination')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='meetings.meeting')),
            ],
            options={
                'verbose_name': 'thay đổi chương trình',
                'verbose_name_plural': 'thay đổi chương trình',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='SealedBallot',
            fields=[
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('content', models.BinaryField()),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sealed_ballots', to='meetings.meeting')),
            ],
            options={
                'verbose_name': 'phiếu kín',
                'verbose_name_plural': 'phiếu kín',
            },
        ),
        migrations.CreateModel(
            name='Recusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', vietnamese.fields.NameField(max_length=100, verbose_name='họ và tên')),
                ('ground', models.CharField(choices=[('nominee', 'là người được đề nghị'), ('relative', 'là người thân đã khai báo'), ('head', 'là người đứng đầu đơn vị được đề nghị'), ('proposer', 'là người của đơn vị đề nghị'), ('declared', 'tự đề nghị không biểu quyết')], max_length=10, verbose_name='lý do')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recusals', to='meetings.agendaline')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'không biểu quyết vì liên quan',
                'verbose_name_plural': 'không biểu quyết vì liên quan',
                'constraints': [models.UniqueConstraint(fields=('line', 'user'), name='recusal_once')],
            },
        ),
        migrations.CreateModel(
            name='ResultCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('actor_name', models.CharField(max_length=150, verbose_name='người làm')),
                ('role_label', models.CharField(blank=True, max_length=100, verbose_name='vai trò')),
                ('unit_name', models.CharField(blank=True, max_length=250, verbose_name='đơn vị')),
                ('note', models.TextField(blank=True, verbose_name='ghi chú')),
                ('on_behalf_of', models.CharField(blank=True, default='', max_length=150, verbose_name='theo ủy quyền của')),
                ('before', models.CharField(choices=[('approved', 'Được duyệt'), ('rejected', 'Không được duyệt'), ('forwarded', 'Trình cấp trên'), ('postponed', 'Để lại phiên sau'), ('to_meeting', 'Còn ý kiến khác nhau, chuyển ra phiên họp')], max_length=10, verbose_name='kết quả đã công bố')),
                ('after', models.CharField(choices=[('approved', 'Được duyệt'), ('rejected', 'Không được duyệt'), ('forwarded', 'Trình cấp trên'), ('postponed', 'Để lại phiên sau'), ('to_meeting', 'Còn ý kiến khác nhau, chuyển ra phiên họp')], max_length=10, verbose_name='kết quả đúng')),
                ('authority', models.CharField(max_length=300, verbose_name='thẩm quyền đính chính')),
                ('paper_number', models.CharField(max_length=100, verbose_name='văn bản đính chính')),
                ('paper_on', models.DateField(verbose_name='ngày văn bản')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='meetings.agendaline')),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='nominations.nomination')),
            ],
            options={
                'verbose_name': 'đính chính kết quả',
                'verbose_name_plural': 'đính chính kết quả',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('before', models.F('after')), _negated=True), name='correction_changes')],
            },
        ),
        migrations.CreateModel(
            name='SecretVoter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='secret_voters', to='meetings.agendaline')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'người đã bỏ phiếu kín',
                'verbose_name_plural': 'người đã bỏ phiếu kín',
                'constraints': [models.UniqueConstraint(fields=('line', 'user'), name='secret_voter_once')],
            },
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.CharField(choices=[('in_favor', 'Tán thành'), ('against', 'Không tán thành'), ('abstain', 'Không có ý kiến')], max_length=10, verbose_name='phiếu')),
                ('cast_at', models.DateTimeField(verbose_name='lúc')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='meetings.agendaline')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'phiếu',
                'verbose_name_plural': 'phiếu',
                'constraints': [models.UniqueConstraint(fields=('line', 'user'), name='ballot_once'), models.CheckConstraint(condition=models.Q(('choice__in', ['in_favor', 'against', 'abstain'])), name='ballot_choice')],
            },
        ),
        append_only("meetings_agendachange"),
        append_only("meetings_resultcorrection"),
    ]
