"""The picture of a certificate on the screen is the sheet that the printer gets."""

import subprocess
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageFilter

from certificates.batch import render_single
from certificates.layout.sheets import DESIGN_CODES, CertificateRun, CertificateSheet, Layer, Paper
from certificates.pictures import sheet_picture

pytestmark = pytest.mark.browser
SIZE = (1188, 840)
WORDS = (100, 150, 1088, 780)
"""Where the words are. The frame is one drawing in both, whose hair lines the two programs draw in different strength."""
LONG_NAME = CertificateSheet(
    "collective",
    "Tập thể",
    "Chi bộ Trường Phổ thông Dân tộc nội trú Trung học cơ sở và Trung học phổ thông số 2",
    "Đảng bộ xã Tân Mỹ",
    "Đã có thành tích xuất sắc trong học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh",
    "12",
    is_posthumous=False,
)
BORROWED = CertificateSheet(
    "individual", "Đồng chí", "Y Ƀlô Êban", "Đảng viên Chi bộ Quân sự xã", "Đã có thành tích xuất sắc", "7"
)


def as_drawn(chromium, run: CertificateRun, sheet: CertificateSheet) -> Image.Image:
    """Return what a browser shows of the SVG."""
    page = chromium.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
    try:
        page.set_content(
            f"<style>html,body{{margin:0}}svg{{display:block;width:{SIZE[0]}px}}</style>{sheet_picture(run, sheet).decode()}"
        )
        return Image.open(BytesIO(page.screenshot())).convert("L")
    finally:
        page.close()


def as_printed(run: CertificateRun, sheet: CertificateSheet) -> Image.Image:
    """Return what poppler shows of the PDF."""
    size = ["-scale-to-x", str(SIZE[0]), "-scale-to-y", str(SIZE[1])]
    done = subprocess.run(
        ["pdftoppm", "-png", "-singlefile", *size, "-"],
        input=render_single(run, sheet),
        capture_output=True,
        check=True,
    )
    return Image.open(BytesIO(done.stdout)).convert("L")


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the share of the sheet that differs by more than the edges of letters, which two programs smooth differently."""
    softer = [image.crop(WORDS).filter(ImageFilter.GaussianBlur(3)) for image in (one, other)]
    levels = ImageChops.difference(*softer).histogram()
    return sum(levels[40:]) / sum(levels)


@pytest.mark.parametrize("design", DESIGN_CODES)
@pytest.mark.parametrize(
    "sheet", [CertificateSheet.sample(), LONG_NAME, BORROWED], ids=["plain", "two-rows", "borrowed-font"]
)
def test_picture_and_paper_agree(chromium, design, sheet):
    run = CertificateRun.sample(design=design)
    assert difference(as_drawn(chromium, run, sheet), as_printed(run, sheet)) < 0.0005


def test_shifts_move_the_picture_as_they_move_the_print(chromium):
    run = CertificateRun.sample(paper=Paper.A3, offset_right=9.0, offset_down=-4.5)
    drawn = as_drawn(chromium, run, CertificateSheet.sample())
    assert difference(drawn, as_printed(run, CertificateSheet.sample())) < 0.0005
    unmoved = as_printed(CertificateRun.sample(paper=Paper.A3), CertificateSheet.sample())
    assert difference(drawn, unmoved) > 0.02, "the test would not see a shift"


def test_a_blank_is_hinted_at_and_its_words_are_left_out(chromium):
    sheet = CertificateSheet.sample()
    titled = sheet_picture(CertificateRun.sample(layer=Layer.TITLED), sheet)
    assert b'opacity="0.3"' in titled
    assert titled.count(b"<use ") < sheet_picture(CertificateRun.sample(layer=Layer.WORDS), sheet).count(b"<use ")


def test_typed_text_stays_text():
    name = 'Lê <script>alert("x")</script> An'
    picture = sheet_picture(
        CertificateRun.sample(), CertificateSheet("individual", "Ông", name, "", "Đã có thành tích", "1")
    )
    assert b"<script" not in picture
    assert b"&lt;script&gt;" in picture
