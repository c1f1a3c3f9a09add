"""A sheet to measure with a ruler, so that words fall where they should on a pre-printed blank.

It prints four crosses at known distances from the edges, the sample words at their places, and how to read the two
offsets. It is printed with the offsets of the run, so that a second sheet shows whether they are right.
"""

from html import escape

from certificates.layout.designs import design
from certificates.layout.pages import PageSet, page_set
from certificates.layout.placing import PlacedLine, common_lines, sheet_lines
from certificates.layout.sheets import CertificateRun, CertificateSheet

EDGE_MM = 20.0
ARM_MM = 6.0
LINE_MM = 0.25


def calibration_page(run: CertificateRun) -> PageSet:
    """Return the page for the paper, design, blank and offsets of `run`; the words on it are samples."""
    sample = CertificateSheet.sample()
    words: list[PlacedLine] = [*common_lines(run), *sheet_lines(run, sample)]
    return page_set(run, [(words, _marks() + _note(run))], css=_stylesheet(run))


def _marks() -> str:
    """Return four crosses, one near each corner: left or right, top or bottom."""
    return "".join(
        f'<div class="across {corner}"></div><div class="down {corner}"></div>' for corner in ("lt", "rt", "lb", "rb")
    )


def _note(run: CertificateRun) -> str:
    width, height = run.paper.size_mm
    across, down = width - 2 * EDGE_MM, height - 2 * EDGE_MM
    offsets = f"dịch sang phải {_mm(run.offset_right)}, dịch xuống {_mm(run.offset_down)}"
    rows = (
        f"TỜ CĂN CHỈNH MÁY IN, khổ {run.paper.name}. Khi in chọn “Kích thước thật” (100%), không chọn “Vừa trang”.",
        f"1. Hai vạch đứng cách nhau {across:g} mm, hai vạch ngang {down:g} mm: đo khác là máy in đang phóng hoặc thu.",
        f"2. Đo từ mép trái tờ giấy đến vạch đứng bên trái. Dịch sang phải = {EDGE_MM:g} trừ số đo được.",
        f"3. Đo từ mép trên tờ giấy đến vạch ngang phía trên. Dịch xuống = {EDGE_MM:g} trừ số đo được.",
        f"Tờ này đang in với: {offsets} (cộng thêm vào số đang có).",
    )
    return '<div class="note">' + "".join(f"<div>{escape(row)}</div>" for row in rows) + "</div>"


def _mm(value: float) -> str:
    return f"{value:g} mm".replace(".", ",")


def _stylesheet(run: CertificateRun) -> str:
    width, height = run.paper.size_mm
    look, half = design(run.design), LINE_MM / 2
    unit = look.roles["unit"]
    rules = [
        f".across,.down{{position:absolute;background:{look.palette['ink']}}}",
        f".across{{width:{2 * ARM_MM:g}mm;height:{LINE_MM:g}mm}}",
        f".down{{width:{LINE_MM:g}mm;height:{2 * ARM_MM:g}mm}}",
        f'.note{{position:absolute;left:30rem;top:136rem;font:{unit.weight} 3.6rem/5rem "{unit.family}"}}',
    ]
    for column, x in (("l", EDGE_MM), ("r", width - EDGE_MM)):
        for row, y in (("t", EDGE_MM), ("b", height - EDGE_MM)):
            rules.append(f".across.{column}{row}{{left:{x - ARM_MM:g}mm;top:{y - half:g}mm}}")
            rules.append(f".down.{column}{row}{{left:{x - half:g}mm;top:{y - ARM_MM:g}mm}}")
    return "".join(rules)
