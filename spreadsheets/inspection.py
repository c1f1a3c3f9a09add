"""What a file really is, and whether it may be opened: looked at before any parser of spreadsheets touches it.

Limits follow OWASP ASVS 5.0, 5.2 (size before reading, size when unpacked, symbolic links, kind by content). Every
refusal is a sentence for the person who sent the file: which file, what is the matter, what to do.
"""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from vietnamese.text import one_line

from .measuring import Malformed, Measure, NotAllowed, TooLarge

MAX_SIZE = 20 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 100
BIG_PART = 10 * 1024 * 1024
"""The ratio is looked at for parts larger than this when unpacked; a small one may be a column of equal cells."""
MAX_PARTS = 2_000
MAX_DIRECTORY = 1024 * 1024
"""Bytes of a ZIP directory: 2,000 names of 500 letters."""
CHUNK = 64 * 1024

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
MACRO_ENDINGS = {".xlsm", ".xltm", ".xlam", ".xlsb"}
TEXT_ENDINGS = {".csv", ".tsv", ".txt"}
MARKUP = (b"<html", b"<!doctype", b"<table", b"<meta", b"<head", b"<body", b"<?xml", b"<workbook")
OTHER_KINDS = {b"%PDF": "PDF", b"\x89PNG": "ảnh", b"\xff\xd8\xff": "ảnh", b"GIF8": "ảnh", b"{\\rtf": "văn bản Word"}
SAVE_AGAIN = (
    "Hãy mở tệp bằng Excel hoặc LibreOffice, chọn “Lưu thành” (Save As), loại “Excel Workbook (.xlsx)”, rồi gửi lại."
)


class SpreadsheetRefused(ValueError):
    """The file is not taken in. `reason` is the Vietnamese sentence for the person who sent it."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Kind(Enum):
    """What a file is by its content."""

    XLSX = "xlsx"
    ODS = "ods"
    CSV = "csv"


def called(name: str) -> str:
    """Return how a sentence names the file: its name in quotation marks, cut to 60 letters."""
    name = one_line(name)
    return f"Tệp “{name if len(name) <= 60 else name[:45] + '…' + name[-14:]}”"


def inspect_file(name: str, path: Path, *, again: bool = False) -> Kind:
    """Return what the file at `path` is; raise SpreadsheetRefused when it may not be opened.

    The size is looked at first, so that a file of any size costs nothing. XML parts are read once, by a parser that
    resolves nothing; no cell is kept. `again` is for a file of our own keeping that passed before: its parts are then
    not unpacked and counted once more.
    """
    size = path.stat().st_size
    if size == 0:
        raise SpreadsheetRefused(
            f"{called(name)} rỗng, không có gì bên trong. Hãy chọn lại tệp hoặc xuất lại từ máy của đồng chí."
        )
    if size > MAX_SIZE:
        raise SpreadsheetRefused(
            f"{called(name)} nặng {_megabytes(size)} MB; hệ thống chỉ nhận bảng tính đến 20 MB. Hãy bỏ ảnh và các trang "
            "không dùng, hoặc chia thành nhiều tệp, rồi gửi lại."
        )
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK\x03\x04"):
        return _inspect_package(name, path, again=again)
    if head.startswith(OLE):
        raise SpreadsheetRefused(_ole_reason(name, path))
    return _inspect_plain(name, path, head)


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0").replace(".", ",")


def _ending(name: str) -> str:
    return Path(one_line(name)).suffix.lower()


def _ole_reason(name: str, path: Path) -> str:
    """Return why an OLE file is refused: an encrypted workbook, an old one, or a document of Word."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _password(name)
    if "WordDocument".encode("utf-16-le") in content:
        return (
            f"{called(name)} là văn bản Word cũ (.doc), không phải bảng tính. Hãy chép bảng trong văn bản sang Excel, lưu "
            "thành .xlsx rồi gửi lại."
        )
    return f"{called(name)} là bảng tính kiểu cũ (.xls của Excel 97–2003). {SAVE_AGAIN}"


def _password(name: str) -> str:
    return (
        f"{called(name)} có đặt mật khẩu nên hệ thống không đọc được. Hãy mở tệp, bỏ mật khẩu (thẻ Tệp, mục Thông tin, "
        "Bảo vệ sổ làm việc), lưu lại rồi gửi. Không gửi mật khẩu cho ai."
    )


def _corrupt(name: str) -> str:
    return f"{called(name)} bị hỏng hoặc chưa tải lên hết. {SAVE_AGAIN}"


def _inspect_plain(name: str, path: Path, head: bytes) -> Kind:
    for signature, what in OTHER_KINDS.items():
        if head.startswith(signature):
            raise SpreadsheetRefused(
                f"{called(name)} là tệp {what}, không phải bảng tính. Hãy gửi bảng tính .xlsx, .ods hoặc .csv."
            )
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if bare.startswith(MARKUP):
        raise SpreadsheetRefused(
            f"{called(name)} thật ra là một trang web hoặc tệp XML mang đuôi bảng tính (thường do phần mềm khác xuất ra). "
            + SAVE_AGAIN
        )
    if _ending(name) not in TEXT_ENDINGS:
        raise SpreadsheetRefused(_corrupt(name))
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and any(b"\0" in chunk for chunk in _chunks(path)):
        raise SpreadsheetRefused(
            f"{called(name)} không phải tệp chữ nên không đọc được như CSV. Hãy lưu lại thành .xlsx, hoặc “CSV UTF-8”, rồi gửi lại."
        )
    return Kind.CSV


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _inspect_package(name: str, path: Path, *, again: bool) -> Kind:
    if _ending(name) in MACRO_ENDINGS:
        raise SpreadsheetRefused(_macros(name))
    _check_directory(name, path)
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            _check_parts(name, parts)
            kind = _package_kind(name, {part.filename for part in parts})
            if not again:
                with path.open("rb") as file:
                    _read_parts(name, file, parts)
    except SpreadsheetRefused:
        raise
    except TooLarge:
        raise SpreadsheetRefused(
            f"{called(name)} có ô dữ liệu nằm quá xa hoặc lặp lại quá nhiều lần (vùng dữ liệu hơn 3 triệu ô). Hãy chép riêng "
            "phần bảng cần nhập sang một tệp mới, lưu thành .xlsx rồi gửi lại."
        ) from None
    except NotAllowed:
        raise SpreadsheetRefused(
            f"{called(name)} có nội dung mà bảng tính thật không bao giờ có, có thể gây hại nên không được mở. {SAVE_AGAIN}"
        ) from None
    except (
        zipfile.BadZipFile,
        zlib.error,
        Malformed,
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
        RuntimeError,
    ):
        raise SpreadsheetRefused(_corrupt(name)) from None
    return kind


def _macros(name: str) -> str:
    return (
        f"{called(name)} có chứa macro (đoạn chương trình) nên không được nhận, để giữ an toàn. Hãy lưu lại thành “Excel "
        "Workbook (.xlsx)”, loại không có macro, rồi gửi lại."
    )


def _check_directory(name: str, path: Path) -> None:
    """Refuse a ZIP whose directory says too many parts, before the directory is read into memory."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 65_557))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise SpreadsheetRefused(_corrupt(name))
    count, length = int.from_bytes(tail[at + 10 : at + 12], "little"), int.from_bytes(tail[at + 12 : at + 16], "little")
    if count > MAX_PARTS or length > MAX_DIRECTORY:
        raise SpreadsheetRefused(_bomb(name))


def _bomb(name: str) -> str:
    return (
        f"{called(name)} nén quá nhiều dữ liệu bên trong (hơn 100 MB hoặc hơn 2.000 phần), có thể làm treo máy nên không được "
        "mở. Hãy chép riêng phần bảng cần nhập sang một tệp mới, lưu thành .xlsx rồi gửi lại."
    )


def _check_parts(name: str, parts: list[zipfile.ZipInfo]) -> None:
    """Refuse by what the directory says: names, links, encryption, sizes. What parts really hold comes after."""
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise SpreadsheetRefused(_bomb(name))
    names = [part.filename.lower() for part in parts]
    if len(set(names)) != len(names) or any(map(_bad_name, names)):
        raise SpreadsheetRefused(_corrupt(name))
    for part in parts:
        if stat.S_ISLNK(part.external_attr >> 16):
            raise SpreadsheetRefused(_corrupt(name))
        if part.flag_bits & 0x1:
            raise SpreadsheetRefused(_password(name))
        if part.file_size > BIG_PART and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise SpreadsheetRefused(_bomb(name))
    for part in names:
        inside = part.rpartition("/")[2]
        if inside == "vbaproject.bin" or part.startswith(("xl/macrosheets/", "scripts/")) or _is_basic(part):
            raise SpreadsheetRefused(_macros(name))


def _bad_name(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or "\0" in name or ".." in name.split("/")


def _is_basic(part: str) -> bool:
    """Return whether the part is a Basic module of an ODS file; LibreOffice may also write empty lists of modules."""
    return part.startswith("basic/") and part.endswith(".xml") and not part.endswith(("script-lc.xml", "script-lb.xml"))


def _package_kind(name: str, parts: set[str]) -> Kind:
    if "xl/workbook.xml" in parts:
        return Kind.XLSX
    if "xl/workbook.bin" in parts:
        raise SpreadsheetRefused(f"{called(name)} là bảng tính nhị phân (.xlsb). {SAVE_AGAIN}")
    if "word/document.xml" in parts:
        raise SpreadsheetRefused(
            f"{called(name)} là văn bản Word, không phải bảng tính. Hãy chép bảng trong văn bản sang Excel, lưu thành .xlsx rồi gửi lại."
        )
    if "content.xml" in parts:
        return Kind.ODS
    raise SpreadsheetRefused(
        f"{called(name)} không phải bảng tính. Hãy gửi bảng tính .xlsx, .ods hoặc .csv; nếu là tệp nén thì hãy giải nén trước."
    )


def _read_parts(name: str, file: BinaryIO, parts: list[zipfile.ZipInfo]) -> None:
    """Unpack every part once: checksums, real sizes, XML without DOCTYPE, and what the sheets would take in memory."""
    measure, budget = Measure(), [MAX_UNPACKED]
    for part in sorted(parts, key=_reading_order):
        lower = part.filename.lower()
        chunks = _unpacked(name, file, part, budget)
        if lower == "[content_types].xml":
            chunks = _without(name, chunks, b"macroEnabled", _macros(name))
        elif lower == "meta-inf/manifest.xml":
            chunks = _without(name, chunks, b"encryption-data", _password(name))
        if lower.endswith((".xml", ".rels")) and part.file_size:
            measure.part(chunks)
            continue
        for mark in (b"sheetData", b"</sst>"):
            chunks = _without(name, chunks, mark, _corrupt(name))
        for _chunk in chunks:
            pass


def _reading_order(part: zipfile.ZipInfo) -> int:
    """Put first what says how the others are to be taken: what is encrypted, then the texts that cells refer to."""
    name = part.filename.lower()
    if name in ("meta-inf/manifest.xml", "[content_types].xml"):
        return 0
    return 1 if name.endswith("sharedstrings.xml") else 2


def _unpacked(name: str, file: BinaryIO, part: zipfile.ZipInfo, budget: list[int]) -> Iterator[bytes]:
    """Unpack one part and hold it against what the directory says of it.

    Done here and not by ZipFile.open, which stops at the size that the directory claims: a parser that goes on to the
    real end would meet what was hidden behind it.
    """
    file.seek(part.header_offset)
    header = file.read(30)
    if header[:4] != b"PK\x03\x04" or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Malformed(part.filename)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    inflate = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    left, size, checksum = part.compress_size, 0, 0
    packed = b""
    while left or packed:
        if not packed:
            packed = file.read(min(left, CHUNK))
            if not packed:
                raise Malformed(part.filename)
            left -= len(packed)
        chunk = inflate.decompress(packed, CHUNK) if inflate else packed
        packed = inflate.unconsumed_tail if inflate else b""
        size, checksum = size + len(chunk), zlib.crc32(chunk, checksum)
        budget[0] -= len(chunk)
        if budget[0] < 0:
            raise SpreadsheetRefused(_bomb(name))
        yield chunk
    rest = inflate.flush() if inflate else b""
    yield rest
    whole = inflate is None or (inflate.eof and not inflate.unused_data)
    if not whole or size + len(rest) != part.file_size or zlib.crc32(rest, checksum) != part.CRC:
        raise Malformed(part.filename)


def _without(name: str, chunks: Iterator[bytes], forbidden: bytes, reason: str) -> Iterator[bytes]:
    """Pass the chunks on; refuse when the forbidden bytes are among them, also across the edge of two chunks."""
    tail = b""
    for chunk in chunks:
        if forbidden in tail + chunk:
            raise SpreadsheetRefused(reason)
        tail = chunk[-len(forbidden) :]
        yield chunk
