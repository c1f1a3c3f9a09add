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
    path("quyet-dinh/<int:decision_pk>/", views.decision_paper, name="decision_paper"),
    path("<int:pk>/", views.stored, name="stored"),
]
