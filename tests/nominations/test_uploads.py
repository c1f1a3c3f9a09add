"""Files are judged by what they hold; what is kept is harmless."""

import io

import pikepdf
import pytest
from PIL import Image

from nominations.uploads import LARGEST, UploadRefused, clean_name, inspect


def picture(form="JPEG", size=(40, 30), **save):
    """Return the bytes of a small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, form, **save)
    return out.getvalue()


def pdf(**save):
    """Return the bytes of a PDF with one page."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(out, **save)
    return out.getvalue()


def test_pdf_is_kept_as_it_came():
    content = pdf()
    accepted = inspect("Báo cáo.pdf", content)
    assert (accepted.mime, accepted.content, accepted.caption) == ("application/pdf", content, "Báo cáo")


def test_photo_is_turned_upright_and_loses_its_place():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x8825] = {1: "N", 2: (10.0, 30.0, 0.0)}  # where it was taken
    accepted = inspect("IMG_1.jpg", picture(exif=exif))
    with Image.open(io.BytesIO(accepted.content)) as kept:
        assert kept.size == (30, 40)
        assert dict(kept.getexif()) == {}


def test_png_stays_png_and_the_name_follows_the_content():
    accepted = inspect("anh.jpg", picture("PNG"))
    assert (accepted.mime, accepted.name) == ("image/png", "anh.png")


@pytest.mark.parametrize(("name", "content", "words"), [
    ("rong.pdf", b"", "rỗng"),
    ("trang.pdf", b"<html><script>alert(1)</script></html>", "không phải PDF"),
    ("hong.pdf", b"%PDF-1.7\nkhong phai", "hỏng"),
    ("hinh.jpg", b"\xff\xd8\xff\xe0khong phai anh", "không phải PDF, JPEG hay PNG"),
    ("hinh.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "không phải PDF"),
    ("bang.xlsx", b"PK\x03\x04rest", "không phải PDF"),
    ("to.pdf", b"%PDF-" + b"0" * LARGEST, "lớn hơn 20 MB"),
])  # fmt: skip
def test_what_is_not_what_it_claims_is_refused(name, content, words):
    with pytest.raises(UploadRefused, match=words):
        inspect(name, content)


def test_a_picture_that_hides_a_page_is_written_anew():
    accepted = inspect("anh.jpg", picture() + b"<script>alert(1)</script>")
    assert b"<script>" not in accepted.content


def test_half_a_photo_is_refused_also_after_the_printing_engine_was_loaded():
    import documents.rendering  # noqa: F401 sets Pillow to accept truncated pictures

    whole = picture(size=(400, 300))
    with pytest.raises(UploadRefused, match="không phải PDF, JPEG hay PNG"):
        inspect("nua.jpg", whole[: len(whole) // 2])


def test_a_flood_of_pixels_is_refused():
    with pytest.raises(UploadRefused, match="quá nhiều điểm ảnh"):
        inspect("lon.png", picture("PNG", size=(9000, 9000)))


def test_a_locked_pdf_is_refused_with_the_way_out():
    with pytest.raises(UploadRefused, match="bỏ mật khẩu"):
        inspect("khoa.pdf", pdf(encryption=pikepdf.Encryption(owner="a", user="b")))


@pytest.mark.parametrize(("typed", "kept"), [
    ("../../etc/passwd", "passwd"), ("C:\\anh\\hoi nghi.jpg", "hoi nghi.jpg"), ('a<b>:"c".pdf', "abc.pdf"), ("", "tep"),
    ("Bie\u0302n ba\u0309n.pdf", "Biên bản.pdf"),
])  # fmt: skip
def test_names_are_safe_to_show(typed, kept):
    assert clean_name(typed) == kept


def test_long_names_keep_their_ending():
    assert clean_name("a" * 300 + ".pdf").endswith(".pdf")
    assert len(clean_name("a" * 300 + ".pdf")) <= 150
