"""Roles, capabilities and what each role may do. This page can be printed and signed; it holds no logic."""

from enum import StrEnum

from django.db import models


class Capability(StrEnum):
    """What somebody may do for a unit. Stored as the guardian permission `organizations.<value>` on a Unit."""

    VIEW = "view_nominations"
    INSPECT = "inspect_all"
    NOMINATE = "nominate"
    APPRAISE = "appraise"
    MANAGE_ROUNDS = "manage_rounds"
    VOTE = "vote"
    CONDUCT_MEETING = "conduct_meeting"
    NUMBER_DECISIONS = "number_decisions"
    KEEP_ROLLS = "keep_rolls"
    OVERRIDE_RULES = "override_rules"
    ADMINISTER = "administer"

    @property
    def label(self) -> str:
        """Return what the capability is called on screen."""
        return CAPABILITY_LABELS[self]

    @property
    def permission(self) -> str:
        """Return the name under which Django and viewflow know it."""
        return f"organizations.{self.value}"


CAPABILITY_LABELS = {
    Capability.VIEW: "Xem đề nghị đã đến đơn vị",
    Capability.INSPECT: "Xem tất cả đề nghị, danh sách, nhật ký của đơn vị và cấp dưới; ghi kỷ luật",
    Capability.NOMINATE: "Lập, sửa, trình, rút đề nghị",
    Capability.APPRAISE: "Tiếp nhận, thẩm định",
    Capability.MANAGE_ROUNDS: "Mở, sửa, đóng đợt khen thưởng",
    Capability.VOTE: "Biểu quyết",
    Capability.CONDUCT_MEETING: "Chuẩn bị, điều hành, đóng phiên họp",
    Capability.NUMBER_DECISIONS: "Dự thảo, ghi số quyết định, in và trao",
    Capability.KEEP_ROLLS: "Giữ danh sách đảng viên, tập thể, khen thưởng trước đây",
    Capability.OVERRIDE_RULES: "Cho phép ngoại lệ khi chưa đạt điều kiện xét",
    Capability.ADMINISTER: "Quản trị đơn vị, người dùng, vai trò",
}


class Role(models.TextChoices):
    """What a person is appointed as, for one unit. One person may hold several."""

    CELL_OFFICER = "cell_officer", "Cán bộ chi bộ"
    APPRAISER = "appraiser", "Cán bộ thẩm định"
    MEMBER = "member", "Ủy viên Ban Thường vụ"
    CHAIR = "chair", "Chủ trì"
    RECORDS_CLERK = "records_clerk", "Văn thư"
    INSPECTOR = "inspector", "Người kiểm tra"
    ADMINISTRATOR = "administrator", "Quản trị"


ROLE_DESCRIPTIONS = {
    Role.CELL_OFFICER: "Bí thư, phó bí thư hoặc người được chi bộ cử: lập hồ sơ và trình lên cấp trên.",
    Role.APPRAISER: "Người của cơ quan tham mưu: tiếp nhận, kiểm tra, đề nghị hoặc trả lại; mở và đóng đợt khen thưởng.",
    Role.MEMBER: "Ủy viên Ban Thường vụ: xem hồ sơ đã trình Ban Thường vụ và biểu quyết.",
    Role.CHAIR: "Người chủ trì phiên họp: mở, đóng phiên, đưa dòng trở lại trước khi ghi số quyết định. "
    "Người chủ trì biểu quyết với tư cách Ủy viên nên cần có cả vai trò Ủy viên Ban Thường vụ.",
    Role.RECORDS_CLERK: "Văn thư: lập chương trình họp, ghi người dự, dự thảo và ghi số quyết định, in giấy khen, ghi ngày trao.",
    Role.INSPECTOR: "Người kiểm tra: đọc mọi hồ sơ, danh sách và nhật ký; ghi kỷ luật; không thay đổi gì khác.",
    Role.ADMINISTRATOR: "Quản trị: đơn vị, người dùng, vai trò, sổ số văn bản, người ký.",
}

GRANTS: dict[Role, frozenset[Capability]] = {
    Role.CELL_OFFICER: frozenset({Capability.VIEW, Capability.NOMINATE, Capability.KEEP_ROLLS}),
    Role.APPRAISER: frozenset(
        {
            Capability.VIEW,
            Capability.APPRAISE,
            Capability.MANAGE_ROUNDS,
            Capability.KEEP_ROLLS,
            Capability.OVERRIDE_RULES,
        }
    ),
    Role.MEMBER: frozenset({Capability.VIEW, Capability.VOTE}),
    Role.CHAIR: frozenset({Capability.VIEW, Capability.CONDUCT_MEETING, Capability.OVERRIDE_RULES}),
    Role.RECORDS_CLERK: frozenset(
        {Capability.VIEW, Capability.CONDUCT_MEETING, Capability.NUMBER_DECISIONS, Capability.MANAGE_ROUNDS}
    ),
    Role.INSPECTOR: frozenset({Capability.VIEW, Capability.INSPECT}),
    Role.ADMINISTRATOR: frozenset({Capability.ADMINISTER}),
}


PERSONAL = frozenset({Capability.VOTE, Capability.ADMINISTER, Capability.INSPECT})
"""What belongs to the person who was appointed and is never lent: a member's vote, administration, inspection."""
LENDABLE = frozenset({Role.CELL_OFFICER, Role.APPRAISER, Role.CHAIR, Role.RECORDS_CLERK})
"""The roles that another may act in for some days; of the others too little would be left."""


def roles_with(capability: Capability) -> list[Role]:
    """Return the roles that carry `capability`, in the order of the page above."""
    return [role for role in Role if capability in GRANTS[role]]
