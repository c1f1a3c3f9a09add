"""Say what is told about correction slips."""

from django.db import migrations, models

EVENTS = [('line_submitted', 'Chi bộ trình hồ sơ'), ('line_returned', 'Dòng bị trả lại để bổ sung'), ('line_taken_back', 'Việc vừa làm được rút lại'), ('appraisal_asked', 'Đề nghị cho ý kiến thẩm định'), ('opinion_asked', 'Xin ý kiến hiệp y'), ('opinion_answered', 'Đã có ý kiến hiệp y'), ('objection_recorded', 'Có ý kiến về tên được niêm yết'), ('step_due_soon', 'Sắp đến hạn'), ('step_overdue', 'Quá hạn'), ('step_escalated', 'Quá hạn, báo cấp trên'), ('vote_opened', 'Mở biểu quyết'), ('vote_closing', 'Sắp hết hạn gửi phiếu'), ('results_released', 'Công bố kết quả'), ('result_corrected', 'Đính chính kết quả'), ('decision_numbered', 'Quyết định đã ghi số'), ('substituted', 'Được ủy quyền'), ('handed_over', 'Nhận bàn giao việc'), ('exception_asked', 'Xin xét ngoại lệ'), ('exception_answered', 'Trả lời xin ngoại lệ'), ('proof_asked', 'Xin duyệt tờ in thử'), ('proof_settled', 'Trả lời tờ in thử'), ('slip_asked', 'Xin duyệt phiếu đính chính'), ('slip_settled', 'Trả lời phiếu đính chính')]


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0002_proofs'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='notice', name='notice_event'),
        migrations.AlterField(model_name='mail', name='event', field=models.CharField(choices=EVENTS, max_length=20, verbose_name='việc')),
        migrations.AlterField(model_name='notice', name='event', field=models.CharField(choices=EVENTS, max_length=20, verbose_name='việc')),
        migrations.AlterField(model_name='noticetext', name='event', field=models.CharField(choices=EVENTS, max_length=20, verbose_name='việc')),
        migrations.AddConstraint(model_name='notice', constraint=models.CheckConstraint(condition=models.Q(('event__in', [event for event, _ in EVENTS])), name='notice_event')),
    ]
