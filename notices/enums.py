"""What can be told to people, and where a mail stands."""

from django.db import models


class Event(models.TextChoices):
    """Everything that somebody is told about. The labels stand on the page where texts are set."""

    LINE_SUBMITTED = "line_submitted", "Chi bộ trình hồ sơ"
    LINE_RETURNED = "line_returned", "Dòng bị trả lại để bổ sung"
    LINE_TAKEN_BACK = "line_taken_back", "Việc vừa làm được rút lại"
    APPRAISAL_ASKED = "appraisal_asked", "Đề nghị cho ý kiến thẩm định"
    OPINION_ASKED = "opinion_asked", "Xin ý kiến hiệp y"
    OPINION_ANSWERED = "opinion_answered", "Đã có ý kiến hiệp y"
    OBJECTION_RECORDED = "objection_recorded", "Có ý kiến về tên được niêm yết"
    STEP_DUE_SOON = "step_due_soon", "Sắp đến hạn"
    STEP_OVERDUE = "step_overdue", "Quá hạn"
    STEP_ESCALATED = "step_escalated", "Quá hạn, báo cấp trên"
    VOTE_OPENED = "vote_opened", "Mở biểu quyết"
    VOTE_CLOSING = "vote_closing", "Sắp hết hạn gửi phiếu"
    RESULTS_RELEASED = "results_released", "Công bố kết quả"
    RESULT_CORRECTED = "result_corrected", "Đính chính kết quả"
    DECISION_NUMBERED = "decision_numbered", "Quyết định đã ghi số"
    SUBSTITUTED = "substituted", "Được ủy quyền"
    HANDED_OVER = "handed_over", "Nhận bàn giao việc"
    EXCEPTION_ASKED = "exception_asked", "Xin xét ngoại lệ"
    EXCEPTION_ANSWERED = "exception_answered", "Trả lời xin ngoại lệ"
    PROOF_ASKED = "proof_asked", "Xin duyệt tờ in thử"
    PROOF_SETTLED = "proof_settled", "Trả lời tờ in thử"
    SLIP_ASKED = "slip_asked", "Xin duyệt phiếu đính chính"
    SLIP_SETTLED = "slip_settled", "Trả lời phiếu đính chính"


class MailState(models.TextChoices):
    """Where a mail stands."""

    WAITING = "waiting", "Chờ gửi"
    SENT = "sent", "Đã gửi"
    FAILED = "failed", "Gửi không được"
    STOPPED = "stopped", "Đã chặn"


class MailPace(models.TextChoices):
    """How somebody wants to get mail."""

    AT_ONCE = "at_once", "Gửi ngay từng tin"
    DAILY = "daily", "Mỗi ngày một thư gộp"
    NONE = "none", "Không nhận thư điện tử"
