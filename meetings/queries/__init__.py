"""Reading meetings: who serves, which rule holds, who should not vote, what waits for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from nominations.models import Nomination
from nominations.queries import is_nominee
from organizations.models import Unit
from permissions.models import RoleAssignment, Substitution
from permissions.roles import Role
from vietnamese.dates import local_day
from vietnamese.text import search_key

from ..enums import AttendanceStatus, MeetingMode, MeetingState, RecusalGround, Section
from ..models import AgendaLine, Attendance, Ballot, DeclaredRelative, Meeting, SecretVoter, VotingRule
from ..rules import Terms


@dataclass(frozen=True)
class Conflict:
    """That a member should not vote on a line, as far as the system can know."""

    line_id: int
    user_id: int
    name: str
    ground: RecusalGround


@dataclass(frozen=True)
class Tie:
    """That a member leads the nominated unit or speaks for the unit that proposed; they may declare themselves."""

    user_id: int
    name: str
    is_head: bool
    office: str


def voting_rule_on(unit: Unit, day: date) -> VotingRule | None:
    """Return the rule of the unit, else of its kind, in force on `day`; None means the defaults of meetings.rules."""
    return rule_among(rules_for(unit, day))


def rules_for(unit: Unit, day: date) -> QuerySet[VotingRule]:
    """Return the rules of the unit and of its kind in force on `day`, of which rule_among() tells which one holds."""
    return VotingRule.objects.on(day).filter(Q(unit=unit) | Q(kind=unit.kind_id))


def rule_among(rules: Iterable[VotingRule]) -> VotingRule | None:
    """Return the rule that holds: that of the unit before that of its kind, the newest of them."""
    return min(rules, key=lambda rule: (rule.unit_id is None, -rule.starts_on.toordinal()), default=None)


def rule_of(meeting: Meeting) -> VotingRule | None:
    """Return the rule in force on the day of the meeting."""
    return voting_rule_on(meeting.unit, local_day(meeting.starts_at))


def terms_of(meeting: Meeting, rule: VotingRule | None) -> Terms:
    """Return the shares of the meeting: copied in when voting opened, before that those of `rule`."""
    if meeting.state != MeetingState.PREPARING:
        return meeting.terms()
    return rule.terms() if rule else Terms()


def members_serving(unit: Unit, day: date) -> list[RoleAssignment]:
    """Return the committee's members of that day, one assignment each, in the order in which they were appointed."""
    held = (
        RoleAssignment.objects.on(day)
        .filter(unit=unit, role=Role.MEMBER, user__is_active=True)
        .select_related("user")
        .order_by("starts_on", "id")
    )
    return list({assignment.user_id: assignment for assignment in held}.values())


def who_chairs(unit: Unit, day: date) -> RoleAssignment | None:
    """Return who is appointed to chair the committee on `day`, the first where several are."""
    return (
        RoleAssignment.objects.on(day)
        .filter(unit=unit, role=Role.CHAIR)
        .select_related("user")
        .order_by("starts_on", "id")
        .first()
    )


def offices_in(lines: Iterable[AgendaLine], users: Any, day: date) -> QuerySet[RoleAssignment]:
    """Return what these users hold on `day` in the nominated and proposing units, each with its `unit_name`."""
    lines = list(lines)
    units = {line.nomination.proposing_unit_id for line in lines} | {line.nomination.nominee.unit_id for line in lines}
    return (
        RoleAssignment.objects.on(day)
        .filter(user__in=users, unit__in=units - {None}, role=Role.CELL_OFFICER)
        .annotate(unit_name=F("unit__name"))
        .order_by("id")
    )


def ties_of(
    lines: Iterable[AgendaLine],
    members: Iterable[Attendance],
    day: date,
    *,
    offices: Iterable[RoleAssignment] | None = None,
) -> dict[int, list[Tie]]:
    """Return line id -> the members who hold an office on `day` in the nominated or the proposing unit.

    `offices` are offices_in() their units, where they have been read; else this is one query.
    """
    lines, names = list(lines), {member.user_id: member.name for member in members}
    held = list(offices_in(lines, names, day) if offices is None else offices)
    return {
        line.pk: [
            Tie(
                a.user_id,
                names[a.user_id],
                a.unit_id == line.nomination.nominee.unit_id,
                f"{a.printed_position} {a.unit_name}",
            )
            for a in held
            if a.unit_id in (line.nomination.nominee.unit_id, line.nomination.proposing_unit_id)
        ]
        for line in lines
    }


def conflicts_of(
    lines: Iterable[AgendaLine],
    members: Iterable[Attendance],
    ties: dict[int, list[Tie]],
    *,
    heads_are_recused: bool,
    relatives: Iterable[DeclaredRelative] | None = None,
) -> list[Conflict]:
    """Return who should not vote on which line: the nominee, a declared relative's kin, heads where the rule says so, and
    where the round says so whoever proposed the line. `relatives` are those of all members, where they have been read.
    """
    lines, members = list(lines), list(members)
    proposers = proposers_of(lines, members)
    if relatives is None:
        relatives = DeclaredRelative.objects.filter(user__in=[member.user_id for member in members])
    relatives = list(relatives)
    found = []
    for line in lines:
        heads = {tie.user_id for tie in ties.get(line.pk, []) if tie.is_head} if heads_are_recused else set()
        own = proposers.get(line.pk, frozenset())
        for member in members:
            ground = _ground(line.nomination.nominee, member.user, relatives, heads, own)
            if ground:
                found.append(Conflict(line.pk, member.user_id, member.name, ground))
    return found


def proposers_of(lines: Iterable[AgendaLine], members: Iterable[Attendance]) -> dict[int, set[int]]:
    """Return line id -> the members who submitted the line, or who work for its proposing unit on the day of the meeting.

    Only for lines of rounds that bar own proposals; without such lines nothing is asked.
    """
    barred = [line for line in lines if line.nomination.round.bars_own_proposals]
    if not barred:
        return {}
    day, users = local_day(barred[0].meeting.starts_at), [member.user_id for member in members]
    units = {line.nomination.proposing_unit_id for line in barred}
    officers = RoleAssignment.objects.on(day).filter(unit__in=units, role=Role.CELL_OFFICER)
    works = set(officers.filter(user__in=users).values_list("unit_id", "user_id"))
    lent = Substitution.objects.on(day).filter(assignment__in=officers.values("pk"), substitute__in=users)
    works |= set(lent.values_list("assignment__unit_id", "substitute_id"))
    # By the name of the relation: the records stand in a room above this one.
    steps = Nomination.objects.filter(pk__in=[line.nomination_id for line in barred], records__action="submit")
    submitted = set(steps.filter(records__actor__in=users).order_by().values_list("pk", "records__actor"))
    return {
        line.pk: {
            user
            for user in users
            if (line.nomination.proposing_unit_id, user) in works or (line.nomination_id, user) in submitted
        }
        for line in barred
    }


def _ground(
    nominee: Any, user: Any, relatives: list[DeclaredRelative], heads: set[int], proposers: set[int]
) -> RecusalGround | None:
    if is_nominee(user, nominee):
        return RecusalGround.NOMINEE
    if nominee.is_individual and any(is_relative(r, nominee) for r in relatives if r.user_id == user.pk):
        return RecusalGround.RELATIVE
    if user.pk in heads:
        return RecusalGround.HEAD
    return RecusalGround.PROPOSER if user.pk in proposers else None


def is_relative(relative: DeclaredRelative, nominee: Any) -> bool:
    """Return whether the nominee is the declared relative: the same name, and no two birth years that differ."""
    if relative.name_key != nominee.name_key:
        return False
    return relative.birth_year is None or nominee.birth_year is None or relative.birth_year == nominee.birth_year


def declared_by(user: Any) -> list[DeclaredRelative]:
    """Return whom a person has declared; asked once for each user instance, because a hundred lines may ask in a row."""
    if "_relatives" not in user.__dict__:
        user.__dict__["_relatives"] = list(DeclaredRelative.objects.filter(user=user))
    return user.__dict__["_relatives"]


def know_declared(user: Any, relatives: list[DeclaredRelative]) -> None:
    """Let declared_by() answer for this user instance from what the page has read already."""
    user.__dict__["_relatives"] = relatives


def relatives_of(user: Any) -> QuerySet[DeclaredRelative]:
    """Return whom the member has declared."""
    return DeclaredRelative.objects.filter(user=user)


VOTED_ON = {"section": Section.RECOMMENDED, "is_postponed": False, "is_withdrawn": False}
"""Which lines of an agenda are voted on."""


def open_lines(meeting: Meeting) -> QuerySet[AgendaLine]:
    """Return the lines that are voted on: recommended ones that were neither postponed nor withdrawn."""
    return meeting.lines.filter(**VOTED_ON)


def chair_id_of(meeting: Meeting) -> int | None:
    """Return the member who chairs: the one whom the meeting names, else who is appointed to chair on its day."""
    named = search_key(meeting.chair_name)
    for user_id, name in meeting.attendances.values_list("user_id", "name"):
        if named and search_key(name) == named:
            return user_id
    appointed = who_chairs(meeting.unit, local_day(meeting.starts_at))
    return appointed.user_id if appointed else None


def lines_to_vote(meeting: Meeting, user: Any) -> QuerySet[AgendaLine]:
    """Return the lines on which the member still has to vote: not recused, no ballot yet, no show of hands."""
    return _to_vote(open_lines(meeting), user).select_related("nomination__nominee").order_by("position")


def _to_vote(lines: QuerySet[AgendaLine], user: Any) -> QuerySet[AgendaLine]:
    voted = Ballot.objects.filter(user=user).values("line")
    in_urn = SecretVoter.objects.filter(user=user).values("line")
    return lines.filter(hands_in_favor=None).exclude(pk__in=voted).exclude(pk__in=in_urn).exclude(recusals__user=user)


def meetings_of(unit_ids: set[int]) -> QuerySet[Meeting]:
    """Return the meetings of these committees, newest first."""
    return Meeting.objects.filter(unit__in=unit_ids).select_related("unit").order_by("-starts_at", "-id")


def put_line_counts(meetings: Iterable[Meeting]) -> None:
    """Put on each of these meetings the number of its lines, as `line_count`. One query, for one page of a long list."""
    meetings = list(meetings)
    lines = AgendaLine.objects.filter(meeting__in=meetings).order_by().values("meeting")
    counts = dict(lines.annotate(n=Count("pk")).values_list("meeting", "n"))
    for meeting in meetings:
        meeting.line_count = counts.get(meeting.pk, 0)


def meetings_waiting_for(user: Any, unit_ids: set[int]) -> QuerySet[Meeting]:
    """Return the open votes and polls in which the member takes part and has not finished, with `remaining` lines."""
    mine = _to_vote(AgendaLine.objects.filter(meeting=OuterRef("pk"), **VOTED_ON), user)
    counted = mine.order_by().values("meeting").annotate(n=Count("pk")).values("n")
    listed = Attendance.objects.filter(user=user)
    takes_part = Q(pk__in=listed.filter(status=AttendanceStatus.PRESENT).values("meeting")) | Q(
        mode=MeetingMode.POLL, pk__in=listed.values("meeting")
    )
    return (
        Meeting.objects.filter(takes_part, unit__in=unit_ids, state=MeetingState.VOTING)
        .select_related("unit")
        .annotate(remaining=Coalesce(Subquery(counted, output_field=IntegerField()), Value(0)))
        .filter(remaining__gt=0)
        .order_by(F("starts_at").asc(), "id")
    )
