"""Where ink falls on a sheet: nothing may touch the place for signature and seal."""

from collections.abc import Iterable, Sequence

from certificates.layout.placing import PlacedLine, common_lines, sheet_lines, sheet_marks
from certificates.layout.sheets import CertificateRun, CertificateSheet
from certificates.values import Rect

HIGHEST, LOWEST = 2.0, 1.0
"""No letter of any font reaches further above and below its baseline, in em, marks included."""


def ink_in_seal(run: CertificateRun, sheet: CertificateSheet) -> list[str]:
    """Return the keys of the fields, and "qr" or "emblem", whose ink touches the place for signature and seal."""
    own = own_ink_in_seal(run, sheet, sheet_lines(run, sheet))
    words = [key for key in common_ink_in_seal(run) if key != "emblem"]
    return list(dict.fromkeys([*words, *own, *common_ink_in_seal(run)]))


def common_ink_in_seal(run: CertificateRun) -> list[str]:
    """Return the same for what all sheets of a run share: once for a run, however many sheets it has."""
    slot, found = run.layout.emblem, _touching(common_lines(run), run.layout.seal)
    if slot and run.emblem:
        disc = Rect(slot.x - slot.disc / 2, slot.y - slot.disc / 2, slot.disc, slot.disc)
        found += ["emblem"] if _meet(disc, run.layout.seal) else []
    return found


def own_ink_in_seal(run: CertificateRun, sheet: CertificateSheet, lines: Sequence[PlacedLine]) -> list[str]:
    """Return the same for what one recipient's sheet adds; `lines` are its sheet_lines()."""
    found = _touching(lines, run.layout.seal)
    slot = run.layout.qr
    if slot and _meet(slot, run.layout.seal) and any(_meet(mark, run.layout.seal) for mark in sheet_marks(run, sheet)):
        found.append("qr")
    return found


def _touching(lines: Iterable[PlacedLine], seal: Rect) -> list[str]:
    return list(dict.fromkeys(line.role.name for line in lines if _may_meet(line, seal) and _meet(_ink(line), seal)))


def _may_meet(line: PlacedLine, seal: Rect) -> bool:
    """Say whether a line is near enough for its letters to be looked at one by one."""
    return line.baseline - HIGHEST * line.size < seal.y + seal.height and seal.y < line.baseline + LOWEST * line.size


def _ink(line: PlacedLine) -> Rect:
    lowest, highest = line.role.face(line.family).reach(line.text)
    return Rect(line.start, line.baseline - highest * line.size, line.ink_width, (highest - lowest) * line.size)


def _meet(box: Rect, other: Rect) -> bool:
    return (
        box.x < other.x + other.width
        and other.x < box.x + box.width
        and box.y < other.y + other.height
        and other.y < box.y + box.height
    )
