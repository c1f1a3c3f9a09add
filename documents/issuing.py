"""Making papers: drafts on the fly, papers that count once and for all from frozen facts, with their sha256."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from organizations.models import AwardingAuthority, Unit
from vietnamese.text import search_key

from .catalogue import ABOUT, CATALOGUE, IN_THE_ROOM, PaperKind, Record, is_settled, subject_of, unit_of
from .contexts import Paper
from .enums import DocumentKind
from .fonts import FontMissing
from .models import NumberedPaper, PaperState, StoredDocument
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


@dataclass(frozen=True)
class For:
    """To whom a paper goes, where its record has one for each authority or unit."""

    authority: AwardingAuthority | None = None
    addressee: Unit | None = None

    @property
    def options(self) -> dict[str, Any]:
        """What the builder is told."""
        return {name: value for name, value in (("authority", self.authority), ("addressee", self.addressee)) if value}

    @property
    def keys(self) -> dict[str, int | None]:
        """What the snapshot keeps of it."""
        kept = {"authority": self.authority.pk if self.authority else None}
        return kept | ({"addressee": self.addressee.pk} if self.addressee else {})


def preview(
    kind: str, about: Record, *, authority: AwardingAuthority | None = None, addressee: Unit | None = None
) -> Made:
    """Return the paper as its record says now, without keeping it. Raises PaperRefused."""
    row = _row(kind, about)
    return Made(_render(row.kind, _draft(row, about, For(authority, addressee))), _title(row, about))


def issue(
    kind: str,
    about: Record,
    *,
    actor: Any,
    at: datetime,
    authority: AwardingAuthority | None = None,
    addressee: Unit | None = None,
) -> StoredDocument:
    """Return the paper that counts, made and stored with its sha256 when it is not there yet.

    The paper of a decision or of a NumberedPaper is made once for its number. A paper of a dossier or a meeting is made
    again when its facts have changed since (a returned dossier that was submitted again); the older one stays, no
    longer final. The bytes are rendered from the snapshot that is stored with them. `actor` None is the system. Raises
    PaperRefused.
    """
    row, goes_to = _row(kind, about), For(authority, addressee)
    if not is_settled(row, about):
        raise PaperRefused(f"{row.kind.label} còn là dự thảo nên chưa lưu bản chính thức.")
    kept = _kept(row, about, goes_to)
    if kept is not None and (row.kind == DocumentKind.DECISION or isinstance(about, NumberedPaper)):
        return kept
    snapshot = _snapshot(_facts(row, about, goes_to), goes_to)
    if kept is not None and kept.snapshot == snapshot:
        return kept
    content = render_snapshot(row.kind, snapshot)
    with transaction.atomic():
        locked = type(about).objects.select_for_update().get(pk=about.pk)
        if _snapshot(_facts(row, locked, goes_to), goes_to) != snapshot:
            raise PaperRefused(
                "Nội dung vừa được thay đổi trong lúc lập giấy tờ. Đồng chí mở lại giấy tờ này để có bản mới nhất."
            )
        kept = _kept(row, about, goes_to)
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
            **{ABOUT[type(about)]: about},
        )


def current(
    kind: str,
    about: Record,
    *,
    at: datetime,
    authority: AwardingAuthority | None = None,
    addressee: Unit | None = None,
) -> Made:
    """Return what somebody who opens the paper now should get: the kept one if its facts are settled, else a draft.

    Of a meeting, posting or correction whose paper has a number it is that paper. Raises PaperRefused, and
    services.PaperChanged when the kept file was altered on disk.
    """
    about = _with_number(kind, about, For(authority, addressee))
    if not is_settled(_row(kind, about), about):
        return preview(kind, about, authority=authority, addressee=addressee)
    stored = issue(kind, about, actor=None, at=at, authority=authority, addressee=addressee)
    return Made(paper_bytes(stored), stored.title, stored)


def for_editing(
    kind: str,
    about: Record,
    *,
    at: datetime,
    authority: AwardingAuthority | None = None,
    addressee: Unit | None = None,
) -> Made:
    """Return the paper as a Word file with the words that current() would print. Raises PaperRefused."""
    goes_to = For(authority, addressee)
    about = _with_number(kind, about, goes_to)
    row = _row(kind, about)
    if not has_word(row.kind):
        raise PaperRefused(f"{row.kind.label} chỉ có bản PDF. Đồng chí mở bản PDF để xem và in.")
    if is_settled(row, about):
        stored = issue(kind, about, actor=None, at=at, authority=authority, addressee=addressee)
        context = thaw(CONTEXTS[row.kind], stored.snapshot["facts"])
        return Made(render_paper_for_editing(row.kind, context), stored.title, stored, extension="docx")
    context = _draft(row, about, goes_to)
    return Made(render_paper_for_editing(row.kind, context), _title(row, about), extension="docx")


def render_snapshot(kind: str, snapshot: dict) -> bytes:
    """Return the paper made from a stored snapshot: the same bytes as when it was stored, with the same program."""
    return _render(DocumentKind(kind), thaw(CONTEXTS[kind], snapshot["facts"]))


def _row(kind: str, about: Record) -> PaperKind:
    row = CATALOGUE[kind]
    if isinstance(about, NumberedPaper) and about.state != PaperState.DRAFT:
        return row  # it was signed: what its meeting or posting says since does not unmake it
    if reason := row.refusal(subject_of(about)):
        raise PaperRefused(reason)
    return row


def _with_number(kind: str, about: Record, goes_to: For) -> Record:
    """Return the numbered paper that the record has for this unit or authority, else the record itself."""
    row = CATALOGUE[kind]
    if not row.is_numbered or isinstance(about, NumberedPaper):
        return about
    fields = {row.about: about, "authority": goes_to.authority, "addressee": goes_to.addressee}
    return NumberedPaper.objects.filter(kind=row.kind, state=PaperState.NUMBERED, **fields).first() or about


def _facts(row: PaperKind, about: Record, goes_to: For) -> Paper:
    options = {"paper": about} if isinstance(about, NumberedPaper) else goes_to.options
    try:
        return row.build(subject_of(about), **options)
    except ValueError as refusal:
        raise PaperRefused(str(refusal)) from refusal


def _draft(row: PaperKind, about: Record, goes_to: For) -> Paper:
    """Return the facts of a paper that is not kept; one that tells results before their release is marked as a draft."""
    context = _facts(row, about, goes_to)
    if row.kind in IN_THE_ROOM and not row.is_settled(subject_of(about)):
        return context.as_draft_for_the_room()
    return context


def _snapshot(context: Paper, goes_to: For) -> dict:
    return {"facts": freeze(context)} | goes_to.keys


def _kept(row: PaperKind, about: Record, goes_to: For) -> StoredDocument | None:
    if isinstance(about, NumberedPaper):  # it knows itself to whom it goes
        return final_paper(row.kind, numbered=about)
    extra = {f"snapshot__{name}": value for name, value in goes_to.keys.items() if value}
    return final_paper(row.kind, **{ABOUT[type(about)]: about}, **extra)


def _render(kind: DocumentKind, context: Paper) -> bytes:
    try:
        return render_paper(kind, context)
    except (FontMissing, RenderingRefused) as refusal:
        raise PaperRefused(str(refusal)) from refusal


def _title(row: PaperKind, about: Record) -> str:
    subject = subject_of(about)
    name = {
        "dossier": lambda: subject.code,
        "nomination": lambda: f"{subject.code} {subject.nominee.full_name}",
        "receipt": lambda: subject.code,
        "appraisal": lambda: f"{subject.nomination.code} {subject.appraiser_name}",
        "meeting": lambda: subject.title,
        "posting": lambda: subject.round.title,
        "correction": lambda: subject.line.name,
        "decision": lambda: subject.number_text or f"dự thảo {subject.pk}",
    }[row.about]()
    number = f" {about.number_text}" if isinstance(about, NumberedPaper) and about.number_text else ""
    return f"{row.kind.label}{number}, {name}"[:250]
