"""Word and Excel files are kept when nothing in them acts or reaches out."""

import io
import stat
import zipfile

import pytest

from nominations.uploads import UploadRefused, inspect
from tests.nominations.samples import PACKAGE, archive, office, relationship

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
MACRO_EXCEL = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
OLD = bytes.fromhex("d0cf11e0a1b11ae1")


def test_a_word_file_is_kept_as_it_came():
    content = office("docx", relationships=relationship("hyperlink", "https://tayninh.gov.vn/"))
    accepted = inspect("Báo cáo thành tích.docx", content)
    assert (accepted.mime, accepted.content, accepted.thumbnail, accepted.page_count) == (DOCX, content, b"", None)


def test_a_chart_keeps_its_numbers_in_a_sheet_inside():
    inside = {"word/embeddings/Microsoft_Excel_Sheet1.xlsx": office("xlsx")}
    assert inspect("a.docx", office("docx", parts=inside)).mime == DOCX


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (office("docx", main_type=MACRO_WORD), "macro"),
        (office("xlsx", main_type=MACRO_EXCEL), "macro"),
        (office("docx", parts={"word/vbaProject.bin": b"\x00"}), "macro"),
        (office("xlsx", parts={"xl/macrosheets/sheet1.xml": "<a/>"}), "macro"),
        (office("docx", relationships=relationship("vbaProject", "vbaProject.bin", outside=False)), "macro"),
        (office("docx", relationships=relationship("attachedTemplate", "https://x.example/t.dotm")), "liên kết"),
        (office("docx", relationships=relationship("image", "http://10.0.0.1/a.png")), "liên kết"),
        (office("docx", relationships=relationship("hyperlink", "file:///C:/Windows/a.exe")), "liên kết"),
        (office("docx", relationships=relationship("hyperlink", "javascript:alert(1)")), "liên kết"),
        (office("xlsx", parts={"xl/externalLinks/externalLink1.xml": "<ddeLink/>"}), "liên kết"),
        (office("docx", relationships=relationship("oleObject", "embeddings/o.bin", outside=False)), "nhúng"),
        (office("docx", relationships=relationship("aFChunk", "chunk.html", outside=False)), "nhúng"),
        (office("docx", parts={"word/embeddings/oleObject1.bin": b"MZ"}), "nhúng"),
        (office("docx", parts={"word/activeX/activeX1.xml": "<a/>"}), "nhúng"),
        (office("docx", parts={"word/embeddings/a.xlsx": office("xlsx", parts={"xl/vbaProject.bin": b"1"})}), "macro"),
        (office("docx", parts={"word/embeddings/a.xlsx": office("xlsx", parts={"xl/embeddings/b.xlsx": office("xlsx")})}), "nhúng"),
        (archive({"bao-cao.pdf": "x"}), "tệp nén"),
        (archive({"mimetype": "application/vnd.oasis.opendocument.text"}), "tệp nén"),
        (office("docx", parts={"../../.bashrc": "x"}), "tệp nén"),
        (office("docx", parts={"/etc/passwd": "x"}), "tệp nén"),
        (office("docx", parts={"C:\\a.txt": "x"}), "tệp nén"),
        (office("docx", parts={"word/Document.xml": "x"}), "tệp nén"),
        (office("docx", parts={"word/big.xml": b"\0" * 101 * 1024 * 1024}), "quá lớn"),
        (office("docx", parts={"word/big.xml": b"\0" * 4 * 1024 * 1024}), "quá lớn"),
        (office("docx", parts={f"word/{n}.xml": "x" for n in range(2001)}), "quá lớn"),
        (office("docx")[:-40], "bị hỏng"),
        (office("docx", relationships="<oops>"), "bị hỏng"),
        (archive({"[Content_Types].xml": f'<!DOCTYPE a [<!ENTITY b "c">]><Types xmlns="{PACKAGE}/content-types"/>'}), "bị hỏng"),
        (OLD + bytes(600), "kiểu cũ"),
        (OLD + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    ],
)  # fmt: skip
def test_a_file_that_acts_or_reaches_out_is_refused_with_the_way_out(content, words):
    with pytest.raises(UploadRefused, match=words) as refused:
        inspect("Danh sách.docx", content)
    assert "Danh sách.docx" in refused.value.reason and "Hãy" in refused.value.reason


def test_a_link_of_a_file_system_is_refused():
    link = zipfile.ZipInfo("word/a.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO(office("docx"))
    with zipfile.ZipFile(out, "a") as made:
        made.writestr(link, "/etc/passwd")
    with pytest.raises(UploadRefused, match="tệp nén"):
        inspect("a.docx", out.getvalue())


def test_a_part_that_is_longer_than_it_says_is_refused():
    content = bytearray(office("docx", parts={"word/big.xml": b"A" * 5000}))
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(b"word/big.xml"))
    content[place + 24 : place + 28] = (10).to_bytes(4, "little")
    with pytest.raises(UploadRefused, match="bị hỏng"):
        inspect("a.docx", bytes(content))


def test_a_locked_part_is_refused():
    content = bytearray(office("docx"))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UploadRefused, match="mật khẩu"):
        inspect("a.docx", bytes(content))
