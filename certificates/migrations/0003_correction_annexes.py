"""Annexes by which decisions are corrected are kept as they were approved, signed copies as they were signed, and nothing
of the register is written over.
"""

import django.db.models.deletion
from django.db import migrations, models

from history.triggers import append_only, never_replaced

UNIQUE = {
    "certificates_frozenlayout": ["sha256"],
    "certificates_layoutversion": ["layout_id, number"],
    "certificates_blankentry": ["submission_key"],
    "certificates_issuedcertificate": ["code", "award_id, revision", "replaces_id"],
    "certificates_issuedfile": ["certificate_id"],
    "certificates_certificateact": ["submission_key", "certificate_id WHERE action = 'revoke'"],
    "certificates_correctionannex": ["slip_id"],
    "certificates_signedcopy": [],
}
"""What is written once, with its unique columns."""


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='CorrectionAnnex',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField(verbose_name='cỡ (byte)')),
                ('made_at', models.DateTimeField(verbose_name='lập lúc')),
                ('slip', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='annex', to='certificates.correctionslip')),
            ],
            options={
                'verbose_name': 'phụ lục đính chính đã lưu',
                'verbose_name_plural': 'phụ lục đính chính đã lưu',
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='correction_annex_not_empty')],
            },
        ),
        append_only("certificates_correctionannex"),
        append_only("certificates_signedcopy"),
        *(never_replaced(table, *keys) for table, keys in UNIQUE.items()),
    ]
