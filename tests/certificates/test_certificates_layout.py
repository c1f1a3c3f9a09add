"""Where the words of a certificate stand, in mm, read back from the PDF."""

from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest

from certificates.batch import render_single
from certificates.layout.designs import design, designs
from certificates.layout.placing import common_lines, date_baseline, sheet_lines
from certificates.layout.sheets import CertificateRun
from tests.certificates import certificate_samples as samples
from tests.documents.paper_probe import DOTS_PER_MM, Paper

CODES = [look.code for look in designs()]
MM_PER_POINT = 25.4 / 72
SIGNATURE_MM = 35.0
SIGNATURE_LEFT, SIGNATURE_RIGHT = 186.0, 266.0
WHITE = 255


def drawn(pdf: bytes) -> list[tuple[float, float]]:
    """Return the start of each run of text on the first page as (x, baseline) in mm from the top left corner."""
    with pikepdf.open(BytesIO(pdf)) as document:
        found, matrix = [], pikepdf.Matrix()
        stack = []
        height = float(document.pages[0].MediaBox[3])
        for operands, operator in pikepdf.parse_content_stream(document.pages[0]):
            name = str(operator)
            if name == "q":
                stack.append(matrix)
            elif name == "Q":
                matrix = stack.pop()
            elif name == "cm":
                matrix = pikepdf.Matrix(*map(float, operands)) @ matrix
            elif name == "Tm":
                placed = pikepdf.Matrix(*map(float, operands)) @ matrix
                found.append((placed.e * MM_PER_POINT, (height - placed.f) * MM_PER_POINT))
        return found


def baselines(pdf: bytes) -> list[float]:
    return sorted({round(baseline, 1) for _, baseline in drawn(pdf)})


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("sheet", [samples.SHORT, samples.LONG_COLLECTIVE], ids=["short", "full"])
def test_baselines_are_those_of_the_design(code, sheet):
    run = CertificateRun.sample(design=code)
    wanted = sorted({round(line.baseline, 1) for line in (*common_lines(run), *sheet_lines(run, sheet))})
    assert baselines(render_single(run, sheet)) == pytest.approx(wanted, abs=0.11)


def test_the_standard_design_stands_where_its_file_says():
    """The figures of trong_dong.toml: heading, awarder, Tặng, title, date, T/M, position, signer."""
    found = baselines(render_single(CertificateRun.sample(), samples.SHORT))
    for baseline in (44.5, 51.7, 58.5, 79.6, 133.7, 139.8, 145.3, 174.4, 180.4, 186.4):
        assert min(abs(baseline - line) for line in found) < 0.11


@pytest.mark.parametrize("code", CODES)
def test_words_are_centred_on_the_sheet_and_on_the_signature(code, tmp_path):
    rows = Paper(render_single(CertificateRun.sample(design=code), samples.COLLECTIVE), tmp_path).pages[0]
    middles = {row.text: row.middle for row in rows}
    for text in ("ĐẢNG CỘNG SẢN VIỆT NAM", "BAN THƯỜNG VỤ ĐẢNG ỦY XÃ TÂN MỸ", "GIẤY KHEN", "Đảng bộ xã Tân Mỹ"):
        assert middles[text] == pytest.approx(148.5, abs=1.2), text
    for text in ("T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Nguyễn Văn Bình"):
        assert middles[text] == pytest.approx(226.0, abs=0.7), text


@pytest.mark.parametrize("paper", ["a4", "a3"])
@pytest.mark.parametrize("code", CODES)
def test_signature_and_seal_have_35_mm_without_ink(code, paper, tmp_path):
    run = CertificateRun.sample(design=code, paper=paper, position="Phó Bí thư Thường trực", signer="Ẩn Ỹ Ặng")
    picture = Paper(render_single(run, samples.LONG_COLLECTIVE), tmp_path).picture()
    scale = run.paper.scale
    columns = slice(round(SIGNATURE_LEFT * scale * DOTS_PER_MM), round(SIGNATURE_RIGHT * scale * DOTS_PER_MM))
    top = round((design(code).signature.position - 6) * scale * DOTS_PER_MM)
    longest = run_of_white = 0
    for row in range(top, round(192 * scale * DOTS_PER_MM)):
        ink = min(picture.dots[row * picture.width : (row + 1) * picture.width][columns])
        run_of_white = run_of_white + 1 if ink == WHITE else 0
        longest = max(longest, run_of_white)
    assert longest / DOTS_PER_MM >= SIGNATURE_MM * scale


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("sheet", samples.ALL, ids=lambda sheet: sheet.name)
def test_lines_never_touch_and_the_citation_stays_above_the_date(code, sheet):
    run = CertificateRun.sample(design=code)
    own = [line for line in sheet_lines(run, sheet) if line.role.name in ("recipient", "unit", "achievement")]
    title = design(code).roles["title"].baseline
    for above, below in pairwise(own):
        assert below.baseline - above.baseline >= 1.1 * below.size
    assert own[0].baseline - own[0].size > title + 1
    assert date_baseline(run) - own[-1].baseline >= 1.5 * own[-1].size


def test_more_authority_lines_push_the_date_up_and_the_citation_with_it():
    one, two = CertificateRun.sample(), CertificateRun.sample(authority_lines=("T/M Ban Thường vụ", "K/T Bí thư"))
    leading = design("trong_dong").signature.leading
    assert date_baseline(two) == pytest.approx(date_baseline(one) - leading, abs=0.01)
    last = [
        max(line.baseline for line in sheet_lines(run, samples.FULL) if line.role.name == "achievement")
        for run in (one, two)
    ]
    assert last[1] < last[0]


def test_a3_is_a4_enlarged(tmp_path):
    small, large = (render_single(CertificateRun.sample(paper=paper), samples.FULL) for paper in ("a4", "a3"))
    assert Paper(large, tmp_path).size_mm == pytest.approx((420, 297), abs=0.1)
    enlarged = [(x * 2**0.5, y * 2**0.5) for x, y in drawn(small)]
    for found, wanted in zip(drawn(large), enlarged, strict=True):
        assert found == pytest.approx(wanted, abs=0.15)


@pytest.mark.parametrize("layer", ["full", "words", "titled"])
def test_offsets_move_every_word_by_so_many_mm(layer):
    still = drawn(render_single(CertificateRun.sample(layer=layer), samples.SHORT))
    moved = drawn(render_single(CertificateRun.sample(layer=layer, offset_right=2.5, offset_down=-1.5), samples.SHORT))
    for before, after in zip(still, moved, strict=True):
        assert (after[0] - before[0], after[1] - before[1]) == pytest.approx((2.5, -1.5), abs=0.05)


def test_offsets_are_the_same_mm_on_a3():
    still = drawn(render_single(CertificateRun.sample(paper="a3"), samples.SHORT))
    moved = drawn(render_single(CertificateRun.sample(paper="a3", offset_right=2.5), samples.SHORT))
    assert [after[0] - before[0] for before, after in zip(still, moved, strict=True)] == pytest.approx(
        [2.5] * len(still), abs=0.05
    )


def colours(pdf: bytes) -> set[tuple[float, ...]]:
    """Return the fill colours that the first page sets."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return {
            tuple(round(float(part), 2) for part in operands)
            for operands, operator in pikepdf.parse_content_stream(document.pages[0])
            if str(operator) in ("rg", "scn", "sc") and len(operands) == 3
        }


def test_words_for_a_black_printer_are_black():
    red = (0.65, 0.1, 0.18)
    assert red in colours(render_single(CertificateRun.sample(layer="words"), samples.SHORT))
    assert colours(render_single(CertificateRun.sample(layer="words", is_mono=True), samples.SHORT)) == {(0, 0, 0)}


def test_a_blank_gets_no_drawing(tmp_path):
    full, words = (
        Paper(render_single(CertificateRun.sample(layer=layer), samples.SHORT), tmp_path / layer)
        for layer in ("full", "words")
        if not (tmp_path / layer).mkdir()
    )
    assert min(full.picture().dots[: full.picture().width * DOTS_PER_MM * 8]) < WHITE
    assert min(words.picture().dots[: words.picture().width * DOTS_PER_MM * 40]) == WHITE
