"""Addresses of papers. Each answers with a PDF, one that ends in word/ with a Word file, or with 404 when the record is not the reader's to know."""

from django.urls import path, register_converter

from . import views
from .enums import DocumentKind

SLUGS = {
    DocumentKind.SUBMISSION_LETTER: "to-trinh",
    DocumentKind.MEETING_MINUTES_CELL: "bien-ban",
    DocumentKind.ROSTER: "trich-ngang",
    DocumentKind.ACHIEVEMENT_REPORT: "bao-cao-thanh-tich",
    DocumentKind.OFFICE_SUBMISSION: "to-trinh-tham-dinh",
    DocumentKind.COMMITTEE_MINUTES: "bien-ban-hop",
    DocumentKind.TALLY_MINUTES: "bien-ban-kiem-phieu",
    DocumentKind.UPWARD_SUBMISSION: "to-trinh-cap-tren",
    DocumentKind.APPRAISAL_SUMMARY: "bao-cao-tham-dinh",
    DocumentKind.BALLOT_PAPERS: "phieu-bieu-quyet",
    DocumentKind.CONCLUSION_NOTICE: "thong-bao-ket-luan",
    DocumentKind.RESULT_NOTICE: "thong-bao-ket-qua",
}


class KindConverter:
    """Writes a kind of paper in Vietnamese without accents: /giay-to/ho-so/7/to-trinh/."""

    regex = "|".join(sorted(SLUGS.values(), key=len, reverse=True))

    def to_python(self, value: str) -> DocumentKind:
        """Return the kind."""
        return next(kind for kind, slug in SLUGS.items() if slug == value)

    def to_url(self, value: str) -> str:
        """Return the ending for a kind or its value."""
        return SLUGS[DocumentKind(value)]


register_converter(KindConverter, "paper")

app_name = "documents"
urlpatterns = [
    path("ho-so/<int:dossier_pk>/<paper:kind>/", views.dossier_paper, name="dossier_paper"),
    path("ho-so/<int:dossier_pk>/<paper:kind>/word/", views.dossier_paper_word, name="dossier_paper_word"),
    path("de-nghi/<int:nomination_pk>/<paper:kind>/", views.nomination_paper, name="nomination_paper"),
    path("de-nghi/<int:nomination_pk>/<paper:kind>/word/", views.nomination_paper_word, name="nomination_paper_word"),
    path("phien-hop/<int:meeting_pk>/<paper:kind>/", views.meeting_paper, name="meeting_paper"),
    path("phien-hop/<int:meeting_pk>/<paper:kind>/word/", views.meeting_paper_word, name="meeting_paper_word"),
    path("quyet-dinh/<int:decision_pk>/", views.decision_paper, name="decision_paper"),
    path("quyet-dinh/<int:decision_pk>/word/", views.decision_paper_word, name="decision_paper_word"),
    path("van-ban/<int:paper_pk>/", views.numbered_paper, name="numbered_paper"),
    path("van-ban/<int:paper_pk>/word/", views.numbered_paper_word, name="numbered_paper_word"),
    path("niem-yet/<int:posting_pk>/", views.posting_paper, name="posting_paper"),
    path("niem-yet/<int:posting_pk>/word/", views.posting_paper_word, name="posting_paper_word"),
    path("dinh-chinh/<int:correction_pk>/", views.correction_paper, name="correction_paper"),
    path("dinh-chinh/<int:correction_pk>/word/", views.correction_paper_word, name="correction_paper_word"),
    path("phieu-tham-dinh/<int:sheet_pk>/", views.sheet_paper, name="sheet_paper"),
    path("phieu-tham-dinh/<int:sheet_pk>/word/", views.sheet_paper_word, name="sheet_paper_word"),
    path("<int:pk>/", views.stored, name="stored"),
]
