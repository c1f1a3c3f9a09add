"""A layout as one file, to carry it to another office: what it says and, inside, its own background and emblem.

The file is JSON. What comes in is a stranger's: its size, its number of values and its depth are bounded before
anything is built of it, the layout passes LayoutSpec.from_json and each picture the reader of uploads.
"""

import base64
import binascii
import json
import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from nominations.uploads import EMBLEM_BYTES
from organizations.enums import AwardForm, RecipientKind
from organizations.models import Unit
from vietnamese.text import nfc, one_line

from ..exceptions import ActRefused
from ..layout.editing import with_emblem_picture
from ..layout.spec import LayoutRefused, LayoutSpec
from ..models import Layout
from .backgrounds import LARGEST, content_of, keep_again
from .emblems import emblem_named, emblem_of, keep_emblem_again
from .layouts import LONGEST_NAME, create_layout, working_copy

MARK = "vinh-danh-layout"
LARGEST_FILE = (LARGEST + EMBLEM_BYTES) * 4 // 3 + 512 * 1024
"""Bytes: the largest background and emblem in base64, and more than enough for the rest."""
MOST_VALUES = 20_000
"""A layout of forty fields has about a thousand."""
NOT_OURS = (
    "Tệp này không phải tệp bố cục do Vinh Danh xuất ra, hoặc đã bị sửa hỏng. "
    "Đồng chí chọn tệp có đuôi .bocuc.json đã tải về từ nút Xuất ra tệp."
)


def export_layout(layout: Layout) -> bytes:
    """Return what the layout says now with its own background and emblem as one file.

    Raises ActRefused and KeptFileLost when a picture is gone.
    """
    spec, background = working_copy(layout)
    kept = None
    if background is not None:
        kept = {"name": background.name, "content": base64.b64encode(content_of(background)).decode()}
    named, emblem = None, emblem_of(spec)
    if emblem is not None:
        row = emblem_named(layout.unit, spec.emblem.sha256)
        named = {"name": row.name if row else "", "content": base64.b64encode(emblem.content).decode()}
    said = {
        "kind": MARK,
        "schema": 1,
        "name": layout.name,
        "form": layout.form,
        "recipient_kind": layout.recipient_kind,
        "spec": spec.to_json(),
        "background": kept,
        **({"emblem": named} if named else {}),
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


@transaction.atomic
def import_layout(
    *, unit: Unit, content: bytes, actor: Any, at: datetime, submission_key: uuid.UUID | None = None
) -> Layout:
    """Make a layout from an exported file, as a draft that nobody prints with yet.

    Raises ActRefused or LayoutRefused with what is wrong with the file.
    """
    said = _read(content)
    spec, background = _sound(said["spec"]), None
    if spec.ground.kind == "own":
        name, inside = _picture(said["background"], "hình nền")
        background = keep_again(unit=unit, name=name, content=inside, actor=actor, at=at)
        spec = replace(spec, ground=replace(spec.ground, sha256=background.sha256))
    if spec.emblem is not None and spec.emblem.sha256:
        name, inside = _picture(said["emblem"], "hình biểu trưng")
        emblem = keep_emblem_again(unit=unit, name=name, content=inside, actor=actor, at=at)
        spec = with_emblem_picture(spec, emblem.sha256)
    return create_layout(
        unit=unit,
        form=said["form"],
        kind=said["recipient_kind"],
        name=_free_name(said["name"], unit),
        spec=spec,
        background=background,
        actor=actor,
        at=at,
        submission_key=submission_key,
        verb="Nhập bố cục giấy khen từ tệp",
    )


def _read(content: bytes) -> dict:
    """Return the checked outermost values of a file."""
    if len(content) > LARGEST_FILE:
        raise ActRefused(f"Tệp bố cục lớn hơn {LARGEST_FILE // 1024 // 1024} MB nên không nhận được.")
    if sum(map(content.count, (b",", b"[", b"{", b":"))) > MOST_VALUES:
        raise ActRefused(NOT_OURS)
    try:
        said = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise ActRefused(NOT_OURS) from None
    if not isinstance(said, dict) or said.get("kind") != MARK or not isinstance(said.get("spec"), dict):
        raise ActRefused(NOT_OURS)
    if said.get("schema") != 1:
        raise ActRefused("Tệp bố cục này do bản phần mềm mới hơn xuất ra. Đồng chí cập nhật phần mềm rồi nhập lại.")
    if said.get("form") not in AwardForm.values or said.get("recipient_kind") not in RecipientKind.values:
        raise ActRefused(NOT_OURS)
    return said | {name: said.get(name) for name in ("background", "emblem", "name")}


def _no_number(word: str) -> None:
    raise ValueError(word)


def _sound(data: dict) -> LayoutSpec:
    try:
        return LayoutSpec.from_json(data)
    except LayoutRefused as refusal:
        raise ActRefused(f"Bố cục trong tệp không dùng được. {refusal}") from None


def _picture(said: Any, what: str) -> tuple[str, bytes]:
    if not isinstance(said, dict) or not isinstance(said.get("content"), str):
        raise ActRefused(f"Tệp bố cục thiếu {what}. Đồng chí xuất lại tệp từ nơi đã gửi.")
    try:
        content = base64.b64decode(said["content"], validate=True)
    except (ValueError, binascii.Error):
        raise ActRefused(NOT_OURS) from None
    name = said.get("name")
    return (one_line(name)[:LONGEST_NAME] if isinstance(name, str) else "") or what.capitalize(), content


def _free_name(name: Any, unit: Unit) -> str:
    """Return the name in the file, with a number behind it when the unit has one of that name."""
    words = one_line(nfc(name))[: LONGEST_NAME - 5] if isinstance(name, str) else ""
    words = "".join(letter for letter in words if letter.isprintable()) or "Bố cục nhập từ tệp"
    taken = set(Layout.objects.filter(unit=unit, name__startswith=words).values_list("name", flat=True))
    return next(one for n in range(1, len(taken) + 2) if (one := words if n == 1 else f"{words} ({n})") not in taken)
