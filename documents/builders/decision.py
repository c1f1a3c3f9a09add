"""The award decision, from its record and its frozen lines."""

import re
from datetime import date

from documents.contexts import DecisionContext, Heading, Line, Lines, Signature, party_number
from documents.enums import DocumentType
from documents.models import Decision, DecisionLine, DecisionState, NumberSeries
from organizations.enums import RecipientKind
from organizations.models import Unit
from organizations.queries import signers_on
from vietnamese.dates import local_day

from .common import layout_standard

AS_ARTICLE = re.compile(r"^-?\s*Như Điều \d+", re.IGNORECASE)
DEFAULT_AUTHORITY = ("T/M Ban Thường vụ",)


def decision_context(decision: Decision) -> DecisionContext:
    """Return the decision as its record says: a draft with room for number and day, a numbered one with both."""
    is_draft = decision.state == DecisionState.DRAFT
    drafted_on = local_day(decision.created_at)
    rows = list(decision.lines.select_related("nomination__nominee").order_by("position", "id"))
    return DecisionContext(
        heading=Heading(
            superior=decision.superior_name,
            issuer=decision.issuing_name,
            place=decision.place,
            number=_draft_number(decision.unit, drafted_on) if is_draft else decision.number_text,
            dated=None if is_draft else decision.signed_on,
            year=drafted_on.year,
        ),
        subject=decision.subject.strip(),
        basis=tuple(_lines(decision.bases)),
        decider=decision.decider_name,
        lines=Lines(_line(row, decision.get_form_display()) for row in rows),
        award=decision.get_form_display(),
        achievement=_common_achievement(decision.round.citation, rows),
        bonus=tuple(_lines(decision.bonus_text)),
        executors=decision.executors,
        copies_to=tuple(place for place in _lines(decision.recipients) if not AS_ARTICLE.match(place)),
        signature=_signature(decision, drafted_on),
        standard=layout_standard(decision.unit, drafted_on if is_draft else decision.signed_on),
    )


def _lines(text: str) -> list[str]:
    return [line.strip().removeprefix("- ") for line in text.splitlines() if line.strip()]


def _line(row: DecisionLine, award: str) -> Line:
    is_collective = row.recipient_kind == RecipientKind.COLLECTIVE
    return Line(
        name=row.name,
        is_collective=is_collective,
        address="" if is_collective else row.address,
        unit=row.unit_text,
        birth_year=row.nomination.nominee.birth_year,
        is_deceased=row.is_posthumous,
        award=award,
        achievement=row.citation.strip().rstrip("."),
        proposer=row.nomination.proposing_unit_name,
    )


def _common_achievement(citation: str, rows: list[DecisionLine]) -> str:
    """Return the round's citation when every recipient's own begins with it, else "": then Điều 1 names the list only."""
    common = citation.strip().rstrip(".")
    return common if common and all(row.citation.startswith(common) for row in rows) else ""


def _draft_number(unit: Unit, day: date) -> str:
    series = (
        NumberSeries.objects.on(day)
        .filter(unit=unit, document_type=DocumentType.QUYET_DINH)
        .order_by("-starts_on")
        .first()
    )
    body = (series.body_symbol if series else "") or unit.symbol or unit.kind.symbol
    return party_number(None, f"{DocumentType.QUYET_DINH.symbol}/{body}")


def _signature(decision: Decision, day: date) -> Signature:
    """Return the recorded signature; a draft without one names who signs for the unit, for the hand to confirm."""
    if decision.signer_name:
        return Signature(
            authority=tuple(_lines(decision.authority_lines)),
            position=decision.signer_position,
            name=decision.signer_name,
        )
    signer = signers_on(decision.unit, day).first()
    if signer is None:
        return Signature(authority=DEFAULT_AUTHORITY)
    return Signature(authority=tuple(signer.lines()), position=signer.position, name=signer.full_name)
