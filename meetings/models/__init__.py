"""A committee's meeting: members serving, attendance, agenda, ballots and recusals."""

from .agenda import AgendaChange, AgendaLine, ResultCorrection
from .sittings import Attendance, Meeting, VotingRule
from .votes import Ballot, DeclaredRelative, Recusal, SealedBallot, SecretVoter

__all__ = [
    "AgendaChange",
    "AgendaLine",
    "Attendance",
    "Ballot",
    "DeclaredRelative",
    "Meeting",
    "Recusal",
    "ResultCorrection",
    "SealedBallot",
    "SecretVoter",
    "VotingRule",
]
