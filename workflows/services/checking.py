"""What a cell reads before it submits: for each line what the rules say, and whether it would go."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nominations.enums import WITH_CELL, NominationState, Verdict
from nominations.models import Dossier, Nomination
from nominations.queries import deadline_for, examined, with_judged_facts
from nominations.rules import Finding
from organizations.models import Unit
from vietnamese.dates import local_day
from vietnamese.text import lower_first

from ..enums import Action, HandTo, RemarkPart
from ..guards import Move, actor_is_not_nominee, has_office_above, round_accepts
from ..models import Remark
from ..queries_beside import BesideDossier, beside_dossier
from ..routing import receiver
from .fitting import Specs, citation_refusal, specs_among

Guard = Callable[[Move], str | None]
SHARED: tuple[tuple[str, Guard], ...] = (("Thời hạn của đợt", round_accepts), ("Nơi nhận hồ sơ", has_office_above))
"""Guards of a submission that answer alike for all drafts of a dossier, and the name under which the page prints them."""


@dataclass(frozen=True)
class Readiness:
    """One line before its submission: the findings, worst first, and the attempt of which they speak."""

    nomination: Nomination
    findings: list[Finding]
    move: Move

    @property
    def is_ready(self) -> bool:
        """Return whether the line would be submitted."""
        return all(finding.verdict != Verdict.BLOCK for finding in self.findings)

    @property
    def reasons(self) -> list[str]:
        """Return why the line would stay, as sentences."""
        return [finding.sentence for finding in self.findings if finding.verdict == Verdict.BLOCK]


def check_dossier(
    dossier: Dossier, *, actor: Any, at: datetime, beside: BesideDossier | None = None
) -> list[Readiness]:
    """Return the readiness of every line that the cell holds, in the order of the dossier.

    `beside` is what stands beside them, where the page has read it.
    """
    rows = dossier.nominations.filter(state__in=WITH_CELL).select_related(
        "nominee", "round__authority", "proposing_unit__kind", "holder_unit__kind", "dossier", "returned_by_unit__kind"
    )
    lines = list(with_judged_facts(rows.order_by("id"), local_day(at)))
    if not lines:
        return []
    beside = beside or beside_dossier(dossier)
    found = examined(
        lines,
        at=at,
        files=beside.files,
        overrides=beside.overrides,
        counted={line.pk: vars(line) for line in lines},
        conditions=beside.conditions,
    ).findings
    alike: dict[Guard, str | None] = {}
    specs = specs_among(beside.layouts)
    ready = []
    for line in lines:
        move = Move(line, actor, at, Action.SUBMIT)
        move.deadline = beside.deadline
        ready.append(_readiness(move, [*found[line.pk], *_unanswered(beside.asked.get(line.pk, []))], alike, specs))
    return ready


def _unanswered(asked: list[Remark]) -> list[Finding]:
    """Return whether everything that was asked has an answer; an open question is a warning and stops nothing."""
    rule = "Trả lời yêu cầu bổ sung"
    if not asked:
        return []
    still_open = [remark for remark in asked if not remark.answer]
    if not still_open:
        return [Finding("remarks", Verdict.PASS, rule, f"Đã trả lời cả {len(asked)} yêu cầu.")]
    parts = ", ".join(lower_first(RemarkPart(remark.field).label) for remark in still_open)
    sentence = (
        f"Còn {len(still_open)}/{len(asked)} yêu cầu chưa trả lời: {parts}. Vẫn trình lại được, nhưng nên trả lời."
    )
    return [Finding("remarks", Verdict.LOOK, rule, sentence)]


def _readiness(move: Move, rules: list[Finding], alike: dict[Guard, str | None], specs: Specs) -> Readiness:
    """Return what stands against and for submitting the line now; the engine asks the same guards at the act."""
    found = [
        Finding(guard.__name__, Verdict.BLOCK, rule, reason)
        for rule, guard in SHARED
        if (reason := _judge(guard, move, alike))
    ]
    if reason := actor_is_not_nominee(move):
        found.append(Finding("actor_is_not_nominee", Verdict.BLOCK, "Người trình", reason))
    found += rules
    if too_long := citation_refusal(move.nomination, specs):
        sentence = f"{too_long} Vẫn trình được, nhưng khi in sẽ phải rút gọn."
        found.append(Finding("fits", Verdict.LOOK, "Vừa chỗ trên giấy", sentence))
    worst = (Verdict.BLOCK, Verdict.LOOK, Verdict.PASS)
    return Readiness(move.nomination, sorted(found, key=lambda finding: worst.index(finding.verdict)), move)


def _judge(guard: Guard, move: Move, alike: dict[Guard, str | None]) -> str | None:
    """Ask a guard, for drafts only once; a returned line has a due date and a receiver of its own."""
    if move.nomination.state != NominationState.DRAFT:
        return guard(move)
    if guard not in alike:
        alike[guard] = guard(move)
    return alike[guard]


def receiving_unit(dossier: Dossier, ready: list[Readiness], *, at: datetime) -> Unit | None:
    """Return the unit to which the dossier goes next, or None when nobody above appraises. No query where a line is ready."""
    if ready:
        return ready[0].move.office
    line = Nomination(dossier=dossier, round=dossier.round, proposing_unit=dossier.unit)
    return receiver(line, HandTo.OFFICE, local_day(at))


def deadline_of(dossier: Dossier, ready: list[Readiness]) -> datetime:
    """Return the deadline of the dossier's round for its unit. No query where a draft was judged by it."""
    moves = [row.move for row in ready if row.nomination.state == NominationState.DRAFT]
    return moves[0].deadline if moves else deadline_for(dossier.round, dossier.unit_id)
