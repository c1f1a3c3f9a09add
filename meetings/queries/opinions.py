"""What members wrote beside their open votes, read after the count. How anybody voted is not read here."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery

from ..enums import MeetingState, Outcome, Secrecy
from ..models import Attendance, Ballot, Meeting

COUNTED = (MeetingState.CLOSED, MeetingState.RELEASED)


@dataclass(frozen=True)
class Opinion:
    """What one member wrote beside the vote on one line, with the name that the list of members has."""

    line_id: int
    user_id: int
    called: str
    opinion: str


def opinions_of(meeting: Meeting, *, of_user: int | None = None) -> list[Opinion]:
    """Return the opinions of a counted meeting, of everybody or of one member, in the order of the agenda and of its list.

    Nothing before the close and nothing of a secret ballot. One query.
    """
    if meeting.is_secret or meeting.state not in COUNTED:
        return []
    rows = _written().filter(line__meeting=meeting, line__is_withdrawn=False)
    if of_user is not None:
        rows = rows.filter(user=of_user)
    ordered = rows.order_by("line__position", "line", "listed", "pk")
    return [Opinion(*row) for row in ordered.values_list("line_id", "user_id", "called", "opinion")]


def poll_opinions(nomination_ids: Iterable[int]) -> QuerySet[Ballot]:
    """Return the opinions of open written polls that sent these nominations to a meeting, with `nomination_id`, `called`.

    Only of polls whose results are released: until then they stay with those who conduct the poll.
    """
    rows = _written().filter(
        line__nomination__in=list(nomination_ids),
        line__outcome=Outcome.TO_MEETING,
        line__meeting__state=MeetingState.RELEASED,
    )
    return rows.only("pk", "line", "user", "opinion").annotate(nomination_id=F("line__nomination"))


def _written() -> QuerySet[Ballot]:
    place = Attendance.objects.filter(meeting=OuterRef("line__meeting"), user=OuterRef("user"))
    return Ballot.objects.filter(~Q(opinion=""), line__meeting__secrecy=Secrecy.OPEN).annotate(
        called=Subquery(place.values("name")[:1], output_field=CharField()), listed=Subquery(place.values("pk")[:1])
    )
