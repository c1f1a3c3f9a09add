"""From ruler to correction: whatever a printer does to a page, the corrected page lands where it should."""

from math import cos, radians, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.layout.correction import MM_TO_PT, Correction, CorrectionRefused, Point, fit
from certificates.layout.grid import EDGE_MM, READINGS, Grid

SIZES = [(297.0, 210.0), (420.0, 297.0), (400.0, 300.0), (210.0, 297.0), (150.0, 100.0)]
faults = st.builds(
    Correction,
    st.floats(-8, 8),
    st.floats(-8, 8),
    st.floats(0.99, 1.01),
    st.floats(0.99, 1.01),
    st.floats(-1, 1),
)
grids = st.sampled_from(SIZES).map(lambda size: Grid(*size))


def places(grid: Grid) -> list[Point]:
    """Return where words may stand: the marks, the middle, the middles of the sides."""
    w, h = grid.width_mm, grid.height_mm
    return [*grid.marks, Point(w / 2, h / 2), Point(w / 2, EDGE_MM), Point(EDGE_MM, h / 2), Point(w / 2, h - EDGE_MM)]


def read(grid: Grid, fault: Correction, applied: Correction, step: float) -> list[float]:
    """Return what somebody reads, to `step` mm, off the grid that a faulty printer made."""
    landed = [fault.at(applied.at(mark, **grid.size), **grid.size) for mark in grid.marks]
    return [round(distance / step) * step for distance in grid.distances(landed)]


def worst_miss(grid: Grid, fault: Correction, applied: Correction) -> float:
    """Return how far (mm, across or down) any place of a corrected page misses."""
    misses = []
    for place in places(grid):
        landed = fault.at(applied.at(place, **grid.size), **grid.size)
        misses += [abs(landed.x - place.x), abs(landed.y - place.y)]
    return max(misses)


@settings(max_examples=150, deadline=None)
@given(grids, faults)
def test_exact_readings_correct_exactly(grid, fault):
    found = grid.measured(read(grid, fault, Correction(), 1e-6))
    assert worst_miss(grid, fault, found.correction) < 0.08  # turning after scaling is not scaling after turning
    for name in ("shift_x_mm", "shift_y_mm", "scale_x", "scale_y", "rotation_deg"):
        assert getattr(found.seen, name) == pytest.approx(getattr(fault, name), abs=0.005), name


@settings(max_examples=150, deadline=None)
@given(grids, faults, st.sampled_from([(0.1, 0.2), (0.5, 0.8)]))
def test_rounded_readings_correct_as_well_as_the_ruler_reads(grid, fault, reading):
    """A tenth of a millimetre on the ruler gives 0.2 mm on paper, half a millimetre 0.8 mm in the worst case."""
    step, tolerance = reading
    found = grid.measured(read(grid, fault, Correction(), step))
    assert worst_miss(grid, fault, found.correction) < tolerance


@settings(max_examples=100, deadline=None)
@given(grids, faults, faults)
def test_a_second_grid_refines_what_the_first_was_printed_with(grid, fault, applied):
    landed = [fault.at(applied.at(mark, **grid.size), **grid.size) for mark in grid.marks]
    seen = fit(grid.marks, landed, **grid.size)
    if not all(0.981 < scale < 1.019 for scale in (seen.scale_x, seen.scale_y)) or abs(seen.rotation_deg) > 1.9:
        return
    found = grid.measured(grid.distances(landed), applied)
    assert worst_miss(grid, fault, found.correction) < 0.08


def test_rotation_is_clockwise_as_seen_about_the_middle():
    grid = Grid(200.0, 100.0)
    turned = Correction(rotation_deg=1.0)
    right = turned.at(Point(200, 50), **grid.size)
    assert (right.x, right.y) == pytest.approx((100 + 100 * cos(radians(1)), 50 + 100 * sin(radians(1))))
    assert turned.at(Point(100, 50), **grid.size) == pytest.approx((100, 50))


@settings(max_examples=50, deadline=None)
@given(grids, faults)
def test_the_matrix_of_the_pdf_says_the_same(grid, fault):
    a, b, c, d, e, f = fault.pdf_matrix(**grid.size)
    for place in places(grid):
        x, y = place.x * MM_TO_PT, (grid.height_mm - place.y) * MM_TO_PT
        landed = fault.at(place, **grid.size)
        assert a * x + c * y + e == pytest.approx(landed.x * MM_TO_PT, abs=1e-6)
        assert b * x + d * y + f == pytest.approx((grid.height_mm - landed.y) * MM_TO_PT, abs=1e-6)


def test_a_sound_printer_is_left_alone():
    found = Grid(297, 210).measured([EDGE_MM] * 8)
    assert found.correction.is_nothing


@pytest.mark.parametrize("index", range(8))
@pytest.mark.parametrize("wrong", [8.0, -8.0])
def test_one_mistyped_number_is_named(index, wrong):
    """Opposite errors of the two numbers of one edge look alike; then the number is one of the two that are named."""
    grid = Grid(297.0, 210.0)
    distances = read(grid, Correction(1.5, -0.5, 1.002, 1.001, 0.2), Correction(), 0.5)
    distances[index] += wrong
    with pytest.raises(CorrectionRefused) as refusal:
        grid.measured(distances)
    assert f"số {READINGS[index].number}" in refusal.value.reason.lower()
    assert (READINGS[index].mark, READINGS[index].axis) in refusal.value.readings


@pytest.mark.parametrize(
    ("distances", "said"),
    [
        ([205, *[20] * 7], "Có phải là 20,5 mm không?"),
        ([20, -1, *[20] * 6], "Số 2 (góc trên bên trái, cách mép trên) ghi -1 mm"),
        ([20, 32, 20, 20, 27, 20, 20, 20], "có ít nhất hai số sai"),
        ([24.5, 23.1] * 4, "thu nhỏ cả tờ còn 96,4% khổ thật"),
        ([16, 17] * 4, "phóng to cả tờ"),
        ([25, 20] * 4, "chiều ngang bị kéo thành 96,1%"),
    ],
)
def test_what_no_sound_printer_does_is_refused_with_what_to_do(distances, said):
    with pytest.raises(CorrectionRefused) as refusal:
        Grid(297.0, 210.0).measured(distances)
    assert said in refusal.value.reason
    assert "Đồng chí" in refusal.value.reason


def test_more_than_the_machine_corrects_is_refused():
    grid = Grid(297.0, 210.0)
    turned = [Correction(rotation_deg=2.6).at(mark, **grid.size) for mark in grid.marks]
    with pytest.raises(CorrectionRefused, match="xoay 2,6 độ"):
        grid.measured(grid.distances(turned))
    with pytest.raises(CorrectionRefused, match="lệch hơn 20 mm"):
        grid.measured(grid.distances(grid.marks), Correction(shift_x_mm=20.5))
