"""Six people at once, forty-five lines: appraisal by a substitute, a written poll, an important disagreement, a meeting,
the release and the decision."""

import re

import pytest
from pypdf import PdfReader

from .person import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("office", ["forty_five"], indirect=True)]

DECLINED, DISPUTED, OWN = "Lê Văn Dòng 11", "Lê Văn Dòng 22", "Bùi Thị Thảo"
"""What the office does not recommend, what members disagree about, and the relative of one of them."""
LINES = 45
OPINION = "Đề nghị xác minh lại số hộ đã tham gia."


def test_forty_five_lines_through_six_browsers(come, tmp_path):
    substitute, chair, clerk = come("pho"), come("uv1", PHONE), come("clerk")
    members = [come(name, PHONE) for name in ("uv2", "uv3", "uv4")]
    appraise(substitute)
    nothing_is_known = come("secretary")
    poll(clerk)
    for member in (chair, *members):
        answer(member, against=DISPUTED if member in (chair, members[0]) else "", own=member is members[2])
    close(chair, clerk, nothing_is_known)
    release(chair)
    meet(clerk, [chair, *members])
    decide(clerk, tmp_path)
    told(nothing_is_known)


def appraise(substitute):
    # A colleague who stands in for the appraiser this week takes all lines at once, but for one.
    assert "thay đồng chí Trần Văn Đức" in substitute.page.locator("header").first.inner_text()
    substitute.follow("Thẩm định")
    substitute.sees(f"{LINES} dòng")
    substitute.follow(f"Chọn tất cả {LINES} dòng đang lọc")
    substitute.page.locator("tr").filter(has_text=DECLINED).get_by_role("checkbox").uncheck()
    substitute.tick("Đề nghị Ban Thường vụ")
    substitute.write("Lý do", "Hồ sơ đủ, số liệu khớp.")
    substitute.press(re.compile("Ghi ý kiến cho"))
    substitute.sees(f"{LINES - 1}", "Kết quả từng dòng")
    substitute.follow("Mở dòng tiếp theo")
    substitute.sees(DECLINED)
    substitute.tick("Không đề nghị")
    substitute.write("Lý do", "Kết quả chưa rõ so với năm trước.")
    substitute.press("Ghi ý kiến, mở dòng tiếp")
    substitute.sees("Không có dòng nào chờ thẩm định")


def poll(clerk):
    # The clerk asks the members in writing.
    clerk.follow("Phiên họp")
    clerk.follow("Lập phiên họp mới")
    clerk.tick("Lấy ý kiến bằng phiếu gửi")
    clerk.write("Ngày họp", clerk.today)
    clerk.write("Hạn gửi phiếu, ngày", clerk.in_days(3))
    clerk.press("Lập phiên họp")
    clerk.sees(f"{LINES} dòng")
    clerk.follow("Mở biểu quyết")
    clerk.sees("Bùi Thanh Bình, là người thân đã khai báo")
    clerk.press("Mở biểu quyết")
    clerk.sees("Đã mở biểu quyết")


def answer(member, *, against, own):
    # Members answer on their telephones: what they do not agree with first, then all the others at once.
    member.home()
    member.follow(re.compile("^Biểu quyết"), within=member.page.locator("main"))
    if against:
        line = member.group(f"Đồng chí {against}")
        member.tick("Không tán thành", within=line)
        line.get_by_text("Ý kiến khác (nếu có)").click()
        member.write(f"Ý kiến của đồng chí về Đồng chí {against}", OPINION, within=line)
    if own:
        member.sees("Đồng chí không biểu quyết")
    member.tick("Tán thành tất cả các dòng để trống")
    member.press("Xem lại phiếu")
    member.sees(*([OPINION] if against else []))
    count = LINES - 1 - own
    member.press(f"Gửi {count} phiếu")
    member.sees(f"Đã ghi {count} phiếu của đồng chí")


def close(chair, clerk, outsider):
    # Four of five have answered and nothing can change any more; the chair closes early. Nothing leaves the room yet.
    open_meeting(chair)
    chair.follow("Đóng và đếm phiếu")
    chair.sees("Đã gửi phiếu 4/5, cần ít nhất 4: đủ", "Đã đủ phiếu để biết kết quả", "cần ít nhất 3 phiếu tán thành")
    chair.press("Đóng đợt lấy ý kiến")
    chair.sees("Kết quả")
    outsider.page.goto(f"{outsider.address}/tra-cuu/?q=dong+22")
    outsider.judge()
    outsider.sees("Đề nghị Ban Thường vụ")
    open_meeting(clerk)
    clerk.sees("chờ công bố", "Ý kiến ghi trên phiếu", OPINION)


def open_meeting(person):
    """Go to the meeting that is not finished."""
    person.page.goto(f"{person.address}/phien-hop/")
    person.judge()
    person.follow_to(
        person.page.locator("main a[href^='/phien-hop/']:not([href$='/moi/'])").first.get_attribute("href")
    )


def release(chair):
    # Everything is released together: the disputed line goes to a meeting.
    chair.follow(re.compile("^Công bố"))
    chair.sees(f"{LINES - 2} dòng", "chuyển ra phiên họp")
    chair.press("Công bố kết quả")
    chair.sees("Đã công bố")


def meet(clerk, voters):
    # The committee meets about the one line, votes by its devices, and decides.
    clerk.follow("Phiên họp")
    clerk.follow("Lập phiên họp mới")
    clerk.write("Ngày họp", clerk.today)
    clerk.write("Nơi họp", "Phòng họp Đảng ủy xã")
    clerk.press("Lập phiên họp")
    clerk.sees("1 dòng", DISPUTED)
    clerk.follow("Ghi người dự họp")
    clerk.tick("Vắng có lý do", within=clerk.group("Phạm Quang Sơn"))
    clerk.tick("Các đồng chí chưa chọn ở trên đều có mặt")
    clerk.press("Lưu người dự họp")
    clerk.follow("Mở biểu quyết")
    clerk.press("Mở biểu quyết")
    for member in voters:
        member.home()
        member.follow(re.compile("^Biểu quyết"), within=member.page.locator("main"))
        member.sees("Ý kiến ghi trên phiếu gửi, khi lấy ý kiến lần trước", OPINION)
        member.tick("Tán thành", within=member.group(f"Đồng chí {DISPUTED}"))
        member.press("Xem lại phiếu")
        member.press("Gửi 1 phiếu")
    open_meeting(clerk)
    clerk.follow("Đóng và đếm phiếu")
    clerk.press("Đóng phiên")
    chair = voters[0]
    open_meeting(chair)
    chair.follow(re.compile("^Công bố"))
    chair.press("Công bố kết quả")
    chair.sees("Đã công bố")


def decide(clerk, folder):
    # Forty-four lines make one decision, which is signed and numbered.
    clerk.follow("Quyết định")
    clerk.sees(f"{LINES - 1} dòng")
    clerk.press(re.compile("^Lập dự thảo"))
    clerk.follow("Ghi số")
    clerk.tick("T/M BAN THƯỜNG VỤ, Bí thư: Võ Minh Khánh")
    clerk.write("Ngày ký", clerk.today)
    clerk.press("Ghi số")
    clerk.sees("Đã ghi số 07-QĐ/ĐU")
    paper = clerk.download("Tải về Quyết định số 07-QĐ/ĐU", folder / "quyet-dinh.pdf")
    said = " ".join(" ".join(page.extract_text() for page in PdfReader(paper).pages).split())
    assert DISPUTED in said and OWN in said and DECLINED not in said


def told(secretary):
    # The cell reads it in its inbox.
    secretary.page.goto(f"{secretary.address}/tin-bao/")
    secretary.judge()
    secretary.sees("kết quả")
