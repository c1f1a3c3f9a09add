"""The committee's side of a benchmark: past meetings and decisions of what was decided, and the meeting that votes now."""

from datetime import timedelta

from documents.models import Decision, DecisionLine, DecisionState, Number, NumberSeries
from meetings.enums import AttendanceStatus, Choice, MeetingState, Outcome
from meetings.models import AgendaLine, Attendance, Ballot, Meeting
from nominations.enums import NominationState as S
from nominations.models import Award, Nomination, Round
from nominations.rules import called, form_of_address, printed_unit
from vietnamese.dates import local_day
from vietnamese.text import search_key, sort_key

from .crowd import Crowd
from .filling import BATCH

DECIDED = (S.APPROVED, S.ISSUED, S.REJECTED)
FINISHED_VOTERS = 2
MOST_LINES = 300
"""How many lines a past meeting decided at most."""


def decide_past(crowd: Crowd) -> None:
    """Write the closed meetings that decided the lines of every round, and the numbered decisions with their awards."""
    series = NumberSeries.objects.get(unit=crowd.commune, document_type="quyet_dinh")
    for round in crowd.rounds:
        decided = Nomination.objects.filter(round=round, state__in=DECIDED).select_related("nominee").order_by("id")
        lines = list(decided)
        for first in range(0, len(lines), MOST_LINES):
            _decide(crowd, round, series, lines[first : first + MOST_LINES])
    series.save()


def _decide(crowd: Crowd, round: Round, series: NumberSeries, lines: list[Nomination]) -> None:
    """Write one meeting and, where it approved lines that have their certificates, the next decision of the series."""
    meeting = _closed_meeting(crowd, round, lines)
    issued = [line for line in lines if line.state == S.ISSUED]
    if not issued:
        return
    value = series.next_number
    series.next_number += 1
    number = Number.objects.create(
        series=series,
        value=value,
        text=f"{value:02d}-QĐ/ĐU",
        used_for=f"Quyết định đợt {round.code}",
        taken_at=meeting.closed_at,
        taken_by_name=crowd.clerk.full_name,
    )
    _decision(crowd, round, meeting, number, issued)


def _closed_meeting(crowd: Crowd, round: Round, lines: list[Nomination]) -> Meeting:
    when = min(max(line.state_since for line in lines), crowd.at - timedelta(days=1))
    meeting = Meeting.objects.create(
        unit=crowd.commune,
        committee_name=crowd.commune.decider,
        title=f"Họp xét khen thưởng đợt {round.code}",
        starts_at=when,
        chair_name=crowd.members[0].full_name,
        clerk_name=crowd.clerk.full_name,
        state=MeetingState.RELEASED,
        opened_at=when,
        closed_at=when,
        closed_by_name=crowd.clerk.full_name,
        released_at=when,
        released_by_name=crowd.clerk.full_name,
        serving=len(crowd.members),
        attending=len(crowd.members),
        created_at=when,
        created_by=crowd.clerk,
    )
    _attendance(crowd, meeting)
    all_, none = len(crowd.members), 0
    AgendaLine.objects.bulk_create(
        (
            AgendaLine(
                meeting=meeting,
                nomination=line,
                position=place,
                name=called(line.nominee),
                is_live=False,
                hands_in_favor=none if line.state == S.REJECTED else all_,
                hands_against=all_ if line.state == S.REJECTED else none,
                hands_abstain=0,
                in_favor=none if line.state == S.REJECTED else all_,
                against=all_ if line.state == S.REJECTED else none,
                abstain=0,
                not_voted=0,
                recused=0,
                outcome=Outcome.REJECTED if line.state == S.REJECTED else Outcome.APPROVED,
            )
            for place, line in enumerate(lines, start=1)
        ),
        BATCH,
    )
    return meeting


def _decision(crowd: Crowd, round: Round, meeting: Meeting, number: Number, lines: list[Nomination]) -> None:
    unit, signed_on = crowd.commune, local_day(meeting.closed_at)
    decision = Decision.objects.create(
        unit=unit,
        round=round,
        meeting=meeting,
        form=lines[0].form,
        state=DecisionState.NUMBERED,
        subject="về việc tặng Giấy khen",
        place=unit.place,
        issuing_name=unit.committee,
        decider_name=unit.decider,
        signed_on=signed_on,
        signer=crowd.signer,
        signer_name=crowd.signer.full_name,
        signer_position=crowd.signer.position,
        authority_lines=crowd.signer.authority_lines,
        number=number,
        number_text=number.text,
        numbered_at=meeting.closed_at,
        numbered_by_name=crowd.clerk.full_name,
        created_at=meeting.closed_at,
        created_by=crowd.clerk,
    )
    awards = Award.objects.bulk_create([_award(decision, line) for line in lines], BATCH)
    DecisionLine.objects.bulk_create(
        (
            DecisionLine(
                decision=decision,
                nomination=line,
                position=place,
                recipient_kind=award.recipient_kind,
                address=award.address,
                name=award.recipient_name,
                unit_text=award.unit_text,
                citation=award.citation,
                award=award,
            )
            for place, (line, award) in enumerate(zip(lines, awards, strict=True), start=1)
        ),
        BATCH,
    )


def _award(decision: Decision, line: Nomination) -> Award:
    nominee = line.nominee
    return Award(
        nomination=line,
        form=line.form,
        recipient_kind=nominee.kind,
        address=form_of_address(nominee),
        recipient_name=nominee.full_name,
        unit_text=printed_unit(nominee),
        citation=line.citation,
        authority_name=decision.decider_name,
        authority_nature=decision.unit.kind.nature,
        decision_number=decision.number_text,
        decided_on=decision.signed_on,
        name_key=search_key(nominee.full_name)[:300],
        created_at=decision.numbered_at,
        sort_key=sort_key(nominee.full_name, given_name_first=nominee.is_individual)[:500],
    )


def vote_now(crowd: Crowd, agenda: list[Nomination]) -> Meeting:
    """Write the meeting that votes on `agenda`: everybody attends, two members have finished, the others have not begun."""
    meeting = _meeting_now(crowd, state=MeetingState.VOTING, opened_at=crowd.at, serving=len(crowd.members))
    lines = _agenda(meeting, agenda)
    Ballot.objects.bulk_create(
        (
            Ballot(line=line, user=member, choice=Choice.IN_FAVOR, cast_at=crowd.at)
            for member in crowd.members[:FINISHED_VOTERS]
            for line in lines
        ),
        BATCH,
    )
    return meeting


def prepare_next(crowd: Crowd, agenda: list[Nomination]) -> Meeting:
    """Write the meeting whose agenda is being prepared; everybody is expected to attend."""
    meeting = _meeting_now(crowd, state=MeetingState.PREPARING)
    _agenda(meeting, agenda)
    return meeting


def _meeting_now(crowd: Crowd, **facts) -> Meeting:
    meeting = Meeting.objects.create(
        unit=crowd.commune,
        committee_name=crowd.commune.decider,
        title="Họp Ban Thường vụ xét khen thưởng",
        starts_at=crowd.at,
        chair_name=crowd.members[0].full_name,
        clerk_name=crowd.clerk.full_name,
        created_at=crowd.at,
        created_by=crowd.clerk,
        **facts,
    )
    _attendance(crowd, meeting)
    return meeting


def _agenda(meeting: Meeting, lines: list[Nomination]) -> list[AgendaLine]:
    return AgendaLine.objects.bulk_create(
        (
            AgendaLine(meeting=meeting, nomination=n, position=place, name=called(n.nominee))
            for place, n in enumerate(lines, start=1)
        ),
        BATCH,
    )


def _attendance(crowd: Crowd, meeting: Meeting) -> None:
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, user=member, name=member.full_name, status=AttendanceStatus.PRESENT)
        for member in crowd.members
    )
