"""Makes the one page of a stranger's PDF harmless, inside the reader's process.

What is kept is what the page draws: the page becomes one drawing on a new page of a new file, so that nothing of the
old file is left but what that drawing needs. Notes, forms, links, scripts, attachments, layers' settings and whatever
stood before or after the PDF are gone; keys of drawings that bring in something from elsewhere are taken out.
Keys: ISO 32000-1:2008, 7.3.8.2 (external streams), 8.8 (PostScript), 8.9.5.4 (alternates), 8.10.4 (references),
14.11.7 (OPI).
"""

import io
from decimal import Decimal

MM_PER_POINT = 25.4 / 72
REACHING_KEYS = (
    "/F", "/FFilter", "/FDecodeParms", "/Ref", "/OPI", "/Alternates", "/Metadata", "/PieceInfo", "/AF", "/StructParent",
    "/StructParents", "/AA", "/OC", "/LastModified",
)  # fmt: skip
"""Of a stream's dictionary: what points elsewhere, and what means nothing outside the old file."""


class NotOnePage(Exception):
    """The file has several pages."""


def one_harmless_page(content: bytes) -> tuple[bytes, float, float]:
    """Return the only page of a PDF as a new PDF, its width and its height in mm as the paper is cut (TrimBox).

    Raises NotOnePage, and whatever pikepdf raises for a file that is damaged or locked.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as theirs, pikepdf.new() as ours:
        if len(theirs.pages) != 1:
            raise NotOnePage
        drawing = ours.copy_foreign(theirs.pages[0].as_form_xobject())
        left, bottom, right, top = (float(number) for number in drawing.BBox)
        to_page = _transformed(
            (left, bottom, right, top), [float(number) for number in drawing.get("/Matrix", UNTURNED)]
        )
        x, y, width, height = to_page
        ours.add_blank_page(page_size=(width, height))
        page = ours.pages[0]
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(G=drawing))
        page.Contents = ours.make_stream(f"q 1 0 0 1 {_number(-x)} {_number(-y)} cm /G Do Q".encode())
        for thing in ours.objects:
            if isinstance(thing, pikepdf.Stream):
                _keep_inside(thing)
        ours.remove_unreferenced_resources()
        out = io.BytesIO()
        ours.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue(), width * MM_PER_POINT, height * MM_PER_POINT


UNTURNED = (1, 0, 0, 1, 0, 0)


def _transformed(box: tuple[float, ...], matrix: list[float]) -> tuple[float, float, float, float]:
    """Return left, bottom, width and height of the box after the drawing's own matrix (a turned page)."""
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in box[::2] for y in box[1::2]]
    across, up = [x for x, _ in corners], [y for _, y in corners]
    return min(across), min(up), max(across) - min(across), max(up) - min(up)


def _number(value: float) -> str:
    return f"{Decimal(value).quantize(Decimal('0.0001')):f}"


def _keep_inside(stream) -> None:
    """Take out of a stream's dictionary what leads out of the file, and all of a PostScript drawing."""
    for key in REACHING_KEYS:
        if key in stream:
            del stream[key]
    if stream.get("/Subtype") == "/PS" or stream.get("/Subtype2") == "/PS":
        stream.write(b"")
        for key in list(stream.keys()):
            if key not in ("/Length", "/Filter"):
                del stream[key]
