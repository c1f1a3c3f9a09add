"""The office's own picture for the emblem slot, checked before it reaches the renderer.

Nothing of the Party or the State is drawn by the designs; an office that wants its emblem hands over a PNG or an SVG.
"""

import re
import warnings
from dataclasses import dataclass
from io import BytesIO

from lxml import etree
from PIL import Image, UnidentifiedImageError

MOST_BYTES = 2 * 1024 * 1024
LEAST_PIXELS, MOST_PIXELS = 600, 4000
MOST_SVG_ELEMENTS = 20_000
MOST_OBLONG = 1.05  # longer side over shorter side: the slot is round
SVG = "{http://www.w3.org/2000/svg}"
FORBIDDEN_ELEMENTS = {"script", "image", "foreignObject", "style", "use", "a", "animate", "set", "iframe", "text"}
LINK_ATTRIBUTES = {"href", "{http://www.w3.org/1999/xlink}href", "src"}


class EmblemRefused(Exception):
    """The picture cannot be used as emblem; the message is a Vietnamese sentence that says what to do."""


@dataclass(frozen=True)
class Emblem:
    """A checked picture. Make it with `Emblem.checked` or from what nominations.uploads wrote, never from unchecked bytes."""

    content: bytes
    mime: str

    @classmethod
    def checked(cls, content: bytes) -> "Emblem":
        """Return the picture in `content`; raise EmblemRefused unless it is a harmless square PNG or SVG."""
        if not content:
            raise EmblemRefused("Tệp hình trống. Đồng chí chọn lại tệp PNG hoặc SVG.")
        if len(content) > MOST_BYTES:
            raise EmblemRefused("Tệp hình lớn hơn 2 MB. Đồng chí thu nhỏ hình rồi tải lại.")
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            _check_png(content)
            return cls(content, "image/png")
        return cls(_checked_svg(content), "image/svg+xml")


def _check_png(content: bytes) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=["PNG"]) as picture:
                width, height = picture.size
                picture.verify()  # every chunk: loading alone accepts half a file once weasyprint is imported
            if max(width, height) <= MOST_PIXELS:
                with Image.open(BytesIO(content), formats=["PNG"]) as picture:
                    picture.load()
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
    ) as error:
        raise EmblemRefused("Tệp hình bị hỏng, không đọc được. Đồng chí chọn lại tệp PNG hoặc SVG.") from error
    if max(width, height) > MOST_PIXELS or min(width, height) < LEAST_PIXELS:
        raise EmblemRefused(
            f"Hình rộng {width} × {height} điểm ảnh; cần mỗi chiều từ {LEAST_PIXELS} đến {MOST_PIXELS}. "
            "Đồng chí chọn hình khác."
        )
    _check_square(width, height)


def _check_square(width: float, height: float) -> None:
    if max(width, height) > MOST_OBLONG * min(width, height):
        raise EmblemRefused("Hình phải vuông (chiều rộng bằng chiều cao). Đồng chí cắt lại hình rồi tải lại.")


def _checked_svg(content: bytes) -> bytes:
    """Return the SVG written anew from its parsed tree, so that what was checked is what is printed."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        tree = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise EmblemRefused("Tệp không phải hình PNG hay SVG. Đồng chí chọn lại tệp.") from error
    if tree.getroottree().docinfo.doctype or tree.tag != f"{SVG}svg":
        raise EmblemRefused("Tệp không phải hình SVG thường. Đồng chí lưu lại hình thành SVG thuần hoặc PNG.")
    elements = list(tree.iter())
    if len(elements) > MOST_SVG_ELEMENTS:
        raise EmblemRefused("Hình SVG quá nhiều nét vẽ. Đồng chí lưu hình thành PNG rồi tải lại.")
    for element in elements:
        _check_element(element)
    _check_square(*_svg_size(tree))
    return etree.tostring(tree, encoding="utf-8")


def _check_element(element: etree._Element) -> None:
    name = etree.QName(element).localname if isinstance(element.tag, str) else ""
    if (
        not name
        or name in FORBIDDEN_ELEMENTS
        or any(_reaches_out(name, attribute, value) for attribute, value in element.attrib.items())
    ):
        raise EmblemRefused(
            "Hình SVG có chữ, mã lệnh hoặc liên kết ra ngoài. Đồng chí lưu lại hình chỉ gồm nét vẽ, hoặc lưu thành PNG."
        )


def _reaches_out(element: str, attribute: str, value: str) -> bool:
    """Say whether an attribute runs something or names anything outside the picture."""
    plain = re.sub(r"""[\s'"]""", "", value).lower()
    if attribute in LINK_ATTRIBUTES:
        return not (element.endswith("Gradient") and plain.startswith("#"))
    return attribute.lower().startswith("on") or "@import" in plain or plain.count("url(") != plain.count("url(#")


def _svg_size(tree: etree._Element) -> tuple[float, float]:
    """Return width and height of the view box; without one the picture cannot be scaled."""
    try:
        numbers = [float(part) for part in tree.get("viewBox", "").replace(",", " ").split()]
        width, height = numbers[2:]
        if not 0 < width < 1e6 or not 0 < height < 1e6:
            raise ValueError(tree.get("viewBox"))
    except ValueError as error:
        raise EmblemRefused("Hình SVG không ghi khung hình (viewBox). Đồng chí lưu lại hình hoặc dùng PNG.") from error
    return width, height
