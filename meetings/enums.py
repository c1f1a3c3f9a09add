"""Closed lists of the committee's work."""

from django.db import models


class MeetingState(models.TextChoices):
    """Where a meeting stands. The agenda is frozen when voting opens."""

    PREPARING = "preparing", "Đang chuẩn bị"
    VOTING = "voting", "Đang biểu quyết"
    CLOSED = "closed", "Đã đóng"


class AttendanceStatus(models.TextChoices):
    """Whether a member attends."""

    UNKNOWN = "unknown", "Chưa ghi"
    PRESENT = "present", "Có mặt"
    EXCUSED = "excused", "Vắng có lý do"
    UNEXCUSED = "unexcused", "Vắng không lý do"


class Choice(models.TextChoices):
    """The three answers of a ballot."""

    IN_FAVOR = "in_favor", "Tán thành"
    AGAINST = "against", "Không tán thành"
    ABSTAIN = "abstain", "Không có ý kiến"


class Section(models.TextChoices):
    """Where a line stands on the agenda."""

    RECOMMENDED = "recommended", "Cơ quan thẩm định đề nghị"
    NOT_RECOMMENDED = "not_recommended", "Cơ quan thẩm định không đề nghị"


class Outcome(models.TextChoices):
    """What the committee decided on a line."""

    APPROVED = "approved", "Được duyệt"
    REJECTED = "rejected", "Không được duyệt"
    FORWARDED = "forwarded", "Trình cấp trên"
    POSTPONED = "postponed", "Để lại phiên sau"


class MajorityBase(models.TextChoices):
    """Of whom more than the share must be in favour."""

    SERVING = "serving", "Tổng số ủy viên đương nhiệm"
    SERVING_LESS_RECUSED = "serving_less_recused", "Ủy viên đương nhiệm trừ người không biểu quyết vì liên quan"


class RecusalGround(models.TextChoices):
    """Why a member does not vote on a line."""

    NOMINEE = "nominee", "là người được đề nghị"
    RELATIVE = "relative", "là người thân đã khai báo"
    HEAD = "head", "là người đứng đầu đơn vị được đề nghị"
    DECLARED = "declared", "tự đề nghị không biểu quyết"
