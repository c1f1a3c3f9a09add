"""The code by which anybody can ask whether a certificate is real, and its QR code.

A code is twelve of 29 letters and digits: 58.3 bits from the system's random source. Its length alone keeps it from being
guessed, whatever the check page limits: who asks a hundred times a second, day and night, for any of a hundred thousand
certificates waits eleven hundred years for the first. Of letters that look alike one stands in the alphabet; whoever
types the other one is understood.
"""

import secrets

import segno
from django.conf import settings
from django.urls import reverse

from .values import Rect

ALPHABET = "0123456789ACDEFGHJKMNPQRTVWXY"
LENGTH = 12
GROUP = 4
LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8", "U": "V"})
SEPARATORS = str.maketrans("", "", " -._–—\t\r\n\u00a0")
MASK = 4
"""Of the eight masks of ISO/IEC 18004, 7.8.2: the one that the rules of 7.8.3 choose most often for our addresses."""
QUIET_MODULES = 4
"""The empty margin around a QR code that readers need (ISO/IEC 18004, 9.1)."""
LEAST_MODULE_MM = 0.35
"""Smaller modules run together on an office's laser printer at 600 dpi and are lost by the cameras of old phones."""


def new_code() -> str:
    """Return a code that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """Return a code as it is printed: "7K4M-29XR-QA0T"."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read(typed: str) -> str:
    """Return the code that somebody typed, with or without dashes, in small letters, with O for 0; "" if it is none."""
    if len(typed) > 10 * LENGTH:
        return ""
    bare = typed.translate(SEPARATORS)
    code = bare.upper().translate(LOOK_ALIKES)
    return code if bare.isascii() and len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def check_url(code: str) -> str:
    """Return the address that the QR code of a certificate leads to; "" while the office has named no public address."""
    if not settings.VINHDANH_PUBLIC_URL:
        return ""
    return settings.VINHDANH_PUBLIC_URL + reverse("certificates:check_code", args=[code])


def qr_matrix(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of modules of a QR code, True for black, without the quiet zone.

    Error correction M (15 %): a stamp's edge or a fold does not make it unreadable; more where it costs no module. All
    have one mask: a reader finds in the code itself which of the eight it is, and trying all eight to find the evenest
    picture took nine tenths of the time of a code. Printed black on white, each of them is even enough.
    """
    made = segno.make(text, error="m", micro=False, boost_error=True, mask=MASK)
    return tuple(tuple(bool(module) for module in row) for row in made.matrix)


def module_mm(text: str, size_mm: float) -> float:
    """Return how large one module is, in mm, when the code with its quiet zone fills a square of `size_mm`."""
    return size_mm / (len(qr_matrix(text)) + 2 * QUIET_MODULES)


def qr_rects(text: str, x: float, y: float, size_mm: float) -> list[Rect]:
    """Return the black parts of a QR code, in mm of the sheet. No two overlap.

    The square of `size_mm` with its upper left corner at (x, y) holds the code and its quiet zone, so whatever stands
    outside the slot keeps it readable. Runs of modules are joined, also over rows where they are equally long.
    """
    matrix = qr_matrix(text)
    module = size_mm / (len(matrix) + 2 * QUIET_MODULES)
    left, top = x + QUIET_MODULES * module, y + QUIET_MODULES * module
    return [
        Rect(left + first * module, top + row * module, (last - first) * module, height * module)
        for row, height, first, last in _blocks(matrix)
    ]


def _blocks(matrix: tuple[tuple[bool, ...], ...]) -> list[tuple[int, int, int, int]]:
    """Return (row, rows, first, last) of blocks that cover the black modules once each."""
    done, open_blocks = [], {}
    for row, modules in enumerate([*matrix, ()]):
        runs = set(_runs(modules))
        for run in [run for run in open_blocks if run not in runs]:
            start = open_blocks.pop(run)
            done.append((start, row - start, *run))
        for run in runs:
            open_blocks.setdefault(run, row)
    return sorted(done)


def _runs(modules: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Return (first, last + 1) of each run of black modules in a row."""
    runs, first = [], None
    for place, is_black in enumerate([*modules, False]):
        if is_black and first is None:
            first = place
        elif not is_black and first is not None:
            runs.append((first, place))
            first = None
    return runs
