"""Certificates as PDFs: many in one file, one alone, fast and small.

What is equal on all sheets of a run, drawing, emblem, common words, is one form; the recipient's own words are written
straight into each page with fonts that WeasyPrint cut. The same facts give the same bytes. See
docs/adr/0024-sheets-are-written-by-ourselves.md for the figures.
"""

import atexit
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import lru_cache
from io import BytesIO
from itertools import chain
from pathlib import Path

import pikepdf
from pikepdf import ObjectStreamMode, Pdf

from certificates.composing.press import MARK, Press, describe, not_moved
from certificates.composing.words import COMPOSER, Composed, compose, page_operators, shape_hard
from certificates.layout.calibration import calibration_page
from certificates.layout.pages import PageSet, assets, single_pages, stylesheet
from certificates.layout.placing import REFUSALS, PlacedLine, common_lines, sheet_lines, sheet_marks
from certificates.layout.sheets import CertificateRefused, CertificateRun, CertificateSheet
from certificates.values import Rect
from documents.fonts import font_digest, packaged_families
from documents.shelf import engine_versions

Part = tuple[CertificateRun, Sequence[CertificateSheet]]
"""Sheets that follow each other and share everything but the recipient."""
PORTION = 100
"""Sheets between two reports of progress."""
MOST_REASONS = 3


def render_job(parts: Sequence[Part], out: Path, *, on_progress: Callable[[int], None] | None = None) -> None:
    """Write the certificates of `parts`, in their order, to the PDF `out`; the file appears whole or not at all.

    CertificateRefused names the first sheets that cannot be printed, after all were tried, and nothing is written.
    `on_progress` is called with the number of finished sheets; an exception it raises stops the work.
    """
    parts = [part for part in parts if part[1]]
    if not parts:
        raise CertificateRefused("Chưa có ai trong danh sách in. Đồng chí chọn người hoặc tập thể rồi in lại.")
    press, refusals, done = Press(parts[0][0].title), list(_refused_runs(parts)), 0
    with press.pdf:
        for run, sheets in parts:
            for start in range(0, len(sheets), PORTION):
                portion = sheets[start : start + PORTION]
                for page in _portion(run, portion, refusals):
                    press.add(run, page)
                done += len(portion)
                if on_progress:
                    on_progress(done)
        if refusals:
            raise CertificateRefused(_summary(refusals))
        press.finish()
        _save(press.pdf, out)


def _refused_runs(parts: Sequence[Part]) -> Iterator[str]:
    for run in dict.fromkeys(run for run, _ in parts):
        try:
            common_lines(run)
        except REFUSALS as refusal:
            yield str(refusal)


def _portion(run: CertificateRun, sheets: Sequence[CertificateSheet], refusals: list[str]) -> list[Composed]:
    """Return the pages of some sheets; add to `refusals` why others cannot be set."""
    placed = []
    for sheet in sheets:
        try:
            placed.append((sheet_lines(run, sheet), sheet_marks(run, sheet)))
        except REFUSALS as refusal:
            refusals.append(str(refusal))
    shape_hard(chain.from_iterable(lines for lines, _ in placed))
    return [compose(lines, marks) for lines, marks in placed]


def _summary(refusals: Sequence[str]) -> str:
    rest = len(refusals) - MOST_REASONS
    shown = " ".join(refusals[:MOST_REASONS])
    return f"{shown} Còn {rest} chỗ khác chưa in được." if rest > 0 else shown


def single_pdf(run: CertificateRun, sheet: CertificateSheet) -> bytes:
    """Return one certificate as a PDF of its own: what the register keeps, a file of a ZIP, the first page of a run.

    Raises CertificateRefused, DoesNotFit or FontMissing, each with a Vietnamese sentence.
    """
    return _page(run, sheet_lines(run, sheet), sheet_marks(run, sheet), on_ground=True, with_words=True)


def layer_pdf(
    run: CertificateRun, lines: Sequence[PlacedLine], marks: Sequence[Rect] = (), *, on_ground: bool
) -> bytes:
    """Return a page with `lines` and `marks` only, over the ground or over nothing, to be laid over another."""
    return _page(run, lines, marks, on_ground=on_ground, with_words=False)


def _page(run: CertificateRun, lines: Sequence[PlacedLine], marks: Sequence[Rect], **layers: bool) -> bytes:
    shape_hard(lines)
    page = compose(lines, marks)
    with pikepdf.open(BytesIO(_empty(not_moved(run), frozenset(page.letters.items()), **layers))) as pdf:
        pdf.pages[0].Contents = pdf.make_stream(page_operators(run, page.operators))
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


@lru_cache(maxsize=16)
def _empty(run: CertificateRun, letters: frozenset, *, on_ground: bool, with_words: bool) -> bytes:
    """Return the PDF of one sheet without the recipient's words, so that a certificate is this and one stream."""
    press = Press(run.title, on_ground=on_ground, with_words=with_words)
    with press.pdf:
        press.add(run, Composed("", dict(letters)))
        press.finish()
        out = BytesIO()
        press.pdf.save(out, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return out.getvalue()


def first_page(run: CertificateRun, sheet: CertificateSheet) -> bytes:
    """Return the first sheet of a run, to be looked at while the others are made. Raises like single_pdf."""
    return single_pdf(run, sheet)


def join(paths: Sequence[Path], out: Path) -> None:
    """Write to `out` the pages of PDFs that render_job made, in their order; what they share is held once.

    The file appears whole or not at all.
    """
    with ExitStack() as opened, pikepdf.new() as pdf:
        known: dict[str, pikepdf.Object] = {}
        for path in paths:
            piece = opened.enter_context(pikepdf.open(path))
            if not len(pdf.pages):
                describe(pdf, str(piece.docinfo["/Title"]))
            first = len(pdf.pages)
            pdf.pages.extend(piece.pages)
            _share(pdf.pages[first:], known)
        _save(pdf, out)


def _share(pages: Sequence[pikepdf.Page], known: dict[str, pikepdf.Object]) -> None:
    """Let pages name the fonts and forms of pages before them where both are made of the same."""
    for page in pages:
        for kind in ("/Font", "/XObject"):
            things = page.Resources[kind]
            for name in list(things.keys()):
                things[name] = known.setdefault(str(things[name][MARK]), things[name])


def render_single(run: CertificateRun, sheet: CertificateSheet) -> bytes:
    """Return what WeasyPrint makes of one certificate, drawing and all words: what composed sheets are compared with.

    A blank that is a PDF is not part of it. Raises like single_pdf.
    """
    return _whole(run, single_pages(run, [sheet]), assets(run))


def render_calibration(run: CertificateRun) -> bytes:
    """Return the sheet by which a printer is measured, for the size and the correction of `run`."""
    return _whole(run, calibration_page(run), {})


def _whole(run: CertificateRun, pages: PageSet, pictures: dict[str, tuple[bytes, str]]) -> bytes:
    return _renderer(pages.families, stylesheet(run), tuple(pictures.items())).pdf(pages.html, css=pages.css)


@lru_cache(maxsize=4)
def _renderer(families: tuple[str, ...], css: str, pictures: tuple):
    """Return a renderer whose fonts and rules stay read while a process renders one document after another."""
    from documents.rendering import Renderer  # loaded by who needs the engine: see documents.shelf

    return Renderer(families=families, css=[css], assets=dict(pictures))


atexit.register(_renderer.cache_clear)  # the engine complains when its fonts are let go after itself


def ENGINES() -> dict[str, str]:
    """Return what decides about the bytes of a certificate besides its words and its layout: versions, and fonts' hashes."""
    fonts = {f"font {family}": font_digest(family) for family in packaged_families()}
    return {"composer": str(COMPOSER), **engine_versions(), "pikepdf": pikepdf.__version__, **fonts}


def _save(pdf: Pdf, out: Path) -> None:
    """Write beside `out`, make it durable, then put it in place."""
    part = out.with_name(f"{out.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            pdf.save(file, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
