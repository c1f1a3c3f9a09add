"""Are the kept certificates still what was issued, and would today's program print them the same?

Each kept file is read and its hash compared, and what lists and the check page show with the frozen words. Then the
certificate is made again from those words and its layout: with the versions that made it the bytes must be equal; with
others the two pictures are compared dot by dot. Of annexes to decisions and of signed copies the hash is compared.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pypdfium2
from PIL import Image, ImageChops

from . import batch
from .layout.placing import REFUSALS
from .layout.spec import LayoutRefused
from .models import CorrectionAnnex, IssuedCertificate, SignedCopy
from .services.kept import KeptFileLost, kept_pdf
from .services.register import certificate_facts, stored_bytes, with_drawing
from .services.signed import CopyLost, copy_bytes
from .services.snapshots import columns_that_differ

DPI = 150
LEAST_CONTRAST = 48
"""By how much (of 255) a colour of a dot must differ to count: edges of letters are shaded a little differently by
another version of pdfium or of the font program, and nobody sees that."""
TOLERANCE = 0.0002
"""Which share of differing dots still counts as the same picture: 435 of the 2.2 million dots of A4 at 150 dpi. A line
with a name that is moved by 0.2 mm differs in about 3,500."""


class Result(StrEnum):
    """What was found of one certificate."""

    SAME = "same"
    """Hash right, made again byte for byte."""
    SAME_PICTURE = "same_picture"
    """Hash right; other versions, other bytes, the same picture."""
    DIFFERENT = "different"
    """Hash right; made again it looks different."""
    CHANGED_BYTES = "changed_bytes"
    """Hash right; the same versions gave other bytes with the same picture."""
    DAMAGED = "damaged"
    """The kept file, snapshot, layout or picture is gone or was changed."""
    NOT_MADE = "not_made"
    """It cannot be made again."""

    @property
    def is_well(self) -> bool:
        """Whether nobody has to look at it."""
        return self in (Result.SAME, Result.SAME_PICTURE)


@dataclass(frozen=True)
class Verdict:
    """What was found of one certificate; `share` of the dots that differ, from 0 to 1; `engines` whose versions changed."""

    issued: IssuedCertificate
    result: Result
    share: float = 0.0
    reason: str = ""
    engines: tuple[str, ...] = ()


def verify(certificates: Iterable[IssuedCertificate]) -> Iterator[Verdict]:
    """Yield what is found of each certificate that has a file."""
    for issued in certificates:
        yield verify_one(issued)


def verify_one(issued: IssuedCertificate) -> Verdict:
    """Compare one kept certificate with its hash, and with what today's program makes of its frozen words."""
    try:
        kept = stored_bytes(issued)
        run, sheet = certificate_facts(issued)
    except (KeptFileLost, LayoutRefused) as lost:
        return Verdict(issued, Result.DAMAGED, reason=str(lost))
    if differing := columns_that_differ(issued):
        return Verdict(issued, Result.DAMAGED, reason=f"dòng trong sổ ghi khác tờ đã cấp ở: {', '.join(differing)}")
    changed = changed_engines(issued.file.engines, with_drawing(batch.ENGINES(), issued))
    try:
        made = batch.single_pdf(run, sheet)
    except REFUSALS as refusal:
        return Verdict(issued, Result.NOT_MADE, reason=str(refusal), engines=changed)
    if made == kept:
        return Verdict(issued, Result.SAME, engines=changed)
    share = differing_share(kept, made)
    if share > TOLERANCE:
        return Verdict(issued, Result.DIFFERENT, share, engines=changed)
    return Verdict(issued, Result.SAME_PICTURE if changed else Result.CHANGED_BYTES, share, engines=changed)


def lost_annexes(annexes: Iterable[CorrectionAnnex]) -> Iterator[CorrectionAnnex]:
    """Yield the annexes whose kept file is gone or was changed. They are only read: an annex is never made again."""
    for annex in annexes:
        try:
            kept_pdf(annex)
        except KeptFileLost:
            yield annex


def lost_copies(copies: Iterable[SignedCopy]) -> Iterator[SignedCopy]:
    """Yield the signed copies whose file is gone or was changed."""
    for copy in copies:
        try:
            copy_bytes(copy)
        except CopyLost:
            yield copy


def changed_engines(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of what has another version today, came or went, sorted."""
    return tuple(sorted(name for name in {*then, *now} if then.get(name) != now.get(name)))


def differing_share(one: bytes, other: bytes) -> float:
    """Return which share of the dots of two PDFs differs, from 0 to 1; 1 when pages or their size do, or one is no PDF."""
    try:
        first, second = pictures_of(one), pictures_of(other)
    except pypdfium2.PdfiumError:
        return 1.0
    if [page.size for page in first] != [page.size for page in second]:
        return 1.0
    pairs = list(zip(first, second, strict=True))
    dots = sum(page.width * page.height for page in first)
    return sum(_differing_dots(a, b) for a, b in pairs) / dots


def pictures_of(pdf: bytes) -> list[Image.Image]:
    """Return the pages of a PDF as pictures on white, DPI dots an inch. One process, one thread at a time."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [document[place].render(scale=DPI / 72).to_pil().convert("RGB") for place in range(len(document))]
    finally:
        document.close()


def _differing_dots(one: Image.Image, other: Image.Image) -> int:
    red, green, blue = ImageChops.difference(one, other).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(most.histogram()[LEAST_CONTRAST:])
