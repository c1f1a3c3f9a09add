"""Closed lists of the committee's work."""

from django.db import models

LONGEST_OPINION = 1000
"""So many letters hold what a member writes beside a vote."""


class MeetingState(models.TextChoices):
    """Where a meeting stands. The agenda is frozen when voting opens; results stay in the room until the release."""

    PREPARING = "preparing", "Đang chuẩn bị"
    VOTING = "voting", "Đang biểu quyết"
    CLOSED = "closed", "Đã đóng, chờ công bố"
    RELEASED = "released", "Đã công bố kết quả"


class MeetingMode(models.TextChoices):
    """Whether the committee meets or is asked in writing."""

    ROOM = "room", "Họp"
    POLL = "poll", "Lấy ý kiến bằng phiếu gửi"


class Secrecy(models.TextChoices):
    """Whether a vote can be told from its voter."""

    OPEN = "open", "Biểu quyết công khai"
    SECRET = "secret", "Bỏ phiếu kín"


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
    TO_MEETING = "to_meeting", "Còn ý kiến khác nhau, chuyển ra phiên họp"


class QuorumBase(models.TextChoices):
    """Of whom the share must attend, or answer a written poll."""

    SERVING = "serving", "Tổng số ủy viên đương nhiệm"
    SERVING_LESS_EXCUSED = "serving_less_excused", "Ủy viên đương nhiệm trừ người vắng có lý do"


class MajorityBase(models.TextChoices):
    """Of whom more than the share must be in favour."""

    SERVING = "serving", "Tổng số ủy viên đương nhiệm"
    SERVING_LESS_RECUSED = "serving_less_recused", "Ủy viên đương nhiệm trừ người không biểu quyết vì liên quan"
    PRESENT = "present", "Ủy viên dự họp (gửi phiếu) và được biểu quyết"
    CAST = "cast", "Số phiếu tán thành và không tán thành"


class TieRule(models.TextChoices):
    """What happens when as many are in favour as against."""

    REJECT = "reject", "Không được duyệt"
    CHAIR = "chair", "Theo ý kiến của người chủ trì"
    POSTPONE = "postpone", "Để lại phiên sau"


class Verdict(models.TextChoices):
    """What the votes on a line say; where an approved line goes from there is not a question of votes."""

    PASSED = "passed", "Đủ phiếu tán thành"
    FAILED = "failed", "Không đủ phiếu tán thành"
    TIED_POSTPONED = "tied", "Hai bên bằng nhau, để lại phiên sau"
    TO_MEETING = "to_meeting", "Còn ý kiến khác nhau, chuyển ra phiên họp"


class RecusalGround(models.TextChoices):
    """Why a member does not vote on a line."""

    NOMINEE = "nominee", "là người được đề nghị"
    RELATIVE = "relative", "là người thân đã khai báo"
    HEAD = "head", "là người đứng đầu đơn vị được đề nghị"
    PROPOSER = "proposer", "là người của đơn vị đề nghị"
    DECLARED = "declared", "tự đề nghị không biểu quyết"


class AgendaChangeKind(models.TextChoices):
    """How an agenda was changed after it was frozen."""

    ADDED = "added", "Bổ sung dòng"
    WITHDRAWN = "withdrawn", "Rút dòng"
