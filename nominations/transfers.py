"""Files on their way in, piece by piece: rows of Upload, and what has arrived of each in a file of its own.

The pieces lie under MEDIA_ROOT/incoming, which no address serves. Rights are asked by the callers in `workflows`.
"""

import os
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from .evidence import refuse_too_much
from .models import Dossier, EvidenceType, Nomination, Upload
from .uploads import LARGEST, UploadRefused, clean_name

PIECE = 512 * 1024
"""Bytes of a piece: on a slow telephone line some ten seconds, so that a break costs no more than that."""
KEPT_FOR = timedelta(days=1)
KEYS = uuid.UUID("5d1c4d0e-6c3e-4b57-9c0b-0c5d4a1f7e52")


class WrongOffset(Exception):
    """A piece does not follow on what has arrived; `received` says where to go on."""

    def __init__(self, received: int):
        super().__init__(f"{received} bytes have arrived")
        self.received = received


@transaction.atomic
def begin(
    dossier: Dossier,
    *,
    nomination: Nomination | None,
    name: str,
    size: int,
    fingerprint: str,
    actor: Any,
    at: datetime,
    type: EvidenceType | None = None,
    caption: str = "",
) -> Upload:
    """Announce a file. The same person announcing the same file for the same place again goes on where it stopped.

    `fingerprint` is what the sender says to tell files apart (name, size, day, a sum); it never leaves the key of this
    person and place. Raises UploadRefused for an empty or too large file, or a full dossier.
    """
    shown = clean_name(name)
    if size <= 0:
        raise UploadRefused(f"Tệp {shown} rỗng. Hãy chọn lại tệp có nội dung.")
    if size > LARGEST:
        raise UploadRefused(f"Tệp {shown} lớn hơn 20 MB. Hãy chọn tệp nhỏ hơn hoặc giảm cỡ ảnh rồi gửi lại.")
    Dossier.objects.select_for_update().get(pk=dossier.pk)
    key = uuid.uuid5(KEYS, f"{actor.pk}/{dossier.pk}/{nomination.pk if nomination else ''}/{size}/{fingerprint}")
    on_their_way = dossier.uploads.exclude(key=key).aggregate(all=Sum("size"))["all"] or 0
    refuse_too_much(dossier, on_their_way + size, name=shown)
    upload, _ = Upload.objects.update_or_create(
        key=key,
        defaults={"type": type, "caption": caption, "name": shown, "touched_at": at},
        create_defaults={
            "type": type,
            "caption": caption,
            "name": shown,
            "touched_at": at,
            "dossier": dossier,
            "nomination": nomination,
            "size": size,
            "started_by": actor,
            "started_at": at,
        },
    )
    return upload


@transaction.atomic
def receive(upload: Upload, *, offset: int, content: bytes, at: datetime) -> Upload:
    """Take a piece and return how far the file is.

    Raises WrongOffset, also when the file was given up meanwhile, and UploadRefused for more than was announced.
    """
    locked = Upload.objects.select_for_update().filter(pk=upload.pk).first()
    if locked is None:
        raise WrongOffset(0)
    path = _path(locked.key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as pieces:
        there = min(locked.received, os.fstat(pieces.fileno()).st_size)  # less when a cleaning took the file away
        if offset != there:
            raise WrongOffset(there)
        if offset + len(content) > locked.size:
            raise UploadRefused(f"Tệp {locked.name} dài hơn đã báo lúc đầu. Có thể tệp vừa được sửa. Hãy chọn lại tệp.")
        pieces.truncate(offset)
        pieces.seek(offset)
        pieces.write(content)
    locked.received, locked.touched_at = offset + len(content), at
    locked.save(update_fields=["received", "touched_at"])
    return locked


def content_of(upload: Upload) -> bytes:
    """Return a file that has arrived whole. Raises WrongOffset when it has not."""
    try:
        content = _path(upload.key).read_bytes()
    except FileNotFoundError:
        content = b""
    if len(content) != upload.size:
        raise WrongOffset(len(content))
    return content


def discard(upload: Upload) -> None:
    """Forget a file on its way, because it is kept by now, refused, or given up."""
    Upload.objects.filter(pk=upload.pk).delete()
    _path(upload.key).unlink(missing_ok=True)


def sweep(*, at: datetime) -> int:
    """Forget files of which nothing came for a day, and pieces without a row; return how many rows went."""
    stale = list(Upload.objects.filter(touched_at__lt=at - KEPT_FOR))
    for upload in stale:
        discard(upload)
    if _folder().is_dir():
        known = {key.hex for key in Upload.objects.values_list("key", flat=True)}
        for path in _folder().iterdir():
            if path.name not in known and path.stat().st_mtime < (at - KEPT_FOR).timestamp():
                path.unlink(missing_ok=True)
    return len(stale)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "incoming"


def _path(key: uuid.UUID) -> Path:
    return _folder() / key.hex
