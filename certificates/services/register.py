"""The award register: every recipient gets one certificate in force, its words frozen, its PDF kept once.

Whoever writes here holds the lock of the decision, so two people who press print at once get the same rows; the unique
constraints of the table hold even without the lock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Prefetch

from documents.models import Decision, DecisionLine
from history.services import record
from nominations.models import Award

from ..codes import check_url, new_code
from ..enums import CertificateAction, ExchangeReason, IssueReason, PublicStatus
from ..exceptions import ActRefused
from ..layout.sheets import CertificateRun, CertificateSheet
from ..models import CertificateAct, FrozenLayout, IssuedCertificate, IssuedFile
from .kept import keep_once, kept_pdf
from .snapshots import canonical_sha256, certificate_facts, drawing_sha256, freeze_facts, words_of_row

__all__ = [
    "certificate_facts",
    "current_of",
    "enter",
    "sheet_of",
    "status_of",
    "store_file",
    "stored_bytes",
]
NUMBER_REPLACED = "Quyết định được ghi lại số {new} thay số {old}."
MOST_NAMED = 3
LAYOUT = Prefetch("layout", FrozenLayout.objects.select_related("background"))
"""Layouts of many certificates, each read once: they are larger than all the rest of a row."""


def lock_decision(decision_id: int) -> Decision:
    """Return the decision locked for the transaction: all writing of certificates waits here."""
    return Decision.objects.select_for_update(of=("self",)).select_related("unit").get(pk=decision_id)


def sheet_of(line: DecisionLine) -> CertificateSheet:
    """Return one recipient as frozen on the decision. Raises CertificateRefused when name or citation is missing."""
    return CertificateSheet(
        kind=line.recipient_kind,
        form_of_address=line.address,
        name=line.name,
        unit=line.unit_text,
        achievement=line.citation,
        register_number=register_text(line.register.value) if line.register else "",
        is_posthumous=line.is_posthumous,
    )


def register_text(value: int) -> str:
    """Return a register number as it is printed: "07", "123"."""
    return f"{value:02d}"


@transaction.atomic
def enter(
    lines: Sequence[DecisionLine],
    *,
    runs: Mapping[str, CertificateRun],
    layouts: Mapping[str, FrozenLayout],
    actor: Any,
    at: datetime,
) -> dict[int, IssuedCertificate]:
    """Return for each line (by its pk) the certificate in force of its recipient, made where there is none.

    `runs` and `layouts` are those of the line's kind of recipient. Who has one keeps it, whatever layout is used now;
    when the decision was numbered again since, the next revision is made, with the new number and date and otherwise
    the same words, and an exchange is recorded on the old one. The lines are of one decision with a number. Raises
    ActRefused for a line without register number and for awards that were revoked.
    """
    if not lines:
        return {}
    decision = lock_decision(lines[0].decision_id)
    _refuse_unready(lines)
    newest = newest_of([line.award_id for line in lines])
    first = [line for line in lines if line.award_id not in newest]
    made = IssuedCertificate.objects.bulk_create(
        _row(line.award, decision, line, runs[line.recipient_kind], layouts[line.recipient_kind], actor=actor, at=at)
        for line in first
    )
    newest |= {certificate.award_id: certificate for certificate in made}
    outdated = [row for row in newest.values() if _is_outdated(row, decision)]
    newest |= {row.award_id: row for row in _renumbered(outdated, decision, runs, actor=actor, at=at)}
    if made:
        record(
            verb="Vào sổ khen thưởng",
            subject=decision,
            actor=actor,
            at=at,
            unit_name=decision.unit.name,
            data={"certificates": len(made)},
        )
    return {line.pk: newest[line.award_id] for line in lines}


def newest_of(award_ids: Sequence[int]) -> dict[int, IssuedCertificate]:
    """Return award id -> its newest certificate, where there is one; the number of queries does not grow with them."""
    rows = IssuedCertificate.objects.filter(award__in=award_ids)
    rows = rows.select_related("award", "unit", "decision", "register").prefetch_related(LAYOUT)
    return {row.award_id: row for row in rows.order_by("revision")}


def current_of(award: Award) -> IssuedCertificate | None:
    """Return the newest certificate of an award, None when none was printed. It may be revoked: see status_of()."""
    return newest_of([award.pk]).get(award.pk)


def status_of(issued: IssuedCertificate) -> PublicStatus:
    """Return what the check page says: a revocation holds for all certificates of the award, also those replaced."""
    if CertificateAct.objects.filter(certificate__award=issued.award_id, action=CertificateAction.REVOKE).exists():
        return PublicStatus.REVOKED
    if IssuedCertificate.objects.filter(replaces=issued.pk).exists():
        return PublicStatus.REPLACED
    return PublicStatus.VALID


def replace_certificate(
    old: IssuedCertificate,
    *,
    reason: IssueReason,
    actor: Any,
    at: datetime,
    run: CertificateRun | None = None,
    words: Mapping[str, Any] | None = None,
) -> IssuedCertificate:
    """Make the next revision of a certificate: same register number and layout, a new code, the old one linked.

    `words` are fields of the sheet that change, `run` takes the place of the frozen one. The caller holds the lock and
    records the act on the old certificate.
    """
    old_run, old_sheet = certificate_facts(old)
    sheet = _coded(replace(old_sheet, **(words or {})))
    new = _successor(old, run or old_run, sheet, reason=reason, decided_on=old.decided_on, actor=actor, at=at)
    new.save()
    return new


def store_file(issued: IssuedCertificate, pdf: bytes, *, engines: Mapping[str, Any], at: datetime) -> IssuedFile:
    """Keep the PDF of a certificate, once: called again it returns what was kept first and writes nothing.

    `engines` are the versions that made it; the hash of the drawing under the words is written beside them.
    """
    return keep_once(IssuedFile, pdf, at=at, of={"certificate": issued}, engines=with_drawing(engines, issued))


def with_drawing(engines: Mapping[str, Any], issued: IssuedCertificate) -> dict[str, Any]:
    """Return the versions with the hash of the drawing that lies under this certificate, where it is a shipped one."""
    drawing = drawing_sha256(issued.layout)
    return {**engines, "drawing": drawing} if drawing else dict(engines)


def stored_bytes(issued: IssuedCertificate) -> bytes:
    """Return the kept PDF. Raises KeptFileLost when its bytes are not those that were stored, IssuedFile.DoesNotExist."""
    return kept_pdf(issued.file)


def _refuse_unready(lines: Sequence[DecisionLine]) -> None:
    unready = [line.name for line in lines if line.award_id is None or line.register_id is None]
    if unready:
        raise ActRefused(f"{_named(unready)} chưa có số vào sổ. Đồng chí ghi số quyết định rồi in.")
    revoked = CertificateAct.objects.filter(
        certificate__award__in=[line.award_id for line in lines], action=CertificateAction.REVOKE
    ).values_list("certificate__award_id", flat=True)
    gone = set(revoked)
    if gone:
        names = [line.name for line in lines if line.award_id in gone]
        raise ActRefused(f"Giấy của {_named(names)} đã bị thu hồi. Đồng chí bỏ khỏi danh sách in rồi in lại.")


def _named(names: Sequence[str]) -> str:
    shown, rest = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    return f"{shown} và {rest} người, tập thể khác" if rest > 0 else shown


def _is_outdated(issued: IssuedCertificate, decision: Decision) -> bool:
    """Return whether the decision has another number or day than the certificate says."""
    return (issued.decision_number, issued.decided_on) != (decision.number_text, decision.signed_on)


def _renumbered(
    outdated: Sequence[IssuedCertificate],
    decision: Decision,
    runs: Mapping[str, CertificateRun],
    *,
    actor: Any,
    at: datetime,
) -> list[IssuedCertificate]:
    """Exchange certificates whose decision was numbered again, in a fixed number of queries."""
    if not outdated:
        return []
    by = _by(actor, decision.unit.name, at)
    paper = {"paper_number": decision.number_text, "paper_on": decision.signed_on}
    CertificateAct.objects.bulk_create(
        CertificateAct(
            certificate=old,
            action=CertificateAction.EXCHANGE,
            reason=ExchangeReason.NUMBER_REPLACED,
            note=NUMBER_REPLACED.format(new=decision.number_text, old=old.decision_number),
            **paper,
            **by,
        )
        for old in outdated
    )
    made = IssuedCertificate.objects.bulk_create(
        _successor(
            old, runs[old.recipient_kind], _coded(certificate_facts(old)[1]), reason=IssueReason.EXCHANGE,
            decided_on=decision.signed_on, actor=actor, at=at,
        )
        for old in outdated
    )  # fmt: skip
    data = {"certificates": len(made), "number": decision.number_text}
    record(verb="Cấp đổi giấy", subject=decision, actor=actor, at=at, unit_name=decision.unit.name, data=data)
    return made


def _successor(
    old: IssuedCertificate,
    run: CertificateRun,
    sheet: CertificateSheet,
    *,
    reason: IssueReason,
    decided_on: date,
    actor: Any,
    at: datetime,
) -> IssuedCertificate:
    return IssuedCertificate(
        **_facts_of(run, sheet, old.layout),
        award=old.award,
        revision=old.revision + 1,
        issue_reason=reason,
        replaces=old,
        unit=old.unit,
        decision=old.decision,
        register=old.register,
        form=old.form,
        authority_name=old.authority_name,
        authority_nature=old.authority_nature,
        decided_on=decided_on,
        **_by(actor, old.unit.name, at),
    )


def _row(
    award: Award,
    decision: Decision,
    line: DecisionLine,
    run: CertificateRun,
    layout: FrozenLayout,
    *,
    actor: Any,
    at: datetime,
) -> IssuedCertificate:
    return IssuedCertificate(
        **_facts_of(run, _coded(sheet_of(line)), layout),
        award=award,
        unit=decision.unit,
        decision=decision,
        register=line.register,
        form=award.form,
        authority_name=award.authority_name,
        authority_nature=award.authority_nature,
        decided_on=decision.signed_on,
        **_by(actor, decision.unit.name, at),
    )


def _coded(sheet: CertificateSheet) -> CertificateSheet:
    """Return the sheet with a check code of its own."""
    code = new_code()
    return replace(sheet, code=code, check_url=check_url(code))


def _facts_of(run: CertificateRun, sheet: CertificateSheet, layout: FrozenLayout) -> dict[str, Any]:
    """Return what a row says: the snapshot, its hash, and those words that lists are searched by."""
    snapshot = freeze_facts(run, sheet, layout)
    return {
        **words_of_row(run, sheet),
        "layout": layout,
        "snapshot": snapshot,
        "snapshot_sha256": canonical_sha256(snapshot),
    }


def _by(actor: Any, unit_name: str, at: datetime) -> dict[str, Any]:
    return {
        "at": at,
        "actor_name": actor.full_name if actor else "Hệ thống",
        "unit_name": unit_name,
        "on_behalf_of": getattr(actor, "acting_for", ""),
    }
