"""What all papers of one meeting share, read once. Votes enter as counts: how anybody voted is not even read."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from documents.contexts import Heading, LayoutStandard, Line, Lines, PutOn, Vote, Written
from meetings import rules
from meetings.enums import AttendanceStatus, MajorityBase, MeetingMode, Outcome, Secrecy, Section
from meetings.models import AgendaLine, Meeting
from meetings.queries.opinions import opinions_of
from nominations.enums import NominationState
from nominations.models import Nomination, Round
from organizations.enums import AwardForm
from organizations.models import UnitFacts
from organizations.queries import version_on
from vietnamese.dates import local_day

from .common import (
    cell_vote,
    committee_name,
    is_party,
    layout_standard,
    nominated_line,
    occasion,
    superior_facts,
    symbol_of,
)

PUT_BEFORE, ADVISED_AGAINST = "recommend", "decline"
"""Steps of a nomination that say what is thought of it (workflows.enums.Action)."""


class MeetingFacts:
    """A meeting with its agenda; lines that were withdrawn are not on it any more.

    Papers that tell results as they hold today, corrections included, ask for them with `with_corrections`.
    """

    def __init__(self, meeting: Meeting, *, with_corrections: bool = False) -> None:
        self.beside_lines = ("recusals", "corrections") if with_corrections else ("recusals",)
        self.meeting = meeting
        self.day = local_day(meeting.starts_at)
        self.facts: UnitFacts = version_on(meeting.unit, self.day)
        self.terms = meeting.terms()
        self.is_poll = meeting.mode == MeetingMode.POLL
        self.is_secret = meeting.secrecy == Secrecy.SECRET

    @cached_property
    def superior(self) -> UnitFacts | None:
        """Return the unit above, as it was called then."""
        return superior_facts(self.meeting.unit, self.day)

    @cached_property
    def attendances(self) -> list:
        """Return all members serving on that day."""
        return list(self.meeting.attendances.all())

    @cached_property
    def rows(self) -> list[AgendaLine]:
        """Return the lines of the agenda in its order."""
        related = ("nomination__nominee", "nomination__dossier", "nomination__round__authority", "raise_to__authority")
        return list(
            self.meeting.lines.filter(is_withdrawn=False)
            .select_related(*related)
            .prefetch_related(*self.beside_lines)
            .order_by("position", "id")
        )

    @cached_property
    def rounds(self) -> list[Round]:
        """Return the rounds of the lines, each once."""
        return distinct(row.nomination.round for row in self.rows)

    @cached_property
    def standard(self) -> LayoutStandard:
        """Return how the unit sets its papers on that day."""
        return layout_standard(self.meeting.unit, self.day)

    @property
    def serving(self) -> int:
        """Return how many members serve: frozen when voting opens, until then those listed."""
        return self.meeting.serving if self.meeting.serving is not None else len(self.attendances)

    @property
    def present(self) -> list:
        """Return the attendances of those who came, or answered a poll."""
        return [row for row in self.attendances if row.status == AttendanceStatus.PRESENT]

    @property
    def excused(self) -> int:
        """Return how many are absent with a reason."""
        return sum(1 for row in self.attendances if row.status == AttendanceStatus.EXCUSED)

    @property
    def symbol(self) -> str:
        """Return the symbol of the committee's documents."""
        return symbol_of(self.facts)

    @property
    def office(self) -> str:
        """Return who appraised."""
        return self.facts.office_name or committee_name(self.facts)

    @property
    def place(self) -> str:
        """Return the place that papers name before their day."""
        return self.facts.place or self.facts.name

    @property
    def titles(self) -> str:
        """Return the titles of the rounds, for quotation marks around all of them."""
        return titles_of(self.rounds)

    @property
    def occasion(self) -> str:
        """Return what the meeting is about, as the end of a subject."""
        return occasion(self.rounds[0].title) if len(self.rounds) == 1 else "khen thưởng"

    @property
    def voted(self) -> Lines:
        """Return the lines that were voted on, with their results."""
        return Lines(self.line(row) for row in self.section(Section.RECOMMENDED))

    @cached_property
    def put_on(self) -> dict[int, tuple[str, str]]:
        """Return nomination -> (member, reason) of the lines that the office did not recommend and a member has voted on.

        What the office said last counts. The steps of a nomination are written by a higher room, so they are read through
        the nomination itself.
        """
        said = {"records__action__in": (PUT_BEFORE, ADVISED_AGAINST)}
        steps = Nomination.objects.filter(
            pk__in=[row.nomination_id for row in self.section(Section.RECOMMENDED)], **said
        )
        last = {
            pk: (source, name, reason)
            for pk, source, name, reason in steps.order_by("pk", "records__sequence").values_list(
                "pk", "records__source", "records__actor_name", "records__note"
            )
        }
        return {
            pk: (name, reason)
            for pk, (source, name, reason) in last.items()
            if source == NominationState.NOT_RECOMMENDED
        }

    @cached_property
    def written(self) -> tuple[Written, ...]:
        """Return what members wrote on open ballots, in the agenda's order; nothing before the count."""
        rows = {row.pk: row for row in self.rows}
        return tuple(
            Written(
                member=opinion.called,
                line=nominated_line(rows[opinion.line_id].nomination, name=rows[opinion.line_id].name).short_name,
                words=opinion.opinion,
            )
            for opinion in opinions_of(self.meeting)
        )

    @property
    def advised(self) -> list[AgendaLine]:
        """Return the rows that the office itself puts before the committee."""
        return [row for row in self.section(Section.RECOMMENDED) if row.nomination_id not in self.put_on]

    @property
    def advised_against(self) -> list[AgendaLine]:
        """Return the rows that the office does not recommend, also those that a member has voted on, in their order."""
        advised = {row.pk for row in self.advised}
        return [row for row in self.rows if row.pk not in advised]

    @property
    def declined(self) -> Lines:
        """Return the lines that the office did not recommend and nobody asked to vote on, with its reasons."""
        return Lines(declined(row) for row in self.section(Section.NOT_RECOMMENDED))

    @property
    def forwarded_to(self) -> str:
        """Return the authorities to which lines were forwarded."""
        rounds = distinct(row.nomination.round for row in self.rows if row.outcome == Outcome.FORWARDED)
        return ", ".join(dict.fromkeys(round.authority.name for round in rounds))

    def section(self, section: Section) -> list[AgendaLine]:
        """Return the rows of a section of the agenda."""
        return [row for row in self.rows if row.section == section]

    def heading(self, number: str, dated: date | None) -> Heading:
        """Return the heading of a paper of the committee: it carries the committee's name, not the standing one's."""
        return Heading(
            superior=self.superior.name if self.superior else "",
            issuer=committee_name(self.facts),
            number=number,
            place=self.place,
            dated=dated,
            year=self.day.year,
            is_party=is_party(self.facts),
        )

    def line(self, row: AgendaLine) -> Line:
        """Return a row of the agenda with its count and result."""
        count, nomination = row.count(), row.nomination
        award = AwardForm(row.voted_form).label if row.voted_form else nomination.get_form_display()
        vote, took_part = None, ""
        if count is not None:
            needed = rules.needed_of(count, self.serving, self.terms) if row.needed is None else row.needed
            vote = Vote(
                in_favor=count.in_favor,
                against=count.against,
                abstain=count.abstain,
                invalid=count.invalid,
                not_voting=count.not_voted,
                recused=count.recused,
                base=self._base(count),
                needed=needed,
            )
            took_part = rules.part_sentence(count.took_part, self.serving, needed, self.terms)
        return nominated_line(
            nomination,
            name=row.name,
            award=award,
            proposed_award=nomination.get_form_display() if award != nomination.get_form_display() else "",
            raised_to=raised_to(row),
            vote=vote,
            took_part=took_part,
            outcome=Outcome(row.outcome) if row.outcome else None,
        )

    def _base(self, count: rules.Count) -> int:
        """Return the number that the ratio of a line is taken of."""
        return {
            MajorityBase.SERVING: self.serving,
            MajorityBase.SERVING_LESS_RECUSED: self.serving - count.recused,
            MajorityBase.PRESENT: count.took_part,
            MajorityBase.CAST: count.cast,
        }[MajorityBase(self.terms.base)]


def distinct(rounds: Iterable[Round]) -> list[Round]:
    """Return rounds, each once."""
    return list({round.pk: round for round in rounds}.values())


def titles_of(rounds: Iterable[Round]) -> str:
    """Return titles of rounds, for quotation marks around all of them."""
    return "”, “".join(round.title for round in rounds)


def bases_of(rounds: Iterable[Round]) -> tuple[str, ...]:
    """Return the legal basis of rounds, each line once."""
    return tuple(dict.fromkeys(basis.text for round in rounds for basis in round.bases.all()))


def raised_to(row: AgendaLine) -> str:
    """Return the award of a higher body that the committee asks for besides its own: "Bằng khen của ...", or ""."""
    if row.raise_to is None:
        return ""
    form = AwardForm(row.raise_form).label if row.raise_form else "hình thức khen thưởng"
    return f"{form} của {row.raise_to.authority.name}"


def cell_line(row: AgendaLine) -> Line:
    """Return a row of the agenda with the count of the unit that proposed it."""
    vote = cell_vote(row.nomination, row.nomination.dossier.members_present)
    return nominated_line(row.nomination, name=row.name, vote=vote)


def declined(row: AgendaLine) -> Line:
    """Return a row of the agenda that the office did not recommend, with its reason."""
    return nominated_line(row.nomination, name=row.name, note=row.nomination.appraisal_note)


def called(nomination: Nomination) -> str:
    """Return whom a nomination is for, at the beginning of a sentence: "Đồng chí Nguyễn Văn Hai", "Chi bộ B"."""
    line = nominated_line(nomination)
    return f"{line.address} {line.name}".strip()


def members_wishes(read: MeetingFacts) -> tuple[PutOn, ...]:
    """Return the lines that a member has voted on although the office did not recommend them, in the agenda's order."""
    wanted = [row for row in read.section(Section.RECOMMENDED) if row.nomination_id in read.put_on]
    return tuple(
        PutOn(line=nominated_line(row.nomination, name=row.name).sentence_name, member=member, reason=reason)
        for row in wanted
        for member, reason in [read.put_on[row.nomination_id]]
    )
