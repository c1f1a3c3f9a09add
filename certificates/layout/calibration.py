"""The sheet by which a printer is measured with a school ruler: four crosses, eight distances, how to read them.

It is drawn at true size for a sheet of any size. The words on it are instructions for whoever holds the ruler, so the
sheet explains itself also when it lies beside a computer on which something else is open.
"""

from collections.abc import Iterator
from html import escape

from certificates.layout.grid import EDGE_MM, READINGS, Grid, Reading
from certificates.layout.pages import PageSet
from certificates.layout.sheets import CertificateRun
from documents.fonts import PAPER_FAMILY

ARM_MM = 6.0
LINE_MM = 0.25
"""Thin enough that the ruler finds the middle, thick enough for every printer."""
DASH_MM = 2.0
BARS_MM = (100.0, 50.0, 30.0)
LARGEST_TEXT_MM, SMALLEST_TEXT_MM = 4.4, 2.2
INK = "#111"


def calibration_page(run: CertificateRun) -> PageSet:
    """Return the sheet for the size and the offsets of `run`."""
    layout = run.layout
    grid = Grid(layout.width_mm, layout.height_mm)
    note = f"Tờ này in với: dịch sang phải {_mm(run.offset_right)}, dịch xuống {_mm(run.offset_down)}."
    return PageSet(grid_html(grid, note), grid_css(grid), (PAPER_FAMILY,))


def grid_html(grid: Grid, note: str) -> str:
    """Return the sheet as HTML. `note` says for which printer it is and with what it is printed already."""
    body = "".join([*_crosses(grid), *_distances(grid), *_bars(grid), _instructions(grid, note)])
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Tờ căn chỉnh máy in</title></head>'
        f"<body><section>{body}</section></body></html>"
    )


def grid_css(grid: Grid) -> str:
    """Return the rules of the sheet: its size, and the size of its letters."""
    text = text_mm(grid)
    return "\n".join(
        [
            f"@page{{size:{grid.width_mm:g}mm {grid.height_mm:g}mm;margin:0}}",
            f"html,body{{margin:0;color:{INK};font-family:'{PAPER_FAMILY}'}}",
            f"section{{position:relative;width:{grid.width_mm:g}mm;height:{grid.height_mm - 0.1:g}mm}}",
            f"i{{position:absolute;display:block;background:{INK}}}",
            f"p{{position:absolute;margin:0;white-space:normal;font-size:{text:g}mm;line-height:{text * 1.35:g}mm}}",
            f".name{{font-size:{text * 1.6:g}mm;line-height:{text * 2:g}mm;font-weight:700;text-align:center}}",
            ".middle{text-align:center}",
            f"div{{position:absolute;font-size:{text:g}mm;line-height:{text * 1.4:g}mm}}",
            f"h1{{margin:0 0 {text / 2:g}mm;font-size:{text * 1.35:g}mm;line-height:{text * 1.6:g}mm}}",
            f"ol{{margin:0;padding-left:{text * 1.6:g}mm}} li{{margin-bottom:{text * 0.3:g}mm}}",
            f"small{{display:block;margin-top:{text * 0.5:g}mm;font-size:{text * 0.9:g}mm}}",
        ]
    )


def text_mm(grid: Grid) -> float:
    """Return the size of the letters (mm): large on A4 and more, still readable on a postcard."""
    room = min(grid.width_mm, grid.height_mm) / 210
    return round(max(SMALLEST_TEXT_MM, min(LARGEST_TEXT_MM, LARGEST_TEXT_MM * room)), 2)


def _line(x: float, y: float, width: float, height: float) -> str:
    """Return a black bar by its middle and its two lengths (mm)."""
    place = f"left:{x - width / 2:.3f}mm;top:{y - height / 2:.3f}mm;width:{width:.3f}mm;height:{height:.3f}mm"
    return f'<i style="{place}"></i>'


def _crosses(grid: Grid) -> Iterator[str]:
    for x, y in grid.marks:
        yield _line(x, y, 2 * ARM_MM, LINE_MM)
        yield _line(x, y, LINE_MM, 2 * ARM_MM)


def _distances(grid: Grid) -> Iterator[str]:
    """Yield for each number a dashed line from the cross to the edge, the number, and a place to write it down."""
    text = text_mm(grid)
    for reading in READINGS:
        x, y = grid.marks[reading.mark]
        if reading.axis == "x":
            towards = -1 if reading.edge == "trái" else 1
            for step in range(2, 5):
                yield _line(x + towards * (ARM_MM + step * DASH_MM), y, DASH_MM / 2, LINE_MM)
        else:
            towards = -1 if reading.edge == "trên" else 1
            for step in range(2, 5):
                yield _line(x, y + towards * (ARM_MM + step * DASH_MM), LINE_MM, DASH_MM / 2)
        yield _number(grid, reading, x, y, text)


def _number(grid: Grid, reading: Reading, x: float, y: float, text: float) -> str:
    """Return the number with its dots, towards the middle of the sheet, so that the margin stays free for the ruler."""
    is_left, is_top = x < grid.width_mm / 2, y < grid.height_mm / 2
    width = text * 12
    left = x + ARM_MM + 2 if is_left else x - ARM_MM - 2 - width
    row = 0 if reading.axis == "x" else 1
    top = y + ARM_MM * 0.4 + row * text * 1.7 if is_top else y - ARM_MM * 0.4 - (2 - row) * text * 1.7
    side = "left" if is_left else "right"
    arrow = {"trái": "←", "phải": "→", "trên": "↑", "dưới": "↓"}[reading.edge]
    return (
        f'<p style="left:{left:.2f}mm;top:{top:.2f}mm;width:{width:.2f}mm;text-align:{side}">'
        f"<b>Số {reading.number}</b> {arrow} ............ mm</p>"
    )


def bar_mm(grid: Grid) -> float:
    """Return the length of the two bars that show at once whether the page was scaled."""
    room = min(grid.width_mm, grid.height_mm) - 2 * (EDGE_MM + 2 * ARM_MM)
    return next((length for length in BARS_MM if length <= room), 0.0)


def _bars(grid: Grid) -> Iterator[str]:
    """Yield a bar along the lower edge and one along the left edge, with ticks at their ends."""
    length = bar_mm(grid)
    if not length:
        return
    middle_x, middle_y, text = grid.width_mm / 2, grid.height_mm / 2, text_mm(grid)
    low, near = grid.height_mm - EDGE_MM, EDGE_MM
    yield _line(middle_x, low, length, LINE_MM)
    yield _line(near, middle_y, LINE_MM, length)
    for end in (-length / 2, length / 2):
        yield _line(middle_x + end, low, LINE_MM, 4)
        yield _line(near, middle_y + end, 4, LINE_MM)
    words = f"đúng {length:g} mm"
    yield (
        f'<p class="middle" style="left:{middle_x - length / 2:.2f}mm;top:{low - text * 1.7:.2f}mm;width:{length:g}mm">'
        f"Vạch ngang này phải dài {words}</p>"
    )
    yield (
        f'<p style="left:{near + 2.5:.2f}mm;top:{middle_y - text * 1.4:.2f}mm;width:{text * 6:.2f}mm">'
        f"Vạch dọc này phải dài {words}</p>"
    )


def _instructions(grid: Grid, note: str) -> str:
    text = text_mm(grid)
    left = EDGE_MM + 2.5 + text * 6.5 if bar_mm(grid) else EDGE_MM
    top = EDGE_MM + text * 4.4
    width = max(grid.width_mm - left - EDGE_MM, 40.0)
    size = f"{_mm(grid.width_mm).removesuffix(' mm')} × {_mm(grid.height_mm)}"
    rows = (
        "Khi in, chọn <b>“Kích thước thật” (100%)</b>; không chọn “Vừa trang”. Hai vạch dài phải đo đúng như đã ghi.",
        "In lên giấy trắng cùng khổ với phôi, đặt đúng khay và đúng chiều như khi in giấy khen.",
        "Đặt vạch 0 của thước ở <b>mép giấy</b>, đo đến vạch của dấu cộng gần nhất, theo mũi tên. Có tám số.",
        f"Ghi số đo vào chỗ chấm. Máy in đúng thì mỗi số là {EDGE_MM:g} mm. Đọc được nửa mi-li-mét là đủ, ví dụ 20,5.",
        "Gõ tám số vào trang “Căn chỉnh máy in”, mỗi số vào ô cùng tên.",
    )
    items = "".join(f"<li>{row}</li>" for row in rows)
    return (
        f'<div style="left:{left:.2f}mm;top:{top:.2f}mm;width:{width:.2f}mm"><h1>Tờ căn chỉnh máy in, khổ {size}</h1>'
        f"<ol>{items}</ol><small>{escape(note)}</small></div>"
    )


def _mm(value: float) -> str:
    return f"{value:g} mm".replace(".", ",")
