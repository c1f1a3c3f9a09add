"""A file as a document card, wherever one is shown."""

from django.urls import reverse

from documents.enums import DocumentKind
from nominations.models import Evidence
from nominations.uploads import DOCX_MIME, XLSX_MIME
from organizations.templatetags.components import file_size
from vietnamese.dates import short_date

KINDS = {"image/jpeg": "Ảnh", "image/png": "Ảnh", "application/pdf": "PDF", DOCX_MIME: "Word", XLSX_MIME: "Excel"}
LOOKED_AT = ("image/jpeg", "image/png", "application/pdf")
"""What people look at on a page of ours; the others are only downloaded."""


def file_card(evidence: Evidence, about: str = "") -> dict:
    """Return a file as a document card: small picture, name, type, size, pages; opens the page that shows it.

    Reads the type of the file: load it with the files. A signed paper says by whom and when it was sent, so load
    `uploaded_by` with those.
    """
    is_shown = evidence.mime in LOOKED_AT
    return {
        "pk": evidence.pk, "name": evidence.caption, "detail": ". ".join(filter(None, [about, _kind(evidence)])),
        "type": str(evidence.type) if evidence.type_id else "", "sha256": evidence.sha256,
        "image": evidence.mime.startswith("image/"),
        "thumbnail_url": reverse("nominations:evidence_thumbnail", args=[evidence.pk]) if evidence.thumbnail else "",
        "open_url": reverse("workflows:file", args=[evidence.pk]) if is_shown else "",
        "look": is_shown,
        "download_url": reverse("nominations:evidence", args=[evidence.pk]),
        "sent": f"Đồng chí {evidence.uploaded_by.full_name} gửi ngày {short_date(evidence.uploaded_at)}." if evidence.paper else "",
    }  # fmt: skip


def paper_label(evidence: Evidence) -> str:
    """Return the paper of which the file is the signed scan, "" for any other file."""
    return str(DocumentKind(evidence.paper).label) if evidence.paper else ""


def _kind(evidence: Evidence) -> str:
    pages = f"{evidence.page_count} trang" if evidence.page_count else ""
    return ", ".join(filter(None, [KINDS.get(evidence.mime, "Tệp"), pages, file_size(evidence.size)]))
