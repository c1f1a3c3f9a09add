import ceremonies.models.stage
import django.db.models.deletion
import uuid
import vietnamese.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('documents', '0003_queue_and_ballot'),
        ('nominations', '0005_search'),
        ('organizations', '0003_queue_and_ballot'),
    ]

    operations = [
        migrations.CreateModel(
            name='BaseWage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='từ ngày')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('amount', models.PositiveIntegerField(verbose_name='mức lương cơ sở (đồng)')),
                ('source', vietnamese.fields.NameField(max_length=200, verbose_name='văn bản quy định')),
            ],
            options={
                'verbose_name': 'lương cơ sở',
                'verbose_name_plural': 'lương cơ sở',
                'ordering': ['-starts_on'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='ceremonies_basewage_dates', violation_error_message='Ngày kết thúc phải sau hoặc đúng ngày bắt đầu.'), models.CheckConstraint(condition=models.Q(('amount__gte', 100000)), name='base_wage_plausible')],
            },
        ),
        migrations.CreateModel(
            name='Ceremony',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', vietnamese.fields.NameField(max_length=200, verbose_name='tên buổi lễ')),
                ('starts_at', models.DateTimeField(verbose_name='bắt đầu lúc')),
                ('place', vietnamese.fields.NameField(max_length=200, verbose_name='địa điểm')),
                ('state', models.CharField(choices=[('preparing', 'Đang chuẩn bị'), ('held', 'Đã tổ chức'), ('cancelled', 'Không tổ chức')], default='preparing', max_length=10, verbose_name='trạng thái')),
                ('higher_first', models.BooleanField(default=True, verbose_name='hình thức cao trao trước')),
                ('kind_order', models.CharField(choices=[('collectives_first', 'Tập thể trước, cá nhân sau'), ('individuals_first', 'Cá nhân trước, tập thể sau'), ('mixed', 'Không phân biệt tập thể, cá nhân')], default='collectives_first', max_length=20, verbose_name='tập thể, cá nhân')),
                ('within_order', models.CharField(choices=[('decision', 'Theo danh sách của quyết định'), ('unit', 'Theo đơn vị'), ('given_name', 'Theo tên (A, B, C)')], default='decision', max_length=12, verbose_name='trong cùng hình thức')),
                ('group_size', models.PositiveSmallIntegerField(default=8, verbose_name='số người mỗi lượt')),
                ('presenter', vietnamese.fields.NameField(blank=True, max_length=200, verbose_name='người trao')),
                ('note', vietnamese.fields.ProseField(blank=True, verbose_name='ghi chú')),
                ('is_hand_ordered', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(verbose_name='lập lúc')),
                ('created_by_name', vietnamese.fields.NameField(max_length=100, verbose_name='người lập')),
                ('held_at', models.DateTimeField(blank=True, null=True, verbose_name='ghi đã tổ chức lúc')),
                ('submission_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('decisions', models.ManyToManyField(related_name='ceremonies', to='documents.decision', verbose_name='quyết định được công bố')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ceremonies', to='organizations.unit', verbose_name='đơn vị tổ chức')),
            ],
            options={
                'verbose_name': 'buổi lễ',
                'verbose_name_plural': 'buổi lễ',
                'ordering': ['-starts_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('group_size__gte', 5), ('group_size__lte', 10)), name='ceremony_group_size', violation_error_message='Mỗi lượt lên sân khấu từ 5 đến 10 người.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'held'), _negated=True), ('held_at__isnull', False), _connector='OR'), name='ceremony_held_when')],
            },
        ),
        migrations.CreateModel(
            name='CeremonyPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('script', 'Kịch bản công bố'), ('groups', 'Sơ đồ từng lượt lên sân khấu'), ('seat_cards', 'Thẻ tên trên ghế'), ('frame_labels', 'Nhãn dán khung'), ('attendance', 'Danh sách điểm danh'), ('handover_book', 'Sổ giao nhận'), ('payment_list', 'Danh sách chi tiền thưởng')], max_length=16, verbose_name='loại')),
                ('order_sha256', models.CharField(max_length=64)),
                ('file', models.FileField(max_length=200, upload_to=ceremonies.models.stage.paper_path, verbose_name='tệp')),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField(verbose_name='cỡ (byte)')),
                ('made_at', models.DateTimeField(verbose_name='lập lúc')),
                ('made_by_name', vietnamese.fields.NameField(max_length=100, verbose_name='người lập')),
                ('ceremony', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='ceremonies.ceremony')),
            ],
            options={
                'verbose_name': 'giấy tờ của buổi lễ',
                'verbose_name_plural': 'giấy tờ của buổi lễ',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='CeremonyPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='thứ tự')),
                ('breaks_before', models.BooleanField(default=False, verbose_name='bắt đầu lượt mới')),
                ('group', models.PositiveSmallIntegerField(default=1, verbose_name='lượt')),
                ('spot', models.PositiveSmallIntegerField(default=1, verbose_name='vị trí trong lượt')),
                ('is_absent', models.BooleanField(default=False, verbose_name='báo vắng')),
                ('absent_because', vietnamese.fields.NameField(blank=True, max_length=200, verbose_name='lý do vắng')),
                ('stand_in_name', vietnamese.fields.NameField(blank=True, max_length=100, verbose_name='người nhận thay')),
                ('stand_in_position', vietnamese.fields.NameField(blank=True, max_length=200, verbose_name='chức vụ, quan hệ của người nhận thay')),
                ('reading', vietnamese.fields.NameField(blank=True, max_length=250, verbose_name='cách đọc tên')),
                ('presence', models.CharField(choices=[('unknown', 'Chưa điểm danh'), ('present', 'Có mặt'), ('stand_in', 'Người nhận thay có mặt'), ('absent', 'Vắng')], default='unknown', max_length=8, verbose_name='điểm danh')),
                ('presence_at', models.DateTimeField(blank=True, null=True, verbose_name='điểm danh lúc')),
                ('presence_by_name', vietnamese.fields.NameField(blank=True, max_length=100, verbose_name='người điểm danh')),
                ('award', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ceremony_places', to='nominations.award')),
                ('ceremony', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='ceremonies.ceremony')),
            ],
            options={
                'verbose_name': 'vị trí trong buổi lễ',
                'verbose_name_plural': 'vị trí trong buổi lễ',
                'ordering': ['ceremony_id', 'position'],
                'constraints': [models.UniqueConstraint(fields=('ceremony', 'award'), name='ceremony_place_once'), models.CheckConstraint(condition=models.Q(('position__gte', 1)), name='ceremony_place_from_one'), models.CheckConstraint(condition=models.Q(('stand_in_name', ''), ('is_absent', True), _connector='OR'), name='ceremony_stand_in_for_absent')],
            },
        ),
        migrations.CreateModel(
            name='PaymentList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', vietnamese.fields.NameField(max_length=250, verbose_name='tên danh sách')),
                ('valid_on', models.DateField(verbose_name='tính theo quy định ngày')),
                ('base_wage', models.PositiveIntegerField(verbose_name='lương cơ sở (đồng)')),
                ('base_wage_source', vietnamese.fields.NameField(max_length=200, verbose_name='văn bản về lương cơ sở')),
                ('rounding', models.CharField(choices=[('none', 'Không làm tròn'), ('up_1000', 'Làm tròn lên đến nghìn đồng'), ('nearest_1000', 'Làm tròn đến nghìn đồng gần nhất'), ('up_10000', 'Làm tròn lên đến chục nghìn đồng')], max_length=14, verbose_name='cách làm tròn')),
                ('total', models.PositiveBigIntegerField(verbose_name='tổng số tiền (đồng)')),
                ('made_at', models.DateTimeField(verbose_name='lập lúc')),
                ('made_by_name', vietnamese.fields.NameField(max_length=100, verbose_name='người lập')),
                ('submission_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('ceremony', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payment_lists', to='ceremonies.ceremony')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payment_lists', to='organizations.unit')),
            ],
            options={
                'verbose_name': 'danh sách chi tiền thưởng',
                'verbose_name_plural': 'danh sách chi tiền thưởng',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PaymentLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='thứ tự')),
                ('recipient_name', vietnamese.fields.NameField(max_length=250, verbose_name='người, tập thể được thưởng')),
                ('unit_text', vietnamese.fields.NameField(blank=True, max_length=400, verbose_name='đơn vị')),
                ('form', models.CharField(choices=[('giay_khen', 'Giấy khen'), ('bang_khen', 'Bằng khen')], max_length=20, verbose_name='hình thức')),
                ('multiple', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='hệ số')),
                ('rate_source', vietnamese.fields.NameField(max_length=300, verbose_name='văn bản quy định')),
                ('amount', models.PositiveIntegerField(verbose_name='số tiền (đồng)')),
                ('award', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payment_lines', to='nominations.award')),
                ('payment_list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='ceremonies.paymentlist')),
            ],
            options={
                'verbose_name': 'dòng chi tiền thưởng',
                'verbose_name_plural': 'dòng chi tiền thưởng',
                'ordering': ['payment_list_id', 'position'],
                'constraints': [models.UniqueConstraint(fields=('payment_list', 'award'), name='payment_line_once'), models.UniqueConstraint(fields=('payment_list', 'position'), name='payment_line_position')],
            },
        ),
        migrations.CreateModel(
            name='RoundingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='từ ngày')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('rounding', models.CharField(choices=[('none', 'Không làm tròn'), ('up_1000', 'Làm tròn lên đến nghìn đồng'), ('nearest_1000', 'Làm tròn đến nghìn đồng gần nhất'), ('up_10000', 'Làm tròn lên đến chục nghìn đồng')], max_length=14, verbose_name='cách làm tròn')),
                ('source', vietnamese.fields.NameField(blank=True, max_length=200, verbose_name='căn cứ')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'cách làm tròn tiền thưởng',
                'verbose_name_plural': 'cách làm tròn tiền thưởng',
                'ordering': ['unit_id', '-starts_on'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='ceremonies_roundingrule_dates', violation_error_message='Ngày kết thúc phải sau hoặc đúng ngày bắt đầu.'), models.UniqueConstraint(fields=('unit', 'starts_on'), name='rounding_rule_once')],
            },
        ),
        migrations.CreateModel(
            name='BonusRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='từ ngày')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('form', models.CharField(choices=[('giay_khen', 'Giấy khen'), ('bang_khen', 'Bằng khen')], max_length=20, verbose_name='hình thức')),
                ('recipient_kind', models.CharField(choices=[('collective', 'Tập thể'), ('individual', 'Cá nhân')], max_length=12, verbose_name='đối tượng')),
                ('multiple', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='hệ số')),
                ('source', vietnamese.fields.NameField(max_length=300, verbose_name='văn bản quy định')),
                ('level', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bonus_rates', to='organizations.unitkind', verbose_name='cấp tặng')),
            ],
            options={
                'verbose_name': 'mức tiền thưởng',
                'verbose_name_plural': 'mức tiền thưởng',
                'ordering': ['level__rank', 'form', 'recipient_kind', '-starts_on'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='ceremonies_bonusrate_dates', violation_error_message='Ngày kết thúc phải sau hoặc đúng ngày bắt đầu.'), models.CheckConstraint(condition=models.Q(('multiple__gt', 0), ('multiple__lte', 100)), name='bonus_rate_range'), models.UniqueConstraint(fields=('level', 'form', 'recipient_kind', 'starts_on'), name='bonus_rate_once')],
            },
        ),
    ]
