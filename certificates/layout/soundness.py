"""What makes a layout sound, and the sentences for what is not; called by LayoutSpec.from_json."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from certificates.layout.placeholders import PLACEHOLDERS, placeholders_in
from certificates.layout.spec import (
    DESIGN_CODES,
    SCHEMA,
    Address,
    Align,
    Citation,
    EmblemSlot,
    Field,
    Ground,
    Key,
    LayoutSpec,
    Preprinted,
    Rect,
)
from certificates.layout.strict import LayoutRefused, Reader, read_all, shown
from documents.typesetting import Step

SMALLEST_SHEET_MM, LARGEST_SHEET_MM = 100.0, 900.0
SMALLEST_SIZE_MM, LARGEST_SIZE_MM = 1.5, 60.0
SMALLEST_SEAL_MM, SMALLEST_QR_MM, LARGEST_QR_MM = 20.0, 12.0, 60.0
SLACK_MM = 0.05
"""How far rounding may carry a box over the edge of the sheet."""
MOST_FIELDS, MOST_LINES, MOST_STEPS, MOST_SIZES, MOST_FALLBACKS = 40, 8, 8, 8, 4
MOST_TEXT = 300
COLOUR = re.compile(r"#[0-9a-f]{6}")
FREE_TEXT = re.compile(r"text[1-9]\d?")
SHA256 = re.compile(r"[0-9a-f]{64}")
WEIGHTS = {
    "EB Garamond": (400, 800),
    "Playfair Display": (400, 900),
    "Cormorant": (300, 700),
    "Source Serif 4": (200, 900),
    "Noto Serif": (100, 900),
    "Noto Sans": (100, 900),
    "Liberation Serif": (400, 700),
}
"""The families that a layout may name, each with the lightest and the boldest weight of its files."""
OPTICAL_SIZES = {"Source Serif 4": (8.0, 60.0)}
LABELS = {
    Key.HEADING: "Quốc hiệu hoặc tên Đảng",
    Key.MOTTO: "Tiêu ngữ",
    Key.AWARDER: "Cơ quan khen",
    Key.GIVES: "Chữ “Tặng”",
    Key.TITLE: "Tên giấy khen",
    Key.RECIPIENT: "Người nhận",
    Key.UNIT: "Đơn vị",
    Key.ACHIEVEMENT: "Nội dung khen",
    Key.DATE: "Địa danh và ngày",
    Key.AUTHORITY: "Thẩm quyền ký",
    Key.POSITION: "Chức vụ người ký",
    Key.SIGNER: "Người ký",
    Key.DECISION: "Số quyết định",
    Key.DECISION_DATE: "Ngày quyết định",
    Key.REGISTER: "Số vào sổ",
    Key.CODE: "Mã kiểm tra",
}
"""What the office calls each field."""
MARKS = {"emblem": "Hình biểu trưng", "qr": "Mã vuông (QR)"}
"""What is no text and leaves ink all the same."""
PUSHING = (Key.AUTHORITY, Key.POSITION, Key.AWARDER, Key.HEADING, Key.SIGNER)
"""Fields whose further lines may push others up: they are equal on all sheets of a run."""
IN_CITATION = (Key.RECIPIENT, Key.UNIT, Key.ACHIEVEMENT)


def field_label(key: str) -> str:
    """Return what the office calls the field `key`: “Người ký”, “Chữ thêm 2”; also the emblem and the QR code."""
    if key in MARKS:
        return MARKS[key]
    return LABELS[Key(key)] if key in tuple(Key) else f"Chữ thêm {key.removeprefix('text')}"


def sound_layout(data: Mapping[str, Any]) -> LayoutSpec:
    """Return the layout in `data`. Raises LayoutRefused with the first thing that is wrong."""
    reader = Reader(data, "Bố cục")
    _check_schema(reader, data)
    side = partial(reader.number, least=SMALLEST_SHEET_MM, most=LARGEST_SHEET_MM)
    width, height = side("width_mm", "chiều rộng tờ giấy (mm)"), side("height_mm", "chiều cao tờ giấy (mm)")
    sheet = (width, height)
    spec = LayoutSpec(
        width_mm=width,
        height_mm=height,
        ground=_ground(reader.part("ground", "Nền"), sheet),
        fields=read_all(reader.items("fields", "danh sách ô chữ", MOST_FIELDS), partial(_field, sheet)),
        seal=_rect(reader.part("seal", "Chỗ ký và đóng dấu"), sheet, SMALLEST_SEAL_MM),
        citation=_citation(reader.part("citation", "Khối tên, đơn vị và nội dung khen", None), sheet),
        address=_address(reader.part("address", "Chữ xưng hô", {})),
        emblem=_emblem(reader.part("emblem", "Ô huy hiệu", None), sheet),
        qr=_qr(reader.part("qr", "Mã vuông (QR)", None), sheet),
        fallbacks=_fallbacks(reader),
    )
    reader.done()
    _check_together(spec)
    return spec


def _check_schema(reader: Reader, data: Mapping[str, Any]) -> None:
    schema = reader.whole("schema", "số bản của bố cục", 0, 1_000_000, default=0)
    if schema > SCHEMA:
        raise LayoutRefused(
            f"Bố cục này do bản phần mềm mới hơn lập (bản {schema}, ở đây đọc được đến bản {SCHEMA}). "
            "Đồng chí cập nhật phần mềm rồi nhập lại."
        )
    if schema < SCHEMA:
        raise LayoutRefused("Bố cục không ghi số bản. Đồng chí chọn lại tệp do phần mềm này xuất ra.")


def _needed(reader: Reader | None, where: str) -> Reader:
    if reader is None:
        raise LayoutRefused(f"{where} chưa có trong bố cục. Đồng chí chọn lại tệp do phần mềm này xuất ra.")
    return reader


def _ground(part: Reader | None, sheet: tuple[float, float]) -> Ground:
    reader = _needed(part, "Nền")
    kind = reader.choice("kind", "loại nền", ("design", "own", "none"))
    code = reader.text("code", "mẫu", 40, "")
    sha256 = reader.text("sha256", "hình nền", 64, "")
    if kind == "design" and code not in DESIGN_CODES:
        reader.refuse(f"không có mẫu “{code}”. Đồng chí chọn lại mẫu trong danh sách.")
    if kind == "own" and not SHA256.fullmatch(sha256):
        reader.refuse("chưa có hình nền. Đồng chí đưa hình hoặc tệp PDF của phôi lên.")
    area = reader.part("area", "Nền", None)
    ground = Ground(
        kind,
        code if kind == "design" else "",
        sha256 if kind == "own" else "",
        _rect(area, sheet, 10.0) if area else None,
        reader.flag("is_printed", "in nền", True),
    )
    reader.done()
    return ground


def _rect(part: Reader | None, sheet: tuple[float, float], least: float) -> Rect:
    reader = _needed(part, "Chỗ ký và đóng dấu")
    rect = Rect(
        reader.number("x", "vị trí ngang (mm)", 0, sheet[0]),
        reader.number("y", "vị trí dọc (mm)", 0, sheet[1]),
        reader.number("width", "chiều rộng (mm)", least, sheet[0]),
        reader.number("height", "chiều cao (mm)", least, sheet[1]),
    )
    reader.done()
    _check_inside(reader, sheet, (rect.x, rect.y, rect.x + rect.width, rect.y + rect.height))
    return rect


def _check_inside(reader: Reader, sheet: tuple[float, float], box: tuple[float, float, float, float]) -> None:
    """Refuse a box (left, top, right, bottom) that reaches over an edge, and name the edge."""
    over = {"trái": -box[0], "trên": -box[1], "phải": box[2] - sheet[0], "dưới": box[3] - sheet[1]}
    edge, excess = max(over.items(), key=lambda item: item[1])
    if excess > SLACK_MM:
        reader.refuse(
            f"chờm ra ngoài mép {edge} tờ giấy {shown(round(excess, 2))} mm. Đồng chí kéo vào trong hoặc thu nhỏ lại."
        )


def _face(reader: Reader) -> dict[str, Any]:
    """Return family, weight, style, kerned and optical_size."""
    family = reader.choice("family", "phông chữ", WEIGHTS, "EB Garamond")
    least, most = WEIGHTS[family]
    weight = reader.whole("weight", f"độ đậm của phông {family}", least, most, 400)
    if weight % 100:
        reader.refuse(f"độ đậm {weight} không tròn trăm. Đồng chí chọn 400 (thường), 700 (đậm) hoặc một số tròn trăm.")
    return {
        "family": family,
        "weight": weight,
        "style": reader.choice("style", "kiểu chữ", ("normal", "italic"), "normal"),
        "kerned": reader.flag("kerned", "chỉnh khoảng cách từng cặp chữ", False),
        "optical_size": _optical_size(reader, family),
    }


def _optical_size(reader: Reader, family: str) -> float | None:
    """Return the point size for which the face is cut; families without that axis have none."""
    if not reader.has("optical_size"):
        reader.nothing("optical_size")
        return None
    if family not in OPTICAL_SIZES:
        reader.refuse(f"phông {family} không có cỡ quang học. Đồng chí để trống mục này.")
    least, most = OPTICAL_SIZES[family]
    return reader.number("optical_size", f"cỡ quang học của phông {family}", least, most)


def _field(sheet: tuple[float, float], data: Any, place: int) -> Field:
    named = Reader(data, f"Ô chữ thứ {place}")
    key = named.text("key", "tên ô", 20)
    if key not in tuple(Key) and not FREE_TEXT.fullmatch(key):
        named.refuse(f"không có ô “{key}”. Đồng chí chọn lại trong danh sách.")
    reader = Reader(data, f"Ô “{field_label(key)}”")
    reader.text("key", "tên ô", 20)
    size = reader.number("size", "cỡ chữ (mm)", SMALLEST_SIZE_MM, LARGEST_SIZE_MM, 5.0)
    field = Field(
        key=key,
        x=reader.number("x", "vị trí ngang (mm)", 0, sheet[0]),
        y=reader.number("y", "chân chữ cách mép trên (mm)", 0, sheet[1]),
        width=reader.number("width", "bề rộng ô (mm)", 1, sheet[0]),
        align=reader.choice("align", "cách canh lề", tuple(Align), Align.CENTER),
        **_face(reader),
        size=size,
        least=reader.number("least", "cỡ chữ nhỏ nhất (mm)", SMALLEST_SIZE_MM, size, min(4.0, size)),
        lines=reader.whole("lines", "số dòng", 1, MOST_LINES, 1),
        leading=reader.number("leading", "giãn dòng", 0.8, 3, 1.25),
        colour=_colour(reader),
        caps=reader.flag("caps", "viết hoa", False),
        tracking=reader.number("tracking", "giãn chữ", -0.05, 0.3, 0.0),
        is_shown=reader.flag("is_shown", "hiện ô này", True),
        preprinted=reader.choice("preprinted", "loại phôi đã in sẵn", tuple(Preprinted), Preprinted.NEVER),
        grows_up=reader.flag("grows_up", "thêm dòng lên trên", False),
        rises_with=reader.choice("rises_with", "ô đẩy lên", ("", *PUSHING), ""),
        text=_free_text(reader, key),
    )
    reader.done()
    _check_inside(reader, sheet, field_box(field))
    return field


def _colour(reader: Reader) -> str:
    colour = reader.text("colour", "màu chữ", 7, "#000000").lower()
    if not COLOUR.fullmatch(colour):
        reader.refuse(f"không có màu “{colour}”. Đồng chí chọn lại màu chữ.")
    return colour


def _free_text(reader: Reader, key: str) -> str:
    text = reader.text("text", "chữ", MOST_TEXT, "")
    if key in tuple(Key):
        if text:
            reader.refuse("chữ của ô này do phần mềm ghi. Đồng chí thêm một ô chữ riêng cho chữ muốn ghi thêm.")
        return ""
    if not text.strip():
        reader.refuse("chưa có chữ. Đồng chí ghi chữ muốn in hoặc xóa ô này.")
    for name in placeholders_in(text):
        if name not in PLACEHOLDERS:
            known = ", ".join(f"{{{known}}}" for known in PLACEHOLDERS)
            reader.refuse(f"không có chỗ điền “{{{name}}}”. Đồng chí dùng một trong: {known}.")
    return text


def field_box(field: Field) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a field in mm: its lines from the highest to the lowest baseline."""
    left = {Align.LEFT: field.x, Align.CENTER: field.x - field.width / 2}.get(field.align, field.x - field.width)
    further = (field.lines - 1) * field.leading * field.size
    top, bottom = (field.y - further, field.y) if field.grows_up else (field.y, field.y + further)
    return left, top, left + field.width, bottom


def _citation(reader: Reader | None, sheet: tuple[float, float]) -> Citation | None:
    if reader is None:
        return None
    wide = partial(reader.number, least=20, most=sheet[0])
    citation = Citation(
        x=reader.number("x", "vị trí ngang (mm)", 0, sheet[0]),
        top=reader.number("top", "mép trên (mm)", 0, sheet[1]),
        bottom=reader.number("bottom", "mép dưới (mm)", 0, sheet[1]),
        recipient=wide("recipient", "bề rộng dòng tên (mm)"),
        unit=wide("unit", "bề rộng dòng đơn vị (mm)"),
        achievement=wide("achievement", "bề rộng nội dung khen (mm)"),
        steps=read_all(reader.items("steps", "các bộ cỡ chữ", MOST_STEPS), _step),
        share_above=reader.number("share_above", "phần khoảng trống phía trên", 0, 1, 0.65),
        rises_with=reader.choice("rises_with", "ô đẩy lên", ("", *PUSHING), Key.AUTHORITY),
    )
    reader.done()
    if citation.bottom - citation.top < SMALLEST_SIZE_MM:
        reader.refuse("mép dưới phải thấp hơn mép trên. Đồng chí kéo mép dưới xuống.")
    if not citation.steps:
        reader.refuse("chưa có bộ cỡ chữ nào. Đồng chí ghi ít nhất một bộ cỡ chữ.")
    half = max(citation.recipient, citation.unit, citation.achievement) / 2
    _check_inside(reader, sheet, (citation.x - half, citation.top, citation.x + half, citation.bottom))
    return citation


def _step(data: Any, place: int) -> Step:
    reader = Reader(data, f"Bộ cỡ chữ thứ {place}")
    size = partial(reader.number, least=SMALLEST_SIZE_MM, most=LARGEST_SIZE_MM)
    leading = partial(reader.number, least=0.8, most=3)
    gap = partial(reader.number, least=0, most=60)
    step = Step(
        recipient=reader.numbers("recipient", "cỡ chữ tên (mm)", SMALLEST_SIZE_MM, LARGEST_SIZE_MM, MOST_SIZES),
        recipient_leading=leading("recipient_leading", "giãn dòng tên"),
        unit=size("unit", "cỡ chữ đơn vị (mm)"),
        unit_leading=leading("unit_leading", "giãn dòng đơn vị"),
        gap_unit=gap("gap_unit", "khoảng trên đơn vị (mm)"),
        achievement=size("achievement", "cỡ chữ nội dung khen (mm)"),
        achievement_leading=leading("achievement_leading", "giãn dòng nội dung khen"),
        gap_achievement=gap("gap_achievement", "khoảng trên nội dung khen (mm)"),
    )
    reader.done()
    return step


def _address(part: Reader | None) -> Address:
    reader = _needed(part, "Chữ xưng hô")
    address = Address(
        **_face(reader),
        share=reader.number("share", "cỡ so với tên", 0.2, 1.5, 0.74),
        gap=reader.number("gap", "khoảng cách đến tên", 0, 3, 0.05),
        is_shown=reader.flag("is_shown", "hiện chữ xưng hô", True),
    )
    reader.done()
    return address


def _emblem(reader: Reader | None, sheet: tuple[float, float]) -> EmblemSlot | None:
    if reader is None:
        return None
    slot = EmblemSlot(
        reader.number("x", "vị trí ngang của tâm (mm)", 0, sheet[0]),
        reader.number("y", "vị trí dọc của tâm (mm)", 0, sheet[1]),
        reader.number("disc", "đường kính (mm)", 3, 200),
        reader.number("image", "cỡ hình (mm)", 3, 200),
        reader.text("sha256", "hình biểu trưng", 64, ""),
    )
    reader.done()
    if slot.sha256 and not SHA256.fullmatch(slot.sha256):
        reader.refuse("không đọc được hình biểu trưng. Đồng chí đưa hình lên lại.")
    half = max(slot.disc, slot.image) / 2
    _check_inside(reader, sheet, (slot.x - half, slot.y - half, slot.x + half, slot.y + half))
    return slot


def _qr(reader: Reader | None, sheet: tuple[float, float]) -> Rect | None:
    if reader is None:
        return None
    rect = _rect(reader, sheet, SMALLEST_QR_MM)
    if abs(rect.width - rect.height) > SLACK_MM or rect.width > LARGEST_QR_MM:
        reader.refuse(
            f"phải vuông, mỗi cạnh từ {shown(SMALLEST_QR_MM)} đến {shown(LARGEST_QR_MM)} mm. Đồng chí sửa lại cỡ."
        )
    return rect


def _fallbacks(reader: Reader) -> tuple[str, ...]:
    names = reader.items("fallbacks", "danh sách phông thay thế", MOST_FALLBACKS, [])
    return tuple(Reader({"family": name}, "Phông thay thế").choice("family", "phông chữ", WEIGHTS) for name in names)


def _check_together(spec: LayoutSpec) -> None:
    """Refuse what no part can see alone."""
    keys = [field.key for field in spec.fields]
    doubled = next((key for key in keys if keys.count(key) > 1), None)
    if doubled:
        raise LayoutRefused(f"Ô “{field_label(doubled)}” có hai lần trong bố cục. Đồng chí xóa bớt một ô.")
    needed = IN_CITATION if spec.citation else (Key.RECIPIENT,)
    for key in needed:
        if key not in keys:
            raise LayoutRefused(f"Bố cục chưa có ô “{field_label(key)}”. Đồng chí thêm ô này.")
    if not spec.field(Key.RECIPIENT).is_shown:
        raise LayoutRefused("Ô “Người nhận” đang ẩn nên giấy sẽ không có tên. Đồng chí cho hiện ô này.")
    for field in spec.fields:
        _check_pushing(spec, field)


def _check_pushing(spec: LayoutSpec, field: Field) -> None:
    """Refuse fields that push each other in a circle."""
    seen, each = [field.key], field
    while each is not None and each.rises_with:
        if each.rises_with in seen:
            raise LayoutRefused(
                f"Ô “{field_label(field.key)}” và ô “{field_label(each.rises_with)}” đẩy lẫn nhau. "
                "Đồng chí bỏ một trong hai chỗ đẩy."
            )
        seen.append(each.rises_with)
        each = spec.field(each.rises_with)
