"""Somebody who has never seen the system makes a complete dossier on a telephone, from the first sign-in to the receipt."""

import re

import pytest

from tests.nominations.samples import pdf, photo_with_place

from .person import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("office", ["newcomer"], indirect=True)]

MOST_PAGES = 12
"""Pages from the first sign-in up to and including the check page."""
NAME = "Đồng chí Lê Thị Bích Liên"


def test_a_complete_dossier_on_a_telephone_takes_at_most_twelve_pages(come, office, tmp_path):
    # 1 signing in, 2 a password of one's own, 3 the first page
    secretary = come("secretary", PHONE)
    secretary.sees("Đặt mật khẩu của riêng đồng chí")
    for label in ("Mật khẩu mới", "Gõ lại mật khẩu mới"):
        secretary.page.get_by_label(label, exact=True).fill("hoa sen no ben ao lang 26")
    secretary.press("Đổi mật khẩu")
    # 4 the dossier, 5 the form, 6 the form with what the roll knows
    secretary.press(f"Lập hồ sơ cho đợt {office.facts['title']}")
    secretary.follow("Thêm cá nhân")
    secretary.follow(re.compile("^Lê Thị Bích Liên"))
    assert secretary.page.get_by_label("Họ và tên", exact=True).input_value() == "Lê Thị Bích Liên"
    secretary.write("Tên mô hình", "Nuôi heo đất giúp người nghèo")
    secretary.write(
        "Thành tích", "Vận động 86 hộ tham gia, tiết kiệm được 41.350.000 đồng trong năm 2026, giúp 4 hộ thoát nghèo."
    )
    # 7 the dossier again, 8 its files: what is asked for is said before anything is chosen
    secretary.press("Lưu dòng này")
    secretary.follow("3. Gửi minh chứng")
    secretary.sees("Báo cáo thành tích")
    hand_in(secretary, tmp_path)
    # 9 the cell's meeting, 10 everything once more
    secretary.follow("Tiếp theo: ghi cuộc họp chi bộ")
    record_meeting(secretary)
    secretary.press("Lưu, rồi kiểm tra và trình")
    secretary.sees("1 dòng đủ điều kiện trình", "20 tán thành, 1 không tán thành")
    assert "Cần sửa" not in secretary.text()
    assert secretary.judged <= MOST_PAGES, f"{secretary.judged} pages"
    secretary.press("Trình Đảng ủy xã Tân Mỹ")
    secretary.sees("Đã trình 1 dòng", "Biên nhận")


def hand_in(secretary, folder):
    # The report and a photo from the telephone, sent without leaving the page.
    for kind, (name, content) in {
        "Báo cáo thành tích": ("bao-cao.pdf", pdf()), "Ảnh": ("anh.jpg", photo_with_place()),
    }.items():  # fmt: skip
        (folder / name).write_bytes(content)
        secretary.page.get_by_label("Minh chứng cho").first.select_option(label=NAME)
        secretary.page.get_by_label("Loại tài liệu").first.select_option(label=kind)
        secretary.page.get_by_label("Chọn tệp").set_input_files(folder / name)
        secretary.page.get_by_text(
            re.compile(f"Đã nhận.*{re.escape(name)}|{re.escape(name)}.*Đã nhận")
        ).first.wait_for()


def record_meeting(secretary):
    secretary.write("Ngày họp chi bộ", secretary.today)
    secretary.write("Nơi họp", "Nhà văn hóa ấp Tân Bình 1")
    secretary.write("Người chủ trì", "Nguyễn Thị Hạnh")
    secretary.write("Người ghi biên bản", "Lê Văn Tám")
    secretary.write("Tổng số đảng viên của chi bộ", "23")
    secretary.write("Số đảng viên dự họp", "21")
    secretary.write(f"Tán thành, {NAME}", "20")
    secretary.write(f"Không tán thành, {NAME}", "1")
