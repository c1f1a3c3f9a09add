"""Taking numbers, keeping papers. A number is taken in the transaction that uses it, so there are no gaps."""

import hashlib
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import F

from organizations.models import Unit
from vietnamese.dates import local_day, short_date

from .builders import office_symbol
from .enums import DocumentType
from .models import REGISTER, Number, NumberSeries, StoredDocument

SYSTEM = "Hệ thống"
OF_OFFICES = (DocumentType.TO_TRINH, DocumentType.BAO_CAO)
"""Types of documents that an office issues itself beside its committee (PaperKind.is_of_office)."""


class NoSeries(Exception):
    """No number series is open for this kind of document; `reason` is a Vietnamese sentence."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def series_on(unit: Unit, document_type: str, day, *, is_of_office: bool = False) -> NumberSeries | None:
    """Return the series from which a document of `day` takes its number.

    Every body that issues papers has counters of its own (Hướng dẫn 36-HD/VPTW): what the unit's office signs itself is
    numbered in the office's books, which carry its symbol (VPĐU), never in those of the committee, and the other way
    round.
    """
    books = NumberSeries.objects.on(day).filter(unit=unit, document_type=document_type).order_by("-starts_on")
    if is_of_office:
        return books.filter(body_symbol=office_symbol(unit, day)).first()
    if document_type in OF_OFFICES:
        return books.exclude(body_symbol=office_symbol(unit, day)).first()
    return books.first()


def take_number(
    *, unit: Unit, document_type: str, day, used_for: str, actor: Any, at: datetime, is_of_office: bool = False
) -> Number:
    """Take the next number of a series. Must be called inside the transaction that writes the document.

    The counter row is updated first, which locks it: two people at once get two numbers, and a rollback gives
    the number back. Raises NoSeries when no series is in force on `day`.
    """
    series = series_on(unit, document_type, day, is_of_office=is_of_office)
    if series is None:
        label = "sổ khen thưởng" if document_type == REGISTER else DocumentType(document_type).label.lower()
        whom = f"{unit.office} (ký hiệu {office_symbol(unit, day)})" if is_of_office else unit
        raise NoSeries(
            f"Chưa mở sổ số {label} cho {whom} vào ngày {short_date(local_day(day))}. "
            "Hãy nhờ người quản trị mở sổ số (Quản trị, Sổ số văn bản) rồi làm lại."
        )
    NumberSeries.objects.filter(pk=series.pk).update(next_number=F("next_number") + 1)
    series.refresh_from_db()
    value = series.next_number - 1
    return Number.objects.create(
        series=series,
        value=value,
        text=number_text(series, value),
        used_for=used_for,
        taken_at=at,
        taken_by_name=actor.full_name,
    )


def number_text(series: NumberSeries, value: int) -> str:
    """Return the printed number: "05-QĐ/ĐU" (below 10 with a zero); the register prints the bare number."""
    if series.document_type == REGISTER:
        return str(value)
    symbol = DocumentType(series.document_type).symbol
    body = series.body_symbol or series.unit.symbol or series.unit.kind.symbol
    return f"{value:02d}-{symbol}/{body}"


def void_number(number: Number, *, reason: str, at: datetime) -> None:
    """Void a number: the row stays with its reason, the number is never used again."""
    number.state, number.void_reason, number.voided_at = "voided", reason, at
    number.save(update_fields=["state", "void_reason", "voided_at"])


def store_paper(
    *,
    kind: str,
    title: str,
    content: bytes,
    snapshot: dict,
    unit: Unit,
    actor: Any,
    at: datetime,
    is_final: bool = False,
    **about,
) -> StoredDocument:
    """Keep a paper's bytes with their sha256 and the facts it was made from. `about` is dossier, meeting or decision.

    `actor` None is the system. A file whose row could not be written is removed again.
    """
    document = StoredDocument(
        kind=kind,
        title=title,
        unit=unit,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        snapshot=snapshot,
        made_at=at,
        made_by_name=actor.full_name if actor else SYSTEM,
        is_final=is_final,
        **about,
    )
    document.file.save("paper.pdf", ContentFile(content), save=False)
    try:
        document.save()
    except BaseException:
        document.file.delete(save=False)
        raise
    return document


class PaperChanged(Exception):
    """A stored paper no longer has the bytes that were stored."""


def paper_bytes(document: StoredDocument) -> bytes:
    """Return the stored bytes. Raises PaperChanged when they no longer match their sha256."""
    with document.file.open("rb") as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise PaperChanged(str(document))
    return content
