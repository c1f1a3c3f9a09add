"""How names are read aloud."""

import pytest

from ceremonies.reading import proposal


@pytest.mark.parametrize(("name", "spoken"), [
    ("Trường THCS 01/5", "Trường Trung học cơ sở mồng một tháng năm"),
    ("Trường Tiểu học 19/5", "Trường Tiểu học mười chín tháng năm"),
    ("HTX 30/4", "Hợp tác xã ba mươi tháng tư"),
    ("Chi bộ ấp Tân Bình 1", "Chi bộ ấp Tân Bình một"),
    ("Hội LHPN xã Tân Mỹ", "Hội Liên hiệp Phụ nữ xã Tân Mỹ"),
    ("UBND xã Hòa Lạc", "Ủy ban nhân dân xã Hòa Lạc"),
    ("Đoàn TNCS HCM xã", "Đoàn Thanh niên Cộng sản Hồ Chí Minh xã"),
    ("Tổ 6+1", "Tổ sáu cộng một"),
    ("Đội III", "Đội ba"),
    ("Mô hình 100% hộ sạch", "Mô hình một trăm phần trăm hộ sạch"),
    ("Công ty TNHH BKS", "Công ty tê en-nờ hát hát bê ca ét-sì"),
    ("Chi bộ Văn phòng", ""),
])  # fmt: skip
def test_bodies(name, spoken):
    assert proposal(name, is_person=False) == spoken


@pytest.mark.parametrize(("name", "spoken"), [
    ("Lê Thị Bích Liên", ""),
    ("Y Khŭt Ñuôl", "I Khut Nhuôl"),
    ("H'Hen Niê", "Hờ Hen Niê"),
    ("K’Brể", "Ca Brể"),
    ("Đinh Thị Y", ""),
    ("Rơ Châm Ƀiăp", "Rơ Châm Biăp"),
    ("Nguyễn Văn A", ""),
])  # fmt: skip
def test_people(name, spoken):
    assert proposal(name, is_person=True) == spoken
