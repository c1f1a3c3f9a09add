"""Pages of the cell and what everybody shares: first page, dossiers, lines, files, a nomination, the search."""

from django.urls import path, register_converter

from ..enums import Action
from ..views import (
    attachment,
    check,
    dossier,
    dossier_meeting,
    dossier_page,
    file,
    home,
    line,
    nomination,
    receipts,
    search,
    signed,
    uploading,
)

SLUGS = {
    Action.SUBMIT: "trinh", Action.WITHDRAW: "rut", Action.RECEIVE: "tiep-nhan", Action.RECOMMEND: "de-nghi-len",
    Action.SEND_BACK: "tra-lai", Action.DECLINE: "khong-de-nghi", Action.REOPEN: "dua-tro-lai",
}  # fmt: skip
"""The acts that have a button of their own, and how their addresses end."""


class ActionConverter:
    """Writes an act in Vietnamese without accents: /de-nghi/7/rut/."""

    regex = "|".join(SLUGS.values())

    def to_python(self, value: str) -> Action:
        """Return the act."""
        return next(action for action, slug in SLUGS.items() if slug == value)

    def to_url(self, value: str) -> str:
        """Return the ending for an act or its value."""
        return SLUGS[Action(value)]


register_converter(ActionConverter, "act")

urlpatterns = [
    path("", home.home, name="home"),
    path("tra-cuu/", search.nominations, name="nominations"),
    path("tra-cuu/tep/<str:form>/", search.nominations_file, name="nominations_file"),
    path("ho-so/", search.dossiers, name="dossiers"),
    path("dot/<int:round_pk>/cua-don-vi/", dossier.round_for_unit, name="round_for_unit"),
    path("dot/<int:round_pk>/lap-ho-so/", dossier.start_dossier, name="start_dossier"),
    path("ho-so/<int:pk>/", dossier_page.dossier, name="dossier"),
    path("ho-so/<int:pk>/them-dong/", line.add_line, name="add_line"),
    path("ho-so/<int:pk>/hop-chi-bo/", dossier_meeting.dossier_meeting, name="dossier_meeting"),
    path("ho-so/<int:pk>/minh-chung/", attachment.dossier_evidence, name="dossier_evidence"),
    path("ho-so/<int:pk>/minh-chung/<int:evidence_pk>/go/", attachment.remove_evidence, name="remove_evidence"),
    path("ho-so/<int:pk>/minh-chung/<int:evidence_pk>/sua/", attachment.describe_evidence, name="describe_evidence"),
    path("ho-so/<int:pk>/gui-tep/", uploading.upload_begin, name="upload_begin"),
    path("ho-so/<int:pk>/gui-tep/<uuid:key>/", uploading.upload_piece, name="upload_piece"),
    path("ho-so/<int:pk>/ban-ky/<slug:paper>/", signed.signed_scan, name="signed_scan"),
    path("ho-so/<int:pk>/ban-ky/<slug:paper>/<int:line_pk>/", signed.signed_scan, name="signed_scan_of_line"),
    path("xem-tep/<int:pk>/", file.file, name="file"),
    path("ho-so/<int:pk>/kiem-tra/", check.dossier_check, name="dossier_check"),
    path("ho-so/<int:pk>/da-trinh/", check.dossier_submitted, name="dossier_submitted"),
    path("bien-nhan/<slug:code>/", receipts.receipt, name="receipt"),
    path("bien-nhan/<slug:code>/in/", receipts.receipt_paper, name="receipt_paper"),
    path("de-nghi/<int:pk>/", nomination.nomination, name="nomination"),
    path("de-nghi/<int:pk>/sua/", line.edit_line, name="edit_line"),
    path("de-nghi/<int:pk>/chep/", nomination.copy_line, name="copy_line"),
    path("de-nghi/<int:pk>/<act:action>/", nomination.act, name="act"),
]
