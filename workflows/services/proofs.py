"""Proofs of certificates: the hardest sheet of each kind handed in to a second person, who approves it or sends it back."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from certificates.layout.sheets import CertificateRun, CertificateSheet
from certificates.layout.spec import LayoutSpec
from certificates.models import Proof
from certificates.printing import PrintSettings
from certificates.printing.choosing import lines_in_order
from certificates.printing.jobs import SAMPLE_CODE, ChosenLayout, certificate_run, chosen_layout, ground_of, with_code
from certificates.services import proofs
from certificates.services.emblems import emblem_of
from certificates.services.layouts import freeze_layout
from certificates.services.register import sheet_of
from documents.models import Decision, DecisionLine
from notices.enums import Event
from notices.services import stop_waiting, tell
from organizations.enums import RecipientKind
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day, long_date

from .separation import separation_of_proofs

APPROVERS = (Capability.NUMBER_DECISIONS, Capability.CONDUCT_MEETING)
"""Colleagues of the records clerk, and whoever chairs the committee."""
LATEST = 400
"""Days after the signature up to which a sheet may be dated."""


@dataclass(frozen=True)
class Part:
    """What is printed with one layout: all recipients of a kind, and which of their sheets is the hardest to set."""

    kind: str
    chosen: ChosenLayout
    run: CertificateRun
    sheets: Sequence[CertificateSheet]
    line: DecisionLine
    sheet: CertificateSheet
    sha256: str

    @property
    def label(self) -> str:
        """Return "Cá nhân" or "Tập thể"."""
        return RecipientKind(self.kind).label


def parts_of(decision: Decision, settings: PrintSettings) -> list[Part]:
    """Return what would be printed of a numbered decision, by kind of recipient.

    Raises CertificateRefused with a Vietnamese sentence while something cannot be printed at all.
    """
    lines = lines_in_order(decision)
    found = []
    for kind in RecipientKind:
        if own := [line for line in lines if line.recipient_kind == kind]:
            run = certificate_run(decision, settings, kind)
            found.append(_part(kind, chosen_layout(decision, settings, kind), run, own))
    return found


def _part(kind: str, chosen: ChosenLayout, run: CertificateRun, lines: Sequence[DecisionLine]) -> Part:
    sheets = [sheet_of(line) for line in lines]
    worst = proofs.hardest(run, sheets)
    return Part(kind, chosen, run, sheets, lines[worst], sheets[worst], proofs.content_sha256(run, sheets))


@transaction.atomic
def hand_in(
    decision: Decision, part: Part, *, actor: Any, at: datetime, submission_key: uuid.UUID | None = None
) -> Proof:
    """Ask for approval of the part's hardest sheet and tell those who may give it. Raises like proofs.ask_proof."""
    frozen = freeze_layout(part.chosen.spec, part.chosen.background, at)
    proof = proofs.ask_proof(
        decision, part.line, layout=frozen, sha256=part.sha256, actor=actor, at=at, submission_key=submission_key
    )
    _tell(Event.PROOF_ASKED, proof, approvers(decision.unit, local_day(at)), by=actor, at=at)
    return proof


def approvers(unit: Unit, on: date) -> list[Any]:
    """Return who may approve proofs of the unit, each once."""
    people = {user.pk: user for right in APPROVERS for user in access.who_can(right, unit, on=on)}
    return list(people.values())


def as_handed_in(proof: Proof) -> tuple[CertificateRun, CertificateSheet, str]:
    """Return run and sheet of a proof with what the decision says now, and the hash of that.

    The hash is the proof's own where nothing has changed since. Raises CertificateRefused like printing.
    """
    decision, kind = proof.decision, proof.recipient_kind
    lines = [line for line in lines_in_order(decision) if line.recipient_kind == kind]
    run = certificate_run(decision, PrintSettings(), kind)
    spec = LayoutSpec.from_json(proof.layout.spec)
    run = replace(run, spec=spec, own_ground=ground_of(proof.layout.background), emblem=emblem_of(spec))
    sheets = [sheet_of(line) for line in lines]
    days = (decision.signed_on + timedelta(days=later) for later in range(LATEST))
    dates = (f"{decision.place}, {long_date(day)}" for day in days)
    if found := proofs.dated_as(proof.content_sha256, run, sheets, dates):
        run = replace(run, place_and_date=found)
    sheet = sheet_of(next(line for line in lines if line.pk == proof.line_id))
    return run, with_code(sheet, SAMPLE_CODE), proofs.content_sha256(run, sheets)


@transaction.atomic
def answer(proof: Proof, *, is_approved: bool, actor: Any, at: datetime, note: str = "", reason: str = "") -> Proof:
    """Approve a proof or send it back, and tell who handed it in. Raises like proofs.settle_proof."""
    on = local_day(at)
    _, _, sha256 = as_handed_in(proof)
    settled = proofs.settle_proof(
        proof, is_approved=is_approved, sha256=sha256, actor=actor, at=at, note=note, reason=reason,
        separation=separation_of_proofs(proof.decision.unit, on),
    )  # fmt: skip
    stop_waiting(Event.PROOF_ASKED, url=page_of(settled), at=at)
    _tell(Event.PROOF_SETTLED, settled, [settled.asked_by], by=actor, at=at)
    return settled


def page_of(proof: Proof) -> str:
    """Return the page on which a proof is looked at."""
    return reverse("workflows:proof", args=[proof.decision_id, proof.pk])


def _tell(event: Event, proof: Proof, people: Sequence[Any], *, by: Any, at: datetime) -> None:
    decision = proof.decision
    facts = {"ten": str(decision), "noi_dung": proof.get_recipient_kind_display().lower(), "nguoi": by.full_name}
    tell(event, users=people, unit=decision.unit, at=at, by=by, url=page_of(proof), facts=facts)
