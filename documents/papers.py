"""Party papers on A4: a context of facts in, a PDF out, or for some a Word file with the same words."""

from unicodedata import normalize

from django.template.loader import render_to_string

from . import contexts
from .enums import DocumentKind
from .fonts import HASH_FAMILY, PAPER_FAMILY
from .rendering import render_html
from .word import render_word

CONTEXTS: dict[str, type[contexts.Paper]] = {
    DocumentKind.DECISION: contexts.DecisionContext,
    DocumentKind.SUBMISSION_LETTER: contexts.CellLetterContext,
    DocumentKind.MEETING_MINUTES_CELL: contexts.CellMinutesContext,
    DocumentKind.OFFICE_SUBMISSION: contexts.OfficeSubmissionContext,
    DocumentKind.COMMITTEE_MINUTES: contexts.CommitteeMinutesContext,
    DocumentKind.TALLY_MINUTES: contexts.TallyContext,
    DocumentKind.UPWARD_SUBMISSION: contexts.UpwardSubmissionContext,
    DocumentKind.ROSTER: contexts.RosterContext,
    DocumentKind.ACHIEVEMENT_REPORT: contexts.AchievementReportContext,
    DocumentKind.RECEIPT: contexts.ReceiptContext,
    DocumentKind.APPRAISAL_SHEET: contexts.AppraisalSheetContext,
    DocumentKind.APPRAISAL_SUMMARY: contexts.AppraisalSummaryContext,
    DocumentKind.BALLOT_PAPERS: contexts.BallotPapersContext,
    DocumentKind.CONCLUSION_NOTICE: contexts.ConclusionNoticeContext,
    DocumentKind.RESULT_NOTICE: contexts.ResultNoticeContext,
    DocumentKind.POSTING_NOTICE: contexts.PostingNoticeContext,
    DocumentKind.CORRECTION_NOTICE: contexts.CorrectionNoticeContext,
}
"""The papers that render_paper() makes. Certificates have a renderer of their own."""

CHAPTERS = ("fonts", "variables", "page", "style")
WHOLE = "documents/whole.html"
TEMPLATES = {DocumentKind.RECEIPT: "documents/receipt.html"}
"""Papers that are more than their blocks."""
WITH_STYLES = frozenset({DocumentKind.RECEIPT, DocumentKind.BALLOT_PAPERS})
"""Papers with a chapter of style of their own."""


def render_paper(kind: str, context: contexts.Paper) -> bytes:
    """Return the paper `kind` as PDF, set in Liberation Serif from `context`.

    Text is brought to NFC and escaped; nothing but the declared font files is read. Raises TypeError when the context
    is of another paper, FontMissing and RenderingRefused as documents.rendering does.
    """
    kind = _checked(kind, context)
    chapters = (*CHAPTERS, *([kind.value] if kind in WITH_STYLES else []))
    families = (PAPER_FAMILY, HASH_FAMILY) if kind == DocumentKind.RECEIPT else (PAPER_FAMILY,)
    return _pdf(context, TEMPLATES.get(kind, WHOLE), chapters, families)


def render_whole(context: contexts.WholePaper) -> bytes:
    """Return a paper of another room, nothing but its blocks, as PDF. Raises as render_paper() does."""
    return _pdf(context, WHOLE, CHAPTERS, (PAPER_FAMILY,))


def render_whole_for_editing(context: contexts.WholePaper) -> bytes:
    """Return a paper of another room as .docx with the words of its PDF."""
    return render_word(context)


def _pdf(context: contexts.Paper, template: str, chapters: tuple[str, ...], families: tuple[str, ...]) -> bytes:
    html = render_to_string(template, {"paper": context})
    facts = {"standard": context.standard, "sheet": context.sheet_mm}
    sheets = [render_to_string(f"documents/css/{name}.css", facts) for name in chapters]
    return render_html(normalize("NFC", html), css=sheets, families=families)


def has_word(kind: str) -> bool:
    """Return whether the paper can also be had as a Word file."""
    return kind in CONTEXTS and issubclass(CONTEXTS[kind], contexts.WholePaper)


def render_paper_for_editing(kind: str, context: contexts.Paper) -> bytes:
    """Return the paper `kind` as .docx with the words of its PDF. Raises TypeError as render_paper() does."""
    kind = _checked(kind, context)
    if not isinstance(context, contexts.WholePaper):
        raise TypeError(f"{kind.value} has no form in Word")
    return render_word(context)


def _checked(kind: str, context: contexts.Paper) -> DocumentKind:
    kind = DocumentKind(kind)
    if kind not in CONTEXTS or not isinstance(context, CONTEXTS[kind]):
        raise TypeError(f"{kind.value} cannot be rendered from {type(context).__name__}")
    return kind
