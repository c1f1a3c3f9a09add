"""A certificate while its words are still being typed: the paper itself, as a picture of dots for the screen.

The picture is made from the same PDF layers that are printed: what all sheets share is rendered once and kept, the
recipient's own words are rendered each time and laid over it. Number, date and signer are not decided yet; they stand
there as samples and are drawn pale, so that nobody takes them for real.
"""

from functools import lru_cache
from io import BytesIO
from threading import Lock

import pypdfium2
from PIL import Image

from .batch import layer_pdf
from .layout.placing import common_lines, sheet_lines, sheet_marks
from .layout.sheets import CertificateRun, CertificateSheet

WIDTH = 1188
"""Dots from left to right: 4 for each mm of A4, enough to read the smallest line on a telephone that zooms in."""
SAMPLES = frozenset({"date", "authority", "position", "signer", "decision", "decision_date"})
"""The roles whose words are decided after the committee has voted."""
SAMPLE_STRENGTH = 0.35
COLOURS = 96
_PDFIUM = Lock()
"""pdfium may be entered by one thread at a time."""


def preview_png(run: CertificateRun, sheet: CertificateSheet) -> bytes:
    """Return the sheet as a PNG of WIDTH dots, the words of SAMPLES pale.

    Raises CertificateRefused, DoesNotFit or FontMissing with a Vietnamese sentence, exactly where printing would.
    """
    words = _dots(layer_pdf(run, sheet_lines(run, sheet), sheet_marks(run, sheet), on_ground=False), is_layer=True)
    picture = _backdrop(run).copy()
    picture.paste(words, mask=words.getchannel("A"))
    out = BytesIO()
    picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()


@lru_cache(maxsize=8)
def _backdrop(run: CertificateRun) -> Image.Image:
    """Return drawing, emblem and what is certain in full strength, the samples pale. About 3 MB each."""
    samples, certain = [], []
    for line in common_lines(run):
        (samples if line.role.name in SAMPLES else certain).append(line)
    picture = _dots(layer_pdf(run, certain, on_ground=True), is_layer=False)
    layer = _dots(layer_pdf(run, samples, on_ground=False), is_layer=True)
    pale = layer.getchannel("A").point(lambda strength: round(strength * SAMPLE_STRENGTH))
    picture.paste(layer, mask=pale)
    return picture


def _dots(pdf: bytes, *, is_layer: bool) -> Image.Image:
    """Return the first page as a picture; a layer has a transparent ground."""
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            page = document[0]
            ground = (255, 255, 255, 0 if is_layer else 255)
            drawn = page.render(scale=WIDTH / page.get_width(), fill_color=ground, maybe_alpha=is_layer)
            return drawn.to_pil().convert("RGBA" if is_layer else "RGB")
        finally:
            document.close()
