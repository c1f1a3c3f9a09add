"""Many certificates as one PDF, fast and small.

Everything that is equal on all sheets (drawing, emblem, awarder, title, date, signer) is rendered once and stamped
under each page as one shared form; only the recipient's own words are rendered per sheet, in chunks that a background
job may render one by one, in any order and in any process. The same run gives the same bytes. See
docs/adr/0004-certificates-in-two-layers.md for the figures.
"""

import multiprocessing
import os
import resource
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import pikepdf

from certificates.layout.calibration import calibration_page
from certificates.layout.pages import PageSet, assets, common_page, single_pages, stylesheet, words_pages
from certificates.layout.placing import Refusal, check_run
from certificates.layout.sheets import CertificateRefused, CertificateRun, CertificateSheet
from documents.rendering import Renderer

CHUNK_SIZE = 100
MOST_WORKERS = 2
CHILD_MEMORY_BYTES = 2 * 1024**3
CHILD_CPU_SECONDS = 600
MOST_REASONS = 3


class BatchFailed(Exception):
    """The machine stopped the work; the message is a Vietnamese sentence. Trying again is safe."""


@lru_cache(maxsize=4)
def _renderer(families: tuple[str, ...], css: str, pictures: tuple) -> Renderer:
    """Return a renderer whose fonts and rules stay read while a process renders one chunk after another."""
    return Renderer(families=families, css=[css], assets=dict(pictures))


def render_page_set(run: CertificateRun, pages: PageSet, *, with_pictures: bool) -> bytes:
    """Return ready pages of `run` as a PDF."""
    pictures = tuple(assets(run).items()) if with_pictures else ()
    return _renderer(pages.families, stylesheet(run), pictures).pdf(pages.html, css=pages.css)


def render_common(run: CertificateRun) -> bytes:
    """Return a PDF of one page with everything that is equal on all sheets of `run`.

    Raises CertificateRefused, DoesNotFit or FontMissing, each with a Vietnamese sentence.
    """
    return render_page_set(run, common_page(run), with_pictures=True)


def render_chunk(run: CertificateRun, sheets: Sequence[CertificateSheet]) -> bytes:
    """Return a PDF with one page per sheet holding the recipient's own words only. Raises like render_common."""
    return render_page_set(run, words_pages(run, sheets), with_pictures=False)


def render_single(run: CertificateRun, sheet: CertificateSheet) -> bytes:
    """Return one certificate as a document of its own, drawing included. Raises like render_common."""
    return render_page_set(run, single_pages(run, [sheet]), with_pictures=True)


def render_calibration(run: CertificateRun) -> bytes:
    """Return the sheet that shows where the words of `run` fall and how to read the printer's two offsets."""
    return render_page_set(run, calibration_page(run), with_pictures=False)


def assemble(common: bytes, chunks: Sequence[bytes | Path], out: Path) -> None:
    """Write to `out` the pages of all `chunks` in their order, each over the one shared page of `common`.

    The file appears whole or not at all. Same input, same bytes.
    """
    with pikepdf.new() as pdf, pikepdf.open(BytesIO(common)) as source:
        form = pdf.copy_foreign(source.pages[0].as_form_xobject())
        under = pdf.make_stream(b"q /Common Do Q q")
        after = pdf.make_stream(b"Q")
        for chunk in chunks:
            with pikepdf.open(chunk if isinstance(chunk, Path) else BytesIO(chunk)) as words:
                _append_over(pdf, words, form, under, after)
        _describe(pdf, source)
        _save(pdf, out)


def _append_over(
    pdf: pikepdf.Pdf, words: pikepdf.Pdf, form: pikepdf.Object, under: pikepdf.Object, after: pikepdf.Object
) -> None:
    first = len(pdf.pages)
    pdf.pages.extend(words.pages)
    for page in pdf.pages[first:]:
        if "/XObject" not in page.Resources:
            page.Resources.XObject = pikepdf.Dictionary()
        page.Resources.XObject.Common = form
        page.Contents = pikepdf.Array([under, page.Contents, after])


def _describe(pdf: pikepdf.Pdf, source: pikepdf.Pdf) -> None:
    """Tell viewers and printers: language and title; print at true size, one side of each sheet."""
    pdf.Root.Lang = pikepdf.String("vi")
    pdf.docinfo["/Title"] = source.docinfo.get("/Title", pikepdf.String(""))
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(
        DisplayDocTitle=True, PrintScaling=pikepdf.Name("/None"), Duplex=pikepdf.Name.Simplex, PickTrayByPDFSize=True
    )


def _save(pdf: pikepdf.Pdf, out: Path) -> None:
    """Write beside `out`, make it durable, then put it in place."""
    part = out.with_name(f"{out.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            pdf.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def chunked(sheets: Sequence[CertificateSheet]) -> list[Sequence[CertificateSheet]]:
    """Return the sheets in the portions that are rendered together."""
    return [sheets[start : start + CHUNK_SIZE] for start in range(0, len(sheets), CHUNK_SIZE)]


def render_all(
    run: CertificateRun,
    sheets: Sequence[CertificateSheet],
    out: Path,
    *,
    workers: int = MOST_WORKERS,
    on_progress: Callable[[int], None] | None = None,
) -> None:
    """Write the certificates of `sheets`, in their order, to the PDF `out`.

    Everything is checked first: CertificateRefused names the first sheets that cannot be printed and nothing is
    written. `on_progress` is called with the number of finished sheets; an exception it raises stops the work.
    """
    refusals = check_run(run, sheets)
    if refusals:
        raise CertificateRefused(_summary(refusals))
    if not sheets:
        raise CertificateRefused("Chưa có ai trong danh sách in. Đồng chí chọn người hoặc tập thể rồi in lại.")
    chunks = chunked(sheets)
    finished: list[bytes] = []
    with _rendered(run, chunks, workers) as results:
        for result in results:
            finished.append(result)
            if on_progress:
                on_progress(sum(map(len, chunks[: len(finished)])))
        assemble(render_common(run), finished, out)


def _summary(refusals: Sequence[Refusal]) -> str:
    shown = " ".join(refusal.reason for refusal in refusals[:MOST_REASONS])
    rest = len(refusals) - MOST_REASONS
    return f"{shown} Còn {rest} chỗ khác chưa in được." if rest > 0 else shown


@contextmanager
def _rendered(
    run: CertificateRun, chunks: Sequence[Sequence[CertificateSheet]], workers: int
) -> Iterator[Iterator[bytes]]:
    """Yield the rendered chunks in order: one chunk in this process, more in child processes with limits."""
    if len(chunks) == 1 or workers < 2:
        yield (render_chunk(run, chunk) for chunk in chunks)
        return
    pool = ProcessPoolExecutor(min(workers, len(chunks)), multiprocessing.get_context("spawn"), _limit)
    try:
        yield pool.map(render_chunk, [run] * len(chunks), chunks)
    except BrokenProcessPool as error:
        raise BatchFailed("Máy hết bộ nhớ hoặc bị dừng giữa chừng khi in giấy khen. Đồng chí bấm in lại.") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _limit() -> None:
    """Bound a child process, so that no document can take the machine down."""
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_MEMORY_BYTES, CHILD_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CHILD_CPU_SECONDS, CHILD_CPU_SECONDS))
