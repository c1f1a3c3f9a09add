"""What a cell reads before it submits: for each line what the rules say, and whether it would go."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nominations.enums import WITH_CELL, Verdict
from nominations.models import Dossier, Nomination
from nominations.queries import findings_for
from nominations.rules import Finding
from organizations.models import Unit
from vietnamese.dates import local_day

from ..enums import Action, HandTo
from ..guards import Move, actor_is_not_nominee, has_office_above, round_accepts
from ..routing import receiver
from .fitting import citation_refusal

TIMES_AND_PEOPLE = (
    ("Thời hạn của đợt", round_accepts),
    ("Nơi nhận hồ sơ", has_office_above),
    ("Người trình", actor_is_not_nominee),
)
"""The guards of a submission beside the rules, each with the name under which the check page prints its reason."""


@dataclass(frozen=True)
class Readiness:
    """One line before its submission: the findings, worst first."""

    nomination: Nomination
    findings: list[Finding]

    @property
    def is_ready(self) -> bool:
        """Return whether the line would be submitted."""
        return all(finding.verdict != Verdict.BLOCK for finding in self.findings)

    @property
    def reasons(self) -> list[str]:
        """Return why the line would stay, as sentences."""
        return [finding.sentence for finding in self.findings if finding.verdict == Verdict.BLOCK]


def readiness(nomination: Nomination, *, actor: Any, at: datetime) -> Readiness:
    """Return what stands against and for submitting the line now; the engine asks the same guards at the act."""
    move = Move(nomination, actor, at, Action.SUBMIT)
    found = [
        Finding(guard.__name__, Verdict.BLOCK, rule, reason)
        for rule, guard in TIMES_AND_PEOPLE
        if (reason := guard(move))
    ]
    found += findings_for(nomination, at=at)
    if too_long := citation_refusal(nomination):
        found.append(
            Finding(
                "fits", Verdict.LOOK, "Vừa chỗ trên giấy", f"{too_long} Vẫn trình được, nhưng khi in sẽ phải rút gọn."
            )
        )
    worst = (Verdict.BLOCK, Verdict.LOOK, Verdict.PASS)
    return Readiness(nomination, sorted(found, key=lambda finding: worst.index(finding.verdict)))


def check_dossier(dossier: Dossier, *, actor: Any, at: datetime) -> list[Readiness]:
    """Return the readiness of every line that the cell holds, in the order of the dossier."""
    lines = (
        dossier.nominations.filter(state__in=WITH_CELL)
        .order_by("id")
        .select_related(
            "nominee",
            "round__authority",
            "proposing_unit__kind",
            "holder_unit__kind",
            "dossier",
            "returned_by_unit__kind",
        )
    )
    return [readiness(line, actor=actor, at=at) for line in lines]


def receiving_unit(dossier: Dossier, ready: list[Readiness], *, at: datetime) -> Unit | None:
    """Return the unit to which the dossier goes next, or None when nobody above appraises."""
    line = (
        ready[0].nomination if ready else Nomination(dossier=dossier, round=dossier.round, proposing_unit=dossier.unit)
    )
    return receiver(line, HandTo.OFFICE, local_day(at))
