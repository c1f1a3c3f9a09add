"""What the first page of a run needs, made before anybody prints: letters of the faces, drawings of the shipped designs.

On a machine that has never printed, cutting the letters takes most of two seconds, and the clerk waits for them. The
background worker does it when it has nothing else to do. Everything lies on the shelf (documents.shelf) under names made
from what decides about its bytes, and each file appears whole or not at all: any number of processes may warm the shelf
at once, and one that is killed leaves the rest to the next.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product

from documents.shelf import from_shelf, is_on_shelf
from documents.specimens import specimen

from ..batch import ENGINES
from ..composing.press import drawing
from ..composing.words import compose
from ..layout.designs import FOLDER
from ..layout.placing import REFUSALS, common_lines, sheet_lines
from ..layout.sheets import HEADINGS, CertificateRun, CertificateSheet, Paper
from ..layout.spec import DESIGN_CODES, LayoutSpec
from ..models import FrozenLayout
from ..queries.layouts import frozen_in_use

WARM = "warm"


def is_warm() -> bool:
    """Return whether the shelf was warmed for the designs, fonts, versions and layouts in use of today. One query."""
    return is_on_shelf(WARM, _facts(frozen_in_use()))


def warm_shelf() -> int:
    """Make what is missing for the shipped designs and for every layout in use; return how many layouts were gone through.

    Letters beyond the alphabet and pictures that an office handed over are no part of it.
    """
    layouts = list(frozen_in_use())
    runs = [*_shipped(), *(CertificateRun.sample(spec=LayoutSpec.from_json(layout.spec)) for layout in layouts)]
    for run in runs:
        _warm(run)
    from_shelf(WARM, _facts(layouts), bytes)
    return len(runs)


def _shipped() -> Iterator[CertificateRun]:
    for code, nature, paper in product(DESIGN_CODES, HEADINGS, Paper):
        yield CertificateRun.sample(design=code, nature=nature, paper=paper)


def _warm(run: CertificateRun) -> None:
    """Cut the letters of every face of a layout and draw its drawing."""
    try:
        lines = [*common_lines(run), *sheet_lines(run, CertificateSheet.sample())]
    except REFUSALS:  # made for words of its own: the sample does not fit, its first print cuts the letters
        return
    for face in compose(lines).letters:
        specimen(face)
    if run.layout.ground.kind == "design":
        drawing(run)


def _facts(layouts: Iterable[FrozenLayout]) -> list[bytes]:
    return [*_shipped_facts(), *(layout.sha256.encode() for layout in layouts)]


@cache
def _shipped_facts() -> tuple[bytes, ...]:
    """What decides about the letters and drawings of the shipped designs; the same as long as a process lives."""
    files = (path.read_bytes() for code in DESIGN_CODES for path in sorted(FOLDER.glob(f"{code}.*")))
    return repr(sorted(ENGINES().items())).encode(), *files
