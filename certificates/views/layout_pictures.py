"""Pictures of a layout in the editor: the ground under the words and the office's emblem, uploaded or chosen."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from ..exceptions import ActRefused
from ..forms.layouts import TOO_LARGE, number_text
from ..layout import editing
from ..layout.grounds import FINER, coarse_dots
from ..layout.sheets import GroundFile
from ..layout.spec import LayoutSpec
from ..models import Background, Layout
from ..queries.layouts import background_named, backgrounds_of
from ..services.backgrounds import LARGEST, keep_background, mime_of, proposed_size
from ..services.emblems import emblem_named, emblems_of, keep_emblem
from .base import now


def with_ground(request: HttpRequest, layout: Layout, spec: LayoutSpec) -> LayoutSpec:
    """Return the layout on the ground that was uploaded or chosen; a PDF brings the size of its sheet along."""
    upload, chosen = request.FILES.get("tep"), request.POST.get("nen", "")
    is_printed = request.POST.get("in_nen") == "1"
    if upload is None and not chosen.startswith("rieng:"):
        kind, _, code = chosen.partition(":")
        ground = replace(spec.ground, kind="design" if kind == "mau" else "none", code=code, sha256="", is_printed=True)
        return replace(spec, ground=ground)
    if upload is None:
        background = _chosen(layout, chosen.removeprefix("rieng:"))
    else:
        if upload.size > LARGEST:
            raise ActRefused(TOO_LARGE.format(upload.name))
        background = keep_background(
            unit=layout.unit, name=upload.name, content=upload.read(), actor=request.user, at=now()
        )
    made = editing.on_bought_blank(spec, background.sha256)
    made = replace(made, ground=replace(made.ground, is_printed=is_printed))
    with background.file.open("rb") as stored:
        content = stored.read()
    width, height = spec.width_mm, spec.height_mm
    if spec.ground.sha256 != background.sha256:
        width, height = proposed_size(content)
    if is_printed and (dots := coarse_dots(GroundFile(content, mime_of(content)), width, height)):
        said = f"Hình nền chỉ có {dots} điểm ảnh trên một inch, in ra giấy trắng sẽ mờ, vỡ nét. {FINER}"
        messages.warning(request, said)
    if (width, height) == (spec.width_mm, spec.height_mm):
        return made
    messages.info(request, f"Đã đổi tờ giấy thành {number_text(width, 1)} x {number_text(height, 1)} mm theo hình nền.")
    return editing.resized(made, width, height)


def _chosen(layout: Layout, typed: str) -> Background:
    found = next((one for one in backgrounds_of(layout.unit) if str(one.pk) == typed), None)
    if found is None:
        raise ActRefused("Hình nền này không còn. Đồng chí chọn lại hoặc đưa tệp khác lên.")
    return found


def chosen_emblem(request: HttpRequest, layout: Layout) -> Background:
    """Return the emblem that was uploaded, else the one that was chosen."""
    upload = request.FILES.get("hinh")
    if upload is not None:
        if upload.size > LARGEST:
            raise ActRefused(TOO_LARGE.format(upload.name))
        about = {"actor": request.user, "at": now()}
        return keep_emblem(unit=layout.unit, name=upload.name, content=upload.read(), **about)
    chosen = request.POST.get("hinh_co", "")
    found = next((one for one in emblems_of(layout.unit) if str(one.pk) == chosen), None)
    if found is None:
        raise ActRefused("Chưa có hình nào được chọn. Đồng chí chọn tệp hình rồi bấm Dùng hình này.")
    return found


def emblem_slot(layout: Layout, spec: LayoutSpec) -> dict[str, Any] | None:
    """Return the office's picture in its slot for the drawing: its address, the disc and the square, in mm."""
    if spec.emblem is None or not spec.emblem.sha256:
        return None
    named = emblem_named(layout.unit, spec.emblem.sha256)
    if named is None:
        return None
    side = min(spec.emblem.disc, spec.emblem.image)
    return {
        "url": reverse("certificates:background", args=[named.pk]),
        "name": named.name,
        "x": spec.emblem.x,
        "y": spec.emblem.y,
        "radius": spec.emblem.disc / 2,
        "left": spec.emblem.x - side / 2,
        "top": spec.emblem.y - side / 2,
        "side": side,
    }


def ground_url(layout: Layout, spec: LayoutSpec) -> str:
    """Return where the picture under the words is."""
    if spec.ground.kind == "design":
        size = f"{spec.width_mm:g}x{spec.height_mm:g}"
        return reverse("certificates:design_ground", args=[spec.ground.code, size])
    if spec.ground.kind == "own" and (background := background_named(layout.unit, spec.ground.sha256)):
        return reverse("certificates:background", args=[background.pk])
    return ""
