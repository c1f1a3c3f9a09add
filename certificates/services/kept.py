"""Files that are kept under the hash of their content: written whole or not at all, never written again."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from runs.services import write_whole

from ..models import CorrectionAnnex, IssuedFile, certificate_path

KeptRow = TypeVar("KeptRow", IssuedFile, CorrectionAnnex)


class KeptFileLost(Exception):
    """A kept file is gone or no longer has the bytes that were stored; the message is a Vietnamese sentence."""


def digest(content: bytes) -> str:
    """Return the sha256 of `content` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def keep(content: bytes, name: str) -> None:
    """Put `content` at `name` under the media folder, durably. `name` is made from the hash, so what is there stays."""
    target = Path(settings.MEDIA_ROOT) / name
    if target.is_file() and target.stat().st_size == len(content):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, lambda part: part.write_bytes(content))


def keep_once(rows: type[KeptRow], pdf: bytes, *, at: datetime, of: Mapping[str, Any], **facts: Any) -> KeptRow:
    """Keep the one PDF that belongs to `of`: the file first, then the row that names it.

    Called again, also from another process at the same moment, it returns the row that was there first. A transaction
    that is taken back leaves at most a file that no row names.
    """
    kept = rows.objects.filter(**of).first()
    if kept is not None:
        return kept
    sha256 = digest(pdf)
    keep(pdf, certificate_path(sha256))
    return rows.objects.get_or_create(**of, defaults={"sha256": sha256, "size": len(pdf), "made_at": at, **facts})[0]


def read_kept(name: str, sha256: str) -> bytes:
    """Return the bytes of a kept file. Raises KeptFileLost when they are gone or have another hash."""
    try:
        content = (Path(settings.MEDIA_ROOT) / name).read_bytes()
    except OSError as error:
        raise KeptFileLost(
            "Tệp đã lưu không còn trên máy chủ. Đồng chí báo người phụ trách kỹ thuật lấy lại từ bản sao lưu."
        ) from error
    if digest(content) != sha256:
        raise KeptFileLost(
            "Tệp đã lưu không còn đúng như lúc lưu: có người hoặc máy đã làm thay đổi. "
            "Đồng chí báo người phụ trách kỹ thuật lấy lại từ bản sao lưu."
        )
    return content


def kept_pdf(row: KeptRow) -> bytes:
    """Return the PDF that a row names. Raises KeptFileLost when its bytes are not those that were stored."""
    return read_kept(certificate_path(row.sha256), row.sha256)


def stamp(name: str) -> tuple[int, int]:
    """Return when a kept file was written last (ns) and how large it is, (0, 0) when it is gone."""
    try:
        found = (Path(settings.MEDIA_ROOT) / name).stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
