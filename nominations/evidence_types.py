"""What a file can be: a list that the general administrator keeps. A type that was used is put away, never deleted."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from history.services import record
from vietnamese.text import one_line, search_key

from .models import EvidenceType


class EvidenceTypeRefused(Exception):
    """A type that cannot be written like this; `reason` is a Vietnamese sentence."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def save_evidence_type(
    *, name: str, hint: str, is_active: bool, actor: Any, at: datetime, pk: int | None = None
) -> EvidenceType:
    """Add a type, or change the one with `pk`. Raises EvidenceTypeRefused for a name that another type has."""
    name = one_line(name)
    others = list(EvidenceType.objects.select_for_update().exclude(pk=pk))
    if any(search_key(other.name) == search_key(name) for other in others):
        raise EvidenceTypeRefused(f"Đã có loại minh chứng “{name}”. Hãy đặt tên khác, hoặc sửa loại đã có.")
    kept = EvidenceType.objects.get(pk=pk) if pk else EvidenceType(code=_code(name, others), position=len(others) + 1)
    kept.name, kept.hint, kept.is_active = name, hint, is_active
    kept.save()
    record(verb="Sửa loại minh chứng" if pk else "Thêm loại minh chứng", subject=kept, actor=actor, at=at, note=name)
    return kept


def _code(name: str, others: list[EvidenceType]) -> str:
    """Return a code that no other type has, made from the name."""
    taken = {other.code for other in others}
    base = slugify(search_key(name))[:32] or "loai"
    return next(code for n in range(len(taken) + 1) if (code := base if n == 0 else f"{base}-{n}") not in taken)
