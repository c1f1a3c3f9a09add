"""What can happen to an issued certificate, each act apart: reprint, exchange, reissue, revocation.

Every act begins with the right of the records clerk and the lock of the decision, is a row that is written once, and is
refused with ActRefused when it makes no sense. What each does to the check page: a reprint nothing; exchange and reissue
make a new certificate with a new code, the old code answers "replaced"; a revocation makes all codes of the award
answer "revoked".
"""

import uuid
from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction

from history.models import Entry
from history.services import record
from nominations.enums import AwardState
from nominations.models import Award
from permissions import access
from permissions.models import RoleAssignment
from permissions.roles import Capability
from vietnamese.dates import local_day, short_date
from vietnamese.text import lower_first

from ..enums import CertificateAction, ExchangeReason, IssueReason, RevocationReason, SlipState
from ..exceptions import ActRefused
from ..models import CertificateAct, CorrectionSlip, IssuedCertificate
from .register import lock_decision, replace_certificate

VERBS = {
    CertificateAction.REPRINT: "In lại giấy",
    CertificateAction.EXCHANGE: "Cấp đổi giấy",
    CertificateAction.REISSUE: "Cấp lại giấy",
    CertificateAction.REVOKE: "Thu hồi giấy",
}
OLD_PAGE = "Trang này đã cũ. Đồng chí mở lại giấy rồi làm lại từ đầu."
RETURNED = "Thu lại sau khi thu hồi"
OPEN = (SlipState.ASKED, SlipState.APPROVED)
BY_HAND = frozenset({ExchangeReason.DAMAGED, ExchangeReason.MISPRINTED})
"""The reasons of an exchange that a clerk gives; the others come with a correction slip or a new number."""


@transaction.atomic
def reprint(
    issued: IssuedCertificate,
    *,
    reason: str,
    actor: Any,
    at: datetime,
    paper_number: str = "",
    paper_on: date | None = None,
    submission_key: uuid.UUID | None = None,
) -> CertificateAct:
    """Record that the same certificate is printed once more: same number, same code, counted. `reason` is in words."""
    if done := _done_before(issued, CertificateAction.REPRINT, submission_key):
        return done
    issued, holding = begin(issued, actor=actor, at=at)
    return write_act(
        issued, CertificateAction.REPRINT, holding, note=reason, actor=actor, at=at,
        paper_number=paper_number, paper_on=paper_on, submission_key=submission_key,
    )  # fmt: skip


@transaction.atomic
def reprint_all(certificates: Collection[IssuedCertificate], *, reason: str, actor: Any, at: datetime) -> None:
    """Do what reprint() does for certificates of one decision, in a fixed number of queries and one line of history."""
    if not certificates:
        return
    first = next(iter(certificates))
    holding = access.check(actor, Capability.NUMBER_DECISIONS, first.unit, on=local_day(at))
    decision = lock_decision(first.decision_id)
    for hindered in _hindered(certificates):
        begin(hindered, actor=actor, at=at)  # says what stands in the way
    action = CertificateAction.REPRINT
    CertificateAct.objects.bulk_create(
        [_act(issued, action, holding, note=reason, actor=actor, at=at) for issued in certificates], batch_size=500
    )
    record(
        verb=VERBS[action], subject=decision, actor=actor, at=at, note=reason, role_label=holding.get_role_display(),
        unit_name=decision.unit.name, data={"certificates": [issued.pk for issued in certificates]},
    )  # fmt: skip


def _hindered(certificates: Collection[IssuedCertificate]) -> list[IssuedCertificate]:
    """Return the certificates that begin() refuses: revoked, replaced, being corrected."""
    awards = [issued.award_id for issued in certificates]
    acts = CertificateAct.objects.filter(certificate__award__in=awards, action=CertificateAction.REVOKE)
    slips = CorrectionSlip.objects.filter(certificate__award__in=awards, state__in=OPEN)
    hindered = {*acts.values_list("certificate__award", flat=True), *slips.values_list("certificate__award", flat=True)}
    newer = IssuedCertificate.objects.filter(replaces__in=[issued.pk for issued in certificates])
    replaced = set(newer.values_list("replaces", flat=True))
    return [issued for issued in certificates if issued.award_id in hindered or issued.pk in replaced]


@transaction.atomic
def exchange(
    issued: IssuedCertificate,
    *,
    reason: str,
    note: str,
    actor: Any,
    at: datetime,
    paper_number: str = "",
    paper_on: date | None = None,
    submission_key: uuid.UUID | None = None,
) -> IssuedCertificate:
    """Cấp đổi: the sheet is damaged or misprinted and comes back; return the certificate that takes its place.

    It has the same register number and words, the next revision and a new code. `reason` is ExchangeReason.DAMAGED or
    MISPRINTED; wrong words need a correction slip first.
    """
    if done := _done_before(issued, CertificateAction.EXCHANGE, submission_key):
        return done.certificate.replaced_by
    if reason not in BY_HAND:
        raise ActRefused("Đồng chí chọn lý do cấp đổi: bị hư hỏng hoặc in sai.")
    issued, holding = begin(issued, actor=actor, at=at)
    refuse_outdated(issued)
    write_act(
        issued, CertificateAction.EXCHANGE, holding, reason=reason, note=note, actor=actor, at=at,
        paper_number=paper_number, paper_on=paper_on, submission_key=submission_key,
    )  # fmt: skip
    return replace_certificate(issued, reason=IssueReason.EXCHANGE, actor=actor, at=at)


@transaction.atomic
def reissue(
    issued: IssuedCertificate,
    *,
    note: str,
    paper_number: str,
    paper_on: date,
    actor: Any,
    at: datetime,
    submission_key: uuid.UUID | None = None,
) -> IssuedCertificate:
    """Cấp lại: the sheet is lost; return the certificate that takes its place.

    `paper_number` names the recipient's written explanation and `paper_on` its day, as a lost badge asks for one too.
    """
    if done := _done_before(issued, CertificateAction.REISSUE, submission_key):
        return done.certificate.replaced_by
    if not paper_number.strip() or paper_on is None:
        raise ActRefused(
            "Cấp lại cần giấy tường trình của người, tập thể làm mất. Đồng chí ghi tên hoặc số giấy và ngày giấy."
        )
    issued, holding = begin(issued, actor=actor, at=at)
    refuse_outdated(issued)
    write_act(
        issued, CertificateAction.REISSUE, holding, note=note, actor=actor, at=at,
        paper_number=paper_number, paper_on=paper_on, submission_key=submission_key,
    )  # fmt: skip
    return replace_certificate(issued, reason=IssueReason.REISSUE, actor=actor, at=at)


@transaction.atomic
def revoke(
    issued: IssuedCertificate,
    *,
    reason: str,
    note: str,
    paper_number: str,
    paper_on: date,
    is_object_returned: bool,
    is_money_returned: bool,
    actor: Any,
    at: datetime,
    submission_key: uuid.UUID | None = None,
) -> CertificateAct:
    """Thu hồi: record the decision that revokes the award, its reason, and whether object and money came back.

    Source: Law on Emulation and Commendation 2022, article 93, clause 2. The award is no longer in force; its line of
    the register stays.
    """
    if done := _done_before(issued, CertificateAction.REVOKE, submission_key):
        return done
    if reason not in RevocationReason.values:
        raise ActRefused("Đồng chí chọn một trong bốn lý do thu hồi của Luật Thi đua, khen thưởng, Điều 93 khoản 2.")
    if not paper_number.strip() or paper_on is None:
        raise ActRefused("Thu hồi phải có quyết định riêng. Đồng chí ghi số và ngày của quyết định thu hồi.")
    if paper_on < issued.decided_on:
        raise ActRefused(
            f"Quyết định thu hồi không thể trước ngày khen ({short_date(issued.decided_on)}). Đồng chí xem lại ngày."
        )
    issued, holding = begin(issued, actor=actor, at=at)
    done = write_act(
        issued, CertificateAction.REVOKE, holding, reason=reason, note=note, actor=actor, at=at,
        paper_number=paper_number, paper_on=paper_on, submission_key=submission_key,
        is_object_returned=is_object_returned, is_money_returned=is_money_returned,
    )  # fmt: skip
    Award.objects.filter(pk=issued.award_id).update(state=AwardState.REVOKED)
    return done


@transaction.atomic
def record_return(
    issued: IssuedCertificate, *, is_object: bool, is_money: bool, note: str, actor: Any, at: datetime
) -> None:
    """Record that the object or the money of a revoked award came back later; the revocation itself stays as written."""
    access.check(actor, Capability.NUMBER_DECISIONS, issued.unit, on=local_day(at))
    if not (is_object or is_money):
        raise ActRefused("Đồng chí đánh dấu thứ đã thu lại: hiện vật, tiền thưởng hoặc cả hai.")
    lock_decision(issued.decision_id)
    revoked = revocation_of(issued)
    if revoked is None:
        raise ActRefused("Giấy này chưa bị thu hồi nên không có gì để ghi thu lại.")
    object_there, money_there = returned(revoked)
    if (is_object and object_there) or (is_money and money_there):
        what = "Hiện vật" if is_object and object_there else "Tiền thưởng"
        raise ActRefused(f"{what} đã được ghi là đã thu lại. Đồng chí tải lại trang để xem.")
    record(
        verb=RETURNED,
        subject=revoked,
        actor=actor,
        at=at,
        unit_name=issued.unit.name,
        note=note,
        data={"object": is_object, "money": is_money},
    )


def revocation_of(issued: IssuedCertificate) -> CertificateAct | None:
    """Return the act that revoked the award of this certificate, or None."""
    return CertificateAct.objects.filter(certificate__award=issued.award_id, action=CertificateAction.REVOKE).first()


def returned(revoked: CertificateAct) -> tuple[bool, bool]:
    """Return whether object and money of a revoked award have come back by now."""
    later = returns_of(revoked)
    return (
        bool(revoked.is_object_returned or any(entry.data.get("object") for entry in later)),
        bool(revoked.is_money_returned or any(entry.data.get("money") for entry in later)),
    )


def returns_of(revoked: CertificateAct) -> list[Entry]:
    """Return what was written down later about object and money of a revoked award, oldest first."""
    found = Entry.objects.filter(subject_type=revoked._meta.label, subject_id=revoked.pk, verb=RETURNED)
    return list(found.order_by("id"))


def begin(
    issued: IssuedCertificate, *, actor: Any, at: datetime, slip: CorrectionSlip | None = None
) -> tuple[IssuedCertificate, RoleAssignment]:
    """Return the certificate, its decision locked, and the role through which the actor may act on it.

    Raises NotPermitted for anybody but the unit's records clerk, ActRefused when the certificate is no longer in force
    or another correction slip than `slip` is open.
    """
    holding = access.check(actor, Capability.NUMBER_DECISIONS, issued.unit, on=local_day(at))
    lock_decision(issued.decision_id)
    issued = IssuedCertificate.objects.select_related(
        "award", "unit", "decision", "layout__background", "register"
    ).get(pk=issued.pk)
    if in_the_way := hindrance(issued, slip=slip):
        raise ActRefused(in_the_way)
    return issued, holding


def hindrance(issued: IssuedCertificate, *, slip: CorrectionSlip | None = None) -> str:
    """Return why nothing can be done with a certificate now, "" when nothing but an own slip stands in the way."""
    if revoked := revocation_of(issued):
        return f"Giấy này đã bị thu hồi theo Quyết định số {revoked.paper_number} ngày {short_date(revoked.paper_on)}."
    if newer := IssuedCertificate.objects.filter(replaces=issued).first():
        reason = lower_first(newer.get_issue_reason_display())
        return f"Giấy này đã được thay bằng bản {newer.revision} ({reason}, {short_date(newer.at)}). Đồng chí mở bản mới để làm tiếp."
    open_slip = open_slip_of(issued)
    if open_slip is not None and open_slip != slip:
        state = lower_first(open_slip.get_state_display())
        return f"Giấy này đang có phiếu đính chính {state}. Đồng chí làm xong phiếu đó trước."
    return ""


def try_out(act: Callable[..., Any], issued: IssuedCertificate, *, at: datetime, **facts: Any) -> None:
    """Raise ActRefused where the act would; whatever it does is taken back."""
    with transaction.atomic():
        act(issued, at=at, **facts)
        transaction.set_rollback(True)


def open_slip_of(issued: IssuedCertificate) -> CorrectionSlip | None:
    """Return the correction slip on any certificate of the award that is not finished, or None."""
    return CorrectionSlip.objects.filter(certificate__award=issued.award_id, state__in=OPEN).first()


def write_act(
    issued: IssuedCertificate,
    action: CertificateAction,
    holding: RoleAssignment,
    *,
    note: str,
    actor: Any,
    at: datetime,
    submission_key: uuid.UUID | None = None,
    **facts: Any,
) -> CertificateAct:
    """Write the act down, in the register and in the history.

    Raises ActRefused without a reason in words and for a paper of a day that is still to come.
    """
    paper_on = facts.get("paper_on")
    if paper_on and paper_on > local_day(at):
        raise ActRefused(
            f"Ngày văn bản {short_date(paper_on)} chưa tới. Đồng chí xem lại ngày, rồi ghi khi đã có văn bản."
        )
    done = _act(issued, action, holding, note=note, actor=actor, at=at, **facts)
    done.submission_key = submission_key or uuid.uuid4()
    done.save()
    record(
        verb=VERBS[action],
        subject=issued,
        actor=actor,
        at=at,
        note=done.note,
        role_label=holding.get_role_display(),
        unit_name=issued.unit.name,
        data={"act": done.pk, "paper": done.paper_number, "reason": done.reason},
    )
    return done


def _act(
    issued: IssuedCertificate,
    action: CertificateAction,
    holding: RoleAssignment,
    *,
    note: str,
    actor: Any,
    at: datetime,
    **facts: Any,
) -> CertificateAct:
    note = " ".join(note.split())
    if not note:
        raise ActRefused("Đồng chí ghi lý do: lý do được giữ trong sổ.")
    return CertificateAct(
        certificate=issued,
        action=action,
        note=note,
        at=at,
        actor_name=actor.full_name,
        role_label=holding.get_role_display(),
        unit_name=issued.unit.name,
        on_behalf_of=getattr(actor, "acting_for", ""),
        **facts,
    )


def _done_before(
    issued: IssuedCertificate, action: CertificateAction, submission_key: uuid.UUID | None
) -> CertificateAct | None:
    """Return the act that the same form made when it was sent before; of two sent at once the second waits for the first.

    Raises ActRefused when the key is that of another form.
    """
    if submission_key is None:
        return None
    lock_decision(issued.decision_id)
    done = CertificateAct.objects.filter(submission_key=submission_key).first()
    if done and (done.certificate_id, done.action) != (issued.pk, action):
        raise ActRefused(OLD_PAGE)
    return done


def refuse_outdated(issued: IssuedCertificate) -> None:
    """Raise ActRefused while the certificate carries a number that its decision no longer has."""
    if issued.decision_number != issued.decision.number_text:
        raise ActRefused(
            f"Quyết định đã được ghi lại số {issued.decision.number_text}. "
            "Đồng chí mở trang In giấy khen và in lại: giấy mới mang số mới, giấy này được ghi là đã thay."
        )
