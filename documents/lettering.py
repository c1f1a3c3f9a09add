"""A line of text as operators of a PDF: glyph numbers, and the steps between them to the thousandth that WeasyPrint takes.

A face's fonts keep the glyph numbers of the font file, so a line can be written down without the engine, provided that
every letter is one glyph. `is_plain` says for which texts that holds; all others are shaped by the engine
(documents.specimens). Steps are rounded as WeasyPrint 70 rounds them, so that a line written here has the same dots as one
that the engine laid out; tests compare both.
"""

import re
from functools import cache
from itertools import pairwise
from math import floor

from documents.metrics import Face

PX_PER_MM = 96 / 25.4
PANGO_UNITS = 1024
"""Units in a CSS pixel: the engine's layout knows no smaller length."""
SHIFT, HALF = 16, 0x8000
PLAIN = re.compile("[\u0020-\u007e\u00a0-\u00ac\u00ae-\u024f\u1e00-\u1eff\u2010-\u2027\u2030-\u203a\u20ab\u20ac]*")
"""Latin letters with their marks built in, digits, signs: no mark to be placed, nothing that runs from right to left."""
CONTEXT = re.compile("[*^/\\\\<~][*^<=>~/\\\\-]|-[<>]|-->")
"""Signs that some fonts melt into arrows and the like."""


def is_plain(text: str) -> bool:
    """Return whether each letter of `text` is one glyph of its own in all fonts for papers."""
    return PLAIN.fullmatch(text) is not None and CONTEXT.search(text) is None


class Lettering:
    """The letters of one face as glyph numbers."""

    def __init__(self, face: Face) -> None:
        self._face = face
        self._hex: dict[str, str] = {}
        self._glyphs: dict[str, tuple[str, float]] = {}
        self._steps: dict[tuple[int, int], dict[str, str]] = {}

    def array(self, text: str, size_mm: float, *, kerned: bool, tracking: float = 0.0) -> str:
        """Return the operand of TJ for a plain line of `text`; `tracking` is in em."""
        for letter in text:
            if letter not in self._hex:
                number, glyph, advance = self._face.numbered(letter)
                self._hex[letter], self._glyphs[letter] = f"{number:04x}", (glyph, advance)
        if not kerned and not tracking:
            return f"[<{''.join(map(self._hex.__getitem__, text))}>]"
        return self._with_steps(text, units(size_mm), kerned, int(tracking * size_mm * PX_PER_MM * PANGO_UNITS))

    def _with_steps(self, text: str, size: int, kerned: bool, tracking: int) -> str:
        known = self._steps.setdefault((size, tracking if kerned else -1 - tracking), {})
        found = []
        for first, second in pairwise(text):
            pair = first + second if found or not tracking else f"{first}{second} first"
            if pair not in known:
                known[pair] = self._hex[first] + self._step(
                    first, second if kerned else "", size, tracking, is_first=not found
                )
            found.append(known[pair])
        return f"[<{''.join(found)}{self._hex[text[-1]]}>]" if text else "[]"

    def _step(self, first: str, second: str, size: int, tracking: int, *, is_first: bool) -> str:
        """Return what follows `first` when `second` comes next: half of the tracking belongs to either.

        Pango gives the half before a letter as an offset, which WeasyPrint writes in units of its own (1024 to the em),
        and cuts the rest to whole thousandths; the first letter of a line has no half before it.
        """
        glyph, advance = self._glyphs[first]
        grid = self._face.units_per_em
        width = _scaled(advance, size, grid)
        if second:
            own, added = self._face.kerning(glyph, self._glyphs[second][0])
            width += _scaled(own, size, grid) + floor(added * size / grid + 0.5)
        half = tracking // 2
        offset = half * PANGO_UNITS / size
        before, after = (0.0, tracking - half) if is_first else (offset, tracking)
        step = int(round(advance * 1000 / grid) + before - (width + after) * 1000 / size) - offset
        return f">{step:.6g}<" if step else ""


def _scaled(length: float, size: int, grid: int) -> int:
    """Return a whole number of the font's units in the engine's, rounded as HarfBuzz does."""
    return (int(length) * ((size << SHIFT) // grid) + HALF) >> SHIFT


def units(size_mm: float) -> int:
    """Return a font size in the engine's units."""
    return floor(size_mm * PX_PER_MM * PANGO_UNITS + 0.5)


@cache
def lettering(face: Face) -> Lettering:
    """Return the lettering of a face, which remembers the letters it has met."""
    return Lettering(face)
