"""A page of somebody else's PDF under ours: only its marks on paper, nothing that acts, opens, links or is attached."""

from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

from certificates.values import Rect

OF_STREAM = {"/Filter", "/DecodeParms", "/Length"}
OF_FORM = OF_STREAM | {"/Type", "/Subtype", "/FormType", "/BBox", "/Matrix", "/Resources", "/Group"}
OF_RESOURCES = {"/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font"}
NOT_OF_PICTURE = ("/OPI", "/Alternates", "/Metadata", "/AF", "/OC", "/PieceInfo", "/StructParent", "/Ref", "/Measure")
"""What a picture may point to besides its dots."""
DEEPEST = 8


class UnderlayRefused(ValueError):
    """The PDF has no page that can be laid under; it was not checked when it came in."""


def underlay(pdf: Pdf, content: bytes, area: Rect) -> tuple[Object, str]:
    """Return the first page of the PDF `content` as a form of `pdf`, and the operator that lays it into `area`.

    The operator counts in mm from the upper left corner of the sheet. The page fills the area one way, keeps its shape
    and stands in the middle, turned as its own file says. Raises UnderlayRefused.
    """
    try:
        with pikepdf.open(BytesIO(content)) as source:
            form = pdf.copy_foreign(source.pages[0].as_form_xobject())
    except (pikepdf.PdfError, IndexError) as error:
        raise UnderlayRefused("no page") from error
    only_marks(form)
    return form, _placing(form, area)


def only_marks(form: Object, depth: int = 0) -> None:
    """Take from a form, and from forms within it, everything but what puts marks on paper."""
    for key in set(form.keys()) - OF_FORM:
        del form[key]
    resources = form.get("/Resources", Dictionary())
    for key in set(resources.keys()) - OF_RESOURCES:
        del resources[key]
    things = resources.get("/XObject", Dictionary())
    for name in list(things.keys()):
        thing = things[name]
        kind = thing.get("/Subtype")
        if kind == Name.Form and depth < DEEPEST:
            only_marks(thing, depth + 1)
        elif kind == Name.Image:
            for key in NOT_OF_PICTURE:
                if key in thing:
                    del thing[key]
        else:
            del things[name]


def _placing(form: Object, area: Rect) -> str:
    left, low, right, high = _corners(form)
    scale = min(area.width / (right - left), area.height / (high - low))
    x = area.x + (area.width - (right - left) * scale) / 2 - left * scale
    y = area.y + (area.height - (high - low) * scale) / 2 + high * scale
    return f"{scale:.8f} 0 0 {-scale:.8f} {x:.4f} {y:.4f} cm"


def _corners(form: Object) -> tuple[float, float, float, float]:
    """Return the form's box as its matrix turns it: left, low, right, high. Raises UnderlayRefused for an empty one."""
    x0, y0, x1, y1 = map(float, form.BBox)
    a, b, c, d, e, f = map(float, form.get("/Matrix", Array([1, 0, 0, 1, 0, 0])))
    points = [(a * x + c * y + e, b * x + d * y + f) for x in (x0, x1) for y in (y0, y1)]
    across, up = [x for x, _ in points], [y for _, y in points]
    if max(across) - min(across) < 1 or max(up) - min(up) < 1:
        raise UnderlayRefused("an empty page")
    return min(across), min(up), max(across), max(up)
