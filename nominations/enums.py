"""States of a nomination and the other closed lists of this room."""

from django.db import models


class NominationState(models.TextChoices):
    """Where a nomination is. Which move leads where is the law of workflows.transitions."""

    DRAFT = "draft", "Dự thảo"
    SUBMITTED = "submitted", "Đã trình, chờ tiếp nhận"
    UNDER_APPRAISAL = "under_appraisal", "Đang thẩm định"
    RETURNED = "returned", "Trả lại để bổ sung"
    NOT_RECOMMENDED = "not_recommended", "Không đề nghị"
    RECOMMENDED = "recommended", "Đề nghị Ban Thường vụ"
    FORWARDED = "forwarded", "Đã trình cấp trên"
    APPROVED = "approved", "Đã duyệt, chờ quyết định"
    ISSUED = "issued", "Đã cấp"
    REJECTED = "rejected", "Không được duyệt"
    WITHDRAWN = "withdrawn", "Đã rút"

    @property
    def is_final(self) -> bool:
        """Return whether nothing can follow."""
        return self in FINAL


FINAL = frozenset({NominationState.ISSUED, NominationState.REJECTED, NominationState.WITHDRAWN})
WITH_CELL = frozenset({NominationState.DRAFT, NominationState.RETURNED})
"""The states in which the proposing cell holds the line and may change it."""


class RoundKind(models.TextChoices):
    """The three families of commendation."""

    REGULAR = "regular", "Định kỳ"
    AD_HOC = "ad_hoc", "Đột xuất"
    THEMATIC = "thematic", "Chuyên đề"


class RoundState(models.TextChoices):
    """Where a round stands."""

    OPEN = "open", "Đang mở"
    CLOSED = "closed", "Đã đóng"
    DECIDED = "decided", "Đã có quyết định"


class Step(models.TextChoices):
    """The steps of a line's way for which a round can set a time. Each stands for the states in STEP_OF."""

    INTAKE = "intake", "Tiếp nhận"
    APPRAISAL = "appraisal", "Thẩm định"
    COMPLETION = "completion", "Chi bộ bổ sung"
    COMMITTEE = "committee", "Ban Thường vụ xét"
    ANSWER = "answer", "Chờ cấp trên trả lời"
    NUMBERING = "numbering", "Ra quyết định"


STEP_OF: dict[str, Step] = {
    NominationState.SUBMITTED: Step.INTAKE,
    NominationState.UNDER_APPRAISAL: Step.APPRAISAL,
    NominationState.RETURNED: Step.COMPLETION,
    NominationState.NOT_RECOMMENDED: Step.COMMITTEE,
    NominationState.RECOMMENDED: Step.COMMITTEE,
    NominationState.FORWARDED: Step.ANSWER,
    NominationState.APPROVED: Step.NUMBERING,
}
"""State -> the step whose time runs while a line is in it. Drafts and final states have none."""


class Mark(models.TextChoices):
    """What an appraiser says of one criterion."""

    PASS = "pass", "Đạt"
    FAIL = "fail", "Không đạt"
    UNSURE = "unsure", "Chưa rõ"


class Advice(models.TextChoices):
    """What an appraiser advises on a line."""

    RECOMMEND = "recommend", "Nên đề nghị"
    DECLINE = "decline", "Không nên đề nghị"
    UNSURE = "unsure", "Cần làm rõ thêm"


class Consent(models.TextChoices):
    """What another body answers when it is asked for its opinion (hiệp y)."""

    AGREE = "agree", "Nhất trí"
    OBJECT = "object", "Không nhất trí"
    NO_COMMENT = "no_comment", "Không có ý kiến"


class QuotaMode(models.TextChoices):
    """What happens above the quota."""

    WARN = "warn", "Nhắc"
    BLOCK = "block", "Không cho trình"


class CellBallot(models.TextChoices):
    """How a cell votes."""

    HANDS = "hands", "Biểu quyết giơ tay"
    SECRET = "secret", "Bỏ phiếu kín"


class AwardState(models.TextChoices):
    """The later life of an award."""

    IN_FORCE = "in_force", "Còn hiệu lực"
    REVOKED = "revoked", "Đã thu hồi"


class Verdict(models.TextChoices):
    """What a rule says of a line."""

    PASS = "pass", "Đạt"
    LOOK = "look", "Cần xem"
    BLOCK = "block", "Chưa đạt"


class EligibilityCode(models.TextChoices):
    """The rules of eligibility that a round can set. Each is judged by nominations.eligibility."""

    RATING_YEARS = "rating_years", "Số năm được xếp loại từ mức yêu cầu"
    NO_DISCIPLINE = "no_discipline", "Không bị kỷ luật trong thời gian xét"
    ONE_AWARD_PER_ACHIEVEMENT = "one_award", "Không khen hai lần cho một thành tích"
    YEARS_SINCE_AWARD = "years_since_award", "Thời gian tối thiểu từ lần khen cùng hình thức trước"
    MEMBERSHIP = "membership", "Thời gian là đảng viên"
    RECIPIENT_KIND = "recipient_kind", "Đối tượng được xét"
    FORM_AT_LEVEL = "form_at_level", "Hình thức thuộc thẩm quyền của cấp quyết định"


class RuleOutcome(models.TextChoices):
    """What a rule does when it fails."""

    OFF = "off", "Không xét"
    WARN = "warn", "Nhắc"
    BLOCK = "block", "Không cho trình"


class OverrideState(models.TextChoices):
    """Where a request to pass over a rule stands."""

    REQUESTED = "requested", "Đang xin"
    GRANTED = "granted", "Đã cho phép"
    REFUSED = "refused", "Không cho phép"
