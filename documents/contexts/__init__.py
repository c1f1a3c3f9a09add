"""Facts that papers print, as frozen dataclasses. No HTML and no database object leaves this package."""

from .about import About, Given, Rated
from .blocks import SigningPlace
from .cell import CellLetterContext, CellMinutesContext
from .committee import MeetingPaper
from .decision import DecisionContext
from .layout import GUIDE_05_HD, Alignment, BasisStyle, LayoutStandard, Spelling
from .lines import MEMBER, Line, Lines, Vote
from .meeting import Absentee, AgendaAct, Recused, Share
from .minutes import CommitteeMinutesContext, TallyContext
from .office import OfficeSubmissionContext
from .parts import BLANK, Heading, Paper, Signature, Speaker, dong, party_number, two_digits
from .receipt import HandedFile, HandedLine, ReceiptContext, grouped
from .report import AchievementReportContext
from .roster import RosterContext
from .upward import UpwardSubmissionContext
from .whole import WholePaper

__all__ = [
    "BLANK",
    "GUIDE_05_HD",
    "MEMBER",
    "About",
    "Absentee",
    "AchievementReportContext",
    "AgendaAct",
    "Alignment",
    "BasisStyle",
    "CellLetterContext",
    "CellMinutesContext",
    "CommitteeMinutesContext",
    "DecisionContext",
    "Given",
    "HandedFile",
    "HandedLine",
    "Heading",
    "LayoutStandard",
    "Line",
    "Lines",
    "MeetingPaper",
    "OfficeSubmissionContext",
    "Paper",
    "Rated",
    "ReceiptContext",
    "Recused",
    "RosterContext",
    "Share",
    "Signature",
    "SigningPlace",
    "Speaker",
    "Spelling",
    "TallyContext",
    "UpwardSubmissionContext",
    "Vote",
    "WholePaper",
    "dong",
    "grouped",
    "party_number",
    "two_digits",
]
