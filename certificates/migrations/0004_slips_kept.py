"""What a correction slip asks and what was decided of it stays as it was written; its state goes the way of slips."""

from django.db import migrations, models

from history.triggers import Steps, append_only, never_replaced

ANSWER = ("settled_at", "settled_by_name", "settled_note", "separation_reason")
PAPER = ("paper_number", "paper_on")
SLIP_STEPS = Steps(
    first="asked",
    ways={
        ("asked", "approved"): (*ANSWER, *PAPER),
        ("asked", "refused"): ANSWER,
        # An approval that is taken back leaves its paper in the row, the rest of it in the history.
        ("approved", "refused"): ANSWER,
        ("approved", "done"): ("exchanged_id",),
    },
    unique=("exchanged_id",),
)
SLIP_KEYS = ("submission_key", "exchanged_id", "certificate_id WHERE state IN ('asked', 'approved')")


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0003_correction_annexes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='correctionslip',
            name='state',
            field=models.CharField(choices=[('asked', 'Chờ duyệt'), ('approved', 'Đã duyệt, chờ cấp đổi'), ('refused', 'Không duyệt'), ('done', 'Đã cấp đổi')], default='asked', max_length=8, verbose_name='trạng thái'),
        ),
        migrations.AddConstraint(
            model_name='correctionslip',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'asked'), models.Q(('settled_at__isnull', False), models.Q(('settled_by_name', ''), _negated=True)), _connector='OR'), name='slip_settled_by_somebody'),
        ),
        append_only("certificates_correctionslip", but=SLIP_STEPS),
        never_replaced("certificates_correctionslip", *SLIP_KEYS),
    ]
