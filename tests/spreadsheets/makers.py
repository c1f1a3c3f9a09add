"""Sheets made for tests, good and bad, on the fly: none is kept in the repository."""

import io
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/'
    'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override '
    'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'
    '"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{RELATIONS}/officeDocument'
    '" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="S" sheetId="1" r:id="r1"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
)


def xlsx(path: Path, rows: Sequence[Sequence], *, merges: Sequence[str] = (), sheet: str = "Danh sách") -> Path:
    """Write a workbook with one sheet as office programs do."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for merge in merges:
        page.merge_cells(merge)
    book.save(path)
    return path


def sheet_xml(rows: str) -> str:
    """Return the XML of a sheet around rows of XML."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def raw_xlsx(path: Path, rows: str = "", extra: dict[str, str | bytes] | None = None) -> Path:
    """Write a workbook by hand: rows are XML, `extra` adds or replaces parts."""
    parts = PARTS | {"xl/worksheets/sheet1.xml": sheet_xml(rows)} | (extra or {})
    return package(path, parts)


def package(path: Path, parts: dict[str, str | bytes]) -> Path:
    """Write a ZIP of parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


def ods_cell(value, attributes: str = "") -> str:
    """Return the XML of one cell: number, text, or nothing."""
    if value is None:
        return f"<table:table-cell{attributes}/>"
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"{attributes}/>'
    if hasattr(value, "isoformat"):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"{attributes}/>'
    return (
        f'<table:table-cell office:value-type="string"{attributes}><text:p>{escape(value)}</text:p></table:table-cell>'
    )


def ods(path: Path, rows: Sequence[Sequence], *, extra: dict[str, str] | None = None) -> Path:
    """Write an ODS file by hand."""
    table = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    return raw_ods(path, table, extra)


def raw_ods(path: Path, rows: str, extra: dict[str, str] | None = None) -> Path:
    """Write an ODS file whose table is given as XML."""
    content = (
        f"<office:document-content {NAMESPACES}><office:body><office:spreadsheet>"
        f'<table:table table:name="Trang 1">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{SPREADSHEET}"/></manifest:manifest>'
    )
    return package(
        path, {"mimetype": SPREADSHEET, "content.xml": content, "META-INF/manifest.xml": manifest} | (extra or {})
    )


def encrypted_ods(path: Path) -> Path:
    """Write an ODS file as LibreOffice does with a password: the manifest says how content.xml is encrypted."""
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="content.xml"><manifest:encryption-data manifest:checksum="x"/></manifest:file-entry>'
        "</manifest:manifest>"
    )
    return package(path, {"mimetype": SPREADSHEET, "content.xml": b"\x8f\x00\x12", "META-INF/manifest.xml": manifest})


def ole(path: Path, stream: str) -> Path:
    """Write the beginning of an OLE container that names one stream: EncryptedPackage, Workbook, WordDocument."""
    path.write_bytes(OLE + bytes(504) + stream.encode("utf-16-le").ljust(128, b"\0") + bytes(896))
    return path


def zip_bomb(path: Path, megabytes: int = 150) -> Path:
    """Write a workbook whose sheet is so many megabytes of nothing when unpacked."""
    rows = io.BytesIO()
    with zipfile.ZipFile(rows, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in PARTS.items():
            file.writestr(name, content)
        with file.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for _ in range(megabytes):
                part.write(b" " * 1024 * 1024)
            part.write(b"</sheetData></worksheet>")
    path.write_bytes(rows.getvalue())
    return path


def lying_zip(path: Path, claimed: int = 1000, real: int = 30 * 1024 * 1024) -> Path:
    """Write a workbook whose directory says that the sheet is small; its checksum fits the small beginning."""
    raw_xlsx(path, extra={"xl/worksheets/sheet1.xml": sheet_xml(" " * real)})
    with zipfile.ZipFile(path) as file:
        info = file.getinfo("xl/worksheets/sheet1.xml")
        beginning = zipfile.crc32(sheet_xml(" " * real).encode()[:claimed])
        true_size, true_sum = info.file_size, info.CRC
    content = path.read_bytes()
    content = content.replace(struct.pack("<L", true_size), struct.pack("<L", claimed))
    path.write_bytes(content.replace(struct.pack("<L", true_sum), struct.pack("<L", beginning)))
    return path


def entity_bomb() -> str:
    """Return a sheet with entities that unfold to a thousand million letters."""
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row>'
    return f"<!DOCTYPE worksheet [{entities}]>" + sheet_xml(row)


def large_file(path: Path, megabytes: int = 100) -> Path:
    """Write a file that has so many megabytes and takes no room on the disk."""
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(megabytes * 1024 * 1024)
    return path
