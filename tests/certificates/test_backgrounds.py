"""Blanks as backgrounds: what an office uploads is rewritten before it is kept, and what is hostile does not get that far.

Every file is read by the reader in its own process (nominations.uploads), as in real life.
"""

import io
import struct
import zlib

import pikepdf
import pytest
from PIL import Image

from certificates.exceptions import ActRefused
from certificates.layout.sheets import GroundFile
from certificates.models import Background
from certificates.printing.jobs import ground_of
from certificates.services.backgrounds import content_of, keep_background, mime_of, proposed_size
from certificates.services.snapshots import _read_ground
from nominations.uploads import inspect_blank
from permissions.exceptions import NotPermitted
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def upload(w, content, name="phôi.pdf", **more):
    values = {"unit": w.commune, "actor": w.clerk, "at": NOW}
    return keep_background(name=name, content=content, **values | more)


def pdf(size=(841.89, 595.28), pages=1, change=None, drawing=b"1 0 0 rg 20 20 200 100 re f", **saving) -> bytes:
    content = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page(page_size=size)
            made.pages[-1].Contents = made.make_stream(drawing)
        if change:
            change(made)
        made.save(content, **saving)
    return content.getvalue()


def picture(kind="PNG", size=(594, 420), **more) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, "#c8102e").save(content, kind, **more)
    return content.getvalue()


@pytest.mark.parametrize(("kind", "mime"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_picture_goes_to_print_as_what_it_is(w, kind, mime):
    kept = upload(w, picture(kind, exif=b""), f"phoi.{kind.lower()}")
    assert ground_of(kept) == _read_ground(kept) == GroundFile(content_of(kept), mime)


def with_actions(made):
    """Put in everything by which a PDF acts or reaches out."""
    page = made.pages[0]
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(document.cookie)")
    outside = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://ngoai.example/")
    made.Root.OpenAction = made.make_indirect(script)
    made.Root.AA = pikepdf.Dictionary(WC=script)
    made.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["x", script]))
    made.docinfo["/Author"] = "Nguyen Van Bi Mat"
    made.attachments["la.exe"] = b"MZ\x90\x00 chay ngay"
    page.AA = pikepdf.Dictionary(O=script)
    page.Annots = made.make_indirect(
        pikepdf.Array([
            pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 800, 500], A=outside),
            pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], Contents="ghi chu rieng"),
        ])
    )  # fmt: skip
    far = made.make_stream(b"0 0 m", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
    far.Ref = pikepdf.Dictionary(F="//may-chu/chia-se/bi-mat.pdf", Page=0)
    far.OPI = pikepdf.Dictionary(F="//may-chu/anh.tif")
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=far))


def test_a_pdf_keeps_its_drawing_and_loses_what_acts(w):
    kept = upload(w, pdf(change=with_actions))
    content = content_of(kept)
    with pikepdf.open(io.BytesIO(content)) as clean:
        words = "".join(map(repr, clean.objects))
        raw = b"".join(
            one.read_bytes() for one in clean.objects if isinstance(one, pikepdf.Stream) and "/Width" not in one
        )
        assert set(clean.Root.keys()) == {"/Type", "/Pages"}
        assert set(clean.pages[0].keys()) <= {"/Type", "/MediaBox", "/Resources", "/Contents", "/Parent"}
        assert len(clean.docinfo) == 0
    assert b"20 20 200 100 re f" in raw
    for trace in (
        "JavaScript",
        "ngoai.example",
        "Annot",
        "la.exe",
        "may-chu",
        "OpenAction",
        "OPI",
        "ghi chu",
        "Bi Mat",
    ):
        assert trace not in words
        assert trace.encode() not in raw + content
    assert proposed_size(content) == (297.0, 210.0)


@pytest.mark.parametrize(
    ("change", "size"),
    [
        (lambda made: setattr(made.pages[0], "Rotate", 90), (210.0, 297.0)),
        (
            lambda made: setattr(made.pages[0], "TrimBox", pikepdf.Array([8.504, 8.504, 833.386, 586.776])),
            (291.0, 204.0),
        ),
        (lambda made: setattr(made.pages[0], "UserUnit", 2), (594.0, 420.0)),
    ],
    ids=["turned", "with bleed", "in large units"],
)
def test_the_size_of_the_sheet_is_read_as_it_is_cut(w, change, size):
    assert proposed_size(content_of(upload(w, pdf(change=change)))) == size


def test_a_picture_is_written_anew_without_what_the_camera_added(w):
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "May anh cua ong Nam", 6
    kept = upload(w, picture("JPEG", (420, 594), exif=exif), "phôi.jpg")
    content = content_of(kept)
    with Image.open(io.BytesIO(content)) as shown:
        assert (shown.size, dict(shown.getexif())) == ((594, 420), {})
    assert b"ong Nam" not in content
    assert proposed_size(content) == (297.0, 210.0)
    assert (kept.kind, kept.name, kept.file.name.rpartition(".")[2]) == ("picture", "phôi", "jpg")


@pytest.mark.parametrize(
    ("size", "sheet"), [((800, 600), (400.0, 300.0)), ((300, 424), (210.0, 297.0)), ((1000, 400), (297.0, 119.0))]
)
def test_a_picture_proposes_the_usual_sheet_of_its_shape(size, sheet):
    assert proposed_size(inspect_blank("p.png", picture(size=size)).content) == sheet


def test_the_same_file_is_kept_once(w):
    assert upload(w, picture(), "a.png") == upload(w, picture(), "b.png")


PAGE = b"<!doctype html><html><body><script src=https://ngoai.example/x.js></script></body></html>"
POLYGLOTS = {
    "picture and page": (lambda: picture() + PAGE, "image/png"),
    "photo and archive": (lambda: picture("JPEG") + b"PK\x03\x04" + b"bi mat" * 20, "image/jpeg"),
    "pdf and page": (lambda: pdf() + PAGE, "application/pdf"),
}


@pytest.mark.parametrize(("content", "mime"), POLYGLOTS.values(), ids=POLYGLOTS)
def test_what_is_two_files_in_one_becomes_one(w, content, mime):
    clean = content_of(upload(w, content()))
    assert mime_of(clean) == mime
    assert b"ngoai.example" not in clean
    assert b"bi mat" not in clean


def flood() -> bytes:
    """A PNG of a few bytes that says it is 60,000 x 60,000."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def huge_drawing(made):
    """Put in a picture of 40,000 x 40,000 dots, which is packed to a few KB."""
    plain = made.make_stream(
        zlib.compress(b"\0" * (40_000 * 5_000 // 8), 9), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image,
        Width=40_000, Height=40_000, ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.FlateDecode,
    )  # fmt: skip
    made.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=plain))
    made.pages[0].Contents = made.make_stream(b"q 800 0 0 500 0 0 cm /X Do Q")


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><image href="https://ngoai.example/a.png"/></svg>'
LOCK = pikepdf.Encryption(owner="mat-khau", user="mat-khau")
REFUSED = {
    "60 MB": (lambda: picture() + b"\0" * (60 * 1024 * 1024), "lớn hơn 20 MB"),
    "nothing": (lambda: b"", "rỗng"),
    "SVG that points outside": (lambda: SVG, "không phải ảnh hay PDF"),
    "HTML": (lambda: PAGE, "không phải ảnh hay PDF"),
    "page that begins like a picture": (lambda: b"GIF89a" + PAGE, "không phải ảnh hay PDF"),
    "Word": (lambda: b"PK\x03\x04" + b"\0" * 100, "không phải ảnh hay PDF"),
    "pixel flood": (flood, "quá nhiều điểm ảnh"),
    "half a picture": (lambda: picture()[:200], "bị hỏng"),
    "locked PDF": (lambda: pdf(encryption=LOCK), "mật khẩu"),
    "two pages": (lambda: pdf(pages=2), "nhiều trang"),
    "broken PDF": (lambda: b"%PDF-1.7\n" + b"x" * 500, "bị hỏng"),
    "a stamp": (lambda: pdf(size=(100, 100)), "từ 100 đến 900 mm"),
    "a banner": (lambda: pdf(size=(9000, 3000)), "từ 100 đến 900 mm"),
}


@pytest.mark.parametrize(("content", "said"), REFUSED.values(), ids=REFUSED)
def test_other_files_are_refused_with_a_sentence(w, content, said):
    before = Background.objects.count()
    with pytest.raises(ActRefused, match=said) as refusal:
        upload(w, content(), "phôi <b>.pdf")
    assert "<b>" not in refusal.value.reason
    assert Background.objects.count() == before


def test_a_drawing_that_floods_the_memory_stays_in_the_readers_process(w):
    """It is refused, or drawn within the reader's limits; this process and the server are none the worse."""
    try:
        kept = upload(w, pdf(change=huge_drawing))
    except ActRefused as refusal:
        assert "nặng" in refusal.reason or "hỏng" in refusal.reason
    else:
        assert kept.size < 1024 * 1024


def test_only_the_units_records_clerk_uploads(w):
    for who in (w.appraiser, w.other_appraiser, w.province_clerk):
        with pytest.raises(NotPermitted):
            upload(w, picture(), actor=who)


def test_a_file_that_changed_on_the_disk_is_not_used(w):
    kept = upload(w, picture(size=(300, 210)))
    kept.file.storage.delete(kept.file.name)
    with pytest.raises(ActRefused, match="bị mất hoặc hỏng"):
        content_of(kept)
