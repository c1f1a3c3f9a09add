"""What stands around the lines of one meeting, in one query: members, the offices they hold, what changed on the agenda."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from nominations.together import asked_together
from permissions.models import RoleAssignment
from vietnamese.dates import local_day

from ..enums import MeetingState
from ..models import AgendaChange, AgendaLine, Attendance, DeclaredRelative, Meeting, VotingRule
from . import offices_in, rule_among, rules_for


@dataclass(frozen=True)
class Around:
    """The members of a meeting in the order of its list, and what its pages compare its lines to."""

    members: list[Attendance]
    offices: list[RoleAssignment]
    """What the members hold in units of the lines on the day of the meeting, as offices_in(); none once it is closed."""
    changes: dict[int, AgendaChange]
    """Nomination id -> the last change of its line since the agenda was frozen."""
    rule: VotingRule | None
    """The rule in force, read only while the meeting is prepared."""
    relatives: list[DeclaredRelative]
    """Whom the members have declared, read only while the meeting is prepared."""


def around(meeting: Meeting, lines: Sequence[AgendaLine]) -> Around:
    """Return what stands around these lines, which are all lines of the meeting. One query, however many they are."""
    day, listed = local_day(meeting.starts_at), meeting.attendances.order_by().values("user")
    asked = {
        "members": meeting.attendances.all(),
        "people": User.objects.filter(pk__in=listed).defer("password"),
    }
    if meeting.state in (MeetingState.PREPARING, MeetingState.VOTING):
        asked["offices"] = offices_in(lines, listed, day)
    if meeting.state == MeetingState.PREPARING:
        asked["rules"] = rules_for(meeting.unit, day)
        asked["relatives"] = DeclaredRelative.objects.filter(user__in=listed)
    else:
        asked["changes"] = AgendaChange.objects.filter(meeting=meeting)
    found = {name: sorted(rows, key=lambda row: row.pk) for name, rows in asked_together(**asked).items()}
    people = {user.pk: user for user in found["people"]}
    for member in found["members"]:
        member.user = people[member.user_id]
    return Around(
        found["members"],
        found.get("offices", []),
        {change.nomination_id: change for change in found.get("changes", [])},
        rule_among(found.get("rules", [])),
        found.get("relatives", []),
    )
