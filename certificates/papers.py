"""Papers about issued certificates: the annex by which a decision is corrected, as PDF and Word."""

import re
from datetime import date

from documents.builders.common import committee_name, decider_name, is_party, layout_standard, superior_facts
from documents.contexts import Heading, Signature
from documents.papers import render_whole, render_whole_for_editing
from organizations.enums import RecipientKind
from organizations.queries import names_of, renamed_since, signers_on, superior_on, version_on
from vietnamese.dates import local_day, short_date
from vietnamese.text import lower_first

from .contexts import CorrectionAnnexContext, annex_subject
from .models import CorrectionSlip
from .services.slips import WORDS

YES_NO = {True: "Có", False: "Không"}
PLACE = re.compile(r"(?P<lead>(?:lưu:?\s+)?)(?P<name>.*?)(?P<tail>\s*(?:\([^()]*\))?[;,.]?)", re.IGNORECASE)
"""A line of "Nơi nhận": who gets a copy, and what for."""


def correction_annex(slip: CorrectionSlip) -> CorrectionAnnexContext:
    """Return the annex of a slip: with day and number once approved, before that a draft with room for both."""
    issued, decision = slip.certificate, slip.certificate.decision
    dated = slip.paper_on if slip.settled_at else None
    day = dated or local_day(slip.asked_at)
    was, facts = version_on(issued.unit, issued.decided_on), version_on(issued.unit, day)
    superior = superior_facts(issued.unit, day)
    return CorrectionAnnexContext(
        heading=Heading(
            superior=superior.name if superior else "",
            issuer=committee_name(facts),
            number=slip.paper_number.removeprefix("Số ").strip(),
            place=facts.place if decision.place == was.place else decision.place,
            dated=dated,
            year=day.year,
            is_party=is_party(facts),
            mark="" if slip.settled_at else "DỰ THẢO",
        ),
        subject=annex_subject(issued.decision_number, short_date(issued.decided_on), issued.authority_name),
        award=issued.get_form_display(),
        recipient=_recipient(slip),
        register_number=issued.register_text,
        decision_number=issued.decision_number,
        decided_on=issued.decided_on,
        committee=decider_name(facts) if issued.authority_name == decider_name(was) else issued.authority_name,
        rows=tuple((label, before, after) for label, before, after in side_by_side(slip)),
        grounds=slip.grounds,
        copies_to=tuple(_copies_to(slip, day)),
        signature=_signature(slip, day),
        standard=layout_standard(issued.unit, day),
    )


def side_by_side(slip: CorrectionSlip) -> list[tuple[str, str, str]]:
    """Return (what, as printed, as corrected) for each word that a slip changes."""
    return [
        (word.label, _shown(slip.before[word.key]), _shown(slip.after[word.key]))
        for word in WORDS
        if word.key in slip.after
    ]


def annex_pdf(slip: CorrectionSlip) -> bytes:
    """Return the annex as PDF."""
    return render_whole(correction_annex(slip))


def annex_word(slip: CorrectionSlip) -> bytes:
    """Return the annex as .docx with the same words."""
    return render_whole_for_editing(correction_annex(slip))


def _shown(value: str | bool) -> str:
    return YES_NO[value] if isinstance(value, bool) else value or "(để trống)"


def _recipient(slip: CorrectionSlip) -> str:
    """Return the recipient inside a sentence, as the sheet to be exchanged names them."""
    issued = slip.certificate
    if issued.recipient_kind == RecipientKind.COLLECTIVE:
        return issued.recipient_name
    return f"{lower_first(issued.address)} {issued.recipient_name}"


def _copies_to(slip: CorrectionSlip, day: date) -> list[str]:
    """Return who gets the decision, as they are called on the day of the annex.

    The superior is the one of that day; of others who no longer exist their successors get it. What names no unit stays.
    """
    typed = slip.certificate.decision.recipients.splitlines()
    lines = [PLACE.fullmatch(line.strip().removeprefix("- ")) for line in typed if line.strip()]
    now = _called_now(slip, {line["name"] for line in lines}, day)
    copies: dict[tuple[str, str], str] = {}
    for line in lines:
        for name in now.get(line["name"], [line["name"]]):
            copies.setdefault((line["lead"].lower(), name), f"{line['lead']}{name}{line['tail']}")
    return list(copies.values())


def _called_now(slip: CorrectionSlip, names: set[str], day: date) -> dict[str, list[str]]:
    unit, then = slip.certificate.unit, slip.certificate.decided_on
    was, above = superior_on(unit, then), superior_on(unit, day)
    now = renamed_since(names, then, day)
    if was and was != above:
        of_above = names_of(version_on(above, day)) if above else {}
        for field, name in names_of(version_on(was, then)).items():
            now[name] = [of_above[field]] if above else now.get(name, [name])
    return now


def _signature(slip: CorrectionSlip, day: date) -> Signature:
    """Return who signs for the unit on the day of the annex, else who signed the decision."""
    signer = signers_on(slip.certificate.unit, day).first()
    if signer is not None:
        return Signature(authority=tuple(signer.lines()), position=signer.position, name=signer.full_name)
    decision = slip.certificate.decision
    return Signature(
        authority=tuple(decision.authority_lines.splitlines()),
        position=decision.signer_position,
        name=decision.signer_name,
    )
