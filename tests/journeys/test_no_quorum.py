"""Too few members have come: the meeting cannot be closed, says why and what to do, and nothing has moved."""

import re

import pytest

from .person import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("office", ["recommended"], indirect=True)]

ABSENT = ("Ngô Hữu Quyết", "Bùi Thanh Bình", "Phạm Quang Sơn")


def test_a_meeting_without_quorum_cannot_be_closed(come, office):
    names = [f"Đồng chí {name}" for name in office.facts["names"]]
    clerk = come("clerk")
    open_voting(clerk)
    for username in ("uv1", "uv2"):
        vote(come(username, PHONE))
    refuse_to_close(clerk)
    nothing_has_moved(clerk, names)
    put_off(clerk, names)


def open_voting(clerk):
    # Only two of five have come. Voting may open, in case somebody comes late; the page says what is missing.
    clerk.follow("Phiên họp")
    clerk.follow("Lập phiên họp mới")
    clerk.write("Ngày họp", clerk.today)
    clerk.press("Lập phiên họp")
    clerk.follow("Ghi người dự họp")
    for name in ABSENT:
        clerk.tick("Vắng không lý do", within=clerk.group(name))
    clerk.tick("Các đồng chí chưa chọn ở trên đều có mặt")
    clerk.press("Lưu người dự họp")
    clerk.sees("Có mặt 2/5, cần ít nhất 4")
    clerk.follow("Mở biểu quyết")
    clerk.press("Mở biểu quyết")


def vote(member):
    member.follow(re.compile("^Biểu quyết"), within=member.page.locator("main"))
    member.tick("Tán thành tất cả các dòng để trống")
    member.press("Xem lại phiếu")
    member.press("Gửi 2 phiếu")


def refuse_to_close(clerk):
    # Everybody present has voted, and still the meeting does not close.
    clerk.follow("Việc của tôi")
    clerk.follow(re.compile("^Mở phiên họp"))
    clerk.sees("Chưa đủ số người dự họp", "2/2 đồng chí đã biểu quyết xong")
    clerk.follow("Đóng và đếm phiếu")
    clerk.sees("Có mặt 2/5, cần ít nhất 4. Phiên họp chỉ đóng được khi đủ số người dự.", "Hoãn phiên họp")
    button = clerk.page.get_by_role("button", name="Đóng phiên", exact=True)
    assert button.is_disabled()
    # Somebody who takes the button's lock away gets the same sentence from the server.
    button.evaluate("button => { button.disabled = false; }")
    clerk.press("Đóng phiên", refused=422)
    clerk.sees("2/5, cần ít nhất 4", "chưa dòng nào có kết quả", "hoãn phiên họp")


def nothing_has_moved(clerk, names):
    for name in names:
        clerk.follow("Tra cứu")
        clerk.sees(name, "Đề nghị Ban Thường vụ")
        clerk.follow(name, within=clerk.page.locator("main"))
        assert "Duyệt" not in clerk.page.locator(".timeline, main ol").last.inner_text()


def put_off(clerk, names):
    # The way out that the page names: the meeting is put off, votes are void, the agenda stays.
    clerk.follow("Phiên họp")
    clerk.follow(re.compile("Phiên họp Ban Thường vụ"), within=clerk.page.locator("main"))
    clerk.follow("Hoãn phiên họp")
    clerk.write("Lý do", "Không đủ số ủy viên dự họp.")
    clerk.press("Hoãn phiên họp")
    clerk.sees("Đã hoãn phiên họp", "Đang chuẩn bị", "Có mặt 0/5", *names)
