"""A line is sent back part by part, corrected and answered on the same record, submitted again, and compared."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("office", ["under_appraisal"], indirect=True)]

ASKED, PICTURES = "Ghi tổng số hộ của ấp.", "Thiếu ảnh ra quân."
ANSWER, INNER = "Đã ghi 86/112 hộ theo sổ của ấp.", "Số hộ khớp báo cáo của hội phụ nữ."
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
    answer(secretary, name)
    correct(secretary, name)
    submit_again(secretary, name)
    appraiser.follow("Thẩm định")
    appraiser.sees(name, SECOND, REASON, f"Lúc đó ghi thành tích: {FIRST}", ANSWER)
    compare(appraiser)
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
    # What is asked of one part stands with that part.
    appraiser.page.get_by_text("Ghi yêu cầu cho từng phần").click()
    appraiser.write("Thành tích", ASKED)
    appraiser.write("Minh chứng", PICTURES)
    appraiser.press("Ghi ý kiến, mở dòng tiếp")
    appraiser.sees("Không có dòng nào chờ thẩm định")


def answer(secretary, name):
    # The secretary's first page has it on top: what, why, who said so, until when.
    first = secretary.page.locator("article").first
    assert name in first.inner_text().replace("\u00a0", " ")
    secretary.sees(REASON, "Đồng chí Trần Văn Đức", "Bổ sung trước", "16 giờ 30")
    secretary.follow(re.compile("^Bổ sung"))
    secretary.sees(ASKED, PICTURES, f"Cần bổ sung: {ASKED}")
    # An answer is kept while it is typed; the other one takes a single press. Nobody leaves the page.
    page, address = secretary.page, secretary.page.url
    page.get_by_label("Trả lời yêu cầu về thành tích").fill(ANSWER)
    page.locator(".asked__one").first.get_by_text("Đã lưu").wait_for()
    page.locator(".asked__one").last.get_by_role("button", name="Đã sửa").click()
    page.locator(".asked__one").last.get_by_text("Đã lưu").wait_for()
    assert page.get_by_label("Trả lời yêu cầu về minh chứng").input_value() == "Đã sửa." and page.url == address
    secretary.judge()


def correct(secretary, name):
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
    secretary.sees("Đã trả lời cả 2 yêu cầu.")
    secretary.follow("5. Kiểm tra và trình")
    secretary.sees(SECOND)
    secretary.press("Trình Đảng ủy xã Tân Mỹ")
    secretary.sees("Đã trình 1 dòng", name)


def compare(appraiser):
    # What was changed stands word by word, and the office talks about it among itself.
    appraiser.sees("So với bản trước khi trả lại", "Không đổi: tên")
    assert "86/112" in appraiser.page.locator("ins").filter(has_text="86/112").inner_text()
    appraiser.write("Ý kiến của đồng chí", INNER)
    appraiser.tick("Chỉ bên thẩm định và Ban Thường vụ")
    appraiser.press("Gửi ý kiến")
    appraiser.sees("Đã ghi ý kiến của đồng chí.", INNER)


def read_history(secretary, name):
    # The history keeps both submissions with what was written then, and the reason between them.
    secretary.follow("Theo dõi")
    secretary.sees(REASON, "Trả lại", "Trình lại", SECOND, f"Lúc đó ghi thành tích: {FIRST}", ANSWER, ASKED)
    assert INNER not in secretary.page.content()
