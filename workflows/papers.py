"""The papers of a decision as files in a folder, for commands; screens hand out the same bytes."""

import shutil
import uuid
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from ceremonies.enums import CeremonyPaperKind
from ceremonies.exceptions import CeremonyRefused
from ceremonies.issuing import make_pack
from ceremonies.models import Ceremony
from ceremonies.queries.money import propose
from ceremonies.services.ceremonies import create_ceremony
from ceremonies.services.payments import PaymentOrder, freeze_payments
from certificates.printing import PrintSettings
from documents.enums import DocumentKind
from documents.issuing import current
from documents.models import Decision
from documents.services import paper_bytes
from runs.services import result_file, work_once
from vietnamese.dates import VIETNAM, local_day
from vietnamese.text import lower_first

from .services.printing import start_printing

WORKER = "command"
PROOFLESS = "Lập từ dòng lệnh để thử, không có người thứ hai xem tờ in thử."
"""Why amber findings of the check before printing are accepted here."""


def write_papers(decision: Decision, folder: Path, *, actor: Any, at: datetime) -> list[tuple[Path, str]]:
    """Write the papers of a numbered decision and of its ceremony into `folder`; return each with what it is, in words.

    quyet-dinh.pdf; giay-khen.pdf, printed by a run as the print station starts it and so entered in the register, in the
    order of the stage; le-trao/ with everything for the ceremony. The work that the worker would do is done here.
    Raises PaperRefused, GuardFailed and CeremonyRefused.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paper = folder / "quyet-dinh.pdf"
    paper.write_bytes(current(DocumentKind.DECISION, decision, at=at).content)
    ceremony = _ceremony(decision, actor=actor, at=at)
    return [
        (paper, f"Quyết định số {decision.number_text}"),
        _certificates(decision, folder / "giay-khen.pdf", actor=actor, at=at),
        *_pack(ceremony, folder / "le-trao", actor=actor, at=at),
    ]


def _certificates(decision: Decision, target: Path, *, actor: Any, at: datetime) -> tuple[Path, str]:
    printing = start_printing(decision, PrintSettings(accepted_reason=PROOFLESS), actor=actor, at=at)
    while work_once(WORKER, clock=lambda: at):
        pass
    printing.run.refresh_from_db()
    shutil.copyfile(result_file(printing.run), target)
    return target, f"{printing.sheets.count()} tờ {decision.get_form_display().lower()}"


PACK_NAMES = {
    CeremonyPaperKind.SCRIPT: "kich-ban.pdf",
    CeremonyPaperKind.GROUPS: "so-do-luot.pdf",
    CeremonyPaperKind.SEAT_CARDS: "the-ghe.pdf",
    CeremonyPaperKind.FRAME_LABELS: "nhan-khung.pdf",
    CeremonyPaperKind.ATTENDANCE: "diem-danh.pdf",
    CeremonyPaperKind.HANDOVER_BOOK: "so-giao-nhan.pdf",
    CeremonyPaperKind.PAYMENT_LIST: "tien-thuong.pdf",
}
"""What the papers of a ceremony are called in a folder."""


def _ceremony(decision: Decision, *, actor: Any, at: datetime) -> Ceremony:
    """Prepare the ceremony a week later, at eight o'clock, in the order of the usual rules."""
    day = local_day(at) + timedelta(days=7)
    return create_ceremony(
        unit=decision.unit,
        decisions=[decision],
        actor=actor,
        at=at,
        submission_key=uuid.uuid4(),
        name=f"Lễ trao tặng {decision.get_form_display()} theo Quyết định số {decision.number_text}",
        starts_at=datetime.combine(day, time(8), tzinfo=VIETNAM),
        place=f"Hội trường {decision.unit.committee}",
        presenter=f"đồng chí {decision.signer_name}, {decision.signer_position}",
    )


def _pack(ceremony: Ceremony, folder: Path, *, actor: Any, at: datetime) -> list[tuple[Path, str]]:
    """Write every paper of the ceremony; the last row names who gets no bonus, and why."""
    folder.mkdir(parents=True, exist_ok=True)
    unpaid = _payments(ceremony, actor=actor, at=at)
    made = []
    for paper in make_pack(ceremony, actor=actor, at=at):
        path = folder / PACK_NAMES[paper.kind]
        path.write_bytes(paper_bytes(paper))
        made.append((path, paper.get_kind_display()))
    return [*made, (folder, unpaid)] if unpaid else made


def _payments(ceremony: Ceremony, *, actor: Any, at: datetime) -> str:
    """Freeze the bonuses; return in words whom the rules leave out, "" where they leave out nobody."""
    order = PaymentOrder(title=f"Chi tiền thưởng {ceremony.name}", valid_on=local_day(ceremony.starts_at))
    gaps = [f"{', '.join(gap.names)}: {lower_first(gap.reason)}" for gap in propose(ceremony, order.valid_on).gaps]
    try:
        freeze_payments(ceremony, order, actor=actor, at=at, submission_key=uuid.uuid4())
    except CeremonyRefused as refusal:
        return f"Chưa có danh sách chi tiền thưởng: {refusal.reason}"
    return f"Không vào danh sách chi. {'; '.join(gaps)}" if gaps else ""
