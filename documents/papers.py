"""Party papers on A4: a context of facts in, a PDF out."""

from unicodedata import normalize

from django.template.loader import render_to_string

from . import contexts
from .enums import DocumentKind
from .rendering import render_html

CONTEXTS: dict[str, type[contexts.Paper]] = {
    DocumentKind.DECISION: contexts.DecisionContext,
    DocumentKind.SUBMISSION_LETTER: contexts.CellLetterContext,
    DocumentKind.MEETING_MINUTES_CELL: contexts.CellMinutesContext,
    DocumentKind.OFFICE_SUBMISSION: contexts.OfficeSubmissionContext,
    DocumentKind.COMMITTEE_MINUTES: contexts.CommitteeMinutesContext,
    DocumentKind.TALLY_MINUTES: contexts.TallyContext,
    DocumentKind.UPWARD_SUBMISSION: contexts.UpwardSubmissionContext,
    DocumentKind.ROSTER: contexts.RosterContext,
}
"""The papers that render_paper() makes. Certificates have a renderer of their own."""

CHAPTERS = ("fonts", "variables", "page", "style")


def render_paper(kind: str, context: contexts.Paper) -> bytes:
    """Return the paper `kind` as PDF, set in Liberation Serif from `context`.

    Text is brought to NFC and escaped; nothing but the declared font files is read. Raises TypeError when the context
    is of another paper, FontMissing and RenderingRefused as documents.rendering does.
    """
    kind = DocumentKind(kind)
    if kind not in CONTEXTS or not isinstance(context, CONTEXTS[kind]):
        raise TypeError(f"{kind.value} cannot be rendered from {type(context).__name__}")
    html = render_to_string(f"documents/{kind.value}.html", {"paper": context})
    sheets = [
        render_to_string(f"documents/css/{name}.css", {"standard": context.standard})
        for name in (*CHAPTERS, kind.value)
    ]
    return render_html(normalize("NFC", html), css=sheets)
