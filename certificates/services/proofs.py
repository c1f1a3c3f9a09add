"""The proof: one sheet per layout, looked at by a second person before a decision's certificates are printed.

An approval holds for exactly what was hashed. A change of a name, of the layout, of the date on the sheet gives another
hash, so that the approval counts no more; the printer, its shifts and whether the frame is printed too do not.
Who may do both, prepare and approve, is the committee's own rule; the callers know it and hand in its word.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from documents.models import Decision, DecisionLine, DecisionState
from history.services import record
from organizations.enums import RecipientKind
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day, short_date
from vietnamese.text import one_line

from ..exceptions import ActRefused
from ..layout.placing import REFUSALS, sheet_lines
from ..layout.sheets import CertificateRun, CertificateSheet
from ..layout.spec import LayoutSpec
from ..models import FrozenLayout, Proof
from ..registry import REASON, REFUSE
from ..rules import BLOCK, LOOK, PASS, Check

OF_THE_PRINTER = frozenset({"layer", "offset_right", "offset_down", "scale_x", "scale_y", "rotation"})
"""What a run says about the machine and its tray: it may differ from what was approved."""
OF_A_DESIGN = frozenset({"design", "paper"})
"""What a run with a layout of its own says without effect."""
DATE = "place_and_date"
GIVEN_LATER = frozenset({"code", "check_url"})
"""What a sheet gets when it is issued."""
RULE = "Tờ in thử"
CANDIDATES = 3


def content_sha256(run: CertificateRun, sheets: Iterable[CertificateSheet]) -> str:
    """Return the hash of everything that these sheets say and how it is set, whatever their order.

    `sheets` are all of the decision that are printed with this layout, also when only some of them are printed now.
    """
    return _hash([*_undated(run, sheets), run.place_and_date])


def dated_as(sha256: str, run: CertificateRun, sheets: Iterable[CertificateSheet], dates: Iterable[str]) -> str | None:
    """Return the first of `dates` (place and date as printed) with which run and sheets have this hash, or None.

    A proof keeps no date of its own. With one of the days that are possible it is what was handed in; else something
    has changed since.
    """
    undated = _undated(run, sheets)
    return next((date for date in dates if _hash([*undated, date]) == sha256), None)


def _undated(run: CertificateRun, sheets: Iterable[CertificateSheet]) -> list[str]:
    without = OF_THE_PRINTER | {DATE} | (OF_A_DESIGN if run.spec is not None else frozenset())
    own = sorted(_hash(_plain(sheet, without=GIVEN_LATER)) for sheet in sheets)
    return [_hash(_plain(run, without=without)), _hash(own)]


def _hash(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any, without: frozenset[str] = frozenset()) -> Any:
    """Return frozen words as JSON data; files stand for themselves by their hash."""
    if isinstance(value, LayoutSpec):
        return value.to_json()
    if is_dataclass(value):
        named = [field.name for field in fields(value) if field.name not in without]
        return {name: _plain(getattr(value, name)) for name in named}
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def hardest(run: CertificateRun, sheets: Sequence[CertificateSheet]) -> int:
    """Return the index of the sheet that is hardest to set: with the longest words, in the smallest letters.

    Only those with the longest name, unit or words of praise are set, so that it takes as long for two thousand sheets
    as for twenty. A sheet that cannot be set at all is the hardest.
    """
    longest: set[int] = set()
    for name in ("name", "unit", "achievement"):
        ranked = sorted(range(len(sheets)), key=lambda index, name=name: -len(getattr(sheets[index], name)))
        longest.update(ranked[:CANDIDATES])
    return min(sorted(longest), key=lambda index: _ease(run, sheets[index]))


def _ease(run: CertificateRun, sheet: CertificateSheet) -> tuple[float, ...]:
    try:
        lines = sheet_lines(run, sheet)
    except REFUSALS:
        return (0.0,)
    letters = sum(len(text) for text in (sheet.name, sheet.unit, sheet.achievement))
    return min(line.size for line in lines), -len(lines), -letters


@transaction.atomic
def ask_proof(
    decision: Decision,
    line: DecisionLine,
    *,
    layout: FrozenLayout,
    sha256: str,
    actor: Any,
    at: datetime,
    submission_key: uuid.UUID | None = None,
) -> Proof:
    """Hand in the sheet of `line` for approval; the same `submission_key` again returns that proof.

    What still waits for this kind of recipient is taken over by the new one. Raises NotPermitted, ActRefused.
    """
    decision = Decision.objects.select_for_update().select_related("unit").get(pk=decision.pk)
    if submission_key and (made := Proof.objects.filter(submission_key=submission_key, decision=decision).first()):
        return made
    access.check(actor, Capability.NUMBER_DECISIONS, decision.unit, on=local_day(at))
    if decision.state != DecisionState.NUMBERED:
        raise ActRefused("Quyết định chưa được ghi số nên chưa in thử được. Đồng chí ghi số sau khi văn bản đã ký.")
    latest = latest_proof(decision, line.recipient_kind)
    if latest and latest.content_sha256 == sha256 and latest.is_approved is not False:
        word = "đã được duyệt" if latest.is_approved else "đang chờ duyệt"
        raise ActRefused(f"Tờ in thử này {word}, không cần trình lại.")
    proof = Proof.objects.create(
        decision=decision, recipient_kind=line.recipient_kind, layout=layout, line=line, content_sha256=sha256,
        asked_at=at, asked_by=actor, asked_by_name=actor.full_name, submission_key=submission_key or uuid.uuid4(),
    )  # fmt: skip
    _write("Trình duyệt tờ in thử", proof, actor=actor, at=at)
    return proof


@transaction.atomic
def settle_proof(
    proof: Proof,
    *,
    is_approved: bool,
    sha256: str,
    actor: Any,
    at: datetime,
    note: str = "",
    reason: str = "",
    separation: str = "",
) -> Proof:
    """Approve or refuse a proof; `sha256` is of what would be printed now, so that nothing else is approved.

    `separation` is what the committee's rule says of one person who prepares and approves: REFUSE, REASON (then with
    `reason`) or "". The same answer again changes nothing. Raises NotPermitted, ActRefused.
    """
    proof = Proof.objects.select_for_update().get(pk=proof.pk)
    proof.decision = Decision.objects.select_for_update().select_related("unit").get(pk=proof.decision_id)
    _check_right(proof, actor, at)
    note, reason = one_line(note), one_line(reason)
    if proof.is_approved is not None:
        if (proof.is_approved, proof.settled_by_id) == (is_approved, actor.pk):
            return proof
        raise ActRefused(
            f"Đồng chí {proof.settled_by_name} đã {'duyệt' if proof.is_approved else 'trả lại'} tờ in thử này rồi."
        )
    _refuse_outdated(proof, sha256)
    if not is_approved and not note:
        raise ActRefused("Chưa ghi cần sửa gì. Đồng chí ghi vài từ để người trình biết mà sửa.")
    if is_approved and proof.asked_by_id == actor.pk:
        _check_separation(separation, reason)
    else:
        reason = ""
    proof.is_approved, proof.settled_at, proof.settled_by = is_approved, at, actor
    proof.settled_by_name, proof.note, proof.reason = actor.full_name, note, reason
    proof.save()
    _write("Duyệt tờ in thử" if is_approved else "Trả lại tờ in thử", proof, actor=actor, at=at, note=note or reason)
    return proof


def _check_right(proof: Proof, actor: Any, at: datetime) -> None:
    unit, on = proof.decision.unit, local_day(at)
    if not access.can(actor, Capability.CONDUCT_MEETING, unit, on=on):
        access.check(actor, Capability.NUMBER_DECISIONS, unit, on=on)


def _refuse_outdated(proof: Proof, sha256: str) -> None:
    newest = latest_proof(proof.decision, proof.recipient_kind)
    if newest != proof:
        raise ActRefused("Đã có tờ in thử mới hơn thay tờ này. Đồng chí mở tờ mới nhất.")
    if proof.content_sha256 != sha256:
        raise ActRefused(
            "Nội dung, bố cục hoặc ngày ghi trên giấy đã thay đổi sau khi trình tờ này. "
            "Đồng chí đề nghị văn thư trình lại tờ in thử mới."
        )


def _check_separation(separation: str, reason: str) -> None:
    if separation == REFUSE:
        raise ActRefused(
            "Người trình tờ in thử không tự duyệt được theo quy tắc của Ban Thường vụ. "
            "Đồng chí nhờ văn thư khác hoặc đồng chí chủ trì duyệt."
        )
    if separation == REASON and not reason:
        raise ActRefused("Đồng chí vừa trình vừa duyệt tờ này. Đồng chí ghi lý do, hoặc nhờ người khác duyệt.")


def latest_proof(decision: Decision, kind: str) -> Proof | None:
    """Return the newest proof of the decision for this kind of recipient."""
    return Proof.objects.filter(decision=decision, recipient_kind=kind).order_by("-id").first()


def proof_check(
    decision: Decision, kind: str, run: CertificateRun, sheets: Sequence[CertificateSheet], *, separation: str = REASON
) -> Check:
    """Return what the proof says about printing: `sheets` are all of the decision that this layout sets.

    Pass with an approval of exactly this; block when it was sent back, and without one where the rule asks for two
    people (`separation` is REFUSE); else amber: missing, waiting, or overtaken by a change.
    """
    word = RecipientKind(kind).label.lower()
    missing = BLOCK if separation == REFUSE else LOOK
    proof = latest_proof(decision, kind)
    if proof is None:
        return Check(missing, RULE, f"Mẫu giấy của {word} chưa có người thứ hai xem tờ in thử.")
    if proof.content_sha256 != content_sha256(run, sheets):
        return Check(
            missing,
            RULE,
            f"Tờ in thử của {word} trình ngày {short_date(local_day(proof.asked_at))} không còn giá trị: nội dung, bố cục "
            "hoặc ngày ghi trên giấy đã thay đổi. Đồng chí trình tờ mới.",
        )
    if proof.is_approved is None:
        return Check(missing, RULE, f"Tờ in thử của {word} đang chờ duyệt.")
    by = f"Đồng chí {proof.settled_by_name}"
    if not proof.is_approved:
        return Check(BLOCK, RULE, f"{by} đã trả lại tờ in thử của {word}: {proof.note}")
    if proof.settled_by_id == proof.asked_by_id:
        why = f", lý do: {proof.reason}" if proof.reason else ""
        return Check(LOOK, RULE, f"{by} vừa trình vừa duyệt tờ in thử của {word}{why}.")
    return Check(PASS, RULE, f"{by} đã duyệt tờ in thử của {word} ngày {short_date(local_day(proof.settled_at))}.")


def _write(verb: str, proof: Proof, *, actor: Any, at: datetime, note: str = "") -> None:
    record(
        verb=verb, subject=proof, actor=actor, at=at, note=note, unit_name=proof.decision.unit.name,
        data={"decision": proof.decision_id, "line": proof.line_id, "content_sha256": proof.content_sha256},
    )  # fmt: skip
