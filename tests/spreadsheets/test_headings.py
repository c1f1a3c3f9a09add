"""Finding the heading and the meaning of columns in lists as offices make them."""

import pytest

from spreadsheets.headings import Field, find_header, heading_key, match_headings
from spreadsheets.reading import Row, open_book
from tests.vietnamese.encoders import to_tcvn3, to_vni

from . import makers

FIELDS = (
    Field("name", "Họ và tên", ("Họ tên", "Họ và tên khai sinh", "Tên đảng viên", "Họ tên đảng viên"), required=True),
    Field("birth", "Ngày sinh", ("Năm sinh", "Sinh ngày", "Ngày tháng năm sinh", "Ngày, tháng, năm sinh", "Sinh năm")),
    Field("sex", "Giới tính", ("Nam/Nữ", "Giới", "Phái")),
    Field("ethnicity", "Dân tộc"),
    Field("card", "Số thẻ đảng", ("Số thẻ đảng viên", "Số thẻ", "Số TĐV")),
    Field("joined", "Ngày vào Đảng", ("Ngày vào Đảng Dự bị", "Ngày kết nạp", "Năm vào Đảng")),
    Field("official", "Ngày chính thức", ("Ngày vào Đảng Chính thức", "Ngày công nhận chính thức")),
    Field("cell", "Chi bộ", ("Đơn vị", "Chi bộ đang sinh hoạt", "Đơn vị công tác")),
    Field("position", "Chức vụ", ("Chức vụ Đảng", "Chức danh")),
    Field("rating_2024", "Xếp loại 2024", ("Năm 2024", "Xếp loại đảng viên 2024")),
    Field("rating_2025", "Xếp loại 2025", ("Năm 2025", "Xếp loại đảng viên 2025")),
)
PARTY_LAYOUT = [
    "STT",
    "Họ và tên khai sinh *\n(ghi chữ in hoa có dấu)",
    "Giới tính *\n(Nam/Nữ)",
    "Ngày sinh *\n(dd/mm/yyyy)",
    "Số định danh cá nhân *",
    "Dân tộc *",
    "Tôn giáo",
    "Quê quán *\n(theo mô hình 2 cấp)",
    "Nơi sinh",
    "Nơi thường trú *\n(theo mô hình 2 cấp)",
    "Số thẻ đảng *\n(12 chữ số)",
    "Ngày vào Đảng *\n(dd/mm/yyyy)",
    "Nơi vào Đảng",
    "Ngày chính thức *",
    "Người giới thiệu 1",
    "Họ và tên vợ (chồng)",
    "Chi bộ đang sinh hoạt *",
    "Chức vụ Đảng",
]


def rows(*lines) -> list[Row]:
    return [Row(number, list(cells)) for number, cells in enumerate(lines, start=1)]


def meaning(header) -> dict[str, str]:
    """Return heading -> field code of a found heading."""
    return {header.headings[i]: code for i, code in match_headings(header.headings, FIELDS, {}).items()}


TITLES = (
    ["ĐẢNG BỘ XÃ TÂN HƯNG", None, None, "ĐẢNG CỘNG SẢN VIỆT NAM"],
    ["CHI BỘ ẤP TÂN BÌNH 1", None, None, None],
    ["DANH SÁCH ĐẢNG VIÊN ĐỀ NGHỊ KHEN THƯỞNG", None, None, None],
    [None, None, None, "Tân Hưng, ngày 03/02/2026"],
    [],
)


def test_titles_are_skipped():
    sheet = rows(*TITLES, ["STT", "Họ và tên", "Năm sinh", "Chức vụ"], [1, "Nguyễn Văn An", 1971, "Bí thư"])
    header = find_header(sheet, FIELDS)
    assert (header.row_number, header.first_data_row) == (6, 7)
    assert header.headings == ["STT", "Họ và tên", "Năm sinh", "Chức vụ"]


@pytest.mark.parametrize("numbering", [
    ["(1)", "(2)", "(3)", "(4)"], [1, 2, 3, 4], ["A", "B", 1, 2], ["(A)", "(1)", "(2)", "(3)=1+2"], [None, "1", "2", "3"],
])  # fmt: skip
def test_a_line_that_numbers_the_columns_is_no_data(numbering):
    sheet = rows(["STT", "Họ tên", "Giới", "Chi bộ"], numbering, [1, "Nguyễn Văn An", "Nam", "Ấp 1"])
    assert find_header(sheet, FIELDS).first_data_row == 3


def test_data_that_are_short_are_no_numbering():
    sheet = rows(["STT", "Họ tên", "Nam/Nữ"], [1, "Ly", "x"], [2, "Y", None])
    assert find_header(sheet, FIELDS).first_data_row == 2


def test_two_lines_are_put_together():
    sheet = rows(
        ["STT", "Họ và tên", "Ngày vào Đảng", None, "Xếp loại đảng viên", None, "Ghi chú"],
        [None, None, "Dự bị", "Chính thức", 2024, 2025, None],
        [1, "Nguyễn Văn An", "3/2/1995", "3/2/1996", "HTTNV", "HTXSNV", None],
    )
    header = find_header(sheet, FIELDS)
    assert header.first_data_row == 3
    assert header.headings[2:6] == [
        "Ngày vào Đảng Dự bị", "Ngày vào Đảng Chính thức", "Xếp loại đảng viên 2024", "Xếp loại đảng viên 2025",
    ]  # fmt: skip
    assert match_headings(header.headings, FIELDS, {}) == {
        1: "name", 2: "joined", 3: "official", 4: "rating_2024", 5: "rating_2025",
    }  # fmt: skip


def test_headings_merged_downwards_in_a_real_file(tmp_path):
    lines = [
        ["ĐẢNG BỘ XÃ TÂN HƯNG", None, None, None],
        ["Số TT", "Họ tên", "Ngày vào Đảng", None],
        [None, None, "Dự bị", "Chính thức"],
        ["(1)", "(2)", "(3)", "(4)"],
        [1, "Ly", "3/2/1995", "3/2/1996"],
    ]
    path = makers.xlsx(tmp_path / "a.xlsx", lines, merges=["A1:D1", "A2:A3", "B2:B3", "C2:D2"])
    header = find_header(list(open_book("a.xlsx", path).rows("Danh sách")), FIELDS)
    assert (header.row_number, header.first_data_row) == (2, 5)
    assert header.headings == ["Số TT", "Họ tên", "Ngày vào Đảng Dự bị", "Ngày vào Đảng Chính thức"]


def test_the_first_row_of_data_is_not_taken_for_a_second_line():
    sheet = rows(["Họ tên", "Giới tính", "Chi bộ"], ["Ly", None, "Ấp 1"], ["An", "Nam", "Ấp 2"])
    assert find_header(sheet, FIELDS).first_data_row == 2


def test_the_layout_of_the_party_with_hints_and_asterisks():
    found = meaning(find_header(rows(["DANH SÁCH"], PARTY_LAYOUT, ["(1)", "(2)", "(3)"]), FIELDS))
    assert sorted(found.values()) == sorted(
        ["name", "sex", "birth", "ethnicity", "card", "joined", "official", "cell", "position"]
    )
    assert found["Họ và tên khai sinh * (ghi chữ in hoa có dấu)"] == "name"
    assert found["Ngày vào Đảng * (dd/mm/yyyy)"] == "joined"


@pytest.mark.parametrize("encode", [to_tcvn3, to_vni])
def test_headings_in_old_encodings(encode):
    heading = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Chức vụ Đảng"]
    header = find_header(rows([encode("Đảng bộ xã")], [encode(text) for text in heading], [1, "x", 1971]), FIELDS)
    assert header.headings == heading
    assert meaning(header)["Chức vụ Đảng"] == "position"


@pytest.mark.parametrize(("heading", "code"), [
    ("HỌ VÀ TÊN", "name"), ("ho ten", "name"), ("Họ, tên", "name"), ("Tên đảng viên", "name"), ("Họ và tển", "name"),
    ("Sinh ngày", "birth"), ("Ngày, tháng, năm sinh", "birth"), ("Năm sinh (dd/mm/yyyy)", "birth"), ("Nam/Nữ", "sex"),
    ("Số thẻ đảng viên", "card"), ("Chi bộ", "cell"), ("Chi bộ sinh hoạt", "cell"), ("Chức vụ hiện nay", "position"),
    ("Xếp loại năm 2024", "rating_2024"), ("Xếp loại năm 2023", None), ("Nơi sinh", None), ("Họ và tên vợ", None), ("Họ tên cha", None), ("Ghi chú", None),
    ("Ngày sinh của chồng", None), ("Nơi vào Đảng", None), ("", None), ("***", None),
])  # fmt: skip
def test_headings_by_meaning(heading, code):
    assert match_headings([heading], FIELDS, {}).get(0) == code


def test_each_field_is_given_once_to_the_surest_column():
    headings = ["Họ và tên vợ (chồng)", "Họ và tên khai sinh", "Họ và tên", "Đơn vị công tác", "Chi bộ"]
    assert match_headings(headings, FIELDS, {}) == {1: "name", 3: "cell"}


def test_years_are_not_confused():
    assert match_headings(["Xếp loại 2025", "Xếp loại 2026", "Xếp loại 2024"], FIELDS, {}) == {
        0: "rating_2025", 2: "rating_2024",
    }  # fmt: skip


def test_what_the_office_said_goes_first():
    headings = ["Họ và tên", "Bí danh", "Đơn vị", "Chi bộ"]
    remembered = {heading_key("BÍ DANH*"): "name", heading_key("Đơn vị"): "", heading_key("chi bộ"): "gone"}
    assert match_headings(headings, FIELDS, remembered) == {1: "name", 3: "cell"}


def test_no_heading_is_found_where_there_is_none():
    assert find_header(rows(["Nguyễn Văn An", 1971, "Bí thư chi bộ"], ["Ly", 1980, "Chi bộ ấp 1"]), FIELDS) is None
    assert find_header([], FIELDS) is None
    assert find_header(rows(*TITLES), FIELDS) is None


def test_a_list_of_names_only():
    header = find_header(rows(["Danh sách khen thưởng"], ["STT", "Họ tên"], [1, "Ly"]), FIELDS)
    assert (header.row_number, header.first_data_row) == (2, 3)


def test_a_heading_far_down_is_not_looked_for():
    sheet = rows(*[["x"]] * 45, ["Họ tên", "Chi bộ"])
    assert find_header(sheet, FIELDS) is None


def test_keys_know_no_accents_signs_or_case():
    assert heading_key(" Ngày sinh*\n(dd/mm/yyyy) ") == "ngay sinh dd mm yyyy"
