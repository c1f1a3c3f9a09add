"""Reading meetings: who serves, which rule holds, what waits for whom."""

from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from nominations.queries import is_nominee
from organizations.models import Unit
from permissions.models import RoleAssignment
from permissions.roles import Role

from .enums import AttendanceStatus, MeetingState, RecusalGround, Section
from .models import AgendaLine, Ballot, DeclaredRelative, Meeting, VotingRule


def voting_rule_on(unit: Unit, day: date) -> VotingRule | None:
    """Return the rule of the unit, else of its kind, in force on `day`; None means the defaults of meetings.rules."""
    rules = list(VotingRule.objects.on(day).filter(Q(unit=unit) | Q(kind=unit.kind)))
    return min(rules, key=lambda rule: (rule.unit_id is None, -rule.starts_on.toordinal()), default=None)


def members_serving(unit: Unit, day: date) -> list[RoleAssignment]:
    """Return the committee's members of that day, one assignment each, in the order in which they were appointed."""
    held = (
        RoleAssignment.objects.on(day).filter(unit=unit, role=Role.MEMBER, user__is_active=True)
        .select_related("user").order_by("starts_on", "id")
    )
    return list({assignment.user_id: assignment for assignment in held}.values())


def grounds_for_recusal(line: AgendaLine, user: Any, *, heads_are_recused: bool) -> str | None:
    """Return why this member should not vote on the line, as far as the system can know, or None."""
    nominee = line.nomination.nominee
    if is_nominee(user, nominee):
        return RecusalGround.NOMINEE
    if nominee.is_individual:
        for relative in DeclaredRelative.objects.filter(user=user, name_key=nominee.name_key):
            if relative.birth_year is None or nominee.birth_year is None or relative.birth_year == nominee.birth_year:
                return RecusalGround.RELATIVE
    if heads_are_recused and is_head(line, user):
        return RecusalGround.HEAD
    return None


def is_head(line: AgendaLine, user: Any) -> bool:
    """Return whether the member leads the nominated collective: holds an office in that very unit."""
    unit_id = line.nomination.nominee.unit_id
    return unit_id is not None and RoleAssignment.objects.filter(
        user=user, unit_id=unit_id, role=Role.CELL_OFFICER, ends_on=None
    ).exists()


def open_lines(meeting: Meeting) -> QuerySet[AgendaLine]:
    """Return the lines that are voted on: recommended ones that were not postponed."""
    return meeting.lines.filter(section=Section.RECOMMENDED, is_postponed=False)


def lines_to_vote(meeting: Meeting, user: Any) -> QuerySet[AgendaLine]:
    """Return the lines on which the member still has to vote: not recused, no ballot yet, no show of hands."""
    return (
        open_lines(meeting).filter(hands_in_favor=None)
        .exclude(recusals__user=user).exclude(ballots__user=user)
        .select_related("nomination__nominee").order_by("position")
    )


def voting_progress(meeting: Meeting) -> list[dict]:
    """Return for each member present: name, position, how many lines they may vote on, and how many they have done.

    It never says how anybody voted.
    """
    lines = open_lines(meeting).filter(hands_in_favor=None).count()
    cast = dict(Ballot.objects.filter(line__in=open_lines(meeting).filter(hands_in_favor=None)).values_list("user").annotate(n=Count("id")))
    recused = dict(
        meeting.lines.filter(section=Section.RECOMMENDED, is_postponed=False, hands_in_favor=None, recusals__isnull=False)
        .values_list("recusals__user").annotate(n=Count("id"))
    )
    return [
        {
            "name": a.name, "position": a.position, "user_id": a.user_id, "total": lines - recused.get(a.user_id, 0),
            "done": cast.get(a.user_id, 0), "is_done": cast.get(a.user_id, 0) >= lines - recused.get(a.user_id, 0),
        }
        for a in meeting.attendances.filter(status=AttendanceStatus.PRESENT)
    ]


def meetings_of(unit_ids: set[int]) -> QuerySet[Meeting]:
    """Return the meetings of these committees with the number of their lines, newest first."""
    return Meeting.objects.filter(unit__in=unit_ids).select_related("unit").annotate(line_count=Count("lines"))


def meetings_waiting_for(user: Any, unit_ids: set[int]) -> QuerySet[Meeting]:
    """Return the open votes which the member attends and has not finished, with `remaining` lines."""
    return (
        Meeting.objects.filter(unit__in=unit_ids, state=MeetingState.VOTING, attendances__user=user,
                               attendances__status=AttendanceStatus.PRESENT)
        .annotate(
            voted=Count("lines", filter=Q(lines__ballots__user=user), distinct=True),
            excused=Count("lines", filter=Q(lines__recusals__user=user), distinct=True),
            askable=Count("lines", filter=Q(lines__section=Section.RECOMMENDED, lines__is_postponed=False,
                                            lines__hands_in_favor=None), distinct=True),
        )
        .annotate(remaining=F("askable") - F("voted") - F("excused")).filter(remaining__gt=0).order_by("starts_at")
    )
