"""Files of the demo, drawn when it is loaded: a picture of a road with flags, a page that somebody has confirmed, a list."""

import io

from PIL import Image, ImageDraw, ImageFont

from documents.fonts import PAPER_FAMILY, font_files

PHOTO = (1200, 800)
PAGE = (1240, 1754)
"""A4 at 150 dots for each inch."""
MARGIN, LINE = 150, 54
DPI = 150
SKY, FIELD, ROAD, POLE, FLAG, STAR = "#b9d9ee", "#7fa650", "#c9c2b4", "#6a6a6a", "#c8202a", "#ffd34d"


def photo(stamp: str) -> bytes:
    """Return a JPEG of a road between fields with a row of flags; `stamp` stands in its corner as on a camera's picture."""
    width, height = PHOTO
    horizon = height * 2 // 5
    image = Image.new("RGB", PHOTO, SKY)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, horizon, width, height), fill=FIELD)
    draw.polygon(((560, horizon), (640, horizon), (1060, height), (140, height)), fill=ROAD)
    for i in range(6):
        size = 300 - 48 * i
        x, foot = 1120 - 88 * i, height - 40 - 84 * i
        draw.line((x, foot, x, foot - size), fill=POLE, width=max(2, 9 - i))
        draw.rectangle((x, foot - size, x + size * 2 // 5, foot - size + size // 4), fill=FLAG)
        draw.regular_polygon((x + size // 5, foot - size + size // 8, size // 14), 5, fill=STAR)
    draw.text((40, height - 70), stamp, font=_font(40), fill="white", stroke_width=2, stroke_fill="#333333")
    return _bytes(image, "JPEG", quality=80)


def scanned_page(*lines: str) -> bytes:
    """Return a PDF of one A4 page with these lines, as a scanner makes it; the first two stand in the middle."""
    image = Image.new("L", PAGE, "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        y = MARGIN + number * LINE
        if number < 2:
            draw.text((PAGE[0] // 2, y), line, font=_font(36), fill="black", anchor="ma")
        else:
            draw.text((MARGIN, y), line, font=_font(32), fill="black")
    return _bytes(image, "PDF", resolution=DPI)


def members_csv(year: int) -> bytes:
    """Return a list of five members as an office's program saves it; the second row has a day that never was."""
    return f"""DANH SÁCH ĐẢNG VIÊN NĂM {year};;;;;
TT;Họ và tên;Ngày sinh;Giới tính;Chức vụ;Xếp loại {year - 1}
1;Trần Thị Bé Sáu;12/05/1970;Nữ;Đảng viên;HTTNV
2;Lê Văn Tư;31/02/1980;Nam;Đảng viên;HTTNV
3;Huỳnh Thị Thu Sương;20/11/1979;Nữ;Chi hội trưởng Nông dân;HTXSNV
4;Y Moan Êban;03/09/1985;Nam;Công an viên;HTNV
5;Nguyễn Phước Lộc;1962;Nam;Đảng viên;HTTNV
""".encode()


def _font(size: int) -> ImageFont.FreeTypeFont:
    regular = next(file for file in font_files(PAPER_FAMILY) if file.path.stem.endswith("Regular"))
    return ImageFont.truetype(regular.path, size)


def _bytes(image: Image.Image, form: str, **options) -> bytes:
    target = io.BytesIO()
    image.save(target, form, **options)
    return target.getvalue()
