"""What the background worker does for a print run: keep each certificate's PDF once, then make the file that is printed.

A piece is a portion of the run's sheets. All that it needs is frozen: which sheets (rows that are never changed), what
each says (the register), how the printer is fed (the run's payload). So a piece that a killed worker left half done is
done again with the same outcome, and the pieces joined in their order hold every sheet once.
"""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.db.models import Prefetch

from runs.models import Run, RunItem
from runs.registry import Handler, register
from runs.services import LEASE

from ..layout.placing import REFUSALS
from ..layout.sheets import CertificateRefused, CertificateRun, CertificateSheet
from ..models import FrozenLayout, IssuedCertificate, PrintedSheet
from ..services.kept import KeptFileLost
from ..services.register import certificate_facts, store_file
from .jobs import fed
from .starting import KIND, ZIP_KIND

Facts = tuple[CertificateRun, CertificateSheet]
OLDER = "Lượt in này do bản phần mềm cũ lập dở. Đồng chí mở trang In giấy khen rồi lập tệp mới."
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The moment of every file in a ZIP, so that the same run gives the same bytes."""


def sheets_of(run: Run, first: int, count: int | None = None) -> Iterator[PrintedSheet]:
    """Yield the sheets of a run from position `first` on."""
    rows = PrintedSheet.objects.filter(printing__run=run, position__gte=first).order_by("position")
    if count is not None:
        rows = rows.filter(position__lt=first + count)
    rows = rows.select_related("certificate__file", "certificate__award", "certificate__unit")
    layouts = Prefetch("certificate__layout", FrozenLayout.objects.select_related("background"))
    yield from rows.prefetch_related(layouts).iterator(chunk_size=200)


def parts(facts: Sequence[Facts]) -> list[tuple[CertificateRun, list[CertificateSheet]]]:
    """Return sheets in their order as runs of sheets that share everything but the recipient."""
    found: list[tuple[CertificateRun, list[CertificateSheet]]] = []
    for run, sheet in facts:
        if found and found[-1][0] == run:
            found[-1][1].append(sheet)
        else:
            found.append((run, [sheet]))
    return found


def facts_of(sheet: PrintedSheet) -> Facts:
    """Return what a sheet says, as frozen in the register, at true size and in full."""
    return certificate_facts(sheet.certificate)


def _facts(run: Run, item: RunItem) -> list[tuple[IssuedCertificate, Facts]]:
    """Return the sheets of a piece. Raises CertificateRefused for runs that versions before 0.4 left unfinished."""
    if "fed" not in run.payload:
        raise CertificateRefused(OLDER)
    size = run.payload["in_a_piece"]
    found = [(sheet.certificate, facts_of(sheet)) for sheet in sheets_of(run, item.position * size + 1, size)]
    if len(found) != item.weight:
        raise CertificateRefused(f"Phần {item.position + 1} thiếu tờ. Đồng chí gọi người phụ trách kỹ thuật.")
    return found


def _keep_files(item: RunItem, found: Sequence[tuple[IssuedCertificate, Facts]]) -> None:
    """Store the PDF of each certificate that has none yet: the full sheet at true size, whatever printer it is for.

    They are dated when the worker took the piece.
    """
    from ..batch import ENGINES, single_pdf

    engines = ENGINES()
    for certificate, (run, sheet) in found:
        if not hasattr(certificate, "file"):
            store_file(certificate, single_pdf(run, sheet), engines=engines, at=item.lease_until - LEASE)


def _as_fed(run: Run, found: Sequence[tuple[IssuedCertificate, Facts]]) -> list[Facts]:
    return [(fed(shared, run.payload["fed"]), sheet) for _, (shared, sheet) in found]


def _do_item(run: Run, item: RunItem, target: Path) -> None:
    from ..batch import render_job

    found = _facts(run, item)
    _keep_files(item, found)
    render_job(parts(_as_fed(run, found)), target)


def _finish(run: Run, paths: list[Path], target: Path) -> None:
    from ..batch import join

    join(paths, target)


def _do_zip_item(run: Run, item: RunItem, target: Path) -> None:
    from ..batch import single_pdf

    found = _facts(run, item)
    _keep_files(item, found)
    first = item.position * run.payload["in_a_piece"]
    with zipfile.ZipFile(target, "w") as archive:
        for place, facts in enumerate(_as_fed(run, found), start=first):
            _add(archive, run.payload["names"][place], single_pdf(*facts))


def _finish_zip(run: Run, paths: list[Path], target: Path) -> None:
    """Copy the files of all pieces, one at a time, into one archive."""
    with zipfile.ZipFile(target, "w") as archive:
        for path in paths:
            with zipfile.ZipFile(path) as piece:
                for name in piece.namelist():
                    _add(archive, name, piece.read(name))


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Add a file as it is: a PDF is compressed already."""
    archive.writestr(zipfile.ZipInfo(name, EPOCH), content)


def register_handlers() -> None:
    """Tell the worker how certificates are printed."""
    refusals = (*REFUSALS, KeptFileLost)
    register(KIND, Handler(_do_item, _finish, refusals=refusals))
    register(ZIP_KIND, Handler(_do_zip_item, _finish_zip, suffix=".zip", refusals=refusals))
