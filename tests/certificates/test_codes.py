"""Codes cannot be guessed and are read as people type them; the QR code is readable and leads to the check page."""

import math
import re
from dataclasses import replace

import pypdfium2
import pytest
import segno
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from certificates.batch import single_pdf
from certificates.codes import (
    ALPHABET,
    LEAST_MODULE_MM,
    LENGTH,
    LOOK_ALIKES,
    QUIET_MODULES,
    check_url,
    module_mm,
    new_code,
    qr_matrix,
    qr_rects,
    read,
    shown,
)
from certificates.layout.editing import with_qr
from certificates.layout.sheets import CertificateRun, CertificateSheet
from certificates.layout.standard import standard_spec

URL = "https://khenthuong.vanphongdanguy.tanmy.gov.vn/kiem-tra/7K4M29XRQA0T/"


def test_a_code_has_58_bits_and_no_two_letters_that_look_alike():
    assert LENGTH * math.log2(len(ALPHABET)) >= 58
    assert len(set(ALPHABET)) == len(ALPHABET)
    for group in ("0O", "1IL", "2Z", "5S", "8B", "UV"):
        assert len(set(group) & set(ALPHABET)) == 1, group
    assert {chr(letter) for letter in LOOK_ALIKES} & set(ALPHABET) == set()
    assert set(LOOK_ALIKES.values()) <= set(ALPHABET)


def test_codes_are_new_each_time_and_use_the_whole_alphabet():
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert set("".join(codes)) == set(ALPHABET)
    assert all(len(code) == LENGTH for code in codes)


@pytest.mark.parametrize(
    "typed",
    [
        "7K4M29XRQA01",
        "7k4m-29xr-qa01",
        " 7K4M 29XR QA01 ",
        "7K4M–29XR—QA01",
        "7K4MZ9XRQAOI",
        "7k4mz9xrqaol",
        "7K4M.29XR.QA01\r\n",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert read(typed) == "7K4M29XRQA01"


@pytest.mark.parametrize(
    "typed", ["", "7K4M", "7K4M29XRQA011", "7K4M29XRQA0!", "7K4M29XRQA0Đ", "đ" * 12, "٣" * 12, "ß" * 6, "0" * 5000]
)
def test_what_is_no_code_is_read_as_none(typed):
    assert read(typed) == ""


def test_a_code_is_printed_in_groups_and_read_back():
    code = new_code()
    assert re.fullmatch(r"(\w{4}-){2}\w{4}", shown(code))
    assert read(shown(code)) == code


def test_the_address_is_the_public_one_and_missing_when_none_is_named(settings):
    settings.VINHDANH_PUBLIC_URL = "https://khenthuong.tanmy.gov.vn"
    assert check_url("7K4M29XRQA01") == "https://khenthuong.tanmy.gov.vn/kiem-tra/7K4M29XRQA01/"
    settings.VINHDANH_PUBLIC_URL = ""
    assert check_url("7K4M29XRQA01") == ""


def test_rectangles_draw_exactly_the_modules_and_leave_the_quiet_zone():
    matrix, size = qr_matrix(URL), 18.0
    module = module_mm(URL, size)
    drawn = [[0] * len(matrix) for _ in matrix]
    for rect in qr_rects(URL, 30, 40, size):
        assert rect.x >= 30 + QUIET_MODULES * module - 1e-9
        assert rect.x + rect.width <= 30 + size - QUIET_MODULES * module + 1e-9
        assert rect.y + rect.height <= 40 + size - QUIET_MODULES * module + 1e-9
        first, row = round((rect.x - 30) / module) - QUIET_MODULES, round((rect.y - 40) / module) - QUIET_MODULES
        for down in range(round(rect.height / module)):
            for right in range(round(rect.width / module)):
                drawn[row + down][first + right] += 1
    assert drawn == [[int(module) for module in row] for row in matrix], "each black module once, no white one"


@pytest.mark.parametrize("dots_a_module", [3, 9])
@pytest.mark.parametrize("turn", [0, 7, 90, 180])
def test_a_camera_reads_the_address_from_the_drawn_rectangles(dots_a_module, turn):
    """Drawn as on paper, printed grey by a tired printer, turned as a hand turns it."""
    side = (len(qr_matrix(URL)) + 2 * QUIET_MODULES) * dots_a_module
    paper = Image.new("L", (side + 60, side + 60), 235)
    pen = ImageDraw.Draw(paper)
    for rect in qr_rects(URL, 30, 30, side):
        pen.rectangle((rect.x, rect.y, rect.x + rect.width - 0.5, rect.y + rect.height - 0.5), fill=60)
    seen = paper.rotate(turn, expand=True, fillcolor=235).filter(ImageFilter.GaussianBlur(dots_a_module / 4))
    assert [found.text for found in zxingcpp.read_barcodes(seen)] == [URL]


@pytest.mark.parametrize("code", ["trong_dong", "hoa_sen", "trang_nghiem"])
def test_modules_are_large_enough_to_print_in_the_slot_of_every_design(code):
    slot = with_qr(standard_spec(code)).qr
    assert slot.width == slot.height
    assert module_mm(URL, slot.width) >= LEAST_MODULE_MM


def test_a_long_address_still_fits():
    long = "https://" + "a" * 60 + ".gov.vn/kiem-tra/7K4M29XRQA01/"
    assert module_mm(long, 18) >= LEAST_MODULE_MM
    assert segno.make(URL, error="m").error in "MQH", "a fold or a stamp's edge may hide 15 %"


def test_a_camera_reads_the_address_off_the_printed_certificate():
    """At 150 dpi, half of what a telephone sees from a hand's breadth; the short code stands there in letters too."""
    run = CertificateRun.sample(spec=with_qr(standard_spec("hoa_sen")))
    pdf = single_pdf(run, replace(CertificateSheet.sample(), code="7K4M29XRQA01", check_url=URL))
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=150 / 72).to_pil()
        words = document[0].get_textpage().get_text_bounded()
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [URL]
    assert "7K4M-29XR-QA01" in words
