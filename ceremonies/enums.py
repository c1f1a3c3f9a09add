"""Words of the ceremony."""

from django.db import models


class CeremonyState(models.TextChoices):
    """A ceremony is prepared, then held; after that only who was there and who took what is still written down."""

    PREPARING = "preparing", "Đang chuẩn bị"
    HELD = "held", "Đã tổ chức"
    CANCELLED = "cancelled", "Không tổ chức"


class KindOrder(models.TextChoices):
    """Who of one award comes first on the stage."""

    COLLECTIVES_FIRST = "collectives_first", "Tập thể trước, cá nhân sau"
    INDIVIDUALS_FIRST = "individuals_first", "Cá nhân trước, tập thể sau"
    MIXED = "mixed", "Không phân biệt tập thể, cá nhân"


class WithinOrder(models.TextChoices):
    """How recipients of the same award and kind follow each other."""

    DECISION = "decision", "Theo danh sách của quyết định"
    UNIT = "unit", "Theo đơn vị"
    GIVEN_NAME = "given_name", "Theo tên (A, B, C)"


class Presence(models.TextChoices):
    """Whether a recipient was there on the day."""

    UNKNOWN = "unknown", "Chưa điểm danh"
    PRESENT = "present", "Có mặt"
    STAND_IN = "stand_in", "Người nhận thay có mặt"
    ABSENT = "absent", "Vắng"


class CeremonyPaperKind(models.TextChoices):
    """What is printed from the one order of the stage."""

    SCRIPT = "script", "Kịch bản công bố"
    GROUPS = "groups", "Sơ đồ từng lượt lên sân khấu"
    SEAT_CARDS = "seat_cards", "Thẻ tên trên ghế"
    FRAME_LABELS = "frame_labels", "Nhãn dán khung"
    ATTENDANCE = "attendance", "Danh sách điểm danh"
    HANDOVER_BOOK = "handover_book", "Sổ giao nhận"
    PAYMENT_LIST = "payment_list", "Danh sách chi tiền thưởng"


class Rounding(models.TextChoices):
    """How an amount of money is rounded."""

    NONE = "none", "Không làm tròn"
    UP_1000 = "up_1000", "Làm tròn lên đến nghìn đồng"
    NEAREST_1000 = "nearest_1000", "Làm tròn đến nghìn đồng gần nhất"
    UP_10000 = "up_10000", "Làm tròn lên đến chục nghìn đồng"


PAPER_RUN = "ceremony_papers"
"""The kind of run (runs.models.Run) that makes papers."""
