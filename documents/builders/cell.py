"""Papers of a proposing unit, from its dossier."""

from datetime import date
from functools import cached_property

from documents.contexts import (
    About,
    CellLetterContext,
    CellMinutesContext,
    Heading,
    LayoutStandard,
    Lines,
    RosterContext,
    Signature,
    Speaker,
)
from documents.enums import DocumentType
from nominations.enums import CellBallot, NominationState
from nominations.models import Dossier, Nomination
from organizations.models import UnitFacts
from organizations.queries import version_on
from vietnamese.dates import local_day

from .common import (
    behalf,
    body_word,
    cell_vote,
    decider_name,
    is_party,
    layout_standard,
    nominated_line,
    occasion,
    receiving_unit,
    superior_facts,
    symbol_of,
    typed_number,
)
from .past import abouts

METHODS = {CellBallot.HANDS: "biểu quyết giơ tay", CellBallot.SECRET: "bỏ phiếu kín"}


class DossierFacts:
    """What the papers of one dossier share, read once."""

    def __init__(self, dossier: Dossier, nominations: list[Nomination] | None = None) -> None:
        self.dossier = dossier
        self.day = dossier.met_on or local_day(dossier.created_at)
        self.facts: UnitFacts = version_on(dossier.unit, self.day)
        self.superior = superior_facts(dossier.unit, self.day)
        self.office = receiving_unit(dossier.unit, self.day)
        self.receiver = version_on(self.office, self.day) if self.office else self.superior
        self.nominations = _on_paper(dossier) if nominations is None else nominations

    @property
    def lines(self) -> Lines:
        """Return the rows that the papers list."""
        return self.lines_with({})

    def lines_with(self, known: dict[int, About]) -> Lines:
        """Return the rows with what is known of each nominee, by the nomination's primary key."""
        return Lines(
            nominated_line(
                nomination,
                vote=cell_vote(nomination, self.dossier.members_present),
                about=known.get(nomination.pk),
            )
            for nomination in self.nominations
        )

    @property
    def body_word(self) -> str:
        """Return what the proposing unit calls itself inside its papers."""
        return body_word(self.facts)

    @property
    def addressee(self) -> str:
        """Return who the papers go to."""
        return decider_name(self.receiver) if self.receiver else self.dossier.round.authority.name

    @property
    def submitted_on(self) -> date | None:
        """Return the day on which the dossier was first submitted."""
        days = [local_day(nomination.submitted_at) for nomination in self.nominations if nomination.submitted_at]
        return min(days, default=None)

    @property
    def signature(self) -> Signature:
        """Return the signature of the proposing unit; without a signer that of who chaired."""
        return behalf(
            self.facts,
            position=self.dossier.signer_position or self.dossier.chair_position,
            name=self.dossier.signer_name or self.dossier.chair_name,
        )

    @cached_property
    def standard(self) -> LayoutStandard:
        """Return how the unit sets its papers."""
        return layout_standard(self.dossier.unit, self.day, office=self.office)

    def heading(self, number: str, dated: date | None) -> Heading:
        """Return the heading of the proposing unit."""
        return Heading(
            superior=self.superior.name if self.superior else "",
            issuer=self.dossier.unit_name,
            number=number,
            place=self.facts.place or (self.superior.place if self.superior else "") or self.dossier.unit_name,
            dated=dated,
            year=self.day.year,
            is_party=is_party(self.facts),
        )


def _on_paper(dossier: Dossier) -> list[Nomination]:
    """Return the lines that the papers list: those submitted, or before that everything not withdrawn."""
    lines = list(dossier.nominations.exclude(state=NominationState.WITHDRAWN).select_related("nominee").order_by("id"))
    submitted = [nomination for nomination in lines if nomination.submitted_at]
    return submitted or lines


def cell_letter_context(dossier: Dossier) -> CellLetterContext:
    """Return the submission letter. Before the dossier is submitted its day is left for a pen."""
    read = DossierFacts(dossier)
    return CellLetterContext(
        heading=read.heading(
            typed_number(dossier.letter_number, DocumentType.TO_TRINH, symbol_of(read.facts)), read.submitted_on
        ),
        subject=f"về việc đề nghị {occasion(dossier.round.title)}",
        cell=dossier.unit_name,
        body_word=body_word(read.facts),
        addressee=read.addressee,
        round_title=dossier.round.title,
        lines=read.lines,
        met_on=dossier.met_on,
        present=dossier.members_present,
        total=dossier.members_total,
        copies_to=(f"{read.addressee} (để trình)", f"Lưu {body_word(read.facts)}"),
        signature=read.signature,
        standard=read.standard,
    )


def cell_minutes_context(dossier: Dossier) -> CellMinutesContext:
    """Return the minutes of the meeting that proposed the dossier's lines."""
    read = DossierFacts(dossier)
    word = body_word(read.facts)
    return CellMinutesContext(
        heading=read.heading(
            typed_number(dossier.minutes_number, DocumentType.BIEN_BAN, symbol_of(read.facts)), dossier.met_on
        ),
        subject=f"họp {word.replace('Chi', 'chi', 1)} xét đề nghị {occasion(dossier.round.title)}",
        cell=dossier.unit_name,
        body_word=word,
        lines=read.lines,
        met_on=dossier.met_on,
        starts_at=dossier.met_from,
        ends_at=dossier.met_until,
        location=dossier.met_place,
        present=dossier.members_present,
        total=dossier.members_total,
        method=METHODS[CellBallot(dossier.ballot)],
        chair=Speaker(name=dossier.chair_name, position=dossier.chair_position),
        clerk=Speaker(name=dossier.clerk_name),
        opinions=dossier.opinions,
        addressee=read.addressee,
        round_title=dossier.round.title,
        standard=read.standard,
    )


def roster_context(dossier: Dossier) -> RosterContext:
    """Return the roster of the dossier's nominees."""
    read = DossierFacts(dossier)
    return RosterContext(
        heading=read.heading("", read.submitted_on),
        subject=f"đề nghị {occasion(dossier.round.title)}",
        lines=read.lines_with(abouts(read.nominations)),
        vote_label=f"{body_word(read.facts)} biểu quyết",
        signature=read.signature,
        standard=read.standard,
    )
