"""What is certain before an open vote is closed. Only here are choices read before the count, and only as sums."""

from collections import defaultdict

from .. import rules
from ..enums import Choice, MeetingState, TieRule, Verdict
from ..models import Ballot
from . import chair_id_of
from .agenda import Agenda, Row


def early_verdicts(agenda: Agenda) -> dict[int, Verdict | None]:
    """Return line id -> the verdict that no missing vote can change, None while it is open, for each open line.

    In a secret ballot nothing is known before the urn is opened, so every line is None. Two queries more than the agenda.
    """
    meeting = agenda.meeting
    if meeting.is_secret or meeting.state != MeetingState.VOTING:
        return {row.line.pk: None for row in agenda.open}
    votes: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for line_id, user_id, choice in Ballot.objects.filter(line__meeting=meeting).values_list(
        "line_id", "user_id", "choice"
    ):
        votes[line_id].append((user_id, choice))
    chair = chair_id_of(meeting) if agenda.terms.tie == TieRule.CHAIR else None
    return {row.line.pk: _verdict(agenda, row, votes[row.line.pk], chair) for row in agenda.open}


def _verdict(agenda: Agenda, row: Row, votes: list[tuple[int, str]], chair: int | None) -> Verdict | None:
    taking_part = agenda.taking_part
    recused = len({conflict.user_id for conflict in row.recused} & taking_part)
    own = next((choice for user_id, choice in votes if user_id == chair), None)
    outside = len(agenda.attendances) - len(taking_part) if agenda.meeting.is_poll else 0
    line = row.line
    if line.by_hands:
        counted = (line.hands_in_favor, line.hands_against, line.hands_abstain)
        try:
            count = rules.hands(*counted, attending=len(taking_part), recused=recused, invalid=line.hands_invalid or 0)
        except rules.CountRefused:
            return None
        outside, own = 0, Choice.ABSTAIN
    else:
        count = rules.tally([choice for _, choice in votes], attending=len(taking_part), recused=recused)
    return rules.known_early(
        count,
        serving=agenda.quorum.serving,
        terms=agenda.terms,
        outside=outside,
        chair=own,
        in_poll=agenda.meeting.is_poll,
    )
