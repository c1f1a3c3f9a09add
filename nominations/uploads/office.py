"""Looking into Word and Excel files without opening them: an archive of parts, none of which may act or reach out.

The parts themselves are never shown by us, only handed on as a download; what is refused here is what would act on the
machine of the person who opens it: macros, embedded programs, links that load something from elsewhere.
Formats: ECMA-376 part 2 (packages), parts 1 and 4 (relationship and content types).
"""

import io
import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from xml.etree import ElementTree

LARGEST_UNPACKED = 100 * 1024 * 1024
HIGHEST_RATIO = 100
MOST_ENTRIES = 2000
LARGEST_LIST = 2 * 1024 * 1024
"""Of a list of relationships or content types; ours are read whole."""
PIECE = 1024 * 1024

MAIN_PARTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
}
REACHING = (
    "attachedTemplate",
    "oleObject",
    "aFChunk",
    "control",
    "vbaProject",
    "externalLinkPath",
    "frame",
    "subDocument",
)
"""Relationships that bring in something from elsewhere or run it, by the last word of their type."""

RESAVE = "Hãy mở tệp, chọn Lưu thành (Save As), chọn PDF rồi gửi tệp PDF."
SENTENCES = {
    "broken": f"Tệp {{}} bị hỏng hoặc chưa tải về đủ. {RESAVE}",
    "locked": "Tệp {} có mật khẩu nên không mở được. Hãy bỏ mật khẩu rồi gửi lại.",
    "large": f"Tệp {{}} bung ra quá lớn nên không nhận được. {RESAVE}",
    "macro": f"Tệp {{}} có macro (lệnh tự chạy) nên không nhận được. {RESAVE}",
    "embedded": f"Tệp {{}} có tệp hoặc chương trình khác nhúng bên trong nên không nhận được. {RESAVE}",
    "links": f"Tệp {{}} có liên kết lấy nội dung từ tệp hoặc trang khác nên không nhận được. {RESAVE}",
    "archive": "Tệp {} là tệp nén hoặc loại tệp chưa nhận được. Hãy gửi riêng từng tệp PDF, ảnh, Word (.docx) hoặc Excel (.xlsx).",
}


class OfficeRefused(Exception):
    """The file may not be kept; `why` is a key of SENTENCES."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


def kind_of(content: bytes, *, depth: int = 0) -> str:
    """Return "docx" or "xlsx" for a harmless Word or Excel file. Raises OfficeRefused for everything else.

    Reads at most LARGEST_UNPACKED bytes, a piece at a time.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_entries(archive, len(content))
            kind = _kind(archive)
            _check_names(archive, depth)
            for name in archive.namelist():
                if name.lower().endswith(".rels"):
                    _check_relationships(_list_in(archive, name))
            return kind
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ElementTree.ParseError, UnicodeError):
        raise OfficeRefused("broken") from None


def _check_entries(archive: zipfile.ZipFile, size: int) -> None:
    """Refuse bombs, paths that lead out, links of a file system, and locked entries; then read all once."""
    entries = archive.infolist()
    unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if len(entries) > MOST_ENTRIES or unpacked > min(LARGEST_UNPACKED, HIGHEST_RATIO * size) or packed > size:
        raise OfficeRefused("large")
    if any(e.flag_bits & 0x1 for e in entries):
        raise OfficeRefused("locked")
    names = [e.filename.lower() for e in entries]
    if len(set(names)) != len(names) or any(map(_leads_out, entries)):
        raise OfficeRefused("archive")
    for entry in entries:
        with archive.open(entry) as part:
            while part.read(PIECE):
                pass  # the check sum is compared at the end of each part


def _leads_out(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename.replace("\\", "/")
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or ":" in name or stat.S_ISLNK(entry.external_attr >> 16)


def _kind(archive: zipfile.ZipFile) -> str:
    if "[Content_Types].xml" not in archive.namelist():
        raise OfficeRefused("archive")
    types = {node.get("ContentType", "") for node in _list_in(archive, "[Content_Types].xml")}
    if any(
        "macroenabled" in one.lower() or "vbaproject" in one.lower() or "macrosheet" in one.lower() for one in types
    ):
        raise OfficeRefused("macro")
    found = {MAIN_PARTS[one] for one in types if one in MAIN_PARTS}
    if len(found) != 1:
        raise OfficeRefused("archive")
    return found.pop()


def _check_names(archive: zipfile.ZipFile, depth: int) -> None:
    """Refuse parts that run or hold another file; a chart keeps its numbers in an embedded sheet, which is looked into."""
    for name in archive.namelist():
        plain = name.lower()
        if plain.endswith("vbaproject.bin") or "/macrosheets/" in plain:
            raise OfficeRefused("macro")
        if "/externallinks/" in plain:
            raise OfficeRefused("links")
        if "/activex/" in plain or "/ctrlprops/" in plain:
            raise OfficeRefused("embedded")
        if "/embeddings/" in plain and not plain.endswith("/"):
            if depth or not plain.endswith(".xlsx"):
                raise OfficeRefused("embedded")
            kind_of(archive.read(name), depth=depth + 1)


def _list_in(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """Return a list of the package. It is UTF-8 without a document type, so that it can define no entities."""
    if archive.getinfo(name).file_size > LARGEST_LIST:
        raise OfficeRefused("large")
    text = archive.read(name).decode("utf-8-sig")
    if "<!" in text.replace("<!--", ""):
        raise OfficeRefused("broken")
    return ElementTree.fromstring(text)


def _check_relationships(relationships: ElementTree.Element) -> None:
    for node in relationships:
        kind = node.get("Type", "").rpartition("/")[2]
        is_outside = node.get("TargetMode", "").lower() == "external"
        if kind == "vbaProject":
            raise OfficeRefused("macro")
        if kind in REACHING and (is_outside or kind in ("oleObject", "control", "aFChunk")):
            raise OfficeRefused("links" if is_outside else "embedded")
        if is_outside and not _is_plain_link(kind, node.get("Target", "")):
            raise OfficeRefused("links")


def _is_plain_link(kind: str, target: str) -> bool:
    """Return whether it is only something to click on: an address of the web, of mail, of a telephone."""
    return kind == "hyperlink" and target.strip().lower().startswith(("http://", "https://", "mailto:", "tel:"))
