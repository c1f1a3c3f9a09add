"""Making papers: drafts on the fly, papers that count once and for all from frozen facts, with their sha256."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from organizations.models import AwardingAuthority
from vietnamese.text import search_key

from .catalogue import CATALOGUE, IN_THE_ROOM, PaperKind, Record, unit_of
from .contexts import Paper
from .enums import DocumentKind
from .fonts import FontMissing
from .models import StoredDocument
from .papers import CONTEXTS, has_word, render_paper, render_paper_for_editing
from .queries import final_paper
from .rendering import RenderingRefused
from .services import paper_bytes, store_paper
from .snapshots import freeze, thaw


class PaperRefused(Exception):
    """The paper cannot be made now; `reason` is a Vietnamese sentence that says why and what to do."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Made:
    """A paper ready to hand out: its bytes, its title, a file name without accents, and the stored row if it is kept."""

    content: bytes
    title: str
    stored: StoredDocument | None = None
    extension: str = "pdf"

    @property
    def file_name(self) -> str:
        """Return a name that every computer can keep."""
        plain = re.sub(r"[^\w\s]", " ", self.title)
        return "-".join(search_key(plain).split())[:80] + f".{self.extension}"


def preview(kind: str, about: Record, *, authority: AwardingAuthority | None = None) -> Made:
    """Return the paper as its record says now, without keeping it. Raises PaperRefused."""
    row = _row(kind, about)
    return Made(_render(row.kind, _draft(row, about, authority)), _title(row, about))


def issue(
    kind: str, about: Record, *, actor: Any, at: datetime, authority: AwardingAuthority | None = None
) -> StoredDocument:
    """Return the paper that counts, made and stored with its sha256 when it is not there yet.

    A decision's paper is made once for its number. A paper of a dossier or a meeting is made again when its facts have
    changed since (a returned dossier that was submitted again); the older one stays, no longer final. The bytes are
    rendered from the snapshot that is stored with them. `actor` None is the system. Raises PaperRefused.
    """
    row = _row(kind, about)
    if not row.is_settled(about):
        raise PaperRefused(f"{row.kind.label} còn là dự thảo nên chưa lưu bản chính thức.")
    kept = _kept(row, about, authority)
    if kept is not None and row.kind == DocumentKind.DECISION:
        return kept
    snapshot = _snapshot(_facts(row, about, authority), authority)
    if kept is not None and kept.snapshot == snapshot:
        return kept
    content = render_snapshot(row.kind, snapshot)
    with transaction.atomic():
        locked = type(about).objects.select_for_update().get(pk=about.pk)
        if _snapshot(_facts(row, locked, authority), authority) != snapshot:
            raise PaperRefused(
                "Nội dung vừa được thay đổi trong lúc lập giấy tờ. Đồng chí mở lại giấy tờ này để có bản mới nhất."
            )
        kept = _kept(row, about, authority)
        if kept is not None and kept.snapshot == snapshot:
            return kept
        if kept is not None:
            StoredDocument.objects.filter(pk=kept.pk).update(is_final=False)
        return store_paper(
            kind=row.kind,
            title=_title(row, about),
            content=content,
            snapshot=snapshot,
            unit=unit_of(about),
            actor=actor,
            at=at,
            is_final=True,
            **{row.about: about},
        )


def current(kind: str, about: Record, *, at: datetime, authority: AwardingAuthority | None = None) -> Made:
    """Return what somebody who opens the paper now should get: the kept one if its facts are settled, else a draft.

    Raises PaperRefused, and services.PaperChanged when the kept file was altered on disk.
    """
    if not _row(kind, about).is_settled(about):
        return preview(kind, about, authority=authority)
    stored = issue(kind, about, actor=None, at=at, authority=authority)
    return Made(paper_bytes(stored), stored.title, stored)


def for_editing(kind: str, about: Record, *, at: datetime) -> Made:
    """Return the paper as a Word file with the words that current() would print. Raises PaperRefused."""
    row = _row(kind, about)
    if not has_word(row.kind):
        raise PaperRefused(f"{row.kind.label} chỉ có bản PDF. Đồng chí mở bản PDF để xem và in.")
    if row.is_settled(about):
        stored = issue(kind, about, actor=None, at=at)
        context = thaw(CONTEXTS[row.kind], stored.snapshot["facts"])
        return Made(render_paper_for_editing(row.kind, context), stored.title, stored, extension="docx")
    context = _draft(row, about, None)
    return Made(render_paper_for_editing(row.kind, context), _title(row, about), extension="docx")


def render_snapshot(kind: str, snapshot: dict) -> bytes:
    """Return the paper made from a stored snapshot: the same bytes as when it was stored, with the same program."""
    return _render(DocumentKind(kind), thaw(CONTEXTS[kind], snapshot["facts"]))


def _row(kind: str, about: Record) -> PaperKind:
    row = CATALOGUE[kind]
    if reason := row.refusal(about):
        raise PaperRefused(reason)
    return row


def _facts(row: PaperKind, about: Record, authority: AwardingAuthority | None) -> Paper:
    options = {"authority": authority} if authority else {}
    try:
        return row.build(about, **options)
    except ValueError as refusal:
        raise PaperRefused(str(refusal)) from refusal


def _draft(row: PaperKind, about: Record, authority: AwardingAuthority | None) -> Paper:
    """Return the facts of a paper that is not kept; one that tells results before their release is marked as a draft."""
    context = _facts(row, about, authority)
    if row.kind in IN_THE_ROOM and not row.is_settled(about):
        return context.as_draft_for_the_room()
    return context


def _snapshot(context: Paper, authority: AwardingAuthority | None) -> dict:
    return {"facts": freeze(context), "authority": authority.pk if authority else None}


def _kept(row: PaperKind, about: Record, authority: AwardingAuthority | None) -> StoredDocument | None:
    extra = {"snapshot__authority": authority.pk} if authority else {}
    return final_paper(row.kind, **{row.about: about}, **extra)


def _render(kind: DocumentKind, context: Paper) -> bytes:
    try:
        return render_paper(kind, context)
    except (FontMissing, RenderingRefused) as refusal:
        raise PaperRefused(str(refusal)) from refusal


def _title(row: PaperKind, about: Record) -> str:
    name = {
        "dossier": lambda: about.code,
        "nomination": lambda: f"{about.code} {about.nominee.full_name}",
        "receipt": lambda: about.code,
        "meeting": lambda: about.title,
        "decision": lambda: about.number_text or f"dự thảo {about.pk}",
    }
    return f"{row.kind.label}, {name[row.about]()}"[:250]
