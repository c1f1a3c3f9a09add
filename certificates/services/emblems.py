"""The office's own emblem: a square picture, made harmless before it is kept, and printed in the slot of a layout.

It is a Background in a folder of its own; the slot of a layout names it by its hash.
"""

import hashlib
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from history.services import record
from nominations.uploads import LARGEST, Blank, UploadRefused, inspect_emblem
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day

from ..enums import BackgroundKind
from ..exceptions import ActRefused
from ..layout.emblems import Emblem
from ..layout.spec import LayoutSpec
from ..models import Background
from ..models.layouts import EMBLEM, EMBLEMS
from .backgrounds import mime_of
from .kept import KeptFileLost, read_kept

__all__ = ["LARGEST", "check_emblem", "emblem_named", "emblem_of", "emblems_of", "keep_emblem", "keep_emblem_again"]

MOST_EMBLEMS = 30
"""Of one unit."""
LOST = (
    "Hình biểu trưng của bố cục không còn trên máy chủ. Đồng chí mở bố cục, bấm vào ô biểu trưng rồi đưa hình lên lại."
)


def keep_emblem(*, unit: Unit, name: str, content: bytes, actor: Any, at: datetime) -> Background:
    """Keep a picture as an emblem of the unit; the same file again gives the row that is there.

    What is stored is written anew by the reader (nominations.uploads), never what came in. Raises ActRefused.
    """
    access.check(actor, Capability.NUMBER_DECISIONS, unit, on=local_day(at))
    try:
        picture = inspect_emblem(name, content)
    except UploadRefused as refusal:
        raise ActRefused(refusal.reason) from None
    return _kept(picture, unit=unit, actor=actor, at=at)


def keep_emblem_again(*, unit: Unit, name: str, content: bytes, actor: Any, at: datetime) -> Background:
    """Keep an emblem that comes with a layout's file; one that we made ourselves stays as it is, bit for bit."""
    digest = hashlib.sha256(content).hexdigest()
    ours = Background.objects.filter(sha256=digest, file__startswith=EMBLEMS).first()
    if ours is None:
        return keep_emblem(unit=unit, name=name, content=content, actor=actor, at=at)
    access.check(actor, Capability.NUMBER_DECISIONS, unit, on=local_day(at))
    return _kept(Blank(name or ours.name, mime_of(content), content, digest, b"", 0, 0), unit=unit, actor=actor, at=at)


def emblems_of(unit: Unit) -> list[Background]:
    """Return the unit's emblems, the newest first."""
    return list(Background.objects.filter(unit=unit, file__startswith=EMBLEMS))


def emblem_named(unit: Unit, sha256: str) -> Background | None:
    """Return the unit's emblem with this content."""
    return Background.objects.filter(unit=unit, sha256=sha256, file__startswith=EMBLEMS).order_by("id").first()


def check_emblem(spec: LayoutSpec, unit: Unit) -> None:
    """Raise ActRefused when the layout names a picture for its slot that is no emblem of the unit."""
    if spec.emblem and spec.emblem.sha256 and emblem_named(unit, spec.emblem.sha256) is None:
        raise ActRefused("Hình biểu trưng này không còn trong hệ thống. Đồng chí đưa lại hình, hoặc bỏ hình rồi lưu.")


def emblem_of(spec: LayoutSpec) -> Emblem | None:
    """Return the picture that a layout names for its slot; None when it has no slot or leaves it empty.

    A query and a file where there is one. Raises KeptFileLost when it is gone or is not what was kept.
    """
    if spec.emblem is None or not spec.emblem.sha256:
        return None
    found = Background.objects.filter(sha256=spec.emblem.sha256, file__startswith=EMBLEMS).order_by("id").first()
    if found is None:
        raise KeptFileLost(LOST)
    content = read_kept(found.file.name, found.sha256)
    return Emblem(content, mime_of(content))


@transaction.atomic
def _kept(picture: Blank, *, unit: Unit, actor: Any, at: datetime) -> Background:
    Unit.objects.select_for_update().get(pk=unit.pk)
    if found := emblem_named(unit, picture.sha256):
        return found
    if len(emblems_of(unit)) >= MOST_EMBLEMS:
        raise ActRefused(f"Đơn vị đã có {MOST_EMBLEMS} hình biểu trưng. Đồng chí chọn một hình đã có.")
    made = Background(
        unit=unit,
        name=PurePath(picture.name).stem[:100] or "Biểu trưng",
        kind=BackgroundKind.PICTURE,
        sha256=picture.sha256,
        size=len(picture.content),
        uploaded_at=at,
        uploaded_by_name=actor.full_name,
    )
    ending = "png" if picture.mime == "image/png" else "jpg"
    made.file.save(f"{EMBLEM}.{ending}", ContentFile(picture.content))
    record(verb="Đưa lên hình biểu trưng", subject=made, actor=actor, at=at, data={"sha256": made.sha256})
    return made
