"""Making the papers of a ceremony: each is kept with its hash and the hash of the order that it was made from."""

import hashlib
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from documents.fonts import PAPER_FAMILY, missing_glyphs
from documents.papers import render_whole, render_whole_for_editing
from history.services import record
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day, short_date
from vietnamese.text import search_key

from .enums import CeremonyPaperKind, Rounding
from .exceptions import CeremonyRefused
from .models import Ceremony, CeremonyPaper, PaymentList
from .papers import sheets
from .papers.building import stage_facts
from .papers.facts import StageFacts
from .papers.lists import AttendanceList, CeremonyList, HandoverBook, Paid, PaymentListPaper

K = CeremonyPaperKind
SHEETS = {K.SCRIPT: sheets.script, K.GROUPS: sheets.groups, K.SEAT_CARDS: sheets.seat_cards,
          K.FRAME_LABELS: sheets.frame_labels}  # fmt: skip
LISTS: dict[str, type[CeremonyList]] = {K.ATTENDANCE: AttendanceList, K.HANDOVER_BOOK: HandoverBook}
EDITABLE = frozenset({*LISTS, K.PAYMENT_LIST})
"""The papers that can also be had as a Word file."""


def make_paper(ceremony: Ceremony, kind: str, *, actor: Any, at: datetime) -> CeremonyPaper:
    """Make a paper from the order of this moment and keep it. Earlier ones stay.

    The order is read once and its hash kept with the paper, so that a change made meanwhile shows as a paper that no
    longer agrees; nothing is locked while the paper is rendered, which takes seconds for hundreds of recipients.
    Raises NotPermitted, and CeremonyRefused when there is nobody to print, a letter that the font lacks, or no payment
    list yet.
    """
    access.check(actor, Capability.NUMBER_DECISIONS, ceremony.unit, on=local_day(at))
    facts = _facts(ceremony)
    content = _pdf(ceremony, K(kind), facts)
    made = CeremonyPaper(
        ceremony=ceremony,
        kind=kind,
        order_sha256=facts.order_sha256,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        made_at=at,
        made_by_name=actor.full_name,
    )
    _keep(made, content, actor=actor, at=at)
    return made


def _keep(made: CeremonyPaper, content: bytes, *, actor: Any, at: datetime) -> None:
    """Write the file and its row; a file whose row could not be written is removed again."""
    made.file.save("paper.pdf", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            made.save()
            data = {"kind": made.kind, "sha256": made.sha256}
            record(verb="Lập giấy tờ buổi lễ", subject=made.ceremony, actor=actor, at=at, note=made.get_kind_display(),
                   data=data)  # fmt: skip
    except BaseException:
        made.file.delete(save=False)
        raise


def make_pack(ceremony: Ceremony, *, actor: Any, at: datetime) -> list[CeremonyPaper]:
    """Make every paper that can be made now, in the order in which they are used; the payment list once there is one."""
    kinds = [kind for kind in K if kind != K.PAYMENT_LIST or _payments(ceremony) is not None]
    return [make_paper(ceremony, kind, actor=actor, at=at) for kind in kinds]


def for_editing(ceremony: Ceremony, kind: str) -> bytes:
    """Return a list as .docx with the words of its PDF. Raises CeremonyRefused as make_paper() does."""
    facts = _facts(ceremony)
    if kind == K.PAYMENT_LIST:
        return render_whole_for_editing(_payment_paper(ceremony, facts))
    return render_whole_for_editing(LISTS[kind].of(facts))


def file_name(ceremony: Ceremony, kind: str, suffix: str) -> str:
    """Return the name under which a paper is handed out: "so-giao-nhan-le-trao-tang.pdf"."""
    words = "-".join(search_key(f"{K(kind).label} {ceremony.name}").split())
    return f"{words[:100].strip('-')}.{suffix}"


def _facts(ceremony: Ceremony) -> StageFacts:
    facts = stage_facts(ceremony)
    if not facts.called:
        raise CeremonyRefused(
            "Buổi lễ chưa có người hoặc tập thể nào nên chưa lập được giấy tờ. Đồng chí chọn quyết định cần công bố trước."
        )
    if missing := missing_glyphs(unicodedata.normalize("NFC", facts.letters), PAPER_FAMILY):
        letters = ", ".join(f"“{letter}” (mã U+{ord(letter):04X})" for letter in sorted(missing))
        raise CeremonyRefused(f"Phông chữ không in được {letters}. Đồng chí gõ lại bằng bàn phím tiếng Việt Unicode.")
    payments = _payments(ceremony)
    if payments is None:
        return facts
    amounts = dict(payments.lines.values_list("award", "amount"))
    places = dict(ceremony.places.values_list("award", "position"))
    return facts.with_amounts({places[award]: amount for award, amount in amounts.items() if award in places})


def _payments(ceremony: Ceremony) -> PaymentList | None:
    return ceremony.payment_lists.order_by("-id").first()


def _pdf(ceremony: Ceremony, kind: CeremonyPaperKind, facts: StageFacts) -> bytes:
    if kind in SHEETS:
        return SHEETS[kind](facts)
    paper = _payment_paper(ceremony, facts) if kind == K.PAYMENT_LIST else LISTS[kind].of(facts)
    return render_whole(paper)


def _payment_paper(ceremony: Ceremony, facts: StageFacts) -> PaymentListPaper:
    listed = _payments(ceremony)
    if listed is None:
        raise CeremonyRefused(
            "Chưa lập danh sách chi tiền thưởng nên chưa in được. Đồng chí mở mục Tiền thưởng, xem trước rồi chốt danh sách."
        )
    return PaymentListPaper(
        heading=facts.heading,
        subject=listed.title[0].lower() + listed.title[1:],
        signature=facts.signature,
        standard=facts.standard,
        paid=tuple(_paid(listed)),
        base_wage=listed.base_wage,
        base_wage_source=listed.base_wage_source,
        valid_on=short_date(listed.valid_on),
        rounding=Rounding(listed.rounding).label,
        total=listed.total,
    )


def _paid(listed: PaymentList) -> Iterator[Paid]:
    for line in listed.lines.order_by("position"):
        yield Paid(
            position=line.position,
            name=line.recipient_name,
            unit=line.unit_text,
            award=line.get_form_display(),
            multiple=f"{line.multiple:.2f}".rstrip("0").rstrip(".").replace(".", ","),
            amount=line.amount,
            source=line.rate_source,
        )
