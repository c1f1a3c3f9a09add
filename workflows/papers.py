"""The papers of a decision as files in a folder, for commands; screens hand out the same bytes."""

from datetime import datetime
from pathlib import Path

from certificates.printing import PrintSettings, write_certificates
from documents.enums import DocumentKind
from documents.issuing import current
from documents.models import Decision


def write_papers(decision: Decision, folder: Path, *, at: datetime) -> list[tuple[Path, str]]:
    """Write quyet-dinh.pdf and giay-khen.pdf into `folder`; return each path with what it holds, in words.

    Raises documents.issuing.PaperRefused and certificates.layout.sheets.CertificateRefused.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paper, certificates = folder / "quyet-dinh.pdf", folder / "giay-khen.pdf"
    paper.write_bytes(current(DocumentKind.DECISION, decision, at=at).content)
    count = write_certificates(decision, PrintSettings(), certificates)
    return [
        (paper, f"Quyết định số {decision.number_text}"),
        (certificates, f"{count} tờ {decision.get_form_display().lower()}"),
    ]
