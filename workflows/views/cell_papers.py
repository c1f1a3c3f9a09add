"""The papers of a cell's dossier as cards: PDF, Word, and the signed scan that came back."""

from collections.abc import Iterable

from django.urls import reverse

from documents.enums import DocumentKind
from documents.papers import has_word
from nominations.models import Dossier, Evidence, Nomination
from nominations.rules import called

from .signed import scan_panel, scans_among, scans_of

PAPERS = (
    (
        DocumentKind.SUBMISSION_LETTER,
        "Tờ trình đề nghị khen thưởng",
        "Chi bộ ký, đóng dấu nếu có, rồi nộp bản giấy theo quy định của cấp trên.",
    ),
    (
        DocumentKind.MEETING_MINUTES_CELL,
        "Biên bản họp chi bộ",
        "Lập từ phần Họp chi bộ. Chỗ chưa ghi được chừa để viết tay.",
    ),
    (DocumentKind.ROSTER, "Danh sách trích ngang", "Lập từ các dòng của hồ sơ, khổ A4 ngang."),
)
FEW_REPORTS = 3
"""Up to so many reports stand open on the page; more are folded away under one line."""


def paper_cards(
    dossier: Dossier, lines: Iterable[Nomination], *, may_add: bool, files: Iterable[Evidence] | None = None
) -> dict:
    """Return the papers of a dossier and the reports of `lines` for workflows/parts/cell_papers.html. One query.

    `may_add`: the person may hand in signed scans, and is told what each paper is for. `files` spares the query: all
    that the whole dossier and these lines have, with whoever sent them.
    """
    scans = scans_of(dossier) if files is None else scans_among(files)
    shown = [
        _card(
            name,
            detail if may_add else "",
            "dossier",
            dossier.pk,
            kind,
            scan_panel(dossier, kind, scans=scans, may_add=may_add),
        )
        for kind, name, detail in PAPERS
    ]
    kind = DocumentKind.ACHIEVEMENT_REPORT
    reports = [
        _card(
            f"{kind.label}: {called(line.nominee)}",
            "",
            "nomination",
            line.pk,
            kind,
            scan_panel(dossier, kind, scans=scans, may_add=may_add, nomination=line),
        )
        for line in lines
        if line.state != "withdrawn"
    ]
    return {"shown": shown, "reports": reports, "is_folded": len(reports) > FEW_REPORTS}


def _card(name: str, detail: str, about: str, pk: int, kind: DocumentKind, scan: dict) -> dict:
    return {
        "name": name,
        "detail": detail,
        "pdf_url": reverse(f"documents:{about}_paper", args=[pk, kind]),
        "word_url": reverse(f"documents:{about}_paper_word", args=[pk, kind]) if has_word(kind) else "",
        "scan": scan,
    }
