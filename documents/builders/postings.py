"""The notice that names are posted before the vote."""

from documents.contexts import Heading, Lines, PostingNoticeContext
from documents.enums import DocumentKind
from documents.models import NumberedPaper
from nominations.models import Posting
from organizations.queries import version_on

from .common import (
    committee_name,
    is_party,
    layout_standard,
    nominated_line,
    occasion,
    superior_facts,
    symbol_of,
)
from .numbered import day_of, number_line, paper_of, signature_of


def posting_notice_context(posting: Posting, *, paper: NumberedPaper | None = None) -> PostingNoticeContext:
    """Return the notice with the names as they were posted."""
    day = posting.starts_on
    facts, superior = version_on(posting.unit, day), superior_facts(posting.unit, day)
    kind = DocumentKind.POSTING_NOTICE
    paper = paper or paper_of(kind, posting=posting)
    issuer = committee_name(facts)
    office = facts.office_name or issuer
    rows = posting.lines.select_related("nomination__nominee").order_by("position", "id")
    return PostingNoticeContext(
        heading=Heading(
            superior=superior.name if superior else "",
            issuer=issuer,
            number=number_line(kind, paper, symbol_of(facts)),
            place=facts.place or facts.name,
            dated=day_of(paper),
            year=day.year,
            is_party=is_party(facts),
        ),
        subject=f"về việc niêm yết danh sách đề nghị {occasion(posting.round.title)}",
        issuer=issuer,
        round_title=posting.round.title,
        starts_on=posting.starts_on,
        ends_on=posting.ends_on,
        place=posting.place,
        contact=posting.contact,
        lines=Lines(nominated_line(row.nomination, name=row.name) for row in rows),
        copies_to=("Các đơn vị có đề nghị", f"Lưu {office}"),
        signature=signature_of(paper, posting.unit, day),
        standard=layout_standard(posting.unit, day),
    )
