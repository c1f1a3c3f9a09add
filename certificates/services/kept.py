"""Files that are kept under the hash of their content: written whole or not at all, never written again."""

import hashlib
from pathlib import Path

from django.conf import settings

from runs.services import write_whole


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
            "Tệp đã lưu không còn đúng như lúc cấp: có người hoặc máy đã làm thay đổi. "
            "Đồng chí báo người phụ trách kỹ thuật lấy lại từ bản sao lưu."
        )
    return content


def stamp(name: str) -> tuple[int, int]:
    """Return when a kept file was written last (ns) and how large it is, (0, 0) when it is gone."""
    try:
        found = (Path(settings.MEDIA_ROOT) / name).stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
