"""Files to sign."""

from io import BytesIO

import pikepdf


def blank_pdf() -> bytes:
    """Return a PDF of one empty A4 page, always the same bytes."""
    made = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.save(made, deterministic_id=True)
    return made.getvalue()
