"""A line is sent back for more, corrected on the same record, and submitted again."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("office", ["under_appraisal"], indirect=True)]

REASON = "Báo cáo chưa ghi số hộ tham gia. Đề nghị bổ sung số liệu và ảnh."
FIRST, SECOND = (
    "Vận động 86 hộ tiết kiệm 41.350.000 đồng trong năm 2026.",
    "Vận động 86/112 hộ của ấp, tiết kiệm 41.350.000 đồng.",
)


def test_a_returned_line_is_corrected_and_submitted_again(come, office):
    name = f"Đồng chí {office.facts['name']}"
    appraiser = come("appraiser")
    send_back(appraiser, name)
    secretary = come("secretary")
    correct(secretary, name)
    submit_again(secretary, name)
    appraiser.follow("Thẩm định")
    appraiser.sees(name, SECOND, REASON, f"Lúc đó ghi thành tích: {FIRST}")
    read_history(secretary, name)


def send_back(appraiser, name):
    # The appraiser misses figures. Without a reason the line cannot go back, and nothing typed is lost.
    appraiser.follow("Thẩm định")
    appraiser.tick("Trả lại")
    appraiser.write("Giờ", "16:30")
    appraiser.press("Ghi ý kiến, mở dòng tiếp", refused=422)
    appraiser.sees("Chưa ghi lý do", name)
    assert appraiser.page.get_by_label("Giờ", exact=True).input_value() == "16:30"
    appraiser.write("Lý do", REASON)
    appraiser.press("Ghi ý kiến, mở dòng tiếp")
    appraiser.sees("Không còn dòng nào chờ thẩm định")


def correct(secretary, name):
    # The secretary's first page has it on top: what, why, who said so, until when.
    first = secretary.page.locator("article").first
    assert name in first.inner_text().replace("\u00a0", " ")
    secretary.sees(REASON, "Đồng chí Trần Văn Đức", "Bổ sung trước", "16 giờ 30")
    secretary.follow(re.compile("^Bổ sung"))
    # The reason stands above the form as well.
    said = secretary.text()
    assert said.index(REASON) < said.index("Họ và tên"), "the reason does not stand on top"
    secretary.write("Thành tích", "")
    secretary.write("Họ và tên", "")
    secretary.press("Lưu dòng này", refused=422)
    secretary.sees("Chưa ghi", REASON)
    secretary.write("Họ và tên", name.removeprefix("Đồng chí "))
    secretary.write("Thành tích", SECOND)
    secretary.press("Lưu dòng này")
    secretary.sees("Đã lưu dòng")


def submit_again(secretary, name):
    secretary.follow("4. Kiểm tra và trình")
    secretary.sees(SECOND)
    secretary.press("Trình Đảng ủy xã Tân Mỹ")
    secretary.sees("Đã trình 1 dòng", name)


def read_history(secretary, name):
    # The history keeps both submissions with what was written then, and the reason between them.
    secretary.follow("Theo dõi")
    secretary.sees(REASON, "Trả lại", "Trình lại", SECOND, f"Lúc đó ghi thành tích: {FIRST}")
