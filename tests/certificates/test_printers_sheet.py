"""The test grid on paper: printed by a faulty machine, measured, and printed again where it should be."""

import pypdfium2
import pytest

from certificates.batch import single_pdf
from certificates.layout.calibration import bar_mm
from certificates.layout.correction import Correction, Point
from certificates.layout.grid import READINGS, Grid
from certificates.layout.seen import drawing, farthest_mm, in_words
from certificates.layout.sheets import CertificateRun, CertificateSheet
from certificates.services.grids import grid_pdf, moved

FAULT = Correction(2.5, -1.5, 1.004, 0.997, 0.4)
"""A machine that moves, stretches and turns the page."""
DOTS_PER_MM = 10
WINDOW_MM = 9.0


def crosses(pdf: bytes, grid: Grid) -> list[Point]:
    """Return where the four crosses lie on the picture of a printed sheet: the middle of their ink."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        dots = document[0].render(scale=DOTS_PER_MM * 25.4 / 72, grayscale=True).to_pil().point(lambda tone: 255 - tone)
        return [_centre(dots, mark) for mark in grid.marks]
    finally:
        document.close()


def _centre(dots, near: Point) -> Point:
    """Return where the two arms cross: the row and the column with the most ink around the place that is meant."""
    side = round(2 * WINDOW_MM * DOTS_PER_MM)
    left, top = (round((middle - WINDOW_MM) * DOTS_PER_MM) for middle in near)
    window = dots.crop((left, top, left + side, top + side))
    columns = [sum(window.crop((x, 0, x + 1, side)).get_flattened_data()) for x in range(side)]
    rows = [sum(window.crop((0, y, side, y + 1)).get_flattened_data()) for y in range(side)]
    return Point((left + _peak(columns)) / DOTS_PER_MM, (top + _peak(rows)) / DOTS_PER_MM)


def _peak(ink: list[int]) -> float:
    """Return the middle of the strongest line, a little slanted as it may be."""
    best = max(range(len(ink)), key=ink.__getitem__)
    around = range(max(0, best - 5), min(len(ink), best + 6))
    return sum((index + 0.5) * ink[index] for index in around) / sum(ink[index] for index in around)


def off_by(grid: Grid, found: list[Point]) -> float:
    """Return how far (mm, across or down) a cross lies from its place."""
    return max(
        abs(a - b) for seen, mark in zip(found, grid.marks, strict=True) for a, b in zip(seen, mark, strict=True)
    )


@pytest.mark.parametrize("size", [(297.0, 210.0), (400.0, 300.0), (150.0, 100.0)])
def test_the_crosses_are_20_mm_from_the_edges(size):
    grid = Grid(*size)
    assert off_by(grid, crosses(grid_pdf(grid, ""), grid)) < 0.1


def test_a_faulty_machine_prints_true_after_one_measurement():
    grid = Grid(297.0, 210.0)
    paper = crosses(moved(grid_pdf(grid, ""), grid, FAULT), grid)
    assert off_by(grid, paper) > 2
    ruler = [round(distance, 1) for distance in grid.distances(paper)]
    correction = grid.measured(ruler).correction
    again = crosses(moved(grid_pdf(grid, "", correction), grid, FAULT), grid)
    assert off_by(grid, again) < 0.2


def test_the_sheet_says_how_to_measure_and_for_whom():
    document = pypdfium2.PdfDocument(grid_pdf(Grid(400.0, 300.0), "Canon LBP 2900, khay tay"))
    text = " ".join(document[0].get_textpage().get_text_range().split())
    assert "Tờ căn chỉnh máy in, khổ 400 × 300 mm" in text
    assert "“Kích thước thật” (100%)" in text
    assert "phải dài đúng 100 mm" in text
    assert "Canon LBP 2900, khay tay" in text
    assert all(f"Số {reading.number}" in text for reading in READINGS)
    document.close()


def test_a_page_without_room_for_bars_has_none():
    assert [bar_mm(Grid(*size)) for size in ((297, 210), (150, 100), (100, 80))] == [100, 30, 0]


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (Correction(), "in đúng chỗ"),
        (Correction(2.5, 0, 1.004, 1.004, 0), "lệch phải 2,5 mm, phóng 0,4%"),
        (Correction(-1, 0.5, 1, 0.997, -0.25), "lệch trái 1 mm, lệch xuống 0,5 mm, co dọc 0,3%, xoay trái 0,25 độ"),
        (Correction(0.04, -3, 1.002, 0.999, 0.01), "lệch lên 3 mm, phóng ngang 0,2%, co dọc 0,1%"),
    ],
)
def test_what_is_off_is_said_in_words(seen, words):
    assert in_words(seen) == words


def test_what_is_off_is_drawn_large_enough_to_be_seen():
    grid = Grid(297.0, 210.0)
    assert farthest_mm(grid, Correction(3, 4)) == pytest.approx(5)
    slight, strong = drawing(grid, Correction(0.7, 0)), drawing(grid, Correction(15, 0))
    assert (slight.times, strong.times) == (27, 1)
    assert slight.meant == "20.0,20.0 277.0,20.0 277.0,190.0 20.0,190.0"
    assert slight.found.startswith("38.9,20.0 ")
    assert drawing(grid, Correction()).found == slight.meant


def test_a_certificate_lands_where_it_should_on_the_measured_machine():
    """What the grid says is what the composer does: the same sense of every number."""
    grid, sheet = Grid(297.0, 210.0), CertificateSheet.sample()
    paper = crosses(moved(grid_pdf(grid, ""), grid, FAULT), grid)
    found = grid.measured([round(distance, 1) for distance in grid.distances(paper)]).correction
    run = CertificateRun.sample()
    fed = run.with_(
        offset_right=found.shift_x_mm, offset_down=found.shift_y_mm,
        scale_x=found.scale_x, scale_y=found.scale_y, rotation=found.rotation_deg,
    )  # fmt: skip
    meant = letters(single_pdf(run, sheet))
    printed = letters(moved(single_pdf(fed, sheet), grid, FAULT))
    uncorrected = letters(moved(single_pdf(run, sheet), grid, FAULT))
    assert len(meant) == len(printed) > 200
    assert farthest(meant, printed) < 0.2
    assert farthest(meant, uncorrected) > 2


def letters(pdf: bytes) -> list[Point]:
    """Return the middle of every printed letter, in mm."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0].get_textpage()
        boxes = [page.get_charbox(i) for i in range(page.count_chars()) if page.get_text_range(i, 1).strip()]
        return [Point((left + right) / 2 * 25.4 / 72, (low + high) / 2 * 25.4 / 72) for left, low, right, high in boxes]
    finally:
        document.close()


def farthest(one: list[Point], other: list[Point]) -> float:
    """Return how far apart (mm, across or up) the same letter is at most."""
    return max(abs(a - b) for p, q in zip(one, other, strict=True) for a, b in zip(p, q, strict=True))
