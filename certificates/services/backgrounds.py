"""The office's own blank as a background: a picture, or a PDF of one page, made harmless before it is kept."""

import hashlib
import io
from datetime import datetime
from pathlib import PurePath
from typing import Any

import pikepdf
from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image

from history.services import record
from nominations.uploads import LARGEST, Blank, UploadRefused, inspect_blank
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day

from ..enums import BackgroundKind
from ..exceptions import ActRefused
from ..layout.soundness import LARGEST_SHEET_MM, SMALLEST_SHEET_MM
from ..models import Background
from ..models.layouts import BLANKS

__all__ = ["LARGEST", "content_of", "keep_again", "keep_background", "mime_of", "proposed_size"]

MM_PER_POINT = 25.4 / 72
MOST_BACKGROUNDS = 100
"""Of one unit."""
USUAL_SHEETS = ((297, 210), (420, 297), (400, 300), (210, 297), (297, 420), (300, 400), (350, 250), (250, 350))
"""Width and height in mm of what print shops sell."""
ALIKE = 0.02
"""How much the shape of a picture may differ from that of the sheet: a photo is never cut exactly."""


def keep_background(*, unit: Unit, name: str, content: bytes, actor: Any, at: datetime) -> Background:
    """Keep a picture or a one-page PDF of the unit's blank; the same file again gives the row that is there.

    What is stored is written anew by the reader (nominations.uploads), never what came in. Raises ActRefused with
    what is wrong with the file.
    """
    access.check(actor, Capability.NUMBER_DECISIONS, unit, on=local_day(at))
    return _kept(_inspected(name, content), unit=unit, actor=actor, at=at)


def keep_again(*, unit: Unit, name: str, content: bytes, actor: Any, at: datetime) -> Background:
    """Keep a background that comes with a layout's file; one that we made ourselves stays as it is, bit for bit."""
    digest = hashlib.sha256(content).hexdigest()
    ours = Background.objects.filter(sha256=digest).first()
    if ours is None:
        return keep_background(unit=unit, name=name, content=content, actor=actor, at=at)
    access.check(actor, Capability.NUMBER_DECISIONS, unit, on=local_day(at))
    mime = mime_of(content)
    width, height = _measured(content)
    return _kept(Blank(name or ours.name, mime, content, digest, b"", width, height), unit=unit, actor=actor, at=at)


def content_of(background: Background) -> bytes:
    """Return the bytes of a background. Raises ActRefused when the file is gone or is not what was kept."""
    try:
        with background.file.open("rb") as stored:
            content = stored.read()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != background.sha256:
        raise ActRefused(
            f"Tệp hình nền “{background.name}” trên máy chủ bị mất hoặc hỏng. "
            "Đồng chí báo người quản trị khôi phục từ bản sao lưu, hoặc đưa lại hình nền."
        )
    return content


def mime_of(content: bytes) -> str:
    """Return the type of what keep_background stored: PDF, PNG or JPEG."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    return "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"


def proposed_size(content: bytes) -> tuple[float, float]:
    """Return width and height (mm) of the sheet that a stored background seems to show.

    A PDF says it itself; a picture has a shape only, so the usual sheet of that shape is proposed, else one as wide
    (or high) as A4.
    """
    width, height = _measured(content)
    if mime_of(content) == "application/pdf":
        return round(width, 1), round(height, 1)
    shape = width / height
    sheet = min(USUAL_SHEETS, key=lambda usual: int(_unlike(shape, usual) * 200))  # of A4 and A3 the first
    if _unlike(shape, sheet) <= ALIKE:
        return float(sheet[0]), float(sheet[1])
    across, up = (297.0, 297.0 / shape) if shape >= 1 else (297.0 * shape, 297.0)
    return tuple(round(min(max(side, SMALLEST_SHEET_MM), LARGEST_SHEET_MM) * 2) / 2 for side in (across, up))


def _unlike(shape: float, sheet: tuple[int, int]) -> float:
    return abs(shape / (sheet[0] / sheet[1]) - 1)


def _inspected(name: str, content: bytes) -> Blank:
    try:
        blank = inspect_blank(name, content)
    except UploadRefused as refusal:
        raise ActRefused(refusal.reason) from None
    if blank.is_pdf and not all(SMALLEST_SHEET_MM <= side <= LARGEST_SHEET_MM for side in (blank.width, blank.height)):
        raise ActRefused(
            f"Trang của tệp {blank.name} rộng {blank.width:.0f} mm, cao {blank.height:.0f} mm. Tờ giấy khen phải từ "
            f"{SMALLEST_SHEET_MM:.0f} đến {LARGEST_SHEET_MM:.0f} mm mỗi chiều. Đồng chí hỏi nhà in tệp đúng khổ giấy."
        )
    return blank


@transaction.atomic
def _kept(blank: Blank, *, unit: Unit, actor: Any, at: datetime) -> Background:
    Unit.objects.select_for_update().get(pk=unit.pk)
    there = Background.objects.filter(unit=unit, file__startswith=BLANKS)
    if found := there.filter(sha256=blank.sha256).first():
        return found
    if there.count() >= MOST_BACKGROUNDS:
        raise ActRefused(f"Đơn vị đã có {MOST_BACKGROUNDS} hình nền. Đồng chí chọn một hình nền đã có.")
    made = Background(
        unit=unit,
        name=PurePath(blank.name).stem[:100] or "Hình nền",
        kind=BackgroundKind.PDF if blank.is_pdf else BackgroundKind.PICTURE,
        sha256=blank.sha256,
        size=len(blank.content),
        uploaded_at=at,
        uploaded_by_name=actor.full_name,
    )
    made.file.save(
        {"application/pdf": "nen.pdf", "image/png": "nen.png"}.get(blank.mime, "nen.jpg"), ContentFile(blank.content)
    )
    record(verb="Đưa lên hình nền giấy khen", subject=made, actor=actor, at=at, data={"sha256": made.sha256})
    return made


def _measured(content: bytes) -> tuple[float, float]:
    """Return the size of a file that we wrote: mm of a PDF, dots of a picture."""
    if mime_of(content) == "application/pdf":
        with pikepdf.open(io.BytesIO(content)) as kept:
            left, bottom, right, top = (float(number) for number in kept.pages[0].mediabox)
        return (right - left) * MM_PER_POINT, (top - bottom) * MM_PER_POINT
    with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as picture:
        return picture.size
