"""A secretary with thirty names: an old spreadsheet in TCVN3 with five bad rows, corrected and handed in."""

import re

import openpyxl
import pytest

from tests.vietnamese.encoders import to_tcvn3

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("office", ["committee"], indirect=True)]

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Đặng", "Bùi")
GIVEN = ("Ánh", "Bình", "Đạt", "Hằng", "Thúy")
HEADINGS = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Đảng viên", "Chức vụ", "Thành tích", "Số phiếu tán thành", "Số phiếu không tán thành")  # fmt: skip
DEED = "Vận động {n} hộ tiết kiệm được {n}.500.000 đồng trong năm 2026."
BAD = {
    3: ("birth", "31/02/1970"),
    8: ("sex", "nửa"),
    14: ("birth", "1/1/2071"),
    20: ("votes", "hai mươi"),
    27: ("name", None),
}
"""Number of the nominee -> what is wrong with the row."""
COLUMN = {"name": 1, "birth": 2, "sex": 3, "votes": 7}


def nominee(n: int) -> list:
    """Return a row of the list, right in every cell."""
    name = f"{FAMILY[n % 6]} Thị {GIVEN[n % 5]} {n // 30 or ''}".strip()
    return [
        n + 1,
        name,
        f"{n % 28 + 1}/{n % 12 + 1}/{1960 + n}",
        "Nữ",
        "x",
        "Chi hội viên",
        DEED.format(n=n + 10),
        "20",
        "1",
    ]


def old_sheet(path):
    """Write what an office made in 2004: a title, TCVN3 letters, five mistakes."""
    book = openpyxl.Workbook()
    page = book.active
    page.append([to_tcvn3("Đảng bộ xã Tân Mỹ")])
    page.append([to_tcvn3("Danh sách đề nghị khen thưởng")])
    page.append([to_tcvn3(heading) for heading in HEADINGS])
    for n in range(30):
        row = nominee(n)
        if n in BAD:
            what, value = BAD[n]
            row[COLUMN[what]] = value
        page.append([to_tcvn3(cell) if isinstance(cell, str) else cell for cell in row])
    book.save(path)
    return path


def correct(path):
    """Correct the bad rows in the sheet that was handed out, as the secretary does in Excel."""
    book = openpyxl.load_workbook(path)
    page = book.active
    headings = [cell.value for cell in page[1]]
    assert page.max_row == 6, "a heading and five rows"
    for number, n in zip(range(2, 7), sorted(BAD), strict=True):
        what, _ = BAD[n]
        page.cell(number, headings.index(HEADINGS[COLUMN[what]]) + 1).value = nominee(n)[COLUMN[what]]
    book.save(path)
    return path


def test_thirty_nominees_from_an_old_spreadsheet(come, tmp_path):
    secretary = come("secretary")
    secretary.press(re.compile("^Lập hồ sơ cho đợt Khen thưởng học tập"))
    # The sheet: its letters are of another age, the system says so and shows them converted.
    secretary.follow("Nhập nhiều dòng từ bảng tính")
    send(secretary, old_sheet(tmp_path / "de-nghi.xlsx"))
    secretary.sees("Chữ kiểu cũ đã được chuyển", "TCVN3", "Trần Thị Bình")
    secretary.press("Kiểm tra các dòng")
    checked(secretary)
    secretary.sees("25 dòng", "Không có ngày 31/2/1970", "không rõ là nam hay nữ", "Chưa có")
    bad = secretary.download("Tải 5 dòng có lỗi về sửa", tmp_path / "co-loi.xlsx")
    take(secretary, 25)
    # The five rows, corrected in Excel and sent back.
    secretary.follow("Gửi tệp khác")
    send(secretary, correct(bad))
    secretary.press("Kiểm tra các dòng")
    checked(secretary)
    take(secretary, 5)
    secretary.follow("Mở hồ sơ")
    assert secretary.page.locator("#cac-dong ~ ul > li, #cac-dong + ul > li").count() == 30
    meet(secretary)
    secretary.sees("30 dòng đủ điều kiện trình")
    secretary.press("Trình Đảng ủy xã Tân Mỹ")
    secretary.sees("Đã trình 30 dòng")


def send(secretary, path):
    secretary.page.get_by_label("Tệp bảng tính").set_input_files(path)
    secretary.press("Gửi tệp và xem trước")


def checked(secretary):
    """Wait for the worker: the page of the work goes over into the result by itself."""
    secretary.page.get_by_role("heading", name="Kết quả kiểm tra").wait_for()
    secretary.judge()


def take(secretary, count: int):
    # TCVN3 has no capital letters with a tone: Ánh came as ánh, and the system asks before it mends that.
    secretary.page.get_by_role("radio", name=re.compile("^Ghi theo dạng đề xuất")).check()
    secretary.press(f"Nhập {count} dòng")
    secretary.page.get_by_role("heading", name=f"Đã nhập {count} dòng").wait_for()
    secretary.judge()


def meet(secretary):
    # The votes came with the sheet; the meeting itself is written once.
    secretary.follow("2. Ghi cuộc họp và kết quả biểu quyết")
    secretary.write("Ngày họp chi bộ", secretary.today)
    secretary.write("Người chủ trì", "Nguyễn Thị Hạnh")
    secretary.write("Người ghi biên bản", "Lê Văn Tám")
    secretary.write("Tổng số đảng viên của chi bộ", "23")
    secretary.write("Số đảng viên dự họp", "21")
    secretary.press("Lưu, rồi kiểm tra và trình")
