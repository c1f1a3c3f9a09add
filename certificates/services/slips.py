"""Correction slips: wrong words on an issued certificate, set side by side with the right ones, approved, exchanged.

Nothing is edited in place. The decision keeps its text, the annex to it says what is corrected; the old certificate stays
as it is and is replaced by one with the right words. Whether who asked may approve is the committee's own dated rule:
not at all, with a reason, or freely. Where it says not at all and nobody else of the unit may, a reason is enough.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from documents.fonts import PAPER_FAMILY, missing_glyphs
from history.services import record
from nominations.models import Award
from permissions import access
from permissions.exceptions import NotPermitted
from permissions.models import RoleAssignment
from permissions.roles import Capability
from vietnamese.dates import local_day, short_date
from vietnamese.text import lower_first, one_line

from ..enums import CertificateAction, ExchangeReason, IssueReason, SlipState
from ..exceptions import ActRefused
from ..layout.placing import check_run
from ..layout.sheets import CertificateRefused, CertificateSheet
from ..models import CorrectionAnnex, CorrectionSlip, IssuedCertificate
from ..registry import REASON, REFUSE, separation_of_slips, tell_of_slip
from .acts import OLD_PAGE, begin, refuse_outdated, write_act
from .kept import keep_once
from .register import MOST_NAMED, certificate_facts, current_of, lock_decision, replace_certificate

APPROVERS = (Capability.CONDUCT_MEETING, Capability.NUMBER_DECISIONS)
ANSWER = ("settled_at", "settled_by_name", "settled_note", "separation_reason")
PAPER = ("paper_number", "paper_on")
"""What an approval or a refusal writes, and what an approval alone; the database lets nothing else be written."""


@dataclass(frozen=True)
class Word:
    """One thing that a slip can correct: its name on Award, on CertificateSheet, what it is called, its longest text."""

    key: str
    on_sheet: str
    label: str
    longest: int = 0


WORDS = (
    Word("address", "form_of_address", "Xưng hô", 20),
    Word("recipient_name", "name", "Họ tên, tên tập thể", 250),
    Word("unit_text", "unit", "Chức vụ, đơn vị", 400),
    Word("citation", "achievement", "Lời khen", 2000),
    Word("is_posthumous", "is_posthumous", "Truy tặng"),
)
LABELS = {word.key: word.label for word in WORDS}


def words_of(sheet: CertificateSheet) -> dict[str, Any]:
    """Return what a sheet says of each thing that a slip can correct."""
    return {word.key: getattr(sheet, word.on_sheet) for word in WORDS}


@transaction.atomic
def ask_slip(
    issued: IssuedCertificate,
    *,
    after: Mapping[str, Any],
    grounds: str,
    actor: Any,
    at: datetime,
    submission_key: uuid.UUID | None = None,
) -> CorrectionSlip:
    """Ask for a correction: `after` holds the right words by the keys of WORDS; those that do not differ are left out.

    The same `submission_key` again returns the slip that is there; of two sent at once the second waits for the first.
    Raises ActRefused without grounds, without any difference, and for words that would not fit the sheet.
    """
    if submission_key and (found := _asked_before(issued, submission_key)):
        return found
    issued, _ = begin(issued, actor=actor, at=at)
    run, sheet = certificate_facts(issued)
    changed = _changed(sheet, after)
    if not one_line(grounds):
        raise ActRefused("Đồng chí ghi căn cứ đính chính, ví dụ: đơn của người được tặng, bản sao giấy khai sinh.")
    _refuse_unprintable("Căn cứ đính chính", grounds)
    reasons = check_run(run, [_with(sheet, changed)])
    if reasons:
        raise ActRefused(" ".join(refusal.reason for refusal in reasons))
    old = words_of(sheet)
    slip = CorrectionSlip.objects.create(
        certificate=issued,
        before={key: old[key] for key in changed},
        after=changed,
        grounds=grounds,
        asked_at=at,
        asked_by_id=actor.pk,
        asked_by_name=actor.full_name,
        submission_key=submission_key or uuid.uuid4(),
    )
    record(
        verb="Lập phiếu đính chính",
        subject=issued,
        actor=actor,
        at=at,
        note=slip.grounds,
        unit_name=issued.unit.name,
        data={"slip": slip.pk, "before": slip.before, "after": slip.after},
    )
    tell_of_slip(slip, actor=actor, at=at)
    return slip


@transaction.atomic
def settle_slip(
    slip: CorrectionSlip,
    *,
    is_approved: bool,
    actor: Any,
    at: datetime,
    note: str = "",
    paper_number: str = "",
    paper_on: date | None = None,
    separation_reason: str = "",
) -> CorrectionSlip:
    """Approve a slip, or refuse it: also one that was approved and is not carried out, and by who asked it.

    Raises NotPermitted for who may neither conduct meetings nor record numbers for the unit, ActRefused for who asked
    where the rule wants another, for a refusal without a reason, and for a slip that is finished.
    """
    unit = slip.certificate.unit
    holding = right_to_settle(slip, actor, at)
    lock_decision(slip.certificate.decision_id)
    slip = CorrectionSlip.objects.select_related("certificate__unit").get(pk=slip.pk)
    open_states = (SlipState.ASKED,) if is_approved else (SlipState.ASKED, SlipState.APPROVED)
    if slip.state not in open_states:
        raise ActRefused(
            f"Phiếu này {lower_first(slip.get_state_display())}"
            + (f" (đồng chí {slip.settled_by_name}, {short_date(slip.settled_at)})" if slip.settled_by_name else "")
            + ". Đồng chí tải lại trang."
        )
    if not is_approved and not one_line(note):
        raise ActRefused("Đồng chí ghi lý do không duyệt để người lập phiếu biết.")
    if is_approved:
        refuse_one_hand(slip, actor, at, separation_reason)
        _refuse_unprintable("Số của phụ lục", paper_number)
        paper_on = paper_on or local_day(at)
        _refuse_day(slip.certificate, paper_on, local_day(at))
    slip.state = SlipState.APPROVED if is_approved else SlipState.REFUSED
    slip.settled_at, slip.settled_by_name, slip.settled_note = at, actor.full_name, note
    slip.separation_reason = separation_reason if actor.pk == slip.asked_by_id else ""
    if is_approved:
        slip.paper_number, slip.paper_on = paper_number, paper_on
    slip.save(update_fields=["state", *ANSWER, *(PAPER if is_approved else ())])
    record(
        verb="Duyệt phiếu đính chính" if is_approved else "Không duyệt phiếu đính chính",
        subject=slip.certificate,
        actor=actor,
        at=at,
        note=note or separation_reason,
        role_label=holding.get_role_display(),
        unit_name=unit.name,
        data={"slip": slip.pk, "paper": slip.paper_number, "separation_reason": slip.separation_reason},
    )
    tell_of_slip(slip, actor=actor, at=at)
    return slip


@transaction.atomic
def carry_out(slip: CorrectionSlip, *, actor: Any, at: datetime) -> IssuedCertificate:
    """Exchange the certificate for one with the words of an approved slip; the award takes them over too.

    When the decision was numbered again meanwhile, the newest certificate is the one exchanged. Carried out before, the
    same certificate is returned. Raises ActRefused when the certificate no longer says what the slip corrects, or
    when it still has to be printed with the new number.
    """
    lock_decision(slip.certificate.decision_id)
    slip = CorrectionSlip.objects.select_related("certificate__award", "certificate__unit", "exchanged").get(pk=slip.pk)
    access.check(actor, Capability.NUMBER_DECISIONS, slip.certificate.unit, on=local_day(at))
    if slip.state == SlipState.DONE:
        return slip.exchanged
    if slip.state != SlipState.APPROVED:
        raise ActRefused(
            f"Phiếu này {lower_first(slip.get_state_display())} nên chưa cấp đổi được. Đồng chí chờ phiếu được duyệt."
        )
    issued, holding = begin(current_of(slip.certificate.award), actor=actor, at=at, slip=slip)
    refuse_outdated(issued)
    now_says = words_of(certificate_facts(issued)[1])
    if any(now_says[key] != old for key, old in slip.before.items()):
        raise ActRefused(
            "Giấy hiện nay không còn ghi như phần “đang in” của phiếu. Đồng chí bấm không duyệt phiếu này và lập phiếu mới."
        )
    paper = slip.paper_number or f"Phụ lục đính chính kèm theo Quyết định số {issued.decision_number}"
    write_act(
        issued, CertificateAction.EXCHANGE, holding, reason=ExchangeReason.CORRECTED, note=slip.grounds,
        actor=actor, at=at, paper_number=paper[:60], paper_on=slip.paper_on,
    )  # fmt: skip
    on_sheet = {word.on_sheet: slip.after[word.key] for word in WORDS if word.key in slip.after}
    new = replace_certificate(issued, reason=IssueReason.CORRECTION, words=on_sheet, actor=actor, at=at)
    _take_over(issued.award, slip.after)
    slip.state, slip.exchanged = SlipState.DONE, new
    slip.save(update_fields=["state", "exchanged"])
    return new


def keep_annex(slip: CorrectionSlip, pdf: bytes, *, at: datetime) -> CorrectionAnnex:
    """Keep the annex of an approved slip, once: called again it returns what was kept first and writes nothing."""
    return keep_once(CorrectionAnnex, pdf, at=at, of={"slip": slip})


def right_to_settle(slip: CorrectionSlip, actor: Any, at: datetime) -> RoleAssignment:
    """Return the role through which the actor may settle a slip. Raises NotPermitted."""
    unit, day = slip.certificate.unit, local_day(at)
    for capability in APPROVERS:
        if held := access.holdings(actor, capability, unit, on=day):
            return access.act_through(actor, held[0])
    raise NotPermitted(
        f"Duyệt phiếu đính chính cần vai trò Chủ trì hoặc Văn thư của {unit}; đồng chí không giữ vai trò đó hôm nay."
    )


def others_to_settle(slip: CorrectionSlip, at: datetime) -> list[Any]:
    """Return who may approve the slip besides the person that asked for it, in Vietnamese order of given names."""
    found = access.who_can(APPROVERS[0], slip.certificate.unit, on=local_day(at))
    found |= access.who_can(APPROVERS[1], slip.certificate.unit, on=local_day(at))
    return list(found.exclude(pk=slip.asked_by_id).distinct())


def one_hand(slip: CorrectionSlip, actor: Any, at: datetime) -> str:
    """Return what stands against the actor approving this slip: REFUSE, REASON (one is needed), or "" for nothing.

    Only who asked is in question. A rule that refuses is content with a reason where the unit has nobody else.
    """
    if actor.pk != slip.asked_by_id:
        return ""
    mode = separation_of_slips(slip.certificate.unit, local_day(at))
    return REASON if mode == REFUSE and not others_to_settle(slip, at) else mode


def refuse_one_hand(slip: CorrectionSlip, actor: Any, at: datetime, separation_reason: str) -> None:
    """Raise ActRefused when who asked approves against the rule, or without the reason that it wants."""
    mode = one_hand(slip, actor, at)
    if mode == REFUSE:
        names = " hoặc ".join(person.full_name for person in others_to_settle(slip, at)[:MOST_NAMED])
        raise ActRefused(f"Người lập phiếu không tự duyệt. Đồng chí nhờ {names} duyệt.")
    if mode == REASON and not one_line(separation_reason):
        raise ActRefused("Đồng chí vừa lập vừa duyệt phiếu này. Đồng chí ghi lý do một người làm hai việc.")


def _asked_before(issued: IssuedCertificate, submission_key: uuid.UUID) -> CorrectionSlip | None:
    """Return the slip that the same form made when it was sent before. Raises ActRefused for the key of another form."""
    lock_decision(issued.decision_id)
    found = CorrectionSlip.objects.filter(submission_key=submission_key).first()
    if found and found.certificate_id != issued.pk:
        raise ActRefused(OLD_PAGE)
    return found


def _refuse_unprintable(label: str, text: str) -> None:
    """Raise ActRefused for letters that the annex could only print as empty boxes."""
    if missing := missing_glyphs(text, PAPER_FAMILY):
        raise ActRefused(
            f"“{label}” có ký tự {', '.join(sorted(missing))} không in được trên phụ lục. Đồng chí bỏ hoặc gõ lại ký tự đó."
        )


def _refuse_day(issued: IssuedCertificate, paper_on: date, today: date) -> None:
    """Raise ActRefused for an annex from before its decision, or from a day to come: the exchange will be by this paper."""
    if paper_on > today:
        raise ActRefused(f"Ngày của phụ lục {short_date(paper_on)} chưa tới. Đồng chí xem lại ngày.")
    if paper_on < issued.decided_on:
        raise ActRefused(
            f"Phụ lục không thể trước ngày của quyết định ({short_date(issued.decided_on)}). Đồng chí xem lại ngày."
        )


def _changed(sheet: CertificateSheet, after: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words that differ, tidied as the sheet tidies them. Raises ActRefused for none and for too long ones."""
    wanted = _with(sheet, {key: value for key, value in after.items() if key in LABELS})
    old, new = words_of(sheet), words_of(wanted)
    changed = {key: value for key, value in new.items() if value != old[key]}
    if not changed:
        raise ActRefused("Phiếu chưa sửa chữ nào. Đồng chí sửa chỗ sai rồi lập phiếu.")
    for word in WORDS:
        if word.longest and len(str(changed.get(word.key, ""))) > word.longest:
            raise ActRefused(f"“{word.label}” dài quá {word.longest} chữ cái. Đồng chí viết ngắn lại.")
    return changed


def _with(sheet: CertificateSheet, words: Mapping[str, Any]) -> CertificateSheet:
    try:
        return replace(sheet, **{word.on_sheet: words[word.key] for word in WORDS if word.key in words})
    except CertificateRefused as refusal:
        raise ActRefused(str(refusal)) from refusal


def _take_over(award: Award, words: Mapping[str, Any]) -> None:
    """Let the award say what its certificate in force says; its search keys follow."""
    for key, value in words.items():
        setattr(award, key, value)
    award.save(update_fields=[*words, "name_key", "sort_key"])
