"""All migrations up to version 0.3 in one: a new database is made twice as fast. Old ones go their old way."""

import django.core.validators
import vietnamese.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('accounts', '0001_initial'),
        ('accounts', '0002_queue_and_ballot'),
    ]

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'Tên đăng nhập này đã có người dùng. Hãy chọn tên khác.'}, max_length=40, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9._-]{3,40}$', 'Tên đăng nhập chỉ gồm chữ thường không dấu, chữ số, dấu chấm hoặc gạch, từ 3 đến 40 ký tự.')], verbose_name='tên đăng nhập')),
                ('full_name', vietnamese.fields.NameField(max_length=100, verbose_name='họ và tên')),
                ('birth_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='năm sinh')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='số điện thoại')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='địa chỉ thư điện tử')),
                ('uses_keys', models.BooleanField(default=False, help_text='Phím tắt ở trang Thẩm định. Không phím nào tự ghi ý kiến.', verbose_name='dùng phím tắt')),
                ('is_active', models.BooleanField(default=True, verbose_name='đang dùng')),
                ('is_staff', models.BooleanField(default=False, verbose_name='kỹ thuật')),
                ('must_change_password', models.BooleanField(default=False, verbose_name='phải đổi mật khẩu')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='tạo lúc')),
                ('search_key', models.CharField(db_index=True, editable=False, max_length=150)),
                ('sort_key', models.CharField(db_index=True, editable=False, max_length=400)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'người dùng',
                'verbose_name_plural': 'người dùng',
                'ordering': ['sort_key', 'id'],
            },
        ),
    ]
