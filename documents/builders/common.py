"""What the builders of all papers need: names of the day, numbers as typed, lines of a list."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings

from documents.contexts import (
    GUIDE_05_HD,
    Alignment,
    BasisStyle,
    LayoutStandard,
    Line,
    Signature,
    Spelling,
    Vote,
    party_number,
)
from documents.enums import DocumentType
from documents.models import PaperStyle
from nominations.models import Nomination
from nominations.rules import form_of_address
from organizations.enums import Nature
from organizations.models import Unit, UnitFacts
from organizations.queries import superior_on, units_above, version_on
from vietnamese.text import lower_first

COMMITTEE_WORDS = ("Chi bộ", "Đảng ủy", "Huyện ủy", "Thành ủy", "Tỉnh ủy", "Chi ủy")


def layout_standard(unit: Unit | None = None, day: date | None = None, *, office: Unit | None = None) -> LayoutStandard:
    """Return the layout standard as `unit` sets its papers on `day`: one query, so read it once for a paper.

    Where the unit has set nothing, that of `office`, to which it hands its papers, holds (a cell writes as its committee
    does); else what settings.PAPER_LAYOUT (field -> value) and settings.PAD_MONTHS say for everybody.
    """
    changes = getattr(settings, "PAPER_LAYOUT", {}) | {"pads_months": settings.PAD_MONTHS}
    if style := _style_on([each for each in (unit, office) if each], day):
        changes |= _as_changes(style)
    return _changed(tuple(sorted(changes.items())))


def _style_on(units: list[Unit], day: date | None) -> PaperStyle | None:
    """Return the style in force of the first unit that has one."""
    if not units or day is None:
        return None
    found = {
        style.unit_id: style for style in PaperStyle.objects.on(day).filter(unit__in=units).order_by("starts_on", "id")
    }
    return next((found[unit.pk] for unit in units if unit.pk in found), None)


def _as_changes(style: PaperStyle) -> dict[str, Any]:
    return {
        "basis_style": BasisStyle(style.basis_style),
        "end_mark": style.end_mark,
        "heading_alignment": Alignment(style.heading_alignment),
        "line_spacing_pt": style.line_spacing_pt,
        "spelling": Spelling(style.spelling),
        "pads_months": style.pads_months,
        "position_is_bold": style.position_is_bold,
    }


@cache
def _changed(changes: tuple) -> LayoutStandard:
    return replace(GUIDE_05_HD, **dict(changes))


def typed_number(typed: str, document_type: DocumentType, body_symbol: str) -> str:
    """Return the number line of a paper that is numbered in a register on paper.

    "3" gives "03-TTr/CB", a full number stays as typed, nothing gives the blank for a pen.
    """
    typed = typed.strip().removeprefix("Số").strip(" :")
    symbol = "/".join(part for part in (document_type.symbol, body_symbol) if part)
    if not typed:
        return party_number(None, symbol)
    return party_number(int(typed), symbol) if typed.isdecimal() else typed


def committee_name(facts: UnitFacts) -> str:
    """Return the committee of a unit as it was called then."""
    return facts.organ_name or facts.name


def decider_name(facts: UnitFacts) -> str:
    """Return the body that decides in a unit as it was called then."""
    return facts.standing_committee_name or committee_name(facts)


def symbol_of(facts: UnitFacts) -> str:
    """Return the symbol of the unit's documents: ĐU, CB."""
    return facts.symbol or facts.kind.symbol


def is_party(facts: UnitFacts) -> bool:
    """Return whether the unit writes under the Party's name."""
    return facts.kind.nature == Nature.PARTY


def body_word(facts: UnitFacts) -> str:
    """Return what a body calls itself inside its papers: "Chi bộ", "Đảng ủy"; its whole name where neither fits."""
    name = committee_name(facts)
    return next((word for word in COMMITTEE_WORDS if name.startswith(word)), name)


def superior_facts(unit: Unit, day: date) -> UnitFacts | None:
    """Return the unit directly above, as it was called on `day`."""
    superior = superior_on(unit, day)
    return version_on(superior, day) if superior else None


def receiving_unit(unit: Unit, day: date) -> Unit | None:
    """Return the nearest unit above that appraises: where the papers of `unit` go."""
    return next((above for above in units_above(unit, day) if above.kind.appraises), None)


def behalf(facts: UnitFacts, *, position: str, name: str) -> Signature:
    """Return the signature on behalf of a unit: T/M CHI BỘ, T/M ĐẢNG ỦY; other bodies sign with the position alone."""
    authority = (f"T/M {body_word(facts)}",) if is_party(facts) and body_word(facts) in COMMITTEE_WORDS else ()
    return Signature(authority=authority, position=position, name=name)


def occasion(title: str) -> str:
    """Return a round's title as the end of a subject: "khen thưởng ... năm 2026", or "khen thưởng trong đợt “...”"."""
    lowered = lower_first(title)
    return lowered if lowered.startswith("khen thưởng") else f"khen thưởng trong đợt “{title}”"


def nominated_line(nomination: Nomination, *, name: str = "", award: str = "", **facts) -> Line:
    """Return a nomination as a row. `name` is a copy kept elsewhere, with or without the form of address.

    `award` is the form that counts where it is not the one that was proposed.
    """
    nominee = nomination.nominee
    address = form_of_address(nominee) if nominee.is_individual else ""
    return Line(
        name=(name or nominee.full_name).removeprefix(f"{address} "),
        is_collective=not nominee.is_individual,
        address=address,
        position=nominee.position if nominee.is_individual else "",
        unit=nominee.unit_text,
        birth_year=nominee.birth_year,
        is_deceased=nominee.is_deceased,
        is_member=nominee.is_individual and nominee.is_party_member,
        award=award or nomination.get_form_display(),
        achievement=(nomination.citation or nomination.achievement).strip().rstrip("."),
        proposer=nomination.proposing_unit_name,
        **facts,
    )


def cell_vote(nomination: Nomination, present: int | None) -> Vote | None:
    """Return the cell's count of a line, or None when it was not recorded."""
    if nomination.votes_in_favor is None or not present:
        return None
    return Vote(
        in_favor=nomination.votes_in_favor,
        against=nomination.votes_against or 0,
        invalid=nomination.votes_invalid or 0,
        base=present,
    )
