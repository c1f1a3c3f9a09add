"""Facts that papers print, as frozen dataclasses. No HTML and no database object leaves this package."""

from .cell import CellLetterContext, CellMinutesContext
from .committee import CommitteeMinutesContext, MeetingPaper, TallyContext
from .decision import DecisionContext
from .layout import GUIDE_05_HD, Alignment, BasisStyle, LayoutStandard, Spelling
from .lines import MEMBER, Line, Lines, Vote
from .meeting import Absentee, Recused, Share
from .office import OfficeSubmissionContext
from .parts import BLANK, Heading, Paper, Signature, Speaker, dong, party_number, two_digits
from .roster import RosterContext
from .upward import UpwardSubmissionContext

__all__ = [
    "BLANK",
    "GUIDE_05_HD",
    "MEMBER",
    "Absentee",
    "Alignment",
    "BasisStyle",
    "CellLetterContext",
    "CellMinutesContext",
    "CommitteeMinutesContext",
    "DecisionContext",
    "Heading",
    "LayoutStandard",
    "Line",
    "Lines",
    "MeetingPaper",
    "OfficeSubmissionContext",
    "Paper",
    "Recused",
    "RosterContext",
    "Share",
    "Signature",
    "Speaker",
    "Spelling",
    "TallyContext",
    "UpwardSubmissionContext",
    "Vote",
    "dong",
    "party_number",
    "two_digits",
]
