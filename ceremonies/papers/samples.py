"""A made-up ceremony, for tests and for looking at the papers."""

from datetime import datetime
from zoneinfo import ZoneInfo

from documents.contexts.parts import Heading, Signature

from .facts import Announced, Called, StageFacts

CITATION = "Đã có thành tích xuất sắc trong học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm 2026"
NAMES = (
    ("", "Chi bộ ấp Tân Bình 1", "Đảng bộ xã Tân Mỹ"),
    ("", "Chi bộ Trường Phổ thông Dân tộc nội trú Trung học cơ sở và Trung học phổ thông số 2", "Đảng bộ xã Tân Mỹ"),
    ("Đồng chí", "Lê Thị Bích Liên", "Phó Bí thư Chi bộ ấp Tân Bình 1"),
    ("Đồng chí", "Y Khŭt Ñuôl", "Trưởng buôn, Chi bộ buôn Ea Bông"),
    ("Ông", "Ly", "Tổ trưởng tổ tự quản số 5"),
    ("Bà", "Công Tằng Tôn Nữ Nguyễn Hoàng Bảo Ngọc Quỳnh Anh Thư", "Chi hội Phụ nữ ấp Tân Bình 2"),
    ("Đồng chí", "Trần Văn Tám", "Chi bộ Quân sự"),
)


def sample(rows: int = len(NAMES)) -> StageFacts:
    """Return a ceremony with that many recipients: one of them stands in, one receives later, one name is spelled out."""
    return StageFacts(
        name="Lễ sơ kết và trao tặng Giấy khen học tập và làm theo Bác năm 2026",
        organ="Đảng ủy xã Tân Mỹ",
        starts_at=datetime(2026, 5, 19, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
        place="Hội trường Đảng ủy xã Tân Mỹ",
        heading=Heading(superior="Đảng bộ tỉnh Bình An", issuer="Đảng ủy xã Tân Mỹ", number="", place="Tân Mỹ"),
        signature=Signature(authority=("T/M Ban Thường vụ",), position="Bí thư", name="Nguyễn Văn Bình"),
        presenter="đồng chí Nguyễn Văn Bình, Bí thư Đảng ủy",
        decisions=(
            Announced(
                number="45-QĐ/ĐU",
                dated="ngày 12 tháng 5 năm 2026",
                decider="Ban Thường vụ Đảng ủy xã Tân Mỹ",
                award="Giấy khen",
                counts="2 tập thể, 5 cá nhân",
            ),
        ),
        called=tuple(_called(index) for index in range(rows)),
        order_sha256="8f2c1a0b" * 8,
    )


def _called(index: int) -> Called:
    address, name, unit = NAMES[index % len(NAMES)]
    stands_in, is_later = index == 4, index == 6
    return Called(
        position=index + 1,
        group=index // 7 + 1,
        spot=0 if is_later else index % 7 + 1,
        address=address,
        name=name,
        unit=unit,
        citation=CITATION,
        award="Giấy khen",
        is_collective=not address,
        decision="45-QĐ/ĐU",
        register=f"{index + 1:02d}",
        sheet=index + 1,
        reading="I Khút Nhuôn" if name.startswith("Y ") else "",
        is_absent=stands_in or is_later,
        absent_because="đi công tác" if is_later else "",
        stand_in="Lý Thị Hoa" if stands_in else "",
        stand_in_position="vợ" if stands_in else "",
        amount=702_000 if address else 1_404_000,
    )
