"""Drawing the papers of a ceremony: each is kept with its hash and the hash of the order that it was drawn from."""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from documents.fonts import PAPER_FAMILY, missing_glyphs
from documents.papers import render_whole, render_whole_for_editing
from history.services import record
from nominations.enums import AwardState
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day, short_date
from vietnamese.text import search_key

from ..enums import CeremonyPaperKind, CeremonyState, Rounding
from ..exceptions import CeremonyRefused
from ..models import Ceremony, CeremonyPaper, PaymentList
from ..papers import sheets
from ..papers.building import stage_facts
from ..papers.facts import StageFacts
from ..papers.lists import AttendanceList, CeremonyList, HandoverBook, Paid, PaymentListPaper

K = CeremonyPaperKind
SHEETS = {K.SCRIPT: sheets.script, K.GROUPS: sheets.groups, K.SEAT_CARDS: sheets.seat_cards,
          K.FRAME_LABELS: sheets.frame_labels}  # fmt: skip
LISTS: dict[str, type[CeremonyList]] = {K.ATTENDANCE: AttendanceList, K.HANDOVER_BOOK: HandoverBook}
EDITABLE = frozenset({*LISTS, K.PAYMENT_LIST})
"""The papers that can also be had as a Word file."""
ATTEMPTS = 3
"""How often a paper is drawn whose order changes all the while."""


def make_paper(ceremony: Ceremony, kind: str, *, actor: Any, at: datetime) -> CeremonyPaper:
    """Make a paper from the order of this moment and keep it. Earlier ones stay. For commands; screens order papers.

    Raises NotPermitted, and CeremonyRefused when there is nobody to print, a letter that the font lacks, or no payment
    list yet.
    """
    access.check(actor, Capability.NUMBER_DECISIONS, ceremony.unit, on=local_day(at))
    made, content = drawn(ceremony, K(kind), by=actor.full_name, at=at)
    with kept_file(made, content), transaction.atomic():
        write(made, actor=actor)
    return made


def drawn(ceremony: Ceremony, kind: CeremonyPaperKind, *, by: str, at: datetime) -> tuple[CeremonyPaper, bytes]:
    """Return a paper that is not written yet, and its PDF, from the order as it is when the drawing ends.

    Nothing is locked while a paper is drawn, which takes seconds for hundreds of recipients: what changed meanwhile is
    drawn again. A change during the last attempt shows as a paper that no longer agrees, for the hash of the order that
    it was drawn from is kept with it.
    """
    now = _as_it_is(ceremony)
    facts = facts_of(now)
    for _ in range(ATTEMPTS):
        content, drawn_from = _pdf(now, kind, facts), facts
        now = _as_it_is(ceremony)
        facts = facts_of(now)
        if facts == drawn_from:
            break
    made = CeremonyPaper(
        ceremony=ceremony,
        kind=kind,
        order_sha256=drawn_from.order_sha256,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        made_at=at,
        made_by_name=by,
    )
    return made, content


def _as_it_is(ceremony: Ceremony) -> Ceremony:
    return Ceremony.objects.select_related("unit__kind").get(pk=ceremony.pk)


@contextmanager
def kept_file(made: CeremonyPaper, content: bytes) -> Iterator[None]:
    """Write the file of a paper; it is removed again unless the row is written inside of this."""
    made.file.save("paper.pdf", ContentFile(content), save=False)
    try:
        yield
    finally:
        if made.pk is None or not CeremonyPaper.objects.filter(pk=made.pk).exists():
            made.file.delete(save=False)


def write(made: CeremonyPaper, *, actor: Any) -> None:
    """Write the row of a drawn paper and that it was made, inside the caller's transaction."""
    made.save()
    data = {"kind": made.kind, "sha256": made.sha256}
    record(
        verb="Lập giấy tờ buổi lễ",
        subject=made.ceremony,
        actor=actor,
        at=made.made_at,
        note=made.get_kind_display(),
        data=data,
    )


def make_pack(ceremony: Ceremony, *, actor: Any, at: datetime) -> list[CeremonyPaper]:
    """Make every paper that can be made now, in the order in which they are used; the payment list once there is one."""
    return [make_paper(ceremony, kind, actor=actor, at=at) for kind in kinds_now(ceremony)]


def kinds_now(ceremony: Ceremony) -> list[CeremonyPaperKind]:
    """Return the kinds that can be made now, in the order in which they are used."""
    return [kind for kind in K if kind != K.PAYMENT_LIST or _payments(ceremony) is not None]


def refuse_unmakable(ceremony: Ceremony, kinds: Iterable[str]) -> None:
    """Raise what making one of these papers would raise, without making it."""
    facts = facts_of(ceremony)
    if K.PAYMENT_LIST in kinds:
        _payment_paper(ceremony, facts)


def for_editing(ceremony: Ceremony, kind: str) -> bytes:
    """Return a list as .docx with the words of its PDF. Raises CeremonyRefused as make_paper() does."""
    facts = facts_of(ceremony)
    if kind == K.PAYMENT_LIST:
        return render_whole_for_editing(_payment_paper(ceremony, facts))
    return render_whole_for_editing(LISTS[kind].of(facts))


def file_name(ceremony: Ceremony, kind: str, suffix: str) -> str:
    """Return the name under which a paper is handed out: "so-giao-nhan-le-trao-tang.pdf"."""
    words = "-".join(search_key(f"{K(kind).label} {ceremony.name}").split())
    return f"{words[:100].strip('-')}.{suffix}"


def facts_of(ceremony: Ceremony) -> StageFacts:
    """Return what the papers print now. Raises CeremonyRefused when there is nobody to print or a letter cannot be."""
    _refuse_revoked(ceremony)
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


def _refuse_revoked(ceremony: Ceremony) -> None:
    """Let nobody be called up whose award is revoked; what is revoked after the ceremony is the register's."""
    if ceremony.state != CeremonyState.PREPARING:
        return
    revoked = ceremony.places.filter(award__state=AwardState.REVOKED).order_by("position")
    if names := list(revoked.values_list("award__recipient_name", flat=True)):
        raise CeremonyRefused(
            f"{', '.join(names[:5])}{' và người khác' if len(names) > 5 else ''} đã bị thu hồi khen thưởng. "
            "Đồng chí bấm Sửa ở dòng đó, đưa ra khỏi buổi lễ, rồi lập giấy tờ."
        )


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
