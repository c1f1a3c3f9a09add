"""Facts that papers print, as frozen dataclasses. No HTML and no database object leaves this package."""

from .about import About, Given, Rated
from .appraisal import AppraisalSummaryContext, Exempted, FormCount, ObjectionMade, OpinionGiven, Posted
from .ballots import (
    Ballot,
    BallotLine,
    BallotPapersContext,
    Sheet,
    open_ballots,
    secret_ballots,
    sheet_for,
    standard_for,
)
from .blocks import SigningPlace
from .cell import CellLetterContext, CellMinutesContext
from .committee import MeetingPaper
from .decision import DecisionContext
from .layout import GUIDE_05_HD, Alignment, BasisStyle, LayoutStandard, Spelling
from .lines import MEMBER, Line, Lines, Vote
from .meeting import Absentee, AgendaAct, PutOn, Recused, Share, Written
from .minutes import CommitteeMinutesContext, TallyContext
from .notices import ConclusionNoticeContext, ResultNoticeContext
from .office import OfficeSubmissionContext
from .parts import BLANK, Heading, Paper, Signature, Speaker, dong, party_number, two_digits
from .postings import CorrectionNoticeContext, PostingNoticeContext
from .receipt import HandedFile, HandedLine, ReceiptContext, grouped
from .report import AchievementReportContext
from .roster import RosterContext
from .sheet import AppraisalSheetContext, Judged
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
    "AppraisalSheetContext",
    "AppraisalSummaryContext",
    "Ballot",
    "BallotLine",
    "BallotPapersContext",
    "BasisStyle",
    "CellLetterContext",
    "CellMinutesContext",
    "CommitteeMinutesContext",
    "ConclusionNoticeContext",
    "CorrectionNoticeContext",
    "DecisionContext",
    "Exempted",
    "FormCount",
    "Given",
    "HandedFile",
    "HandedLine",
    "Heading",
    "Judged",
    "LayoutStandard",
    "Line",
    "Lines",
    "MeetingPaper",
    "ObjectionMade",
    "OfficeSubmissionContext",
    "OpinionGiven",
    "Paper",
    "Posted",
    "PostingNoticeContext",
    "PutOn",
    "Rated",
    "ReceiptContext",
    "Recused",
    "ResultNoticeContext",
    "RosterContext",
    "Share",
    "Sheet",
    "Signature",
    "SigningPlace",
    "Speaker",
    "Spelling",
    "TallyContext",
    "UpwardSubmissionContext",
    "Vote",
    "WholePaper",
    "Written",
    "dong",
    "grouped",
    "open_ballots",
    "party_number",
    "secret_ballots",
    "sheet_for",
    "standard_for",
    "two_digits",
]
