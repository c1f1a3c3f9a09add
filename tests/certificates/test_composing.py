"""Sheets written by ourselves against the same sheets by WeasyPrint: dots, places, words; corrections; strange letters."""

import ctypes
from dataclasses import replace
from io import BytesIO
from math import hypot

import pikepdf
import pypdfium2
import pytest
from PIL import ImageChops
from pypdfium2 import raw

from certificates.batch import render_single, single_pdf
from certificates.composing.underlay import underlay
from certificates.layout.sheets import CertificateRun, CertificateSheet, GroundFile
from certificates.layout.spec import Ground
from certificates.values import Rect
from documents.lettering import is_plain
from tests.certificates import certificate_samples as samples
from tests.documents.paper_probe import Paper

MM = 25.4 / 72
LOOSE = CertificateSheet(
    "individual", "Ông", "Y Bhơ̆m Ƀŭk Êƀan", "Chi bộ buôn Ea Mtă", f"{samples.MOVEMENT} năm 2026", "138"
)
"""A name whose “ơ̆” has a loose mark, for which Unicode has no letter."""
MOVED = {"offset_right": 3.0, "offset_down": -2.0, "scale_x": 1.01, "scale_y": 0.99, "rotation": 1.5}
CASES = [
    ("trong_dong", "party", "a4", samples.ALL),
    ("hoa_sen", "state", "a4", (samples.FULL, samples.POSTHUMOUS)),
    ("trang_nghiem", "state", "a4", (samples.LONG_COLLECTIVE, samples.RARE_LETTER)),
    ("trong_dong", "state", "a3", (samples.LONG_NAME,)),
    ("trong_dong", "party", "a3", (LOOSE,)),
]


def letters(content: bytes) -> list[tuple[str, float, float]]:
    """Return the letters of the first page with where each stands: mm from the left and the lower edge."""
    document = pypdfium2.PdfDocument(content)
    page = document[0].get_textpage()
    found = []
    for index in range(page.count_chars()):
        letter, x, y = chr(raw.FPDFText_GetUnicode(page, index)), ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(page, index, x, y)
        if letter.strip() and not raw.FPDFText_IsGenerated(page, index):
            found.append((letter, x.value * MM, y.value * MM))
    document.close()
    return sorted(found, key=lambda each: (-round(each[2]), each[1]))


def dots(content: bytes):
    document = pypdfium2.PdfDocument(content)
    picture = document[0].render(scale=100 / 72).to_pil().convert("L")
    document.close()
    return picture


@pytest.mark.parametrize(("design", "nature", "paper", "sheets"), CASES)
def test_a_sheet_is_the_same_as_weasyprint_alone_makes_it(design, nature, paper, sheets):
    run = CertificateRun.sample(design=design, nature=nature, paper=paper)
    for sheet in sheets:
        ours, theirs = single_pdf(run, sheet), render_single(run, sheet)
        levels = ImageChops.difference(dots(ours), dots(theirs)).histogram()
        assert sum(levels[96:]) == 0 and sum(levels[48:]) < sum(levels) / 1000, sheet.name
        here, there = letters(ours), letters(theirs)
        assert [letter for letter, *_ in here] == [letter for letter, *_ in there], sheet.name
        assert max(hypot(a[1] - b[1], a[2] - b[2]) for a, b in zip(here, there, strict=True)) < 0.05, sheet.name


@pytest.mark.parametrize("layer", ["words", "titled"])
def test_text_only_and_moved_sheets_are_the_same_too(layer):
    run = CertificateRun.sample(layer=layer, **MOVED)
    levels = ImageChops.difference(
        dots(single_pdf(run, samples.FULL)), dots(render_single(run, samples.FULL))
    ).histogram()
    assert sum(levels[96:]) < sum(levels) / 50_000


def test_the_printers_correction_moves_every_letter_and_the_drawing_alike():
    run = CertificateRun.sample()
    still, moved = letters(single_pdf(run, samples.SHORT)), letters(single_pdf(run.with_(**MOVED), samples.SHORT))
    a, b, c, d, e, f = run.with_(**MOVED).transform
    height = run.size_mm[1]
    expected = [
        (letter, a * x + c * (height - y) + e, height - (b * x + d * (height - y) + f)) for letter, x, y in still
    ]
    found = {}
    for letter, x, y in moved:
        found.setdefault(letter, []).append((x, y))
    for letter, x, y in expected:
        assert min(hypot(x - p, y - q) for p, q in found[letter]) < 0.01
    corner = 12.0, 12.0
    assert hypot(a * corner[0] + c * corner[1] + e - corner[0], b * corner[0] + d * corner[1] + f - corner[1]) > 2
    levels = ImageChops.difference(
        dots(single_pdf(run.with_(**MOVED), samples.SHORT)), dots(render_single(run.with_(**MOVED), samples.SHORT))
    ).histogram()
    assert sum(levels[128:]) < sum(levels) / 5_000


def test_words_are_read_out_of_the_file_with_their_spaces(tmp_path):
    run = CertificateRun.sample()
    for place, sheet in enumerate((samples.FULL, samples.RARE_LETTER, LOOSE)):
        (tmp_path / str(place)).mkdir()
        (text,) = Paper(single_pdf(run, sheet), tmp_path / str(place)).page_texts
        assert f"{sheet.form_of_address} {sheet.name}" in text and "GIẤY KHEN" in text


def test_which_texts_are_left_to_the_engine():
    assert is_plain("Công Tằng Tôn Nữ “Ƀŭk” 2021 - 2026; H'Ŏm & Ñuôl, 50%")
    assert not is_plain("Bhơ\u0306m") and not is_plain("שלום") and not is_plain("a --> b")


def test_strange_words_stay_words():
    sheet = CertificateSheet("individual", "Ông", "<script>{{ x }}</script> (a) \\)", "/Do Q BT", "<b> & ]TJ", "1")
    document = pypdfium2.PdfDocument(single_pdf(CertificateRun.sample(), sheet))
    text = document[0].get_textpage().get_text_bounded()
    assert "<script>{{ x }}</script> (a) \\)" in text and "/Do Q BT" in text and "<b> & ]TJ" in text
    document.close()


def blank_pdf() -> bytes:
    """A blank as an office hands it over: a red square in one corner, and everything that it should not do."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(600, 300))
    picture = pdf.make_stream(b"\x00", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.PS)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture), Properties=pikepdf.Dictionary())
    page.Contents = pdf.make_stream(b"1 0 0 rg 0 0 60 60 re f")
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    page.AA = pikepdf.Dictionary(O=action)
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 600, 300], A=action)
    page.Annots = pikepdf.Array([link])
    pdf.Root.OpenAction = action
    out = BytesIO()
    pdf.save(out)
    return out.getvalue()


def test_an_offices_own_pdf_lies_under_the_words_and_does_nothing():
    plain = CertificateRun.sample()
    ground = Ground("own", sha256="0" * 64, area=Rect(10, 20, 200, 150))
    run = plain.with_(spec=replace(plain.layout, ground=ground), own_ground=GroundFile(blank_pdf(), "application/pdf"))
    content = single_pdf(run, samples.SHORT)
    with pikepdf.open(BytesIO(content)) as pdf:
        assert "/Annots" not in pdf.pages[0] and "/OpenAction" not in pdf.Root
        kept = [item for item in pdf.objects if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream))]
        assert not [item for item in kept if {"/JS", "/S"} <= set(item.keys()) or item.get("/Subtype") == "/PS"]
    document = pypdfium2.PdfDocument(content)
    picture = document[0].render(scale=100 / 72).to_pil().convert("RGB")
    red = [
        (x, y) for x in range(picture.width) for y in range(picture.height) if picture.getpixel((x, y)) == (255, 0, 0)
    ]
    left, low = min(x for x, _ in red) * 0.254, max(y for _, y in red) * 0.254
    assert abs(left - 10) < 0.3 and abs(low - (20 + 75 + 50)) < 0.3, "fills the width, keeps its shape, in the middle"
    document.close()


def test_a_page_turned_by_its_own_file_stands_upright():
    pdf, source = pikepdf.new(), pikepdf.open(BytesIO(blank_pdf()))
    source.pages[0].Rotate = 90
    out = BytesIO()
    source.save(out)
    _, placed = underlay(pdf, out.getvalue(), Rect(0, 0, 100, 200))
    assert placed.startswith(f"{1 / 3:.8f} 0 0 {-1 / 3:.8f}")
