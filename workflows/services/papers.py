"""Papers of the office that carry a number: "Ghi số" once they are signed, voiding a number, the scan of what was signed.

The number is taken and signer and day are frozen in one transaction. The PDF is made after that (issue_paper): a paper
that fails to be made takes no number back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from documents.catalogue import ABOUT, IN_THE_ROOM, PossiblePaper, unit_of
from documents.issuing import PaperRefused, issue
from documents.models import Decision, NumberedPaper, PaperState, SignedScan
from documents.services import take_number, void_number
from history.services import record
from meetings.models import Meeting, ResultCorrection
from nominations.models import Posting
from nominations.uploads import Accepted
from organizations.models import Signer, Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day

from ..exceptions import GuardFailed, IllegalTransition

Subject = Meeting | Posting | ResultCorrection


@dataclass(frozen=True)
class Signature:
    """Who signed, and the day that stands on the paper."""

    signer: Signer
    signed_on: date


def why_not_numbered(subject: Subject, wanted: PossiblePaper) -> str:
    """Return why this paper takes no number yet, or "". What tells results waits for their release."""
    if wanted.refusal:
        return wanted.refusal
    if wanted.row.kind in IN_THE_ROOM and not wanted.row.is_settled(subject):
        return "Kết quả chưa được công bố nên văn bản này chưa ghi số được. Đồng chí ghi số sau khi công bố."
    return ""


def standing_paper(subject: Subject, wanted: PossiblePaper) -> NumberedPaper | None:
    """Return the paper of this kind and for this unit or authority that has a number and was not voided."""
    return NumberedPaper.objects.exclude(state=PaperState.VOIDED).filter(**_keys(subject, wanted)).first()


def still_to_number(subject: Subject, wanted: Sequence[PossiblePaper]) -> list[PossiblePaper]:
    """Return which of these papers of one kind, each for a unit of its own, have no number. One query."""
    there = NumberedPaper.objects.filter(
        state=PaperState.NUMBERED, kind__in={each.row.kind for each in wanted}, **{ABOUT[type(subject)]: subject}
    )
    numbered = set(there.values_list("addressee", flat=True))
    return [each for each in wanted if each.addressee is None or each.addressee.pk not in numbered]


def _keys(subject: Subject, wanted: PossiblePaper) -> dict:
    return {
        "kind": wanted.row.kind,
        ABOUT[type(subject)]: subject,
        "addressee": wanted.addressee,
        "authority": wanted.authority,
    }


@transaction.atomic
def number_paper(
    subject: Subject, wanted: PossiblePaper, *, signature: Signature, actor: Any, at: datetime
) -> NumberedPaper:
    """Record who signed and when, and take the number of the series for this type of document and term.

    Raises NotPermitted for anybody but the records clerk, GuardFailed (not ready, signer, day), IllegalTransition when it
    has a number already, NoSeries.
    """
    unit = unit_of(subject)
    access.check(actor, Capability.NUMBER_DECISIONS, unit, on=local_day(at))
    subject = type(subject).objects.select_for_update().get(pk=subject.pk)
    if reason := why_not_numbered(subject, wanted):
        raise GuardFailed(reason)
    _check_signature(unit, signature, at)
    paper = standing_paper(subject, wanted)
    if paper is not None and paper.state == PaperState.NUMBERED:
        raise IllegalTransition(
            f"Văn bản này đã có số {paper.number_text}, do đồng chí {paper.numbered_by_name} ghi. Hãy tải lại trang."
        )
    paper = paper or NumberedPaper(unit=unit, created_at=at, created_by_name=actor.full_name, **_keys(subject, wanted))
    signer = signature.signer
    paper.take_signer(signer)
    paper.signed_on = signature.signed_on
    paper.number = take_number(
        unit=unit,
        document_type=wanted.row.series,
        day=signature.signed_on,
        is_of_office=wanted.row.is_of_office,
        used_for=_used_for(subject, wanted),
        actor=actor,
        at=at,
    )
    paper.number_text, paper.state = paper.number.text, PaperState.NUMBERED
    paper.numbered_at, paper.numbered_by_name = at, actor.full_name
    paper.version += 1
    paper.save()
    data = {"number": paper.number_text, "signed_on": signature.signed_on.isoformat()}
    record(verb="Ghi số văn bản", subject=paper, actor=actor, at=at, unit_name=unit.name, data=data)
    return paper


@transaction.atomic
def number_papers(
    subject: Subject, wanted: Sequence[PossiblePaper], *, signature: Signature, actor: Any, at: datetime
) -> list[NumberedPaper]:
    """Record number, signer and day of several papers of one subject that were signed together, all of them or none.

    They take consecutive numbers in the order given. Raises what number_paper() raises.
    """
    return [number_paper(subject, each, signature=signature, actor=actor, at=at) for each in wanted]


def issue_paper(paper: NumberedPaper, *, actor: Any, at: datetime) -> str:
    """Make and keep the PDF of a numbered paper; return "" or, in Vietnamese, why it could not be made now."""
    goes_to = {"authority": paper.authority, "addressee": paper.addressee}
    try:
        issue(paper.kind, paper, actor=actor, at=at, **goes_to)
    except PaperRefused as refusal:
        return refusal.reason
    return ""


@transaction.atomic
def void_paper(paper: NumberedPaper, *, reason: str, actor: Any, at: datetime) -> NumberedPaper:
    """Void a paper with its number: both stay with the reason, and the next one takes the next number.

    Raises NotPermitted, GuardFailed without a reason, IllegalTransition when it has no number or is void already.
    """
    access.check(actor, Capability.NUMBER_DECISIONS, paper.unit, on=local_day(at))
    paper = NumberedPaper.objects.select_for_update(of=("self",)).select_related("unit", "number").get(pk=paper.pk)
    if paper.state != PaperState.NUMBERED:
        raise IllegalTransition(
            f"Văn bản này đang ở trạng thái “{paper.get_state_display()}” nên không có số để hủy. Hãy tải lại trang."
        )
    if not reason.strip():
        raise GuardFailed("Hãy ghi lý do hủy số: lý do được giữ trong sổ số văn bản.")
    void_number(paper.number, reason=reason.strip(), at=at)
    paper.state, paper.void_reason = PaperState.VOIDED, reason.strip()
    paper.version += 1
    paper.save()
    record(verb="Hủy số văn bản", subject=paper, actor=actor, at=at, note=reason.strip(), unit_name=paper.unit.name)
    return paper


@transaction.atomic
def keep_scan(about: NumberedPaper | Decision, scan: Accepted, *, actor: Any, at: datetime) -> SignedScan:
    """Keep the scan of a signed paper with its sha256; the same file again is the same scan. Earlier scans stay.

    Raises NotPermitted for anybody but the records clerk, IllegalTransition before there is a number.
    """
    access.check(actor, Capability.NUMBER_DECISIONS, about.unit, on=local_day(at))
    about = type(about).objects.select_for_update(of=("self",)).select_related("unit").get(pk=about.pk)
    if about.number_id is None:
        raise IllegalTransition("Văn bản này chưa ghi số nên chưa nhận bản đã ký. Hãy ghi số trước.")
    there = about.scans.filter(sha256=scan.sha256).first()
    if there is not None:
        return there
    kept = SignedScan(
        **{"decision" if isinstance(about, Decision) else "paper": about},
        original_name=scan.name,
        sha256=scan.sha256,
        size=len(scan.content),
        uploaded_at=at,
        uploaded_by_name=actor.full_name,
    )
    kept.file.save(scan.name, ContentFile(scan.content), save=False)
    try:
        kept.save()
    except BaseException:
        kept.file.delete(save=False)
        raise
    data = {"sha256": scan.sha256, "name": scan.name}
    record(verb="Lưu bản đã ký", subject=about, actor=actor, at=at, unit_name=about.unit.name, data=data)
    return kept


def _used_for(subject: Subject, wanted: PossiblePaper) -> str:
    to = wanted.addressee or wanted.authority
    return ", ".join(filter(None, [str(wanted.row.kind.label), str(subject), str(to) if to else ""]))[:300]


def _check_signature(unit: Unit, signature: Signature, at: datetime) -> None:
    signer, day = signature.signer, signature.signed_on
    if signer.unit_id != unit.pk or not signer.in_force(day):
        raise GuardFailed(
            f"{signer.full_name} không phải người ký của {unit} vào ngày đó. Hãy chọn lại người ký hoặc ngày ký."
        )
    if day > local_day(at):
        raise GuardFailed("Ngày ký chưa tới. Hãy ghi số sau khi văn bản đã được ký.")
