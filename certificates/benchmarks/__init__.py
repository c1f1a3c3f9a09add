"""How fast certificates are printed, measured on made-up recipients; writes nothing but temporary files."""

import multiprocessing
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.test.utils import override_settings

from certificates.batch import first_page, render_job, render_single, single_pdf
from certificates.layout.designs import designs
from certificates.layout.sheets import CertificateRun, CertificateSheet
from certificates.preview import preview_png
from runs.memory import children_peak_mb, own_peak_mb

from .letters import MISSING, office_seconds
from .samples import FAMILY, GIVEN, MIDDLE, sample_sheets

__all__ = ["FAMILY", "GIVEN", "MIDDLE", "BenchmarkRefused", "add_arguments", "measure", "sample_sheets"]

MOST_CERTIFICATES = 20_000
SINGLE_DOCUMENTS, WARMING_DOCUMENTS, PREVIEWS = 100, 3, 10


class BenchmarkRefused(Exception):
    """The figures cannot be taken as asked; the message is a Vietnamese sentence."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of this benchmark to the command."""
    parser.add_argument("--count", default="1763", help="certificates: số giấy khen in thử")


def measure(options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield one line of figures for a run of `count` certificates of the richest standard design. Raises BenchmarkRefused.

    `ratio_to_single_documents` compares with certificates rendered by WeasyPrint as documents of their own, one after
    another in this process, warm; `ratio_to_libreoffice` with LibreOffice converting a mail-merged document of the same
    words, more than 1 is faster. First pages: `never` on a machine that has not printed yet, `cold` in a process that has
    read no font, `warm` for another run of a process that has printed.
    """
    sheets = sample_sheets(_count(options["count"]))
    run = CertificateRun.sample(design=max(designs(), key=lambda look: len(look.background)).code)
    with TemporaryDirectory(prefix="vinhdanh-") as folder, override_settings(SHELF_ROOT=Path(folder) / "shelf"):
        first = _first_pages(run, sheets[0], Path(folder) / "shelf")
        out = Path(folder) / "giay-khen.pdf"
        seconds = _seconds(lambda: render_job([(run, sheets)], out))
        peak, size = max(own_peak_mb(), children_peak_mb()), out.stat().st_size
        kept = sheets[:SINGLE_DOCUMENTS]
        file_seconds = _seconds(lambda: [single_pdf(run, sheet) for sheet in kept]) / len(kept)
        file_size = len(single_pdf(run, sheets[-1]))
        squares = sample_sheets(len(kept), with_qr=True)
        with_qr = _seconds(lambda: render_job([(run, squares)], Path(folder) / "qr.pdf")) / len(squares)
        preview = _preview_seconds(run, sheets)
        single = _single_document_seconds(run, sheets)
        office = office_seconds(run, sheets, Path(folder))
    yield {
        "benchmark": "certificates",
        "count": len(sheets),
        "design": run.design,
        "seconds": round(seconds, 2),
        "ms_each": round(1000 * seconds / len(sheets), 2),
        "peak_mb": round(peak, 1),
        "kb_each": round(size / 1024 / len(sheets), 2),
        "single_ms_each": round(1000 * single, 2),
        "ratio_to_single_documents": round(single * len(sheets) / seconds, 1),
        "ms_each_with_qr": round(1000 * with_qr, 2),
        "libreoffice_seconds": round(office, 2) if office else MISSING,
        "ratio_to_libreoffice": round(office / seconds, 2) if office else MISSING,
        "first_page_ms": first,
        "register_ms_each": round(1000 * file_seconds, 2),
        "register_kb_each": round(file_size / 1024, 1),
        "preview_ms": round(1000 * preview, 1),
    }


def _count(text: str) -> int:
    count = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= count <= MOST_CERTIFICATES:
        raise BenchmarkRefused(
            f"--count phải là số từ 1 đến {MOST_CERTIFICATES}, không phải “{text}”. Ví dụ: --count 1763"
        )
    return count


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _first_pages(run: CertificateRun, sheet: CertificateSheet, shelf: Path) -> dict[str, float]:
    """Return how many ms pass until the first sheet can be looked at; each cold one in a process of its own."""
    found = {}
    for name in ("never", "cold"):
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
            found[name] = alone.submit(_first_page_seconds, run, sheet, shelf).result()
    first_page(run, sheet)
    other = run.with_(signer="Trần Văn Ước", decision_number="46-QĐ/ĐU")
    found["warm"] = _seconds(lambda: first_page(other, sheet))
    return {name: round(1000 * seconds, 1) for name, seconds in found.items()}


def _first_page_seconds(run: CertificateRun, sheet: CertificateSheet, shelf: Path) -> float:
    with override_settings(SHELF_ROOT=shelf):
        return _seconds(lambda: first_page(run, sheet))


def _preview_seconds(run: CertificateRun, sheets: list[CertificateSheet]) -> float:
    """Return the mean time of a picture while somebody types: every time other words over the same paper."""
    preview_png(run, sheets[0])
    return _seconds(lambda: [preview_png(run, sheet) for sheet in sheets[:PREVIEWS]]) / min(PREVIEWS, len(sheets))


def _single_document_seconds(run: CertificateRun, sheets: list[CertificateSheet]) -> float:
    """Return the mean time of a certificate as a document of its own."""
    for sheet in sheets[:WARMING_DOCUMENTS]:
        render_single(run, sheet)
    many = range(SINGLE_DOCUMENTS)
    return _seconds(lambda: [render_single(run, sheets[index % len(sheets)]) for index in many]) / SINGLE_DOCUMENTS
