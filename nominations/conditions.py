"""What a round asks of a nominee and which files it asks for: copied when it opens, changed while it is open.

Rights are asked by the callers in `workflows`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from history.services import record
from organizations.enums import AwardForm, RecipientKind
from rolls.enums import Rating
from vietnamese.text import lower_first

from .enums import EligibilityCode, RoundState, RuleOutcome
from .exceptions import RoundRefused
from .models import EligibilityRule, EvidenceType, RequiredEvidence, Round

COUNTED = {
    EligibilityCode.RATING_YEARS: "năm",
    EligibilityCode.YEARS_SINCE_AWARD: "năm",
    EligibilityCode.MEMBERSHIP: "tháng",
}
"""The rules that need a number, and in what it counts."""

MOST = {EligibilityCode.RATING_YEARS: 10, EligibilityCode.YEARS_SINCE_AWARD: 20, EligibilityCode.MEMBERSHIP: 600}
"""The largest number that a rule takes."""

FIXED = frozenset({EligibilityCode.FORM_AT_LEVEL, EligibilityCode.RECIPIENT_KIND})
"""Rules that cannot be switched off: they repeat what the round and the table of rights say."""

Where = tuple[str, str, int]
"""(recipient kind or "", form or "", id of the type of file)."""


def copy_conditions(round: Round) -> None:
    """Give a new round the rules and required files of the last round of its unit, else the default rules."""
    last = Round.objects.filter(unit=round.unit_id).exclude(pk=round.pk).order_by("-created_at", "-id").first()
    rules = list(EligibilityRule.objects.filter(round=last)) if last else []
    for rule in rules or list(EligibilityRule.objects.filter(round=None)):
        rule.pk, rule.round, rule._state.adding = None, round, True
        rule.save()
    for needed in RequiredEvidence.objects.filter(round=last) if last else ():
        needed.pk, needed.round, needed._state.adding = None, round, True
        needed.save()


@transaction.atomic
def set_rule(
    round: Round,
    *,
    code: str,
    outcome: str,
    actor: Any,
    at: datetime,
    kind: str = "",
    form: str = "",
    number: int | None = None,
    rating: str = "",
    clause: str = "",
) -> bool:
    """Set one rule of an open round, for all or for one kind and form. Returns whether anything changed.

    Raises RoundRefused when the round is closed, a number is missing or absurd, or the rule cannot be switched off.
    """
    round = _open(round)
    code = EligibilityCode(code)
    _refuse_bad(code, outcome, number)
    wanted = {
        "outcome": outcome,
        "number": number if code in COUNTED else None,
        "rating": rating if code == EligibilityCode.RATING_YEARS else "",
        "clause": clause,
    }
    row = EligibilityRule.objects.filter(round=round, code=code, recipient_kind=kind, form=form).first()
    if row and all(getattr(row, name) == value for name, value in wanted.items()):
        return False
    before = described(row) if row else ""
    row, _ = EligibilityRule.objects.update_or_create(
        round=round, code=code, recipient_kind=kind, form=form, defaults=wanted
    )
    note = f"{described(row)}. Trước đó: {before}." if before else f"{described(row)}."
    record(verb="Đặt điều kiện xét", subject=round, actor=actor, at=at, note=note)
    return True


@transaction.atomic
def drop_rule(rule: EligibilityRule, *, actor: Any, at: datetime) -> None:
    """Take a rule of one kind or form away; the rule for all holds there again. Raises RoundRefused for that one."""
    round = _open(rule.round)
    if not rule.recipient_kind and not rule.form:
        raise RoundRefused("Điều kiện chung không bỏ được; hãy chọn “Không xét” nếu không cần.")
    record(verb="Bỏ điều kiện riêng", subject=round, actor=actor, at=at, note=f"{described(rule)}.")
    rule.delete()


@transaction.atomic
def set_required(round: Round, wanted: Mapping[Where, bool | None], *, actor: Any, at: datetime) -> list[str]:
    """Set which files an open round asks for: True required, False only reminded, None not asked.

    Keys that are not named stay as they are. Returns what changed, as sentences.
    """
    round = _open(round)
    there = {(row.recipient_kind, row.form, row.type_id): row for row in round.required_evidence.all()}
    names = dict(EvidenceType.objects.values_list("pk", "name"))
    changed = []
    for key, is_required in wanted.items():
        row = there.get(key)
        if (row.is_required if row else None) == is_required:
            continue
        kind, form, type_id = key
        if is_required is None:
            row.delete()
        else:
            RequiredEvidence.objects.update_or_create(
                round=round, recipient_kind=kind, form=form, type_id=type_id, defaults={"is_required": is_required}
            )
        word = {True: "bắt buộc", False: "nhắc", None: "không yêu cầu"}[is_required]
        changed.append(f"{names[type_id]}{_for_whom(kind, form)}: {word}")
    if changed:
        record(verb="Đặt minh chứng phải có", subject=round, actor=actor, at=at, note="; ".join(changed) + ".")
    return changed


def described(rule: EligibilityRule) -> str:
    """Return a rule in one phrase: "Số năm được xếp loại …: 2 năm, Hoàn thành tốt nhiệm vụ; nhắc"."""
    parts = [f"{rule.number} {COUNTED[rule.code]}" if rule.code in COUNTED and rule.number else ""]
    parts += [Rating(rule.rating).label if rule.rating else ""]
    values = ", ".join(filter(None, parts))
    name = f"{rule.get_code_display()}{_for_whom(rule.recipient_kind, rule.form)}"
    clause = f" ({rule.clause})" if rule.clause else ""
    return f"{name}: {f'{values}; ' if values else ''}{lower_first(rule.get_outcome_display())}{clause}"


def _for_whom(kind: str, form: str) -> str:
    parts = [lower_first(RecipientKind(kind).label) if kind else "", AwardForm(form).label if form else ""]
    words = ", ".join(filter(None, parts))
    return f" ({words})" if words else ""


def _open(round: Round) -> Round:
    locked = Round.objects.select_for_update().get(pk=round.pk)
    if locked.state != RoundState.OPEN:
        raise RoundRefused("Đợt này đã đóng nên không đổi điều kiện xét được nữa.")
    return locked


def _refuse_bad(code: EligibilityCode, outcome: str, number: int | None) -> None:
    if code in FIXED and outcome == RuleOutcome.OFF:
        raise RoundRefused(f"Điều kiện “{code.label}” luôn được xét nên không chọn “Không xét” được.")
    if code in COUNTED and outcome != RuleOutcome.OFF and not number:
        raise RoundRefused(f"Hãy ghi số {COUNTED[code]} của điều kiện “{code.label}”.")
    if code in MOST and number and number > MOST[code]:
        raise RoundRefused(f"Số {COUNTED[code]} của điều kiện “{code.label}” nhiều nhất là {MOST[code]}.")
