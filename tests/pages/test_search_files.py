"""What the search finds, as a file: the same rows, the same rights, nothing that a spreadsheet would run."""

from io import BytesIO

import openpyxl
import pytest

from tests.factories import line, nomination_at


@pytest.fixture
def found(w):
    line(w, full_name="=HYPERLINK(1)", birth_year=1980)
    return nomination_at(w, "submitted", full_name="Y Khŭt Ñuôl", position="Trưởng ấp")


def rows(client, query=""):
    """Return the rows of the XLSX of a search."""
    answer = client.get(f"/tra-cuu/tep/xlsx/?{query}")
    assert answer.status_code == 200 and "de-nghi-khen-thuong.xlsx" in answer["Content-Disposition"]
    return list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))


def test_the_file_has_the_rows_of_the_search_and_no_others(w, client, found):
    client.force_login(w.secretary)
    heading, *lines = rows(client)
    assert heading[:3] == ("Mã đề nghị", "Họ và tên hoặc tên tập thể", "Đối tượng")
    assert {row[1] for row in lines} == {"=HYPERLINK(1)", "Y Khŭt Ñuôl"}
    assert [row[1] for row in rows(client, "q=khut+nuol")[1:]] == ["Y Khŭt Ñuôl"]
    client.force_login(w.appraiser)
    assert [row[1] for row in rows(client)[1:]] == ["Y Khŭt Ñuôl"], "a draft of a cell is nobody else's"
    client.force_login(w.other_secretary)
    assert rows(client)[1:] == []


def test_a_formula_stays_text(w, client, found):
    client.force_login(w.secretary)
    assert "'=HYPERLINK(1)" in client.get("/tra-cuu/tep/csv/").content.decode("utf-8-sig")
    book = openpyxl.load_workbook(BytesIO(client.get("/tra-cuu/tep/xlsx/").content))
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)
    assert client.get("/tra-cuu/tep/pdf/").status_code == 404
