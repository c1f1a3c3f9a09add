"""Opening what people send: good sheets give their values, bad ones a sentence that names the file."""

from datetime import date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spreadsheets import reading
from spreadsheets.inspection import Kind
from spreadsheets.measuring import MAX_CELLS, column_number
from spreadsheets.reading import Row, SpreadsheetRefused, inspect_file, open_book
from tests.vietnamese.encoders import to_tcvn3, to_vni

from . import makers

MOMENT = datetime.combine(date(1971, 5, 26), time(7, 30))
HEADING = ["Họ và tên", "Ngày sinh"]


def refusal(path, name=None) -> str:
    """Return the sentence with which a file is refused, which always names the file and says what to do."""
    name = name or path.name
    with pytest.raises(SpreadsheetRefused) as caught:
        open_book(name, path)
    assert name in caught.value.reason
    assert "Hãy" in caught.value.reason
    assert caught.value.reason.endswith(".")
    return caught.value.reason


def cells(path, name=None) -> list[list]:
    book = open_book(name or path.name, path)
    return [row.cells for row in book.rows(book.sheet_names[0])]


def test_xlsx_gives_values_with_the_numbers_of_rows(tmp_path):
    path = makers.xlsx(
        tmp_path / "a.xlsx",
        [[], HEADING, ["Ly", date(1971, 5, 26)], [], [None, MOMENT, 5, 2.5, True, "=x", "00123"]],
    )
    book = open_book("a.xlsx", path)
    assert book.sheet_names == ["Danh sách"]
    rows = list(book.rows("Danh sách"))
    assert [row.number for row in rows] == [1, 2, 3, 4, 5]
    assert rows[1].cells[:2] == HEADING
    assert rows[2].cells[:2] == ["Ly", date(1971, 5, 26)]
    assert rows[4].cells[1:5] == [MOMENT, 5, 2.5, True]
    assert type(rows[4].cells[2]) is int
    assert rows[4].cells[6] == "00123"


def test_ods_gives_values(tmp_path):
    path = makers.ods(tmp_path / "a.ods", [HEADING, ["H'Bia Niê Kđăm", date(1971, 5, 26)], [], ["Ly", 1971.0]])
    assert cells(path) == [HEADING, ["H'Bia Niê Kđăm", date(1971, 5, 26)], [None, None], ["Ly", 1971]]


def test_a_stored_file_needs_no_ending_and_a_wrong_one_does_no_harm(tmp_path):
    path = makers.xlsx(tmp_path / "0f3a", [HEADING])
    assert cells(path, "Danh sách.xlsx") == [HEADING]
    assert cells(path, "Danh sách.ods") == [HEADING]


def test_unknown_sheets_are_an_error_of_the_caller(tmp_path):
    with pytest.raises(KeyError):
        open_book("a.xlsx", makers.xlsx(tmp_path / "a.xlsx", [HEADING])).rows("Khác")


def test_hidden_sheets_are_not_offered(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.create_sheet("Ẩn").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert open_book("a.xlsx", tmp_path / "a.xlsx").sheet_names == ["Sheet"]


def test_formulas_give_their_stored_value_and_are_never_calculated(tmp_path):
    row = (
        '<row r="1"><c r="A1" t="str"><f>"a"&amp;"b"</f><v>đã lưu</v></c><c r="B1"><f>1+1</f><v>7</v></c>'
        '<c r="C1"><f>WEBSERVICE("http://x.example")</f></c><c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="E1" t="inlineStr"><is><t>cuối</t></is></c></row>'
    )
    assert cells(makers.raw_xlsx(tmp_path / "a.xlsx", row)) == [["đã lưu", 7, None, None, "cuối"]]


def test_cells_merged_downwards_give_their_value_to_every_row(tmp_path):
    rows = [
        ["DANH SÁCH", None, None],
        ["Chi bộ", "Tên", "Nhóm"],
        ["Ấp 1", "An", "A"],
        [None, "Bình", None],
        [None, "Châu", None],
        ["Ấp 2", "Dũng", None],
    ]
    path = makers.xlsx(tmp_path / "a.xlsx", rows, merges=["A1:C1", "A3:A5", "B6:C6"])
    assert [row[0] for row in cells(path)] == ["DANH SÁCH", "Chi bộ", "Ấp 1", "Ấp 1", "Ấp 1", "Ấp 2"]
    assert cells(path)[0] == ["DANH SÁCH", None, None]
    assert cells(path)[5] == ["Ấp 2", "Dũng", None]


NAMES = [["Họ và tên", "Chi bộ"], ["Nguyễn Văn Đức", "Ấp Tân Bình 1"], ["Đặng Thị Hằng", "Khu phố 2"]]


def csv_text(rows, delimiter=",") -> str:
    return "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_csv_in_unicode(tmp_path, delimiter, encoding):
    text = csv_text(NAMES, delimiter)
    if encoding == "utf-16-be":
        text = "\ufeff" + text
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    assert cells(tmp_path / "a.csv") == NAMES


@pytest.mark.parametrize("encode", [to_tcvn3, to_vni])
def test_csv_in_bytes_of_old_encodings_is_left_to_be_converted(tmp_path, encode):
    rows = [[encode(cell) for cell in row] for row in NAMES]
    (tmp_path / "a.csv").write_bytes(csv_text(rows, ";").encode("cp1252"))
    assert cells(tmp_path / "a.csv") == rows


def test_csv_in_windows_1258(tmp_path):
    from unicodedata import normalize

    from tests.vietnamese.encoders import to_windows_1258

    rows = [[to_windows_1258(cell) for cell in row] for row in NAMES]
    (tmp_path / "a.csv").write_bytes(csv_text(rows, ";").encode("cp1258"))
    assert [[normalize("NFC", cell) for cell in row] for row in cells(tmp_path / "a.csv")] == NAMES


def test_csv_knows_quotes_blank_lines_and_the_line_that_says_the_delimiter(tmp_path):
    path = tmp_path / "danh sách.csv"
    path.write_bytes('sep=;\r\nTên;Ghi chú\r\n\r\n"An; Bình";"hai\ndòng"\r\n;0,5\r\n'.encode())
    book = open_book(path.name, path)
    assert book.sheet_names == ["danh sách"]
    assert list(book.rows("danh sách")) == [
        Row(1, ["Tên", "Ghi chú"]), Row(2, []), Row(3, ["An; Bình", "hai\ndòng"]), Row(4, [None, "0,5"]),
    ]  # fmt: skip


def test_a_cell_without_end_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('Tên,Ghi chú\nAn,"' + "dài " * 50_000)
    with pytest.raises(SpreadsheetRefused, match="ngoặc kép"):
        cells(path)


def test_empty_files_are_refused(tmp_path):
    (tmp_path / "trống.xlsx").touch()
    assert "rỗng" in refusal(tmp_path / "trống.xlsx")


def test_a_file_of_100_mb_is_refused_without_being_read(tmp_path, monkeypatch):
    path = makers.large_file(tmp_path / "lớn.xlsx")
    monkeypatch.setattr("pathlib.Path.open", lambda *args, **kwargs: pytest.fail("was opened"))
    assert "nặng 100 MB" in refusal(path)


def test_passwords_are_named(tmp_path):
    assert "mật khẩu" in refusal(makers.ole(tmp_path / "kín.xlsx", "EncryptedPackage"))
    assert "mật khẩu" in refusal(makers.encrypted_ods(tmp_path / "kín.ods"))


def test_old_and_other_kinds_are_named(tmp_path):
    assert ".xls của Excel 97" in refusal(makers.ole(tmp_path / "cũ.xls", "Workbook"))
    assert "Word cũ" in refusal(makers.ole(tmp_path / "cũ.doc", "WordDocument"))
    assert "văn bản Word" in refusal(makers.package(tmp_path / "a.docx", {"word/document.xml": "<a/>"}))
    assert "xlsb" in refusal(makers.package(tmp_path / "a.xlsx", {"xl/workbook.bin": b"\x83"}))
    assert "giải nén" in refusal(makers.package(tmp_path / "a.zip", {"a.txt": "a"}))


@pytest.mark.parametrize(("name", "content", "words"), [
    ("web.xls", b"\xef\xbb\xbf \n<HTML><table><tr><td>a", "trang web"), ("web.csv", b"<!DOCTYPE html>", "trang web"),
    ("a.xml", b"<?xml version='1.0'?><Workbook/>", "XML"), ("a.pdf", b"%PDF-1.7", "PDF"),
    ("a.xlsx", b"\x89PNG\r\n\x1a\n", "\u1ea3nh"), ("a.csv", b"a,b\n\0\0\0", "CSV"), ("a.xlsx", b"a,b\nc,d", "h\u1ecfng"),
    ("a.xlsx", b"PK\x03\x04" + bytes(500), "h\u1ecfng"),
])  # fmt: skip
def test_files_that_only_look_like_sheets(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    assert words in refusal(tmp_path / name)


def test_macros_are_refused(tmp_path):
    macro = {"xl/vbaProject.bin": b"\xcc\x61"}
    assert "macro" in refusal(makers.raw_xlsx(tmp_path / "a.xlsx", extra=macro))
    assert "macro" in refusal(makers.raw_xlsx(tmp_path / "a.xlsm"))
    kinds = makers.PARTS["[Content_Types].xml"].replace("sheet.main", "sheet.macroEnabled.main")
    assert "macro" in refusal(makers.raw_xlsx(tmp_path / "b.xlsx", extra={"[Content_Types].xml": kinds}))
    assert "macro" in refusal(makers.raw_xlsx(tmp_path / "c.xlsx", extra={"xl/macrosheets/sheet1.xml": "<a/>"}))
    assert "macro" in refusal(makers.ods(tmp_path / "a.ods", [], extra={"Basic/Standard/Module1.xml": "<a/>"}))


def test_zip_bombs_are_refused(tmp_path):
    assert "nén quá nhiều" in refusal(makers.zip_bomb(tmp_path / "bom.xlsx"))
    assert "nén quá nhiều" in refusal(makers.zip_bomb(tmp_path / "bom nhỏ.xlsx", megabytes=20))
    many = {f"xl/media/{number}.png": "" for number in range(2_100)}
    assert "nén quá nhiều" in refusal(makers.raw_xlsx(tmp_path / "nhiều phần.xlsx", extra=many))


def test_a_directory_that_lies_about_sizes_is_found_out(tmp_path):
    path = makers.lying_zip(tmp_path / "a.xlsx")
    assert "hỏng" in refusal(path)


@pytest.mark.parametrize("name", ["../a.xml", "/etc/a.xml", "xl\\..\\a.xml", "C:a.xml", "XL/workbook.xml"])
def test_names_that_lead_elsewhere_are_refused(tmp_path, name):
    assert "hỏng" in refusal(makers.raw_xlsx(tmp_path / "a.xlsx", extra={name: "<a/>"}))


def test_entity_bombs_are_refused(tmp_path):
    path = makers.raw_xlsx(tmp_path / "a.xlsx", extra={"xl/worksheets/sheet1.xml": makers.entity_bomb()})
    assert "gây hại" in refusal(path)
    wide = makers.entity_bomb().encode("utf-16")
    assert "gây hại" in refusal(makers.raw_xlsx(tmp_path / "b.xlsx", extra={"xl/worksheets/sheet1.xml": wide}))


def test_two_cells_far_apart_are_refused_before_the_parser_lays_out_the_sheet(tmp_path):
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert "quá xa" in refusal(makers.raw_xlsx(tmp_path / "a.xlsx", far))
    hidden = {"xl/_rels/workbook.xml.rels": makers.PARTS["xl/_rels/workbook.xml.rels"].replace("sheet1.xml", "a.png")}
    path = makers.raw_xlsx(tmp_path / "b.xlsx", extra=hidden | {"xl/worksheets/a.png": "x" + makers.sheet_xml(far)})
    assert "hỏng" in refusal(path)
    outside = '<row r="1"><c r="A1048577"><v>1</v></c></row>'
    assert "hỏng" in refusal(makers.raw_xlsx(tmp_path / "c.xlsx", outside))


def test_empty_cells_far_away_do_no_harm(tmp_path):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert cells(makers.raw_xlsx(tmp_path / "a.xlsx", rows)) == [[1]]
    trailing = '<table:table-cell table:number-columns-repeated="16384"/>'
    table = (
        f"<table:table-row>{makers.ods_cell('a')}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="1048575">{trailing}</table:table-row>'
    )
    assert cells(makers.raw_ods(tmp_path / "a.ods", table)) == [["a"]]


def test_texts_and_cells_that_are_repeated_without_end_are_refused(tmp_path):
    shared = f'<sst xmlns="{makers.MAIN}"><si><t>{"a" * 30_000}</t></si></sst>'
    row = "".join('<c t="s"><v>0</v></c>' for _ in range(2_000))
    assert "lặp lại" in refusal(
        makers.raw_xlsx(tmp_path / "a.xlsx", f"<row>{row}</row>", {"xl/sharedStrings.xml": shared})
    )
    cell = makers.ods_cell("a", ' table:number-columns-repeated="16000"')
    row = f'<table:table-row table:number-rows-repeated="9000">{cell}</table:table-row>'
    assert "lặp lại" in refusal(makers.raw_ods(tmp_path / "a.ods", row))
    spaces = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p><text:s text:c="999999999"/></text:p>'
    )
    row = f"{spaces}</table:table-cell></table:table-row>"
    assert "lặp lại" in refusal(makers.raw_ods(tmp_path / "b.ods", row))


def test_links_to_other_files_are_ignored(tmp_path):
    links = {"xl/externalLinks/externalLink1.xml": '<externalLink xmlns="x"/>'}
    rows = '<row r="1"><c r="A1"><f>[1]S!A1</f><v>5</v></c></row>'
    assert cells(makers.raw_xlsx(tmp_path / "a.xlsx", rows, links)) == [[5]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> bytes:
    """The bytes of a good workbook."""
    return makers.xlsx(tmp_path_factory.mktemp("sheets") / "a.xlsx", [HEADING, *[["An", 5]] * 5]).read_bytes()


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), mask=st.integers(0, 255))
def test_damaged_files_are_read_or_refused_and_nothing_else(tmp_path, whole, at, mask):
    """`mask` 0 cuts the file off at the place, others flip bits of the byte there."""
    place = int(at * len(whole))
    rest = bytes([whole[place] ^ mask]) + whole[place + 1 :] if mask else b""
    (tmp_path / "b.xlsx").write_bytes(whole[:place] + rest)
    try:
        cells(tmp_path / "b.xlsx")
    except SpreadsheetRefused as refused:
        assert "b.xlsx" in refused.reason


@pytest.mark.parametrize("row", [
    '<c r="A1" t="s"><v>99</v></c>', '<c r="A1" t="s"><v>x</v></c>', '<c r="A1"><v>x</v></c>', '<c r="A0"><v>1</v></c>',
    '<c r="1A"><v>1</v></c>', '<c r="A1" t="d"><v>2026-99-99</v></c>', '<c r="A1" t="b"><v>9</v></c>', "<c></row>",
])  # fmt: skip
def test_cells_that_make_no_sense_do_not_end_the_program(tmp_path, row):
    path = makers.raw_xlsx(tmp_path / "a.xlsx", f'<row r="1">{row}</row>')
    try:
        assert len(cells(path)) <= 1
    except SpreadsheetRefused as refused:
        assert "hỏng" in refused.reason


def test_a_panic_of_the_parser_is_a_refusal(tmp_path, monkeypatch):
    class Panic(BaseException):
        pass

    def crash(file):
        raise Panic

    path = makers.xlsx(tmp_path / "a.xlsx", [HEADING])
    monkeypatch.setattr(reading, "CalamineWorkbook", type("Broken", (), {"from_filelike": crash}))
    assert "hỏng" in refusal(path)


def test_a_file_that_passed_before_is_not_unpacked_again(tmp_path, monkeypatch):
    path = makers.xlsx(tmp_path / "a.xlsx", [HEADING])
    monkeypatch.setattr("spreadsheets.inspection._read_parts", lambda *args: pytest.fail("was unpacked"))
    assert open_book("a.xlsx", path, again=True).sheet_names == ["Danh sách"]


def test_a_long_name_is_cut_in_the_sentence(tmp_path):
    (tmp_path / "a").touch()
    with pytest.raises(SpreadsheetRefused) as caught:
        inspect_file("x" * 300 + " cuối.xlsx", tmp_path / "a")
    assert len(caught.value.reason) < 200
    assert "cuối.xlsx" in caught.value.reason


def test_kinds_are_told_by_content(tmp_path):
    assert inspect_file("a.xlsx", makers.xlsx(tmp_path / "a", [HEADING])) is Kind.XLSX
    assert inspect_file("a.ods", makers.ods(tmp_path / "b", [HEADING])) is Kind.ODS
    (tmp_path / "c").write_text("a,b")
    assert inspect_file("c.csv", tmp_path / "c") is Kind.CSV


def test_a_roll_of_18117_rows_is_within_the_limits():
    assert MAX_CELLS > 18_117 * 33
    assert column_number("XFD") == 16_384
