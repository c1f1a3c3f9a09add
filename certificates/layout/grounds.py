"""What lies under the words: the design's drawing, redrawn for the shape of the sheet, or the office's own picture."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from PIL import Image

from certificates.layout.designs import design
from certificates.layout.sheets import CertificateRefused, CertificateRun, GroundFile
from certificates.layout.spec import Ground
from certificates.ornaments import drawing
from certificates.values import Rect

PDF = "application/pdf"
A4_MM = (297.0, 210.0)
MM_PER_INCH = 25.4
LEAST_DOTS = 150
"""Dots an inch of a picture that is printed: with fewer, lines of a frame show steps at arm's length."""
FINER = f"Đồng chí xin nhà in tệp PDF, hoặc quét lại tờ phôi từ {2 * LEAST_DOTS} điểm một inch (dpi)."
SAME_SHAPE = 0.001
"""Ratios that differ less than this are those of A4: A3 is 420 x 297."""


@dataclass(frozen=True)
class GroundPicture:
    """A picture that lies under the words, and where: it fills `area` one way and keeps its shape."""

    content: bytes
    mime: str
    area: Rect


def ground_area(run: CertificateRun) -> Rect:
    """Return where the ground is laid, mm."""
    return run.layout.ground.area or Rect(0.0, 0.0, *run.size_mm)


def ground_picture(run: CertificateRun) -> GroundPicture | None:
    """Return the printed ground as a picture; None when there is none, or when it is a PDF (see ground_pdf)."""
    ground = run.layout.ground
    if not ground.is_printed or ground.kind == "none":
        return None
    area = ground_area(run)
    if ground.kind == "design":
        return GroundPicture(design_drawing(ground.code, area.width, area.height), "image/svg+xml", area)
    own = own_ground(run, ground)
    return None if own.mime == PDF else GroundPicture(own.content, own.mime, area)


def ground_pdf(run: CertificateRun) -> tuple[bytes, Rect] | None:
    """Return the printed ground and its area when it is a PDF, which is laid under the page as it is."""
    ground = run.layout.ground
    if not ground.is_printed or ground.kind != "own":
        return None
    own = own_ground(run, ground)
    return (own.content, ground_area(run)) if own.mime == PDF else None


def coarse_dots(own: GroundFile, width_mm: float, height_mm: float) -> int | None:
    """Return how many dots of the office's picture come to an inch of the sheet where they are too few to print.

    None where they suffice, and for a PDF, which says itself how fine it is.
    """
    if own.mime == PDF:
        return None
    with Image.open(BytesIO(own.content), formats=["PNG", "JPEG"]) as picture:
        dots = round(MM_PER_INCH * max(picture.width / width_mm, picture.height / height_mm))
    return dots if dots < LEAST_DOTS else None


def own_ground(run: CertificateRun, ground: Ground) -> GroundFile:
    """Return the office's own picture. Raises CertificateRefused when the run was not given it."""
    if ground.kind == "own" and run.own_ground is not None:
        return run.own_ground
    raise CertificateRefused("Không tìm thấy hình nền của bố cục. Đồng chí mở bố cục và đưa hình nền lên lại.")


@lru_cache(maxsize=32)
def design_drawing(code: str, width: float, height: float) -> bytes:
    """Return the design's drawing for an area of `width` x `height` mm as an SVG.

    An area of the shape of A4 gets the shipped file; for any other the border is drawn anew, so that its figures keep
    their shape and its corners close.
    """
    if abs(width / height - A4_MM[0] / A4_MM[1]) < SAME_SHAPE * 2:
        return design(code).background
    scale = min(width / A4_MM[0], height / A4_MM[1])
    return drawing(code, round(width / scale, 2), round(height / scale, 2)).encode()
