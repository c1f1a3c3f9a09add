"""All migrations up to version 0.3 in one: a new database is made twice as fast. Old ones go their old way."""

import django.db.models.deletion
import vietnamese.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('organizations', '0001_initial'),
        ('organizations', '0002_unitsuccession'),
        ('organizations', '0003_queue_and_ballot'),
    ]

    dependencies = [
        # these alter tables that belong to users again and again: first, while few models know users
        ('guardian', '0003_remove_groupobjectpermission_guardian_gr_content_ae6aec_idx_and_more'),
        ('viewflow', '0015_task_scheduled'),
        ('accounts', '0001_squashed_0002'),
    ]

    operations = [
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(error_messages={'unique': 'Ngày này đã có trong lịch nghỉ.'}, unique=True, verbose_name='ngày')),
                ('name', vietnamese.fields.NameField(help_text='Ví dụ: Giải phóng miền Nam; làm bù ngày 30/4.', max_length=100, verbose_name='tên')),
                ('is_working', models.BooleanField(default=False, verbose_name='là ngày làm bù')),
                ('source', vietnamese.fields.NameField(blank=True, max_length=300, verbose_name='căn cứ')),
            ],
            options={
                'verbose_name': 'ngày nghỉ, ngày làm bù',
                'verbose_name_plural': 'ngày nghỉ, ngày làm bù',
                'ordering': ['day'],
            },
        ),
        migrations.CreateModel(
            name='UnitKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='mã')),
                ('name', vietnamese.fields.NameField(max_length=100, unique=True, verbose_name='tên loại')),
                ('rank', models.PositiveSmallIntegerField(verbose_name='cấp (1 là cao nhất)')),
                ('nature', models.CharField(choices=[('party', 'Tổ chức đảng'), ('mass', 'Đoàn thể'), ('state', 'Cơ quan nhà nước')], default='party', max_length=10, verbose_name='tính chất')),
                ('proposes', models.BooleanField(default=False, verbose_name='lập đề nghị')),
                ('appraises', models.BooleanField(default=False, verbose_name='có cơ quan thẩm định')),
                ('has_standing_committee', models.BooleanField(default=False, verbose_name='có ban thường vụ')),
                ('symbol', models.CharField(blank=True, help_text='Ví dụ ĐU, TU, CB.', max_length=10, verbose_name='ký hiệu văn bản')),
            ],
            options={
                'verbose_name': 'loại đơn vị',
                'verbose_name_plural': 'loại đơn vị',
                'ordering': ['rank', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='từ ngày')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('name', vietnamese.fields.NameField(help_text='Ví dụ: Đảng bộ xã Tân Mỹ, Chi bộ ấp Tân Bình 1.', max_length=250, verbose_name='tên')),
                ('organ_name', vietnamese.fields.NameField(blank=True, help_text='Ví dụ: Đảng ủy xã Tân Mỹ.', max_length=250, verbose_name='tên cấp ủy')),
                ('standing_committee_name', vietnamese.fields.NameField(blank=True, help_text='Ví dụ: Ban Thường vụ Đảng ủy xã Tân Mỹ.', max_length=250, verbose_name='tên ban thường vụ')),
                ('office_name', vietnamese.fields.NameField(blank=True, help_text='Ví dụ: Văn phòng Đảng ủy xã.', max_length=250, verbose_name='cơ quan thẩm định')),
                ('symbol', models.CharField(blank=True, max_length=10, verbose_name='ký hiệu văn bản')),
                ('place', vietnamese.fields.NameField(blank=True, help_text='Ghi trước ngày trên văn bản, ví dụ Tân Mỹ.', max_length=100, verbose_name='địa danh')),
                ('code', models.CharField(blank=True, max_length=30, verbose_name='mã đơn vị')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='điện thoại')),
                ('search_key', models.CharField(db_index=True, editable=False, max_length=300)),
                ('sort_key', models.CharField(db_index=True, editable=False, max_length=500)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organizations.unit', verbose_name='trực thuộc')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unitkind', verbose_name='loại')),
            ],
            options={
                'verbose_name': 'đơn vị',
                'verbose_name_plural': 'đơn vị',
                'ordering': ['sort_key', 'id'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='organizations_unit_dates', violation_error_message='Ngày kết thúc phải sau hoặc đúng ngày bắt đầu.')],
            },
        ),
        migrations.CreateModel(
            name='AwardRight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='từ ngày')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('form', models.CharField(choices=[('giay_khen', 'Giấy khen'), ('bang_khen', 'Bằng khen')], max_length=20, verbose_name='hình thức')),
                ('recipient_kind', models.CharField(choices=[('collective', 'Tập thể'), ('individual', 'Cá nhân')], max_length=12, verbose_name='đối tượng')),
                ('clause', vietnamese.fields.NameField(help_text='Ví dụ: Điều 34 Quy định 24-QĐ/TW.', max_length=200, verbose_name='điều khoản')),
                ('source', vietnamese.fields.NameField(blank=True, max_length=300, verbose_name='nguồn')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='award_rights', to='organizations.unitkind', verbose_name='loại đơn vị')),
            ],
            options={
                'verbose_name': 'thẩm quyền khen thưởng',
                'verbose_name_plural': 'thẩm quyền khen thưởng',
                'ordering': ['kind__rank', 'form', 'recipient_kind', '-starts_on'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='organizations_awardright_dates', violation_error_message='Ngày kết thúc phải sau hoặc đúng ngày bắt đầu.')],
            },
        ),
        migrations.CreateModel(
            name='AwardingAuthority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', vietnamese.fields.NameField(max_length=250, unique=True, verbose_name='tên cơ quan tặng')),
                ('nature', models.CharField(choices=[('party', 'Đảng'), ('state', 'Nhà nước')], max_length=10, verbose_name='tính chất')),
                ('is_active', models.BooleanField(default=True, verbose_name='đang dùng')),
                ('unit', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='authority', to='organizations.unit', verbose_name='đơn vị trong hệ thống')),
                ('level', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unitkind', verbose_name='cấp')),
            ],
            options={
                'verbose_name': 'cơ quan khen thưởng',
                'verbose_name_plural': 'cơ quan khen thưởng',
                'ordering': ['level__rank', 'name'],
            },
        ),
        migrations.CreateModel(
            name='UnitSuccession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('happened_on', models.DateField(verbose_name='từ ngày')),
                ('source', vietnamese.fields.NameField(blank=True, max_length=300, verbose_name='căn cứ')),
                ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='organizations.unit', verbose_name='đơn vị trước')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='predecessions', to='organizations.unit', verbose_name='đơn vị kế tục')),
            ],
            options={
                'verbose_name': 'kế tục đơn vị',
                'verbose_name_plural': 'kế tục đơn vị',
                'ordering': ['-happened_on', '-id'],
                'constraints': [models.UniqueConstraint(fields=('predecessor', 'successor'), name='succession_once', violation_error_message='Đã ghi đơn vị này kế tục đơn vị kia.'), models.CheckConstraint(condition=models.Q(('predecessor', models.F('successor')), _negated=True), name='succession_of_two', violation_error_message='Một đơn vị không kế tục chính nó.')],
            },
        ),
        migrations.CreateModel(
            name='UnitVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='từ ngày')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('name', vietnamese.fields.NameField(help_text='Ví dụ: Đảng bộ xã Tân Mỹ, Chi bộ ấp Tân Bình 1.', max_length=250, verbose_name='tên')),
                ('organ_name', vietnamese.fields.NameField(blank=True, help_text='Ví dụ: Đảng ủy xã Tân Mỹ.', max_length=250, verbose_name='tên cấp ủy')),
                ('standing_committee_name', vietnamese.fields.NameField(blank=True, help_text='Ví dụ: Ban Thường vụ Đảng ủy xã Tân Mỹ.', max_length=250, verbose_name='tên ban thường vụ')),
                ('office_name', vietnamese.fields.NameField(blank=True, help_text='Ví dụ: Văn phòng Đảng ủy xã.', max_length=250, verbose_name='cơ quan thẩm định')),
                ('symbol', models.CharField(blank=True, max_length=10, verbose_name='ký hiệu văn bản')),
                ('place', vietnamese.fields.NameField(blank=True, help_text='Ghi trước ngày trên văn bản, ví dụ Tân Mỹ.', max_length=100, verbose_name='địa danh')),
                ('source', vietnamese.fields.NameField(blank=True, max_length=300, verbose_name='căn cứ')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unitkind', verbose_name='loại')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='trực thuộc')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='organizations.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'giai đoạn của đơn vị',
                'verbose_name_plural': 'giai đoạn của đơn vị',
                'ordering': ['unit_id', 'starts_on'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='organizations_unitversion_dates', violation_error_message='Ngày kết thúc phải sau hoặc đúng ngày bắt đầu.'), models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('unit',), name='unit_version_one_open'), models.UniqueConstraint(fields=('unit', 'starts_on'), name='unit_version_start')],
            },
        ),
        migrations.CreateModel(
            name='Signer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='từ ngày')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('full_name', vietnamese.fields.NameField(max_length=100, verbose_name='họ và tên')),
                ('position', vietnamese.fields.NameField(help_text='Không kèm tên cơ quan, ví dụ: Bí thư.', max_length=100, verbose_name='chức vụ')),
                ('authority_lines', vietnamese.fields.ProseField(default='T/M BAN THƯỜNG VỤ', help_text='Mỗi dòng một hàng, ví dụ: T/M BAN THƯỜNG VỤ. Từ 1 đến 3 dòng.', verbose_name='quyền hạn ký')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='tài khoản')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signers', to='organizations.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'người ký',
                'verbose_name_plural': 'người ký',
                'ordering': ['unit_id', '-starts_on'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='organizations_signer_dates', violation_error_message='Ngày kết thúc phải sau hoặc đúng ngày bắt đầu.')],
            },
        ),
    ]
