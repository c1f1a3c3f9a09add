"""Runs and sheets that the certificate tests share: usual ones and the hard cases of real lists."""

from certificates.layout.sheets import CertificateSheet

MOVEMENT = "Đã có thành tích xuất sắc trong học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh"
MODEL = "với mô hình “Mỗi tuần một câu chuyện, mỗi đảng viên một việc làm theo Bác”"
SCHOOL = "Trường Phổ thông Dân tộc nội trú Trung học cơ sở và Trung học phổ thông"

SHORT = CertificateSheet("individual", "Đồng chí", "Ly", "Đảng viên", f"{MOVEMENT} năm 2026", "130")
LONG_NAME = CertificateSheet(
    "individual",
    "Ông (Bà)",
    "Nguyễn Hoàng Bảo Ngọc Quỳnh Anh Thư",
    "Phó Bí thư Chi bộ ấp Tân Bình 1",
    f"{MOVEMENT} năm 2026",
    "131",
)
FULL = CertificateSheet(
    "individual",
    "Bà",
    "Công Tằng Tôn Nữ Phương Thảo",
    f"Bí thư Chi bộ, Phó Hiệu trưởng\n{SCHOOL}",
    f"{MOVEMENT} giai đoạn 2021 - 2026, {MODEL}",
    "132",
)
COLLECTIVE = CertificateSheet(
    "collective", "Tập thể", "Chi bộ ấp Tân Bình 1", "Đảng bộ xã Tân Mỹ", f"{MOVEMENT} năm 2026", "133"
)
LONG_COLLECTIVE = CertificateSheet(
    "collective",
    "Tập thể",
    f"Chi bộ {SCHOOL}",
    "Đảng bộ xã Tân Mỹ",
    f"{MOVEMENT} giai đoạn 2021 - 2026, {MODEL}",
    "134",
)
HIGHLAND = CertificateSheet(
    "individual", "Ông", "Y Khŭt Ñuôl", "Trung đội trưởng dân quân", f"{MOVEMENT} năm 2026", "135"
)
RARE_LETTER = CertificateSheet(
    "individual", "Đồng chí", "Y Ƀlô Êban", "Chi bộ Quân sự xã", f"{MOVEMENT} năm 2026", "136"
)
POSTHUMOUS = CertificateSheet(
    "individual", "Bà", "Trần Thị Ẩn", "Hội viên phụ nữ", f"{MOVEMENT} năm 2026", "137", is_posthumous=True
)
ALL = (SHORT, LONG_NAME, FULL, COLLECTIVE, LONG_COLLECTIVE, HIGHLAND, RARE_LETTER, POSTHUMOUS)
