"""Files as people send them, harmless and hostile, made on the fly."""

import io
import zipfile

import pikepdf
import pillow_heif
from PIL import Image

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = {
    "docx": ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
}


def picture(form="JPEG", size=(40, 30), mode="RGB", colour=(200, 30, 30), **save):
    """Return the bytes of a picture of one colour."""
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, form, **save)
    return out.getvalue()


def photo_with_place(form="JPEG", **save):
    """Return a photo of 40 by 30 that was taken lying, with its place, owner and time."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x013B] = "Trần Thị Chủ Máy"
    exif.get_ifd(0x8825).update({1: "N", 2: (10.0, 30.0, 0.0), 3: "E", 4: (106.0, 10.0, 0.0)})
    return picture(form, exif=exif, **save)


def heic(size=(64, 48), **save):
    """Return a photo as iPhones make it."""
    out = io.BytesIO()
    made = pillow_heif.from_pillow(Image.new("RGB", size, (200, 30, 30)))
    made.save(out, quality=50, **save)
    return out.getvalue()


def pdf(pages=1, size=(595, 842), change=None, **save):
    """Return the bytes of a PDF of blank pages; `change` may do something to it first."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page(page_size=size)
        if change:
            change(made)
        made.save(out, **({"deterministic_id": True} if "encryption" not in save else {}) | save)
    return out.getvalue()


def office(kind="docx", *, parts=None, relationships="", types="", main_type="", **zip_options):
    """Return a Word or Excel file of the fewest parts; `parts` are more of them, by name."""
    name, content_type = MAIN[kind]
    listed = f'<Override PartName="/{name}" ContentType="{main_type or content_type}"/>{types}'
    inside = {
        "[Content_Types].xml": f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{PACKAGE}/content-types">{listed}</Types>',
        name: "<document>Báo cáo</document>",
        f"{name.replace('/', '/_rels/')}.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relationships}</Relationships>',
    } | (parts or {})
    return archive(inside, **zip_options)


def archive(parts, compression=zipfile.ZIP_DEFLATED):
    """Return a zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def relationship(kind, target, outside=True):
    """Return a relationship of a part to something, outside the file or in it."""
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="r1" Type="{RELATIONSHIPS}/{kind}" Target="{target}"{mode}/>'
