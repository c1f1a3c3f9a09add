"""One meeting as its pages show it, in a fixed number of queries. It never reads how anybody voted."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BigIntegerField, CharField, DateTimeField, F, Value
from django.db.models.functions import Cast

from nominations.queries import with_judged_facts
from vietnamese.dates import local_day
from vietnamese.text import search_key

from .. import rules
from ..enums import AttendanceStatus, MajorityBase, MeetingState, RecusalGround, Section
from ..models import AgendaChange, AgendaLine, Attendance, Ballot, Meeting, Recusal, SecretVoter, VotingRule
from . import Conflict, Tie, conflicts_of, terms_of, ties_of
from .around import Around, around


@dataclass(frozen=True)
class Row:
    """One line of the agenda with what is known about the vote on it, but not the votes."""

    line: AgendaLine
    recused: tuple[Conflict, ...]
    ties: tuple[Tie, ...]
    similar: tuple[int, ...]
    cast: int
    may_vote: int
    needed: int | None
    can_pass: bool
    part: str
    change: AgendaChange | None = None

    @property
    def is_recommended(self) -> bool:
        """Return whether the line is put to the vote, now or in another meeting."""
        return self.line.section == Section.RECOMMENDED

    @property
    def is_open(self) -> bool:
        """Return whether this meeting votes on the line."""
        return self.is_recommended and not self.line.is_postponed and not self.line.is_withdrawn

    @property
    def is_by_ballot(self) -> bool:
        """Return whether members vote on the line on their own devices."""
        return self.is_open and not self.line.by_hands

    @property
    def missing(self) -> int:
        """Return how many votes on devices have not been cast yet."""
        return max(0, self.may_vote - self.cast) if self.is_by_ballot else 0

    @property
    def raised(self) -> int:
        """Return how many hands or papers were entered in all."""
        line = self.line
        if not line.by_hands:
            return 0
        return line.hands_in_favor + line.hands_against + line.hands_abstain + (line.hands_invalid or 0)

    @property
    def hands_add_up(self) -> bool:
        """Return whether an entered count fits those who attend and may vote; true where none was entered."""
        if not self.line.by_hands or not self.is_open:
            return True
        return self.raised == self.may_vote or (self.line.meeting.is_secret and self.raised < self.may_vote)


@dataclass(frozen=True)
class Progress:
    """How far one member who attends has come. It never says how anybody voted."""

    user_id: int
    name: str
    position: str
    total: int
    done: int
    last_at: datetime | None

    @property
    def remaining(self) -> int:
        """Return on how many lines the member has not voted yet."""
        return self.total - self.done

    @property
    def is_done(self) -> bool:
        """Return whether nothing remains."""
        return self.remaining <= 0


@dataclass(frozen=True)
class Agenda:
    """A meeting, its members and its lines."""

    meeting: Meeting
    attendances: list[Attendance]
    rows: list[Row]
    terms: rules.Terms
    quorum: rules.Quorum
    progress: list[Progress]
    voted: frozenset[tuple[int, int]] = frozenset()
    """(line, member) of the votes that were cast while the vote is open."""
    rule: VotingRule | None = None
    """The rule in force, read only while the meeting is prepared: an open vote has its own copy of the shares."""

    @property
    def majority_sentence(self) -> str:
        """Return what a line needs, in whole votes where that is the same for every line."""
        if self.terms.base == MajorityBase.SERVING:
            needed = rules.votes_needed(self.quorum.serving, 0, self.terms)
            return f"Một dòng được duyệt khi có ít nhất {needed} trong {self.quorum.serving} ủy viên đương nhiệm tán thành."
        return self.terms.majority_sentence(in_poll=self.meeting.is_poll)

    @property
    def rule_sentences(self) -> list[str]:
        """Return quorum, majority, ties and disagreement as this meeting applies them."""
        in_poll = self.meeting.is_poll
        found = [self.terms.sentence(in_poll=in_poll), self.terms.tie_sentence()]
        return [sentence for sentence in [*found, in_poll and self.terms.disagreement_sentence()] if sentence]

    @property
    def recommended(self) -> list[Row]:
        """Return the lines that the office recommends, or that a member has put on the agenda."""
        return [row for row in self.rows if row.is_recommended]

    @property
    def not_recommended(self) -> list[Row]:
        """Return the lines that are refused at the close unless a member puts them on the agenda."""
        return [row for row in self.rows if not row.is_recommended and not row.line.is_withdrawn]

    @property
    def open(self) -> list[Row]:
        """Return the lines that this meeting votes on."""
        return [row for row in self.rows if row.is_open]

    @property
    def postponed(self) -> list[Row]:
        """Return the lines left for another meeting."""
        return [row for row in self.rows if row.is_recommended and row.line.is_postponed and not row.line.is_withdrawn]

    @property
    def withdrawn(self) -> list[Row]:
        """Return the lines taken off the agenda after it was frozen; they stay visible."""
        return [row for row in self.rows if row.line.is_withdrawn]

    @property
    def hopeless(self) -> list[Row]:
        """Return the open lines on which too few members are left to reach the majority."""
        return [row for row in self.open if not row.can_pass]

    @property
    def wrong_hands(self) -> list[Row]:
        """Return the lines whose show of hands does not equal those who attend and may vote."""
        return [row for row in self.rows if not row.hands_add_up]

    @property
    def unfinished(self) -> list[Progress]:
        """Return the members who attend and have lines left."""
        return [member for member in self.progress if not member.is_done]

    @property
    def taking_part(self) -> set[int]:
        """Return the members who attend, or who have answered a poll."""
        return {a.user_id for a in self.attendances if a.status == AttendanceStatus.PRESENT}

    @property
    def unrecorded(self) -> list[Attendance]:
        """Return the members of whom nobody has said whether they attend; a written poll asks nobody that."""
        return [a for a in self.attendances if a.status == AttendanceStatus.UNKNOWN and not self.meeting.is_poll]

    @property
    def absent(self) -> list[Attendance]:
        """Return the members who do not attend, with or without reason."""
        return [a for a in self.attendances if a.status in (AttendanceStatus.EXCUSED, AttendanceStatus.UNEXCUSED)]

    @property
    def without_vote(self) -> list[Row]:
        """Return the lines on which some votes are still missing."""
        return [row for row in self.open if row.missing]

    def of(self, user_id: int) -> Attendance | None:
        """Return the member's place in the list of attendance, or None for anybody else."""
        return next((a for a in self.attendances if a.user_id == user_id), None)

    def row(self, line_id: int) -> Row | None:
        """Return one line of this agenda, or None."""
        return next((row for row in self.rows if row.line.pk == line_id), None)


def agenda_of(meeting: Meeting, *, judged_on: date | None = None) -> Agenda:
    """Return the meeting with everything that its pages show; three queries, without own proposals that a round bars.

    With `judged_on` each line carries what the rules of that day compare it to (nominations.queries.with_judged_facts).
    """
    lines = _lines(meeting, judged_on)
    beside = around(meeting, lines)
    members, rule = beside.members, beside.rule
    is_preparing, is_voting = (meeting.state == state for state in (MeetingState.PREPARING, MeetingState.VOTING))
    terms = terms_of(meeting, rule)
    ties = ties_of(lines, members, local_day(meeting.starts_at), offices=beside.offices)
    cast: list[tuple[int, int, datetime | None]] = []
    if is_voting:
        cast, recused = _cast(meeting)
    else:
        recused = _preview(lines, beside, ties) if is_preparing else _recorded(meeting)
    expected = {a.user_id for a in members if _is_expected(meeting, a)}
    serving = len(members) if is_preparing else meeting.serving or 0
    votes, similar = Counter(line_id for line_id, _, _ in cast), _similar(lines)
    rows = [
        _row(
            line,
            recused[line.pk],
            ties[line.pk],
            similar[line.pk],
            votes[line.pk],
            expected,
            serving,
            terms,
            beside.changes.get(line.nomination_id),
        )
        for line in lines
    ]
    present = sum(a.status == AttendanceStatus.PRESENT for a in members)
    excused = sum(a.status == AttendanceStatus.EXCUSED for a in members)
    return Agenda(
        meeting=meeting,
        attendances=members,
        rows=rows,
        terms=terms,
        quorum=rules.quorum(present, serving, terms, excused=excused, in_poll=meeting.is_poll),
        progress=_progress([a for a in members if a.user_id in expected and not is_preparing], rows, cast),
        voted=frozenset((line_id, user_id) for line_id, user_id, _ in cast),
        rule=rule,
    )


def _lines(meeting: Meeting, judged_on: date | None) -> list[AgendaLine]:
    rows = meeting.lines.select_related(
        "nomination__nominee",
        "nomination__dossier",
        "nomination__round__authority",
        "raise_to__authority",
        "raised",
    )
    lines = list(rows if judged_on is None else with_judged_facts(rows, judged_on, of="nomination__"))
    for line in lines:
        line.meeting = meeting
    return lines


def _is_expected(meeting: Meeting, member: Attendance) -> bool:
    """Return whether votes of the member can be counted: who attends; before that, who may; in a poll, everybody."""
    if meeting.state == MeetingState.PREPARING:
        return meeting.is_poll or member.status in (AttendanceStatus.PRESENT, AttendanceStatus.UNKNOWN)
    if meeting.is_poll and meeting.state == MeetingState.VOTING:
        return True
    return member.status == AttendanceStatus.PRESENT


def _cast(meeting: Meeting) -> tuple[list[tuple[int, int, datetime | None]], dict[int, list[Conflict]]]:
    """Return (line, member, when) of the votes that were cast, and who takes no part in which line, in one query.

    Of secret votes nobody knows when they were cast.
    """
    never, nothing = Value(None, DateTimeField(null=True)), Value("", CharField())
    if meeting.is_secret:
        voters = SecretVoter.objects.annotate(moment=Cast(never, DateTimeField(null=True)))
    else:
        voters = Ballot.objects.annotate(moment=F("cast_at"))
    columns = ("line_id", "user_id", "moment", "called", "why", "number")
    cast = voters.annotate(called=Cast(nothing, CharField()), why=Cast(nothing, CharField()))
    cast = cast.annotate(number=Cast(Value(0), BigIntegerField())).filter(line__meeting=meeting)
    recused = Recusal.objects.filter(line__meeting=meeting).annotate(
        moment=Cast(never, DateTimeField(null=True)),
        called=Cast("name", CharField()),
        why=Cast("ground", CharField()),
        number=F("pk"),
    )
    votes, found = [], defaultdict(list)
    rows = cast.order_by().values_list(*columns).union(recused.order_by().values_list(*columns), all=True)
    for line_id, user_id, moment, name, ground, number in sorted(rows, key=lambda row: row[-1]):
        if number:
            found[line_id].append(Conflict(line_id, user_id, name, RecusalGround(ground)))
        else:
            votes.append((line_id, user_id, moment))
    return votes, found


def voting_progress(meeting: Meeting) -> list[Progress]:
    """Return for each member present how many lines they may vote on and how many they have done."""
    return agenda_of(meeting).progress


def _row(line, recused, ties, similar, cast, expected, serving, terms, change) -> Row:
    taking_no_part = len({c.user_id for c in recused} & expected)
    may_vote, attending = len(expected) - taking_no_part, len(expected)
    needed = line.needed
    if needed is None and terms.is_known_before:
        needed = rules.votes_needed(serving, taking_no_part, terms, attending=attending)
    return Row(
        line=line,
        recused=tuple(recused),
        ties=tuple(ties),
        similar=similar,
        cast=cast,
        may_vote=may_vote,
        needed=needed,
        can_pass=rules.can_still_pass(attending, serving, taking_no_part, terms),
        part=rules.part_sentence(may_vote, serving, needed, terms),
        change=change,
    )


def _preview(lines: list[AgendaLine], beside: Around, ties: dict[int, list[Tie]]) -> dict[int, list[Conflict]]:
    heads, found = bool(beside.rule and beside.rule.heads_are_recused), defaultdict(list)
    for conflict in conflicts_of(lines, beside.members, ties, heads_are_recused=heads, relatives=beside.relatives):
        found[conflict.line_id].append(conflict)
    return found


def _recorded(meeting: Meeting) -> dict[int, list[Conflict]]:
    found = defaultdict(list)
    for r in Recusal.objects.filter(line__meeting=meeting).order_by("id"):
        found[r.line_id].append(Conflict(r.line_id, r.user_id, r.name, RecusalGround(r.ground)))
    return found


def _similar(lines: list[AgendaLine]) -> dict[int, tuple[int, ...]]:
    """Return line id -> positions of other lines with the same model, so that members compare them."""
    groups: dict[str, list[AgendaLine]] = defaultdict(list)
    for line in lines:
        if key := search_key(line.nomination.model_name):
            groups[key].append(line)
    found: dict[int, tuple[int, ...]] = defaultdict(tuple)
    for group in groups.values():
        for line in group:
            found[line.pk] = tuple(other.position for other in group if other is not line)
    return found


def _progress(members: list[Attendance], rows: list[Row], cast: list[tuple[int, int, datetime]]) -> list[Progress]:
    by_ballot = {row.line.pk: {c.user_id for c in row.recused} for row in rows if row.is_by_ballot}
    done: dict[int, list[datetime | None]] = defaultdict(list)
    for line_id, user_id, at in cast:
        if line_id in by_ballot:
            done[user_id].append(at)
    return [
        Progress(
            user_id=a.user_id,
            name=a.name,
            position=a.position,
            done=len(done[a.user_id]),
            total=sum(a.user_id not in recused for recused in by_ballot.values()),
            last_at=max((at for at in done[a.user_id] if at), default=None),
        )
        for a in members
    ]
