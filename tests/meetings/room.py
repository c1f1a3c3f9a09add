"""What the tests of this folder do again and again: lines that wait, a meeting, attendance, one vote."""

from meetings.models import Ballot, Meeting
from nominations.enums import NominationState as S
from nominations.models import Nomination
from tests import factories as f
from workflows.models import TransitionRecord
from workflows.services import meetings


def waiting(w, count=1, state=S.RECOMMENDED, **nominee):
    return [f.nomination_at(w, state, **nominee) for _ in range(count)]


def prepared(w, **kwargs):
    return meetings.prepare_meeting(
        unit=w.commune, title="Họp Ban Thường vụ", starts_at=w.at, actor=w.clerk, at=w.at, **kwargs
    )


def attend(w, meeting, present):
    statuses = {
        a.pk: ("present" if i < present else "excused", "" if i < present else "đi học")
        for i, a in enumerate(meeting.attendances.all())
    }
    return meetings.save_attendance(meeting, statuses=statuses, actor=w.clerk, at=w.at)


def cast(w, line, member, choice="in_favor"):
    return meetings.cast_ballots(line.meeting, choices={line.pk: choice}, actor=member, at=w.at)


def state_of(nomination):
    return Nomination.objects.values_list("state", flat=True).get(pk=nomination.pk)


def facts_of(meeting):
    """Everything that a close writes, so that two moments can be compared."""
    return (
        list(Meeting.objects.filter(pk=meeting.pk).values()),
        list(meeting.lines.order_by("pk").values()),
        list(Nomination.objects.order_by("pk").values()),
        list(TransitionRecord.objects.order_by("pk").values_list("pk", flat=True)),
        list(Ballot.objects.order_by("pk").values()),
    )
