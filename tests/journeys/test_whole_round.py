"""The whole round in a real browser: from the round's opening to the certificate in hand and the day of conferral."""

import re
import unicodedata

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from .person import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("office", ["committee"], indirect=True)]

TITLE = "Khen thưởng mô hình dân vận khéo năm 2026"
COLLECTIVE, INDIVIDUAL = "Chi hội Phụ nữ ấp Tân Bình 1", "Lê Thị Bích Liên"
MODEL = "Biến rác thải thành tiền"
SIGNER = "T/M BAN THƯỜNG VỤ, Bí thư: Võ Minh Khánh"


def words(path) -> str:
    """Return the text of a PDF with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def test_a_round_from_its_opening_to_the_conferral(come, tmp_path):
    open_a_round(come("appraiser"))
    secretary = come("secretary")
    propose(secretary, files(tmp_path))
    appraise(come("appraiser"), come.visitor(PHONE))
    clerk = come("clerk")
    gather(clerk)
    for username in ("uv1", "uv2", "uv3"):
        vote(come(username, PHONE))
    close(clerk)
    number(clerk, tmp_path)
    print_certificates(clerk, tmp_path)
    confer(clerk)
    follow_up(secretary)
    assert clerk.judged > 15, "the clerk's pages were not judged"


def open_a_round(office):
    # Đồng chí Đức of the office opens a round for the cells.
    office.follow("Đợt")
    office.follow("Mở đợt mới")
    office.write("Tên đợt", TITLE)
    office.write("Hạn trình, ngày", office.in_days(8))
    office.press("Mở đợt cho các chi bộ")
    office.sees("Đã mở đợt", TITLE, "còn 8 ngày")


def files(folder):
    # A photo from the secretary's telephone and a scanned report.
    photo, report = folder / "anh.png", folder / "bao-cao.pdf"
    Image.new("RGB", (400, 300), "#c8102e").save(photo)
    paper = PdfWriter()
    paper.add_blank_page(595, 842)
    paper.write(report)
    return [photo, report]


def propose(secretary, attached):
    # The secretary of a cell sees the round on the first page and starts a dossier.
    secretary.sees(TITLE)
    secretary.press(f"Lập hồ sơ cho đợt {TITLE}")
    # A collective first,
    secretary.follow("Thêm tập thể")
    secretary.write("Tên tập thể", COLLECTIVE)
    secretary.write("Đơn vị in trên giấy khen", "Hội Liên hiệp Phụ nữ xã Tân Mỹ")
    secretary.tick("Không phải tổ chức đảng")
    secretary.write("Tên mô hình", MODEL)
    secretary.write("Thành tích", "86 hộ tham gia, tiết kiệm được 41.350.000 đồng trong năm.")
    secretary.press("Lưu, rồi thêm dòng khác")
    # then an individual, whose name comes from a telephone that writes its marks apart.
    secretary.follow("Đổi sang cá nhân")
    secretary.write("Họ và tên", unicodedata.normalize("NFD", INDIVIDUAL))
    secretary.tick("Đảng viên")
    secretary.write("Ngày sinh hoặc năm sinh", "1975")
    secretary.write("Chức vụ, công việc", "Chi hội trưởng Chi hội Phụ nữ")
    secretary.write("Thành tích", "Vận động 86 hộ phân loại rác tại nhà.")
    secretary.press("Lưu dòng này")
    # Some photos and papers,
    secretary.follow("3. Gửi minh chứng")
    secretary.page.get_by_label("Chọn tệp").set_input_files(attached)
    for name in ("anh.png", "bao-cao.pdf"):
        secretary.page.get_by_text(f"Đã nhận {name}.").first.wait_for()
    secretary.follow("Xong, về hồ sơ")
    # and the record of the cell's meeting.
    record_meeting(secretary)
    # Everything once more, and off it goes.
    secretary.follow("4. Kiểm tra và trình")
    secretary.unfold()
    secretary.sees(
        "2 dòng đủ điều kiện trình", "20/23 đảng viên của chi bộ tán thành", "20 tán thành, 1 không tán thành"
    )
    secretary.press("Trình Đảng ủy xã Tân Mỹ")
    secretary.sees("Đã trình 2 dòng", "Mã hồ sơ")
    secretary.follow("Về Việc của tôi")
    secretary.sees(COLLECTIVE, INDIVIDUAL, "Văn phòng Đảng ủy xã Tân Mỹ")


def record_meeting(secretary):
    secretary.follow("2. Ghi cuộc họp và kết quả biểu quyết")
    secretary.write("Ngày họp chi bộ", secretary.in_days(-3))
    secretary.write("Nơi họp", "Nhà văn hóa ấp Tân Bình 1")
    secretary.write("Người chủ trì", "Nguyễn Thị Hạnh")
    secretary.write("Người ghi biên bản", "Lê Văn Tám")
    secretary.write("Tổng số đảng viên của chi bộ", "23")
    secretary.write("Số đảng viên dự họp", "21")
    for name in (COLLECTIVE, f"Đồng chí {INDIVIDUAL}"):
        secretary.write(f"Tán thành, {name}", "20")
        secretary.write(f"Không tán thành, {name}", "1")
    secretary.press("Lưu cuộc họp và số phiếu")


def appraise(appraiser, police):
    # The office receives the first line, reads it and recommends it; the next one opens by itself.
    appraiser.sees("2 dòng chờ thẩm định")
    appraiser.follow("Thẩm định")
    appraiser.press("Tiếp nhận, xem sau")
    ask(appraiser, police)
    appraiser.tick("Đề nghị Ban Thường vụ")
    appraiser.write("Lý do", "Hồ sơ đủ, số liệu khớp.")
    appraiser.press("Ghi ý kiến, mở dòng tiếp")
    appraiser.sees(f"Đồng chí {INDIVIDUAL}", "Vận động 86 hộ")
    appraiser.tick("Đề nghị Ban Thường vụ")
    appraiser.press("Ghi ý kiến, mở dòng tiếp")
    appraiser.sees("Không có dòng nào chờ thẩm định")


def ask(appraiser, police):
    # The police of the commune have no account: they answer by the link, on a telephone.
    appraiser.follow("Xin ý kiến cơ quan khác")
    appraiser.tick("Một cơ quan khác, trả lời bằng đường dẫn riêng")
    appraiser.write("Tên cơ quan khác", "Công an xã Tân Mỹ")
    appraiser.press("Xin ý kiến")
    link = appraiser.page.get_by_label("Đường dẫn trả lời").input_value()
    police.goes(lambda: police.page.goto(link))
    police.sees("Kính gửi", COLLECTIVE)
    police.tick("Nhất trí")
    police.write("Họ và tên người trả lời", "Trần Công Minh")
    police.press("Gửi ý kiến")
    police.sees("Đã nhận ý kiến", "Trần Công Minh trả lời")
    appraiser.follow("Đã gửi, về dòng này")


def gather(clerk):
    # The clerk prepares the meeting; both lines come onto its agenda. One member is away on business.
    clerk.follow("Phiên họp")
    clerk.follow("Lập phiên họp mới")
    clerk.write("Ngày họp", clerk.today)
    clerk.write("Nơi họp", "Phòng họp Đảng ủy xã")
    clerk.press("Lập phiên họp")
    clerk.sees("Đã lập phiên họp với 2 dòng")
    clerk.follow("Ghi người dự họp")
    clerk.tick("Vắng có lý do", within=clerk.group("Phạm Quang Sơn"))
    clerk.write("Lý do vắng của Phạm Quang Sơn", "Đi công tác")
    clerk.tick("Các đồng chí chưa chọn ở trên đều có mặt")
    clerk.press("Lưu người dự họp")
    clerk.follow("Mở biểu quyết")
    clerk.sees("Có mặt 4/5, cần ít nhất 4")
    clerk.press("Mở biểu quyết")
    clerk.sees("Đã mở biểu quyết")


def vote(member):
    # Members vote on their telephones: one line by hand, the others at once, and read it all before it is sent.
    member.follow(re.compile("^Biểu quyết"), within=member.page.locator("main"))
    member.tick("Tán thành", within=member.group(f"Đồng chí {INDIVIDUAL}"))
    member.tick("Tán thành tất cả các dòng để trống")
    member.press("Xem lại phiếu")
    member.sees("Tán thành: 2 dòng", COLLECTIVE, INDIVIDUAL)
    member.press("Gửi 2 phiếu")
    member.sees("Đã ghi 2 phiếu của đồng chí")


def close(clerk):
    # The clerk sees who has voted, not how; then closes. Three of five serving members carry a line.
    clerk.follow("Việc của tôi")
    clerk.follow(re.compile("^Mở phiên họp"))
    clerk.sees("3/4 đồng chí đã biểu quyết xong")
    assert "Tán thành 3" not in clerk.text()
    clerk.follow("Đóng và đếm phiếu")
    clerk.sees("Còn phiếu chưa gửi ở 2 dòng", "Bùi Thanh Bình")
    clerk.press("Đóng phiên")
    clerk.sees("Được duyệt: 2 dòng", "Tán thành 3/5.", "cần ít nhất 3 phiếu tán thành")
    # The results stay in the room until they are released.
    clerk.follow("Công bố kết quả")
    clerk.write("Kết luận của người chủ trì", "Nhất trí khen.")
    clerk.press("Công bố kết quả")
    clerk.sees("Đã công bố kết quả", "Nhất trí khen.")


def number(clerk, folder):
    # The decision is drafted, read on paper without a number, signed, and gets its number.
    clerk.follow("Dự thảo quyết định")
    clerk.press("Lập dự thảo cho các dòng đã đánh dấu")
    draft = words(clerk.download("tệp tải về", folder / "du-thao.pdf"))
    assert COLLECTIVE in draft
    assert "07-QĐ/ĐU" not in draft
    clerk.follow("Ghi số")
    clerk.tick(SIGNER)
    clerk.write("Ngày ký", clerk.today)
    clerk.press("Ghi số")
    clerk.sees("Đã ghi số 07-QĐ/ĐU", COLLECTIVE, f"Đồng chí {INDIVIDUAL}")
    paper = words(clerk.download("Tải về Quyết định số 07-QĐ/ĐU", folder / "quyet-dinh.pdf"))
    assert "07-QĐ/ĐU" in paper.replace(" ", "")
    assert INDIVIDUAL in paper


def print_certificates(clerk, folder):
    # The worker in the background makes the certificates; the page tells when they are there.
    clerk.follow("In giấy khen")
    clerk.sees("2 tờ sẽ in")
    clerk.press("Tiếp: In thế nào")
    clerk.sees("Tờ 1/2", "Tờ sau")
    clerk.judge()
    clerk.press("Tiếp: Kiểm tra")
    clerk.sees("Đủ chữ cái, chữ nằm trong khung", "Từ 201 đến 202, không trùng.")
    clerk.write("Lý do vẫn in", "Đồng chí chủ trì đã xem giấy trên màn hình.")
    clerk.press("Lập tệp in")
    clerk.page.get_by_role("link", name="Mở tệp in (PDF)").wait_for()
    clerk.judge()
    clerk.sees("Đã lập xong 2 tờ")
    file = clerk.download("Tải về", folder / "giay-khen.pdf")
    sheets = [" ".join(page.extract_text().split()) for page in PdfReader(file).pages]
    assert len(sheets) == 2
    assert COLLECTIVE.lower() in sheets[0].lower()
    assert INDIVIDUAL.lower() in sheets[1].lower()
    assert all(unicodedata.is_normalized("NFC", sheet) for sheet in sheets)
    assert all("07-QĐ/ĐU" in sheet.replace(" ", "") for sheet in sheets)
    clerk.follow("Đã in xong, ghi kết quả")
    clerk.page.get_by_label(re.compile("^Tờ hỏng")).first.fill("2")
    clerk.page.get_by_label(re.compile("^Vì sao hỏng")).first.fill("Kẹt giấy")
    clerk.press("Ghi kết quả in")
    clerk.sees("In tốt 1/2 tờ; hỏng tờ số 2", "In lại tờ hỏng (2)")
    clerk.follow("Trở lại trang in")
    clerk.follow("Quyết định", within=clerk.page.locator("main"))


def confer(clerk):
    # The day of the ceremony: the chairwoman's certificate is taken by her deputy.
    clerk.follow("Ghi ngày trao")
    clerk.write("Ngày trao", clerk.today)
    clerk.page.get_by_label(f"Trao: {INDIVIDUAL}").select_option(label="Có người nhận thay")
    clerk.page.get_by_label(f"Người nhận thay: {INDIVIDUAL}").fill("Trần Thị Mười")
    clerk.press("Ghi ngày trao")
    clerk.sees("Đã trao 2/2")


def follow_up(secretary):
    # The cell reads what became of its lines, and the whole history of one of them.
    secretary.follow("Việc của tôi")
    secretary.follow(re.compile(INDIVIDUAL), within=secretary.page.locator("main"))
    secretary.sees("Đã cấp", "Nguyễn Thị Hạnh", "Trần Văn Đức", "Đỗ Thị Hằng", "Trình cấp trên")
