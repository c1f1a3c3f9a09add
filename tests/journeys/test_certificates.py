"""From the signed decision to the frame: a layout on a bought blank, a measured printer, a proof, a run, and what comes later.

The check page is asked by a visitor after each act: it tells the truth at every step.
"""

import re
from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader

from .person import PHONE, Person

MM = 25.4 / 72
READINGS = {1: "22,5", 2: "21", 3: "17,5", 4: "21", 5: "22,5", 6: "19", 7: "17,5", 8: "19"}
"""What the ruler says about a printer that prints 2.5 mm too far right and 1 mm too low."""


def blank() -> bytes:
    """Return the scan of a bought sheet: a red frame on cream paper, A4 at 150 dpi."""
    sheet = Image.new("RGB", (1754, 1240), "#fffdf5")
    ImageDraw.Draw(sheet).rectangle((60, 60, 1694, 1180), outline="#a6192e", width=12)
    content = BytesIO()
    sheet.save(content, "PNG")
    return content.getvalue()


def download(person: Person, link: str) -> bytes:
    """Take a file by its link, as the browser of the person would."""
    address = person.page.get_by_role("link", name=link).first.get_attribute("href")
    answer = person.context.request.get(f"{person.address}{address}")
    assert answer.ok, answer.status
    return answer.body()


@pytest.mark.browser
@pytest.mark.parametrize("office", ["twenty_numbered"], indirect=True)
def test_twenty_certificates_from_the_layout_to_the_later_acts(office, come):
    clerk, chair = come("clerk"), come("uv1")
    _design_on_the_blank(clerk)
    _count_the_blanks(clerk)
    _measure_the_printer(clerk)
    _choose(clerk, office.facts["decision"])
    _prove(clerk, chair)
    pdf = _print_twenty(clerk)
    assert len(PdfReader(BytesIO(pdf)).pages) == 20
    _spoil_two_and_print_them_again(clerk)
    visitor = come.visitor(PHONE)
    names = office.facts["names"]
    _exchange_one(clerk, visitor, names[1])
    _revoke_one(clerk, visitor, names[3])


def _design_on_the_blank(clerk: Person) -> None:
    """Start from a shipped design, lay the scan under it, drag the signer to the left, use it."""
    clerk.follow("Giấy khen")
    clerk.follow("Bố cục")
    clerk.goes(clerk.page.get_by_role("link", name=re.compile("^Tạo bố cục mới")).nth(1).click)
    clerk.write("Tên bố cục", "Phôi đỏ A4")
    clerk.page.get_by_role("radio", name=re.compile("Hoa sen")).check()
    clerk.press("Tạo bố cục")
    scan = {"name": "phoi.png", "mimeType": "image/png", "buffer": blank()}
    clerk.page.get_by_label(re.compile("^Đưa hình phôi của cơ quan lên")).set_input_files(scan)
    clerk.press("Đổi hình nền")
    clerk.goes(clerk.page.get_by_role("link", name="Người ký", exact=True).click)
    _drag(clerk, "signer", right_mm=-4, down_mm=0)
    clerk.press("Dùng bố cục này")
    assert "Từ nay in theo bố cục “Phôi đỏ A4”" in clerk.text()


def _drag(person: Person, item: str, *, right_mm: float, down_mm: float) -> None:
    """Drag a field over the picture of the sheet, A4 across, and wait for its number to follow."""
    page, across = person.page, person.page.get_by_label("Từ trái (mm)")
    before = across.input_value()
    hold, sheet = page.locator(f"[data-item={item}]"), page.locator("#to-giay")
    hold.scroll_into_view_if_needed()
    box, dots = hold.bounding_box(), sheet.bounding_box()["width"] / 297
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right_mm * dots, y + down_mm * dots, steps=4)
    page.mouse.up()
    page.wait_for_function("([box, before]) => box.value !== before", arg=[across.element_handle(), before])


def _count_the_blanks(clerk: Person) -> None:
    clerk.follow("Giấy khen")
    clerk.follow("Phôi")
    clerk.follow("Thêm loại phôi")
    clerk.write("Tên phôi", "Phôi đỏ A4")
    clerk.write("Rộng", "297")
    clerk.write("Cao", "210")
    clerk.press("Thêm loại phôi")
    clerk.write("Số tờ", "25")
    clerk.press("Ghi vào sổ")
    assert "Còn 25 tờ theo sổ" in clerk.text()


def _measure_the_printer(clerk: Person) -> None:
    clerk.follow("Giấy khen", within=clerk.page.locator("header"))
    clerk.follow("Máy in")
    clerk.follow("Thêm máy in")
    clerk.write("Tên máy in", "Canon ở phòng văn thư")
    clerk.press("Thêm máy in")
    clerk.page.get_by_role("radio", name=re.compile("^Phôi đỏ A4")).check()
    clerk.press("Tiếp tục")
    grid = PdfReader(BytesIO(download(clerk, "Mở tờ căn chỉnh (PDF)"))).pages[0].mediabox
    assert [round(float(side) * MM) for side in grid[2:]] == [297, 210]
    for number, value in READINGS.items():
        clerk.page.get_by_label(re.compile(f"^Số {number},")).fill(value)
    clerk.press("Xem máy in lệch thế nào")
    assert "lệch phải 2,5 mm, lệch xuống 1 mm" in clerk.text()
    clerk.press("Lưu căn chỉnh này")


def _choose(clerk: Person, decision: int) -> None:
    """Words only, on the blank, with the measured printer."""
    clerk.follow("Quyết định")
    clerk.follow_to(f"/quyet-dinh/{decision}/in/")
    clerk.press("Tiếp: In thế nào")
    clerk.tick("Chỉ in chữ lên phôi có khung")
    clerk.page.get_by_label(re.compile("^Phôi")).select_option(label="Phôi đỏ A4")
    clerk.page.get_by_label(re.compile("^Máy in, khay giấy")).select_option(index=1)
    clerk.press("Tiếp: Kiểm tra")


def _prove(clerk: Person, chair: Person) -> None:
    """Both layouts, the unit's own and the shipped one for the collective, are read by the chair."""
    station = clerk.page.url
    for _ in range(2):
        clerk.goes(lambda: clerk.page.goto(station))
        assert "chưa có người thứ hai xem tờ in thử" in clerk.text()
        clerk.goes(clerk.page.get_by_role("link", name="Mở trang tờ in thử").first.click)
        clerk.goes(clerk.page.get_by_role("button", name=re.compile("^Trình duyệt tờ này")).first.click)
    for _ in range(2):
        chair.home()
        chair.goes(chair.page.get_by_role("link", name=re.compile("^Mở tờ in thử")).first.click)
        chair.page.get_by_role("radio", name=re.compile("^Duyệt")).check()
        chair.press("Gửi trả lời")
    clerk.goes(lambda: clerk.page.goto(station))


def _print_twenty(clerk: Person) -> bytes:
    main = clerk.text()
    assert "cần xem" not in main.split("\n\n")[0]
    assert "Sổ phôi còn 25 tờ Phôi đỏ A4, lượt này cần 20 tờ." in main
    clerk.press("Lập tệp in")
    _wait_for_the_file(clerk, 20)
    return download(clerk, "Mở tệp in (PDF)")


def _wait_for_the_file(clerk: Person, count: int) -> None:
    """Wait until the page of the run has loaded itself again with what comes next."""
    clerk.page.get_by_role("link", name="Đã in xong, ghi kết quả").wait_for()
    clerk.sees(f"Đã lập xong {count} tờ")


def _spoil_two_and_print_them_again(clerk: Person) -> None:
    clerk.follow("Đã in xong, ghi kết quả")
    clerk.page.get_by_label(re.compile("^Tờ hỏng")).first.fill("3, 5")
    clerk.page.get_by_label(re.compile("^Vì sao hỏng")).first.fill("Kẹt giấy")
    clerk.press("Ghi kết quả in")
    assert "In tốt 18/20 tờ; hỏng tờ số 3, 5." in clerk.text()
    clerk.press("In lại tờ hỏng (3, 5)")
    assert "Sổ phôi còn 5 tờ" in clerk.text()
    clerk.press("Lập tệp in")
    _wait_for_the_file(clerk, 2)
    assert len(PdfReader(BytesIO(download(clerk, "Mở tệp in (PDF)"))).pages) == 2
    clerk.follow("Đã in xong, ghi kết quả")
    clerk.press("Ghi kết quả in")
    clerk.goes(lambda: clerk.page.goto(f"{clerk.address}/giay-khen/phoi/"))
    clerk.sees("25\t20\t2\t3 Sắp hết")  # received, printed well, spoiled, left


def _open(clerk: Person, name: str) -> str:
    """Open the certificate in force of a recipient in the register; return its code of the check page."""
    clerk.goes(lambda: clerk.page.goto(f"{clerk.address}/giay-khen/so/"))
    clerk.goes(clerk.page.get_by_role("link", name=name, exact=False).first.click)
    return re.search(r"Mã: ([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})", clerk.text())[1]


def _checked(visitor: Person, code: str) -> str:
    """Ask the check page by its code, as typed from the sheet."""
    visitor.goes(lambda: visitor.page.goto(f"{visitor.address}/kiem-tra/{code}/"))
    return visitor.text()


def _exchange_one(clerk: Person, visitor: Person, name: str) -> None:
    old = _open(clerk, name)
    said = _checked(visitor, old)
    assert "Còn hiệu lực" in said and name in said
    clerk.follow("Cấp đổi")
    clerk.tick("Bị hư hỏng")
    clerk.page.get_by_label("Nói rõ").fill("Bị ướt trong đợt mưa lũ, đã nộp lại tờ cũ.")
    clerk.press("Xem lại trước khi ghi")
    clerk.press("Cấp đổi")
    new = _open(clerk, name)
    assert new != old
    assert "thay" in _checked(visitor, old)
    assert new not in _checked(visitor, old)
    assert "Còn hiệu lực" in _checked(visitor, new)


def _revoke_one(clerk: Person, visitor: Person, name: str) -> None:
    code = _open(clerk, name)
    clerk.follow("Thu hồi")
    clerk.tick("Gian dối trong việc kê khai thành tích")
    clerk.page.get_by_label("Nói rõ sự việc").fill("Kê khai việc của người khác.")
    clerk.page.get_by_label("Số quyết định thu hồi").fill("31-QĐ/ĐU")
    clerk.page.get_by_label("Ngày quyết định thu hồi").fill(clerk.today)
    clerk.tick("Đã thu lại", within=clerk.group("Giấy khen, bằng khen (hiện vật)"))
    clerk.tick("Đã thu lại", within=clerk.group("Tiền thưởng"))
    clerk.press("Xem lại trước khi ghi")
    clerk.press("Ghi thu hồi")
    assert "thu hồi" in _checked(visitor, code)
