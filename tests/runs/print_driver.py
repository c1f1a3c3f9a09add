"""Certificates printed by workers that are killed in the middle of a piece, in a real database.

python -m tests.runs.print_driver SCENARIO      prints what is left as one JSON line
"""

import json
import multiprocessing
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import django

from tests.processes import kill, leave_sign, stand_still, wait_for_sign

LEASE_AND_A_BIT = timedelta(seconds=61)
NOW = datetime.now(UTC)
"""The workers' clocks stand: no lease runs out because the machine is slow."""
COUNT, IN_A_PIECE = 40, 10


def main(scenario: str) -> None:
    """Prepare a database, run the scenario, print what is left."""
    django.setup()
    from tests.migrated import migrate

    migrate()
    print(json.dumps(SCENARIOS[scenario]()))


def start(**chosen):
    """Start a print run of COUNT certificates in small pieces."""
    from certificates.printing import starting
    from tests.certificates.printing_office import PLAIN, grown
    from tests.clerks import numbered
    from tests.factories import world
    from workflows.services.printing import start_printing

    starting.CHUNK_SIZE = IN_A_PIECE
    w = world()
    decision = grown(numbered(w), COUNT)
    return start_printing(decision, replace(PLAIN, **chosen), actor=w.clerk, at=NOW)


def worker(name: str, ahead: timedelta = timedelta(0), before_work: Callable[[], None] = lambda: None):
    """Fork a worker whose clock is `ahead`; it ends when nothing is left to do."""
    from django.db import connections

    def work() -> None:
        from runs.services import work_once

        before_work()
        connections.close_all()
        while work_once(name, clock=lambda: NOW + ahead):
            pass

    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    return process


def waits_after(sheets: int, sign: Path) -> Callable[[], None]:
    """Return what makes a worker stand still once it has kept so many certificates, with a sign that it does."""

    def prepare() -> None:
        from certificates.printing import working

        real, kept = working.store_file, []

        def store_file(*args, **kwargs):
            done = real(*args, **kwargs)
            kept.append(done)
            if len(kept) == sheets:
                leave_sign(sign)
                stand_still()
            return done

        working.store_file = store_file

    return prepare


def killed(process: multiprocessing.Process, sign: Path) -> None:
    """Kill a worker with SIGKILL as soon as the sign is there."""
    wait_for_sign(sign)
    kill(process)


def what_is_left(printing) -> dict:
    """Return the state of the run, which sheets its file holds in which order, and whether the kept files are whole."""
    from django.conf import settings

    from certificates.models import IssuedFile, certificate_path

    printing.run.refresh_from_db()
    kept = list(IssuedFile.objects.all())
    media = Path(settings.MEDIA_ROOT)
    return {
        "state": printing.run.state,
        "error": printing.run.error,
        "items": list(printing.run.items.values_list("state", flat=True)),
        "kept": len(kept),
        "whole": all(sha256((media / certificate_path(f.sha256)).read_bytes()).hexdigest() == f.sha256 for f in kept),
        "strays": sorted(path.name for path in media.rglob("*.part")),
        "expected": [f"{s.certificate.register_text}" for s in printing.sheets.select_related("certificate")],
        "printed": printed(printing) if printing.run.result_path else [],
    }


def printed(printing) -> list[str]:
    """Return the register number on each page of the finished file, or the names of a ZIP."""
    from runs.services import result_file

    path = result_file(printing.run)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return [name.partition("-")[0] for name in archive.namelist()]
    words = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True).stdout
    return [page.partition("thưởng số")[2].split()[0] for page in words.split("\f")[:-1]]


def killed_once(**chosen) -> dict:
    """A worker dies with half a piece kept; the next finishes when the lease has run out."""
    from django.conf import settings

    printing, sign = start(**chosen), Path(settings.VAR_DIR) / "sign"
    killed(worker("first", before_work=waits_after(IN_A_PIECE + 5, sign)), sign)
    before = what_is_left(printing)
    worker("second", LEASE_AND_A_BIT).join()
    return {"before": before, "after": what_is_left(printing)}


def two_at_once() -> dict:
    """Two workers share a run; one is killed, the other and a third finish."""
    from django.conf import settings

    printing, sign = start(), Path(settings.VAR_DIR) / "sign"
    victim = worker("victim", before_work=waits_after(3, sign))
    wait_for_sign(sign)  # before the other one begins, which might leave it nothing
    beside = worker("beside")
    kill(victim)
    beside.join()
    before = what_is_left(printing)
    worker("third", LEASE_AND_A_BIT).join()
    return {"before": before, "after": what_is_left(printing)}


def zipped() -> dict:
    """The same for single files in a ZIP."""
    from certificates.enums import RunOutput

    return killed_once(output=RunOutput.ZIP)


def papers() -> dict:
    """A worker dies with a paper of a ceremony kept and its piece not marked as done; the next one finishes."""
    from django.conf import settings

    from ceremonies.issuing import order_papers
    from tests.ceremonies.hall import a_ceremony
    from tests.clerks import numbered
    from tests.factories import world

    w, sign = world(), Path(settings.VAR_DIR) / "sign"
    order = order_papers(a_ceremony(w, [numbered(w, 2)]), ["frame_labels", "attendance"], actor=w.clerk, at=NOW)
    killed(worker("first", before_work=lambda: stands_still_after_paper(sign)), sign)
    before = papers_left(order)
    worker("second", LEASE_AND_A_BIT).join()
    return {"before": before, "after": papers_left(order)}


def stands_still_after_paper(sign: Path) -> None:
    """Make the worker stand still once it has kept a paper."""
    from ceremonies import issuing

    real = issuing.make_ordered

    def make_ordered(*args, **kwargs):
        real(*args, **kwargs)
        leave_sign(sign)
        stand_still()

    issuing.make_ordered = make_ordered


def papers_left(order) -> dict:
    """Return the state of an order, its papers and the files that are there."""
    from django.conf import settings

    order.run.refresh_from_db()
    return {
        "state": order.run.state,
        "items": list(order.run.items.values_list("state", flat=True)),
        "kinds": list(order.ceremony.papers.order_by("pk").values_list("kind", flat=True)),
        "files": len(list((Path(settings.MEDIA_ROOT) / "ceremonies").iterdir())),
    }


SCENARIOS = {"papers": papers, "killed_once": killed_once, "two_at_once": two_at_once, "zipped": zipped}

if __name__ == "__main__":
    main(sys.argv[1])
