"""Made-up names for tests: family, middle and given names to combine, and whole names that are hard to get right.

None is a real person's record. Names of minority peoples use letters such as ĕ ŏ ŭ č ñ and the apostrophe.
"""

_FAMILY = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Đoàn Ông Ưng Âu Nông La Hứa"
_MIDDLE = "Văn Thị Hữu Đức Minh Ngọc Quang Thanh Xuân Công Đình"
_GIVEN = (
    "An Ân Ánh Bình Châu Dũng Đạt Đức Giang Hà Hằng Hạnh Hòa Hoà Khánh Lan Liên Lưu Mỹ Nam Nhung Oanh Phượng Quyết Quý "
    "Sơn Thắng Thúy Uyên Ước Ứng Vân Vỹ Xuân Ý Yến"
)
FAMILY = _FAMILY.split()
MIDDLE = [*_MIDDLE.split(), "Thị Bích", "Thị Hồng", ""]
GIVEN = _GIVEN.split()
WHOLE = [
    "Tôn Nữ Thị Quỳnh Trang",
    "Công Tằng Tôn Nữ Phương Thảo",
    "Y Blô Êban",
    "H'Bia Niê Kđăm",
    "Rơ Châm H'Yéo",
    "A Lăng Zơ Râm",
    "Siu Blih",
    "Đinh Thị Plưng",
    "Hờ A Pó",
    "Lò Thị Ín",
    "Sùng Thị Sơ",
    "Vàng Sín Phìn",
    "Thạch Sa Rươl",
    "Kim Thị Srây Pích",
    "Y Khŭt Ñuôl",
    "Kpă H'Ŏm",
    "Ly",
    "Nguyễn Hoàng Bảo Ngọc Quỳnh Anh Thư",
]
