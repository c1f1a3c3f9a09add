"""One member's side of a meeting, as the pages of the ballot show it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from meetings.enums import AttendanceStatus, Choice, MeetingState, RecusalGround
from meetings.models import Meeting
from meetings.queries.agenda import Agenda, Row, agenda_of
from permissions import access
from permissions.roles import Capability

from ..queries_meetings import BesideLines, beside_ballot
from .base import now, today

ANSWERS = [
    (choice.value, choice.label.replace("tán thành", "tán\u00a0thành").replace("ý kiến", "ý\u00a0kiến"))
    for choice in Choice
]
"""The three answers; two-syllable words stay together in the narrow boxes of a telephone."""


@dataclass
class Paper:
    """One member's side of a meeting: which lines they vote on, what they have cast, and where they take no part."""

    meeting: Meeting
    agenda: Agenda
    user_id: int
    own: dict[int, str]
    """Line id -> the member's own vote; of a secret ballot only that there is one ("")."""
    known: BesideLines
    is_over: bool = False

    @property
    def is_present(self) -> bool:
        """Return whether the member takes part: recorded as attending, or among those who are asked in a poll."""
        mine = self.agenda.of(self.user_id)
        return mine is not None and (self.meeting.is_poll or mine.status == AttendanceStatus.PRESENT)

    @property
    def can_cast(self) -> bool:
        """Return whether the member may send votes now."""
        return self.meeting.state == MeetingState.VOTING and self.is_present and not self.is_over

    @property
    def can_change(self) -> bool:
        """Return whether a vote that was sent may be changed."""
        return self.can_cast and not self.meeting.is_secret

    @property
    def voted_on(self) -> list[Row]:
        """Return the lines that this member votes on by ballot, voted on already or not."""
        return [row for row in self.agenda.rows if row.is_by_ballot and not self.takes_no_part(row)]

    @property
    def votable(self) -> list[Row]:
        """Return the lines on which the member may send a vote now; a secret one is sent once."""
        return self.to_vote if self.meeting.is_secret else self.voted_on

    @property
    def to_vote(self) -> list[Row]:
        """Return the lines on which the member has not voted yet."""
        return [row for row in self.voted_on if row.line.pk not in self.own]

    @property
    def cast(self) -> list[tuple[Row, str, str]]:
        """Return the lines on which the member has voted, with vote and opinion as the member reads them."""
        words = self.known.own_words
        return [
            (
                row,
                Choice(choice).label if (choice := self.own[row.line.pk]) else "Đã bỏ phiếu kín",
                words.get(row.line.pk, ""),
            )
            for row in self.voted_on
            if row.line.pk in self.own
        ]

    @property
    def by_hands(self) -> list[Row]:
        """Return the lines for which the clerk has entered a show of hands."""
        return [row for row in self.agenda.open if row.line.by_hands]

    @property
    def recused(self) -> list[tuple[Row, str, bool]]:
        """Return (line, reason, whether the member may take it back) where the member takes no part."""
        found = []
        for row in self.agenda.recommended:
            mine = next((c for c in row.recused if c.user_id == self.user_id), None)
            if mine:
                found.append((row, mine.ground.label, mine.ground == RecusalGround.DECLARED and self.can_cast))
        return found

    def takes_no_part(self, row: Row) -> bool:
        """Return whether the member is recused on the line."""
        return any(c.user_id == self.user_id for c in row.recused)

    def shown(self, row: Row, chosen: str = "", opinion: str = "", troubles: list[str] | None = None) -> dict[str, Any]:
        """Return what the page prints of one line; `opinion` is what stands in its box, `troubles` why it was refused."""
        return {
            "row": row,
            "line": row.line,
            "nomination": row.line.nomination,
            "nominee": row.line.nomination.nominee,
            "put_on": self.known.put_on.get(row.line.nomination_id),
            "answers": [(value, label, value == chosen) for value, label in ANSWERS],
            "opinion": opinion,
            "troubles": troubles or [],
            "is_tied": any(tie.user_id == self.user_id for tie in row.ties),
        }


def paper_of(request: HttpRequest, meeting: Meeting) -> Paper:
    """Return the paper of the person who asks. Raises NotPermitted for anybody but a member."""
    access.check(request.user, Capability.VOTE, meeting.unit, on=today())
    agenda = agenda_of(meeting, judged_on=today())
    known = beside_ballot(meeting, (row.line.nomination for row in agenda.rows), request.user)
    own = known.own
    if meeting.is_secret:
        own = {line_id: "" for line_id, user_id in agenda.voted if user_id == request.user.pk}
    is_over = meeting.is_poll and meeting.poll_closes_at < now()
    return Paper(meeting, agenda, request.user.pk, own, known, is_over)
