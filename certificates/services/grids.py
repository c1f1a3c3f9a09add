"""The test grid of a printer as a PDF, moved by a correction where it is printed to see whether that is right."""

from functools import lru_cache
from io import BytesIO

import pikepdf

from documents.fonts import PAPER_FAMILY

from ..layout.calibration import grid_css, grid_html
from ..layout.correction import UNCHANGED, Correction
from ..layout.grid import Grid


def grid_pdf(grid: Grid, note: str, applied: Correction = UNCHANGED) -> bytes:
    """Return one page at true size; `note` is printed on it. Same input, same bytes."""
    return moved(_renderer().pdf(grid_html(grid, note), css=grid_css(grid)), grid, applied)


def moved(content: bytes, grid: Grid, applied: Correction) -> bytes:
    """Return the pages of a PDF with everything on them moved as `applied` says, told to be printed at true size."""
    with pikepdf.open(BytesIO(content)) as pdf:
        numbers = " ".join(f"{number:.6f}" for number in applied.pdf_matrix(**grid.size))
        for page in pdf.pages:
            if not applied.is_nothing:
                page.contents_add(f"q {numbers} cm\n".encode(), prepend=True)
                page.contents_add(b"\nQ")
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(PrintScaling=pikepdf.Name("/None"), DisplayDocTitle=True)
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


@lru_cache(maxsize=1)
def _renderer():
    from documents.rendering import Renderer  # loaded by whoever prints, not by every process

    return Renderer(families=(PAPER_FAMILY,))
