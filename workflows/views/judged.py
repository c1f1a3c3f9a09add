"""How pages show what the rules say of a line, what somebody was awarded before, and lines that may be the same."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from meetings.queries.agenda import Row
from nominations.doubles import Likely, likely_doubles
from nominations.enums import NominationState, OverrideState, Verdict
from nominations.models import Nomination, Nominee, RuleOverride
from nominations.queries import examined
from nominations.rules import Finding, called
from nominations.standing import PastAward
from organizations.enums import RecipientKind
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import short_date

from ..guards import hindering
from ..queries_meetings import BesideLines
from .base import today

TOLD = ("evidence", "address", "spelling")
"""Rules about content whose name alone does not say what is the matter."""
WORDS = {Verdict.BLOCK: "Chưa đạt", Verdict.LOOK: "Cần xem"}


def checks_of(findings: Iterable[Finding], line: Nomination, person: Any) -> list[dict]:
    """Return the findings for a page of the office; who may pass over a rule finds the button beside it."""
    holder = line.holder_unit
    may = holder is not None and access.can(person, Capability.OVERRIDE_RULES, holder, on=today())
    return [_check(finding, line, may) for finding in findings]


def _check(finding: Finding, line: Nomination, may: bool) -> dict:
    row = {"result": finding.verdict.value, "rule": finding.rule, "fact": finding.explanation}
    if not may or not finding.can_be_overridden:
        return row
    label = "Trả lời yêu cầu ngoại lệ" if finding.override == OverrideState.REQUESTED else "Cho phép ngoại lệ"
    return row | {"act_url": reverse("workflows:override_decide", args=[line.pk, finding.code]), "act_label": label}


def hindrance_of(findings: Iterable[Finding]) -> str:
    """Return which conditions keep the line from being recommended today, as workflows.guards.is_eligible judges."""
    return "; ".join(f.rule for f in hindering(findings))


def judge_agenda(rows: Iterable[Row], known: BesideLines, *, at: datetime) -> list[dict]:
    """Put on the nomination of each row, as `troubles`, what is no plain pass today, as `hindering` the rules of
    eligibility that block it, and as `uses` the quotas that bind it.

    The agenda was read with `judged_on`; `known` is what stands beside_lines() of it. Each trouble: result, word, rule, and
    for conditions the fact. Returns the quotas that the lines touch together: unit, use, here (lines of this agenda).
    """
    rows = list(rows)
    lines = [row.line.nomination for row in rows]
    if not lines:
        return []
    found, _, book = examined(
        lines,
        at=at,
        with_earlier_texts=False,
        overrides=known.overrides,
        counted={row.line.nomination_id: vars(row.line) for row in rows},
        conditions=known.conditions,
    )
    for line in lines:
        line.uses = book.binding(line)
        line.hindering = hindering(found[line.pk])
        line.troubles = [
            {"result": f.verdict.value, "word": WORDS[f.verdict], "rule": f.rule, "fact": f.fact if f.is_eligibility or f.code in TOLD else ""}
            for f in found[line.pk]
            if f.verdict in WORDS
        ]  # fmt: skip
    return book.approved_rows(lines)


def past_card(award: PastAward) -> dict:
    """Return what a page prints of an earlier award."""
    number = f"QĐ {award.decision_number}" if award.decision_number else ""
    when = short_date(award.decided_on) if award.decided_on else ""
    return {
        "title": f"{award.form_label} năm {award.year}" + (" (đã thu hồi)" if award.is_revoked else ""),
        "detail": ", ".join(filter(None, [award.authority_name, number, when])),
        "about": award.model_name or award.citation,
        "name": award.recipient_name,
        "unit": award.unit_text,
        "is_certain": award.is_certain,
        "because": award.because,
    }


def alike_to(line: Nomination) -> list[dict]:
    """Return the lines of the round that may be about the same nominee, side by side with this one."""
    nominee = line.nominee
    found = likely_doubles(
        line.round_id, kind=nominee.kind, full_name=nominee.full_name, birth_date=nominee.birth_date,
        birth_year=nominee.birth_year, but=[line.pk],
    )  # fmt: skip
    return [alike_card(likely, line) for likely in found]


def alike_card(likely: Likely, draft: Nomination) -> dict:
    """Return two lines side by side: label, here, there."""
    line, here, there = likely.line, draft.nominee, likely.line.nominee
    rows = [("Tên", here.full_name, there.full_name)]
    if here.kind == RecipientKind.INDIVIDUAL:
        rows.append(("Năm sinh", _born(here), _born(there)))
    rows += [
        ("Đơn vị đề nghị", draft.proposing_unit_name, line.proposing_unit_name),
        ("Hình thức", draft.get_form_display(), line.get_form_display()),
    ]
    return {
        "title": called(there),
        "because": likely.because,
        "code": line.code,
        "dossier": line.dossier.code,
        "is_own": line.dossier_id == draft.dossier_id,
        "state": NominationState(line.state).label.lower(),
        "rows": [
            {"label": label, "here": mine or "Chưa ghi", "there": theirs or "Chưa ghi", "differs": mine != theirs}
            for label, mine, theirs in rows
        ],
    }


def _born(nominee: Nominee) -> str:
    return short_date(nominee.birth_date) if nominee.birth_date else str(nominee.birth_year or "")


def with_overrides(entries: list[dict], overrides: Iterable[RuleOverride]) -> list[dict]:
    """Return a timeline, newest first, with the requests and decisions to pass over a rule among its entries."""
    return sorted([*entries, *override_rows(overrides)], key=lambda entry: entry["at"], reverse=True)


def override_rows(overrides: Iterable[RuleOverride]) -> list[dict]:
    """Return the requests and decisions to pass over a rule for a timeline, newest first."""
    found = []
    for row in overrides:
        if row.requested_at:
            found.append(
                {"title": f"Xin xét ngoại lệ: {row.rule}", "by": f"Đồng chí {row.requested_by_name}", "at": row.requested_at,
                 "note": row.request_reason, "is_now": False}
            )  # fmt: skip
        if row.decided_at:
            verb = "Cho phép ngoại lệ" if row.state == OverrideState.GRANTED else "Không cho phép ngoại lệ"
            found.append(
                {"title": f"{verb}: {row.rule}", "by": f"Đồng chí {row.decided_by_name}", "at": row.decided_at,
                 "note": f"{row.fact}\nLý do: {row.reason}", "is_now": False}
            )  # fmt: skip
    return sorted(found, key=lambda entry: entry["at"], reverse=True)
