"""Made-up recipients of certificates, the same every time, no two with the same name or unit."""

import random
from collections.abc import Iterator
from itertools import count

from certificates import codes
from certificates.layout.sheets import CertificateSheet

SEED = 1763
ADDRESS = "https://khenthuong.example.vn/kiem-tra/"
COLLECTIVE_SHARE = 0.15  # as in a province: 263 collectives among 1,763

FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Ưng",
    "Âu",
]
MIDDLE = ["Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Quang", "Thị Bích", "Thị Hồng", "Công Tằng Tôn Nữ"]
GIVEN = [
    "An",
    "Ân",
    "Ánh",
    "Bình",
    "Châu",
    "Dũng",
    "Đạt",
    "Giang",
    "Hà",
    "Hằng",
    "Hạnh",
    "Hòa",
    "Khánh",
    "Liên",
    "Lưu",
    "Nhung",
    "Phượng",
    "Quyết",
    "Sơn",
    "Thắng",
    "Ước",
    "Ứng",
]
WHOLE = ["Y Khŭt Ñuôl", "Kpă H'Ŏm", "H'Bia Niê Kđăm", "Ly", "Nguyễn Hoàng Bảo Ngọc Quỳnh Anh Thư"]
POSTS = ["Đảng viên", "Bí thư", "Phó Bí thư", "Tổ trưởng tổ tự quản", "Phó Bí thư, Phó Hiệu trưởng"]
CELLS = [
    "Chi bộ ấp Tân Bình {}",
    "Chi bộ tổ dân phố số {}",
    "Chi bộ Trường Trung học cơ sở Tân Mỹ {}",
    "Chi bộ Trường Phổ thông Dân tộc nội trú Trung học cơ sở và Trung học phổ thông số {}",
]
ACHIEVEMENT = "Đã có thành tích xuất sắc trong học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh"
MODELS = [
    "Xây dựng tuyến đường đan",
    "Tiết kiệm bỏ ống heo đất làm quỹ thăm hỏi và hỗ trợ khó khăn đột xuất",
    "Mỗi tuần một câu chuyện, mỗi đảng viên một việc làm theo Bác",
]


def sample_sheets(many: int, *, with_qr: bool = False) -> list[CertificateSheet]:
    """Return `many` made-up recipients, collectives first as at a ceremony, each with a check code of its own."""
    chance = random.Random(SEED)
    collectives = round(many * COLLECTIVE_SHARE)
    names = _names(chance)
    sheets = []
    for place in range(many):
        facts = _collective(chance, place) if place < collectives else _individual(chance, place, next(names))
        code = "".join(chance.choices(codes.ALPHABET, k=codes.LENGTH))
        sheets.append(
            CertificateSheet(*facts, f"{place + 1:02d}", code=code, check_url=f"{ADDRESS}{code}/" if with_qr else "")
        )
    return sheets


def _names(chance: random.Random) -> Iterator[str]:
    """Yield names of people, none twice; further given names are added when all usual ones are used."""
    seen: set[str] = set()
    for place in count():
        name = chance.choice(WHOLE) if place % 20 == 0 else " ".join(map(chance.choice, (FAMILY, MIDDLE, GIVEN)))
        while name in seen:
            name = f"{name} {chance.choice(GIVEN)}"
        seen.add(name)
        yield name


def _collective(chance: random.Random, place: int) -> tuple[str, ...]:
    cell = chance.choice(CELLS).format(place + 1)
    text = f"{ACHIEVEMENT} giai đoạn 2021 - 2026, với mô hình “{chance.choice(MODELS)}”"
    return "collective", "Tập thể", cell, f"Đảng bộ xã Tân Mỹ {place + 1}", text


def _individual(chance: random.Random, place: int, name: str) -> tuple[str, ...]:
    unit = f"{chance.choice(POSTS)} {chance.choice(CELLS[:3]).format(place + 1)}"
    return "individual", chance.choice(["Đồng chí", "Ông", "Bà"]), name, unit, f"{ACHIEVEMENT} năm 2026"
