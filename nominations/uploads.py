"""Looking inside uploaded files before they are kept. Allowed: PDF, JPEG, PNG.

A file is judged by its content, never by its name. Pictures are decoded and written anew, turned upright, without the
camera's data (place, owner). A PDF is kept as it came, because rewriting it would break signatures; it is served as a
download only.
"""

import hashlib
import io
import warnings
from dataclasses import dataclass
from pathlib import PurePath

import pikepdf
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from vietnamese.text import one_line

LARGEST = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_NAME = 150
PICTURES = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png")}


class UploadRefused(ValueError):
    """The file cannot be kept; `reason` is a Vietnamese sentence."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Accepted:
    """A file that may be kept: its shown name, its true type, and the bytes to store."""

    name: str
    mime: str
    content: bytes
    sha256: str

    @property
    def caption(self) -> str:
        """Return the name without its ending, as a first caption."""
        return PurePath(self.name).stem


def inspect(name: str, content: bytes) -> Accepted:
    """Return what may be stored of an uploaded file, at most 20 MB. Raises UploadRefused."""
    shown = clean_name(name)
    if not content:
        raise UploadRefused(f"Tệp {shown} rỗng. Hãy chọn lại tệp có nội dung.")
    if len(content) > LARGEST:
        raise UploadRefused(f"Tệp {shown} lớn hơn 20 MB. Hãy chọn tệp nhỏ hơn hoặc giảm cỡ ảnh rồi gửi lại.")
    if content.lstrip()[:5] == b"%PDF-":
        _check_pdf(shown, content)
        return _accept(shown, "application/pdf", "pdf", content)
    return _picture(shown, content)


def clean_name(name: str) -> str:
    """Return a file name that is safe to show: one line, NFC, no folders, at most 150 characters."""
    plain = one_line(PurePath(name.replace("\\", "/")).name)
    plain = "".join(c for c in plain if c.isprintable() and c not in '<>:"|?*') or "tep"
    stem, dot, ending = plain.rpartition(".")
    return (
        plain
        if len(plain) <= LONGEST_NAME
        else f"{(stem or plain)[: LONGEST_NAME - 6]}{dot}{ending[:5] if dot else ''}"
    )


def _accept(name: str, mime: str, ending: str, content: bytes) -> Accepted:
    if not name.lower().endswith((f".{ending}", ".jpeg" if ending == "jpg" else f".{ending}")):
        name = f"{PurePath(name).stem}.{ending}"
    return Accepted(name, mime, content, hashlib.sha256(content).hexdigest())


def _check_pdf(name: str, content: bytes) -> None:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if len(pdf.pages) == 0:
                raise UploadRefused(f"Tệp {name} không có trang nào. Hãy chọn tệp khác.")
    except pikepdf.PasswordError:
        raise UploadRefused(f"Tệp {name} có mật khẩu nên không mở được. Hãy bỏ mật khẩu rồi gửi lại.") from None
    except pikepdf.PdfError:
        raise UploadRefused(f"Tệp {name} bị hỏng hoặc không phải PDF. Hãy mở thử trên máy rồi gửi lại.") from None


def _picture(name: str, content: bytes) -> Accepted:
    not_allowed = UploadRefused(
        f"Tệp {name} không phải PDF, JPEG hay PNG. Hãy chụp ảnh hoặc lưu thành PDF rồi gửi lại."
    )
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for the whole process; half a photo is no evidence
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(PICTURES)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise UploadRefused(f"Ảnh {name} có quá nhiều điểm ảnh. Hãy giảm cỡ ảnh rồi gửi lại.")
                mime, ending = PICTURES[picture.format]
                upright = ImageOps.exif_transpose(picture)
                upright.load()
    except UploadRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UploadRefused(f"Ảnh {name} có quá nhiều điểm ảnh. Hãy giảm cỡ ảnh rồi gửi lại.") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise not_allowed from None
    clean = io.BytesIO()
    if mime == "image/jpeg":
        upright.convert("RGB").save(clean, "JPEG", quality=90, optimize=True)
    else:
        upright.info.clear()
        upright.save(clean, "PNG")
    return _accept(name, mime, ending, clean.getvalue())
