"""Opens pictures and PDFs of strangers, in a process of its own that may use little time and memory.

Started by `children.ask`; reads the file from its input and writes one line of JSON, then the parts that the line tells
the lengths of. Whatever goes wrong in here costs this process and nothing else.
"""

import io
import json
import math
import resource
import sys

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space: libraries and fonts of the readers take a part, one picture of the largest size the rest."""
SECONDS = 8
MOST_PIXELS = 50_000_000
KEPT_PIXELS = 16_000_000
"""A page of A4 at 400 dots an inch has 15.5 million; what is larger is made smaller."""
SMALL_SIDE = 320
PAGE_WIDTH, PAGE_HEIGHT = 1240, 2480
"""A page of A4 at 150 dots an inch, and a long one."""
PICTURES = ["JPEG", "PNG", "WEBP", "HEIF"]


class Refused(Exception):
    """Why: locked, broken, pixels, empty, page, pages."""


def main() -> None:
    """Answer the one question in the arguments about the file in the input."""
    for what, limit in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0),
                        (resource.RLIMIT_FSIZE, 0)):  # fmt: skip
        resource.setrlimit(what, (limit, limit))
    question, *more = sys.argv[1:]
    content = sys.stdin.buffer.read()
    try:
        said, parts = {"picture": picture, "pdf": pdf, "page": page, "blank": blank}[question](content, *map(int, more))
    except Refused as refusal:
        said, parts = {"refused": str(refusal)}, []
    except MemoryError:
        said, parts = {"refused": "heavy"}, []
    except Exception:  # noqa: BLE001 readers meet damaged files with every kind of error; none of them is ours to repair
        said, parts = {"refused": "broken"}, []
    sys.stdout.buffer.write(json.dumps(said | {"lengths": [len(part) for part in parts]}).encode() + b"\n")
    for part in parts:
        sys.stdout.buffer.write(part)


def picture(content: bytes, most_side: int = 0) -> tuple[dict, list[bytes]]:
    """Return the picture decoded and written anew, upright, without anything but its pixels, and a small one.

    With `most_side` a picture with a longer side is made that small.
    """
    from PIL import Image, ImageFile, ImageOps
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = None  # asked below, before anything is decoded
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # half a photo is no evidence
    with Image.open(io.BytesIO(content), formats=PICTURES) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Refused("pixels")
        is_png = opened.format == "PNG"
        profile = opened.info.get("icc_profile")
        if (much := opened.width * opened.height / KEPT_PIXELS) > 1:
            shrink = math.sqrt(much)
            opened.thumbnail((int(opened.width / shrink), int(opened.height / shrink)), reducing_gap=2.0)
        opened.load()
        upright = _plain_colours(ImageOps.exif_transpose(opened), profile)
    if most_side:
        upright.thumbnail((most_side, most_side), reducing_gap=3.0)
    upright.info.clear()
    out = io.BytesIO()
    if is_png or upright.mode in ("RGBA", "LA"):
        mime, ending = "image/png", "png"
        upright.save(out, "PNG")
    else:
        mime, ending = "image/jpeg", "jpg"
        upright.save(out, "JPEG", quality=90, optimize=True)
    said = {"mime": mime, "ending": ending, "width": upright.width, "height": upright.height}
    return said, [out.getvalue(), _small(upright)]


def _plain_colours(image, profile: bytes | None):
    """Return the picture in eight bits of grey or sRGB, with its transparency when it has one."""
    from PIL import ImageCms

    if image.mode in ("I;16", "I;16B", "I"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        return image.convert("LA" if image.mode == "LA" else "RGBA")
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(image, theirs, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            pass  # a damaged profile: the colours are taken as they are
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def _small(image) -> bytes:
    from PIL import Image

    small = image.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE), reducing_gap=3.0)
    if small.mode in ("RGBA", "LA"):
        ground = Image.new("RGB", small.size, "white")
        ground.paste(small, mask=small.getchannel("A"))
        small = ground
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue()


def pdf(content: bytes) -> tuple[dict, list[bytes]]:
    """Return how many pages a PDF has, and a small picture of the first one when it can be drawn."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as opened:
            pages = len(opened.pages)
    except pikepdf.PasswordError:
        raise Refused("locked") from None
    if pages == 0:
        raise Refused("empty")
    try:
        first = [_small(_drawn(content, 0))]
    except Exception:  # noqa: BLE001 the page is shown as a name only; the paper itself is whole
        first = []
    return {"pages": pages}, first


def blank(content: bytes) -> tuple[dict, list[bytes]]:
    """Return the only page of a PDF without anything that acts or reaches out, its size in mm, and a small picture."""
    import pikepdf

    from .blanks import NotOnePage, one_harmless_page

    try:
        clean, width, height = one_harmless_page(content)
    except pikepdf.PasswordError:
        raise Refused("locked") from None
    except NotOnePage:
        raise Refused("pages") from None
    return {"width": width, "height": height}, [clean, _small(_drawn(clean, 0))]


def page(content: bytes, number: int) -> tuple[dict, list[bytes]]:
    """Return the picture of a page of a PDF, counted from 1."""
    out = io.BytesIO()
    _drawn(content, number - 1).save(out, "JPEG", quality=82, optimize=True)
    return {}, [out.getvalue()]


def _drawn(content: bytes, place: int):
    """Return the page as people see it: with its forms filled in, without running anything in it."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    if document.get_formtype():
        document.init_forms()
    if place >= len(document):
        raise Refused("page")
    sheet = document[place]
    width, height = sheet.get_size()
    return sheet.render(scale=min(PAGE_WIDTH / width, PAGE_HEIGHT / height)).to_pil().convert("RGB")


if __name__ == "__main__":
    main()
