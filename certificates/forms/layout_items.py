"""What the forms of the editor do to a layout: each part of it shown in a form, and changed by one."""

from dataclasses import replace
from typing import Any

from django import forms

from ..layout import editing
from ..layout.soundness import OPTICAL_SIZES, WEIGHTS, field_label
from ..layout.spec import Field, LayoutSpec
from .layouts import BOLD, ITEM_FORMS, POINTS_PER_MM, FieldForm

SHEET = "sheet"
LABELS = {
    SHEET: "Tờ giấy và hình nền",
    "citation": "Khối tên, đơn vị, nội dung khen",
    "seal": "Chỗ ký và đóng dấu",
    "emblem": "Ô biểu trưng",
    "qr": "Mã QR",
}


def items_of(spec: LayoutSpec) -> list[str]:
    """Return the parts of a layout that can be chosen, in the order in which they are listed."""
    there = {"citation": spec.citation, "emblem": spec.emblem, "qr": spec.qr}
    parts = [SHEET, *(name for name in ("citation",) if there[name])]
    return [*parts, *(field.key for field in spec.fields), "seal", *(n for n in ("emblem", "qr") if there[n])]


def item_label(item: str) -> str:
    """Return what the office calls a part."""
    return LABELS.get(item) or field_label(item)


def is_placed(spec: LayoutSpec, item: str) -> bool:
    """Return whether the part has a place of its own: with a citation three fields share one."""
    return not (spec.citation and item in editing.CITED)


def item_form(spec: LayoutSpec, item: str, data: Any = None) -> forms.Form:
    """Return the form of a part as it is now, with what was typed when `data` is given."""
    field = spec.field(item)
    if field is None:
        return ITEM_FORMS[item](data, initial=_values(spec, item), auto_id=f"o-{item}-%s")
    return FieldForm(
        data,
        initial=_field_values(field),
        auto_id="o-field-%s",
        colour=field.colour,
        is_free=item.startswith("text"),
        is_placed=is_placed(spec, item),
    )


def _values(spec: LayoutSpec, item: str) -> dict[str, float]:
    part = spec if item == SHEET else getattr(spec, item)
    return {name: getattr(part, name) for name in ITEM_FORMS[item].base_fields}


def _field_values(field: Field) -> dict[str, Any]:
    names = ("text", "x", "y", "width", "align", "family", "lines", "caps", "colour", "is_shown", "preprinted")
    return {name: getattr(field, name) for name in names} | {
        "size": field.size * POINTS_PER_MM,
        "least": field.least * POINTS_PER_MM,
        "is_bold": field.weight >= BOLD,
        "is_italic": field.style == "italic",
    }


def changed(spec: LayoutSpec, item: str, form: forms.Form) -> LayoutSpec:
    """Return the layout with what was typed into the valid form of the part; untouched boxes change nothing."""
    typed = {name: form.cleaned_data[name] for name in form.changed_data}
    if not typed:
        return spec
    field = spec.field(item)
    if field is not None:
        return spec.with_field(_changed_field(field, typed))
    if item == SHEET:
        width, height = form.cleaned_data["width_mm"], form.cleaned_data["height_mm"]
        return editing.resized(spec, width, height)
    if item == "qr" and "width" in typed:
        typed["height"] = typed["width"]
    return replace(spec, **{item: replace(getattr(spec, item), **typed)})


def _changed_field(field: Field, typed: dict[str, Any]) -> Field:
    values = {name: value for name, value in typed.items() if name not in ("is_bold", "is_italic")}
    for name in ("size", "least"):
        if name in values:
            values[name] = values[name] / POINTS_PER_MM
    if "is_bold" in typed:
        values["weight"] = 700 if typed["is_bold"] else 400
    if "is_italic" in typed:
        values["style"] = "italic" if typed["is_italic"] else "normal"
    made = replace(field, **values)
    lightest, boldest = WEIGHTS[made.family]
    return replace(
        made,
        weight=min(max(made.weight, lightest), boldest),
        optical_size=made.optical_size if made.family in OPTICAL_SIZES else None,
        least=min(made.least, made.size),
    )
