"""Files are judged by what they hold; what is kept is harmless."""

import io
import zlib

import pikepdf
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from nominations.uploads import LARGEST, SCANS, UploadRefused, clean_name, inspect, page_picture
from nominations.uploads.children import Unreadable, ask
from tests.nominations.samples import heic, office, pdf, photo_with_place, picture

JAVASCRIPT = b"<script>alert(1)</script>"


def opened(content):
    """Return a picture as anybody opens it."""
    return Image.open(io.BytesIO(content))


def test_pdf_is_kept_as_it_came_with_its_pages_counted_and_the_first_one_small():
    content = pdf(pages=3)
    accepted = inspect("Báo cáo.pdf", content)
    assert (accepted.mime, accepted.content, accepted.caption) == ("application/pdf", content, "Báo cáo")
    assert accepted.page_count == 3
    assert max(opened(accepted.thumbnail).size) == 320


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_photo_is_turned_upright_and_loses_its_place(form):
    accepted = inspect("IMG_1.jpg", photo_with_place(form))
    kept = opened(accepted.content)
    assert kept.size == (30, 40)
    assert dict(kept.getexif()) == {} and "exif" not in kept.info
    assert "Chủ Máy".encode() not in accepted.content and b"GPS" not in accepted.content
    assert opened(accepted.thumbnail).size == (30, 40)


def test_texts_and_xmp_in_pictures_are_gone():
    words = PngInfo()
    words.add_text("Comment", "nhà riêng số 7")
    words.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>nhà riêng số 7</x:xmpmeta>", zip=False)
    kept = inspect("a.png", picture("PNG", pnginfo=words)).content
    assert "nhà riêng".encode() not in kept and b"tEXt" not in kept and opened(kept).info == {}
    kept = inspect("a.jpg", picture(xmp=b"<x:xmpmeta>nha rieng</x:xmpmeta>", comment=b"nha rieng")).content
    assert b"nha rieng" not in kept


@pytest.mark.parametrize(
    ("name", "content", "kept_as"),
    [
        ("anh.jpg", picture("PNG"), ("image/png", "anh.png")),
        ("anh.jpeg", picture(), ("image/jpeg", "anh.jpeg")),
        ("anh.webp", picture("WEBP"), ("image/jpeg", "anh.jpg")),
        ("dau.webp", picture("WEBP", mode="RGBA", colour=(200, 0, 0, 90)), ("image/png", "dau.png")),
        ("IMG_0007.HEIC", heic(), ("image/jpeg", "IMG_0007.jpg")),
        ("scan.png", picture("PNG", mode="I;16", colour=40000), ("image/png", "scan.png")),
        ("in.jpg", picture(mode="CMYK", colour=(0, 200, 200, 0)), ("image/jpeg", "in.jpg")),
        ("Trích ngang.docx", office("docx"), ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Trích ngang.docx")),
        ("Số liệu.doc", office("xlsx"), ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Số liệu.xlsx")),
    ],
)  # fmt: skip
def test_type_and_ending_follow_the_content(name, content, kept_as):
    accepted = inspect(name, content)
    assert (accepted.mime, accepted.name) == kept_as


def test_heic_is_turned_upright_and_without_its_data():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "Chu May"
    accepted = inspect("a.heic", heic(exif=exif.tobytes()))
    kept = opened(accepted.content)
    assert kept.size == (48, 64) and dict(kept.getexif()) == {} and b"Chu May" not in accepted.content


def test_grey_of_sixteen_bits_keeps_its_light():
    kept = opened(inspect("a.png", picture("PNG", mode="I;16", colour=40000)).content)
    assert kept.mode == "L" and abs(kept.getpixel((0, 0)) - 156) <= 1


def test_a_photo_of_many_pixels_is_made_smaller():
    kept = opened(inspect("a.jpg", picture(size=(6000, 4000))).content)
    assert 15_000_000 < kept.width * kept.height <= 16_000_000 and abs(kept.width / kept.height - 1.5) < 0.01


@pytest.mark.parametrize(("name", "content", "words"), [
    ("rong.pdf", b"", "rỗng"),
    ("trang.pdf", b"<html><script>alert(1)</script></html>", "không phải PDF"),
    ("hong.pdf", b"%PDF-1.7\nkhong phai", "hỏng"),
    ("hinh.jpg", b"\xff\xd8\xff\xe0khong phai anh", "bị hỏng"),
    ("hinh.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "không phải PDF, ảnh, Word hay Excel"),
    ("anh.jpg", b"MZ\x90\x00This program cannot be run in DOS mode", "không phải PDF, ảnh, Word hay Excel"),
    ("anh.gif", b"GIF89a" + bytes(20), "không phải PDF, ảnh, Word hay Excel"),
    ("to.pdf", b"%PDF-" + b"0" * LARGEST, "lớn hơn 20 MB"),
    ("nua.heic", heic(size=(640, 480))[:-200], "bị hỏng hoặc chưa tải về đủ"),
    ("nua.jpg", picture(size=(400, 300))[:900], "bị hỏng hoặc chưa tải về đủ"),
    ("nua.webp", picture("WEBP", size=(400, 300))[:60], "bị hỏng hoặc chưa tải về đủ"),
    ("lon.png", picture("PNG", size=(9000, 9000)), "quá nhiều điểm ảnh"),
])  # fmt: skip
def test_what_is_not_what_it_claims_is_refused(name, content, words):
    with pytest.raises(UploadRefused, match=words):
        inspect(name, content)


def test_a_small_file_that_claims_a_flood_of_pixels_is_refused_without_being_decoded():
    flood = bytearray(picture("PNG"))
    flood[16:24] = (60_000).to_bytes(4) * 2
    flood[29:33] = zlib.crc32(flood[12:29]).to_bytes(4)
    with pytest.raises(UploadRefused, match="quá nhiều điểm ảnh"):
        inspect("lon.png", bytes(flood))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_hides_a_page_is_written_anew(form):
    assert JAVASCRIPT not in inspect("anh.jpg", picture(form) + JAVASCRIPT).content


def test_a_page_before_a_pdf_is_refused_and_one_behind_it_never_shown():
    with pytest.raises(UploadRefused):
        inspect("a.pdf", JAVASCRIPT + b" " * 2000 + pdf())
    accepted = inspect("a.pdf", pdf() + JAVASCRIPT)
    assert accepted.mime == "application/pdf" and opened(accepted.thumbnail).format == "JPEG"


def test_half_a_photo_is_refused_also_after_the_printing_engine_was_loaded():
    import documents.rendering  # noqa: F401 sets Pillow to accept truncated pictures

    whole = picture(size=(400, 300))
    with pytest.raises(UploadRefused, match="bị hỏng"):
        inspect("nua.jpg", whole[: len(whole) // 2])


def test_a_locked_pdf_is_refused_with_the_way_out():
    with pytest.raises(UploadRefused, match="bỏ mật khẩu"):
        inspect("khoa.pdf", pdf(encryption=pikepdf.Encryption(owner="a", user="b")))


def test_a_pdf_that_may_not_be_printed_is_still_shown():
    accepted = inspect("a.pdf", pdf(encryption=pikepdf.Encryption(owner="a", user="")))
    assert accepted.page_count == 1 and accepted.thumbnail


def test_a_signed_paper_is_a_pdf_or_a_picture():
    assert inspect("a.pdf", pdf(), kinds=SCANS).mime == "application/pdf"
    assert inspect("a.jpg", picture(), kinds=SCANS).mime == "image/jpeg"
    with pytest.raises(UploadRefused, match="không phải PDF hay ảnh"):
        inspect("a.docx", office(), kinds=SCANS)


# Pages


def test_a_page_is_a_picture_and_nothing_in_it_runs():
    def act(made):
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('x')")

    drawn = page_picture(pdf(pages=2, change=act), 2)
    assert opened(drawn).format == "JPEG" and opened(drawn).size == (1240, 1755) and b"alert" not in drawn


def test_a_page_that_is_not_there_cannot_be_drawn():
    with pytest.raises(Unreadable) as refused:
        page_picture(pdf(), 2)
    assert refused.value.why == "page"


def test_a_page_of_enormous_size_is_drawn_small():
    drawn = opened(page_picture(pdf(size=(14_000, 100)), 1))
    assert drawn.width == 1240 and drawn.height < 20


def test_a_page_that_is_drawn_without_end_costs_its_reader_only(monkeypatch):
    def swell(made):
        made.pages[0].Contents = made.make_stream(b"0 0 m 500 500 l S\n" * 300_000)

    monkeypatch.setattr("nominations.uploads.children.PATIENCE", 1)
    endless = pdf(change=swell, compress_streams=True)
    assert len(endless) < 100_000
    with pytest.raises(Unreadable) as refused:
        ask("page", endless, 1)
    assert refused.value.why == "heavy"
    with pytest.raises(UploadRefused, match="quá nặng"):
        inspect("a.pdf", endless)


# Names


@pytest.mark.parametrize(("typed", "kept"), [
    ("../../etc/passwd", "passwd"), ("C:\\anh\\hoi nghi.jpg", "hoi nghi.jpg"), ('a<b>:"c".pdf', "abc.pdf"), ("", "tep"),
    ("Bie\u0302n ba\u0309n.pdf", "Biên bản.pdf"), ("a\u202egpj.exe", "agpj.exe"), ("a\x00\r\nb.pdf", "a b.pdf"),
])  # fmt: skip
def test_names_are_safe_to_show(typed, kept):
    assert clean_name(typed) == kept


def test_long_names_keep_their_ending():
    assert clean_name("a" * 300 + ".pdf").endswith(".pdf")
    assert len(clean_name("a" * 300 + ".pdf")) <= 150
