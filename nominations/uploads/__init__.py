"""Looking inside uploaded files before they are kept. Allowed: PDF, JPEG, PNG, WebP, HEIC, DOCX, XLSX.

A file is judged by its content, never by its name. Pictures are decoded and written anew, turned upright, without the
camera's data (place, owner); what came as WebP or HEIC is kept as JPEG, or PNG where it has see-through parts, because
not every machine opens them. A PDF is kept as it came, because rewriting it would break signatures; people see pictures
of its pages and get itself as a download only. Word and Excel files are kept as they came when nothing in them acts.
"""

import hashlib
from dataclasses import dataclass
from pathlib import PurePath

from . import office
from .children import Unreadable, ask
from .names import clean_name, with_ending
from .refusal import UploadRefused

__all__ = [
    "LARGEST",
    "MOST_PAGES_SHOWN",
    "SCANS",
    "Accepted",
    "Blank",
    "UploadRefused",
    "clean_name",
    "inspect",
    "inspect_blank",
    "inspect_emblem",
    "page_picture",
]

LARGEST = 20 * 1024 * 1024
MOST_PAGES_SHOWN = 100

PDF, PICTURE, OFFICE = "pdf", "picture", "office"
SCANS = (PDF, PICTURE)
"""What a signed paper can be."""
EVERYTHING = (PDF, PICTURE, OFFICE)

DOCX_MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFFICE_MIMES = {"docx": DOCX_MIME, "xlsx": XLSX_MIME}
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How a compound file begins: Word and Excel until 2003, and the newer ones under a password."""
PNG_OR_JPEG = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")

SENTENCES = {
    "kind": "Tệp {} không phải PDF, ảnh, Word hay Excel nên không nhận được. Hãy chụp ảnh hoặc lưu thành PDF rồi gửi lại.",
    "scan": "Tệp {} không phải PDF hay ảnh. Hãy quét thành PDF hoặc chụp ảnh tờ giấy rồi gửi lại.",
    "none": "Tệp {} rỗng. Hãy chọn lại tệp có nội dung.",
    "size": "Tệp {} lớn hơn 20 MB. Hãy chọn tệp nhỏ hơn hoặc giảm cỡ ảnh rồi gửi lại.",
    "old": "Tệp {} là Word hoặc Excel kiểu cũ (.doc, .xls). Hãy mở tệp, chọn Lưu thành (Save As), chọn loại .docx, .xlsx hoặc PDF rồi gửi lại.",
}  # fmt: skip
PDF_SENTENCES = {
    "locked": "Tệp {} có mật khẩu nên không mở được. Hãy bỏ mật khẩu rồi gửi lại.",
    "empty": "Tệp {} không có trang nào. Hãy chọn tệp khác.",
    "broken": "Tệp {} bị hỏng hoặc không phải PDF. Hãy mở thử trên máy rồi gửi lại.",
    "heavy": "Tệp {} quá nặng nên không mở được. Hãy tách thành vài tệp nhỏ hoặc quét lại rồi gửi.",
}
PICTURE_SENTENCES = {
    "pixels": "Ảnh {} có quá nhiều điểm ảnh. Hãy giảm cỡ ảnh rồi gửi lại.",
    "broken": "Ảnh {} bị hỏng hoặc chưa tải về đủ. Hãy mở thử trên máy, chụp lại nếu cần rồi gửi lại.",
    "heavy": "Ảnh {} quá nặng nên không mở được. Hãy giảm cỡ ảnh rồi gửi lại.",
}
BLANK_SENTENCES = {
    "kind": "Tệp {} không phải ảnh hay PDF nên không làm nền được. Nếu là bản vẽ (SVG, AI, CDR) hay trang web, hãy nhờ nhà in xuất ra PDF một trang, hoặc chụp ảnh tờ phôi.",
    "pages": "Tệp {} có nhiều trang. Hãy tách riêng trang của tờ phôi thành một tệp PDF rồi gửi lại.",
    "heavy": "Tệp {} quá nặng nên không vẽ ra được. Hãy nhờ nhà in xuất ra PDF nhẹ hơn, hoặc chụp ảnh tờ phôi rồi gửi ảnh.",
}

EMBLEM_SENTENCES = {
    "kind": "Tệp {} không phải ảnh PNG hay JPEG nên không làm biểu trưng được. Nếu là bản vẽ (SVG, AI, CDR) hay PDF, hãy nhờ người vẽ xuất ra PNG.",
    "size": "Ảnh {} chỉ có {} x {} điểm ảnh, in ra sẽ mờ. Hãy chọn ảnh mà mỗi chiều có ít nhất {} điểm ảnh.",
    "shape": "Ảnh {} rộng {}, cao {} điểm ảnh, không vuông. Hãy cắt ảnh cho vuông rồi gửi lại.",
}
EMBLEM_LEAST, EMBLEM_SIDE, EMBLEM_SMALLER = 600, 1200, 700
"""Dots of a side: the fewest; the most that are kept, 600 dots an inch at 50 mm; and when that is still a heavy file."""
EMBLEM_BYTES = 2 * 1024 * 1024
"""It is in the file of every certificate."""
EMBLEM_OBLONG = 1.05
"""Longer side over shorter side: a picture cut by hand is never quite square."""


@dataclass(frozen=True)
class Accepted:
    """A file that may be kept: its shown name, its true type, and the bytes to store."""

    name: str
    mime: str
    content: bytes
    sha256: str
    thumbnail: bytes = b""
    """A JPEG of at most 320 points a side; empty where there is nothing to show."""
    page_count: int | None = None

    @property
    def caption(self) -> str:
        """Return the name without its ending, as a first caption."""
        return PurePath(self.name).stem


@dataclass(frozen=True)
class Blank:
    """A picture that may be printed: pixels written anew, or one page of a PDF made harmless.

    `width` and `height` are mm for a PDF and dots for a picture.
    """

    name: str
    mime: str
    content: bytes
    sha256: str
    thumbnail: bytes
    width: float
    height: float

    @property
    def is_pdf(self) -> bool:
        """Whether it is a drawing with a size of its own."""
        return self.mime == "application/pdf"


def inspect(name: str, content: bytes, *, kinds: tuple[str, ...] = EVERYTHING) -> Accepted:
    """Return what may be stored of an uploaded file, at most 20 MB, of one of the kinds. Raises UploadRefused."""
    shown = clean_name(name)
    if not content:
        raise UploadRefused(SENTENCES["none"].format(shown))
    if len(content) > LARGEST:
        raise UploadRefused(SENTENCES["size"].format(shown))
    kind = _kind(content)
    if kind == OFFICE and kind in kinds:
        return _office(shown, content)
    if kind not in kinds:
        raise UploadRefused(SENTENCES["kind" if OFFICE in kinds else "scan"].format(shown))
    return _pdf(shown, content) if kind == PDF else _picture(shown, content)


def inspect_blank(name: str, content: bytes) -> Blank:
    """Return what may be kept of a picture or a one-page PDF of a pre-printed sheet, at most 20 MB. Raises UploadRefused.

    Unlike inspect() it rewrites a PDF too: it will be printed under other words, not kept as evidence.
    """
    shown = clean_name(name)
    if not content:
        raise UploadRefused(SENTENCES["none"].format(shown))
    if len(content) > LARGEST:
        raise UploadRefused(SENTENCES["size"].format(shown))
    if (kind := _kind(content)) not in SCANS:
        raise UploadRefused(BLANK_SENTENCES["kind"].format(shown))
    sentences = PDF_SENTENCES | BLANK_SENTENCES if kind == PDF else PICTURE_SENTENCES
    try:
        said, (clean, small) = ask("blank" if kind == PDF else "picture", content)
    except Unreadable as reader:
        raise UploadRefused(sentences[reader.why].format(shown)) from None
    mime = "application/pdf" if kind == PDF else said["mime"]
    digest = hashlib.sha256(clean).hexdigest()
    return Blank(shown, mime, clean, digest, small, said["width"], said["height"])


def inspect_emblem(name: str, content: bytes) -> Blank:
    """Return what may be kept of an office's emblem: a square PNG or JPEG, see-through where it was. Raises UploadRefused.

    At most 20 MB and 50 million dots come in; a side of more than EMBLEM_SIDE dots is made that small.
    """
    shown = clean_name(name)
    if not content:
        raise UploadRefused(SENTENCES["none"].format(shown))
    if len(content) > LARGEST:
        raise UploadRefused(SENTENCES["size"].format(shown))
    if not content.startswith(PNG_OR_JPEG):
        raise UploadRefused(EMBLEM_SENTENCES["kind"].format(shown))
    try:
        said, (clean, small) = ask("picture", content, EMBLEM_SIDE)
        if len(clean) > EMBLEM_BYTES:
            said, (clean, small) = ask("picture", content, EMBLEM_SMALLER)
    except Unreadable as reader:
        raise UploadRefused(PICTURE_SENTENCES[reader.why].format(shown)) from None
    width, height = said["width"], said["height"]
    if max(width, height) > EMBLEM_OBLONG * min(width, height):
        raise UploadRefused(EMBLEM_SENTENCES["shape"].format(shown, width, height))
    if min(width, height) < EMBLEM_LEAST:
        raise UploadRefused(EMBLEM_SENTENCES["size"].format(shown, width, height, EMBLEM_LEAST))
    return Blank(shown, said["mime"], clean, hashlib.sha256(clean).hexdigest(), small, width, height)


def page_picture(content: bytes, number: int) -> bytes:
    """Return a page of a PDF, counted from 1, as a JPEG. Raises children.Unreadable where it cannot be drawn."""
    return ask("page", content, number)[1][0]


def _kind(content: bytes) -> str:
    """Return PDF, PICTURE or OFFICE by how the content begins, "" for anything else."""
    if content[:1024].lstrip()[:5] == b"%PDF-":
        return PDF
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", OLD_OFFICE)):
        return OFFICE
    is_heif = content[4:8] == b"ftyp" and content[8:12] in HEIF_BRANDS
    is_webp = content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    return PICTURE if is_heif or is_webp or content.startswith(PNG_OR_JPEG) else ""


def _accept(name: str, mime: str, ending: str, content: bytes, **more) -> Accepted:
    return Accepted(with_ending(name, ending), mime, content, hashlib.sha256(content).hexdigest(), **more)


def _pdf(name: str, content: bytes) -> Accepted:
    try:
        said, small = ask("pdf", content)
    except Unreadable as reader:
        raise UploadRefused(PDF_SENTENCES[reader.why].format(name)) from None
    return _accept(
        name, "application/pdf", "pdf", content, thumbnail=b"".join(small), page_count=min(said["pages"], 9999)
    )


def _picture(name: str, content: bytes) -> Accepted:
    try:
        said, (clean, small) = ask("picture", content)
    except Unreadable as reader:
        raise UploadRefused(PICTURE_SENTENCES[reader.why].format(name)) from None
    return _accept(name, said["mime"], said["ending"], clean, thumbnail=small)


def _office(name: str, content: bytes) -> Accepted:
    if content.startswith(OLD_OFFICE):
        is_locked = "EncryptedPackage".encode("utf-16-le") in content
        raise UploadRefused((office.SENTENCES["locked"] if is_locked else SENTENCES["old"]).format(name))
    try:
        ending = office.kind_of(content)
    except office.OfficeRefused as refusal:
        raise UploadRefused(office.SENTENCES[refusal.why].format(name)) from None
    return _accept(name, OFFICE_MIMES[ending], ending, content)
