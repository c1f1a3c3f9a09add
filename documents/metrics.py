"""How wide a text is in a font, measured as the PDF engine will set it.

Advance widths come from the font at the wanted weight (and optical size), digits are lining digits, and kerning is
read from the font's pair tables when the role that uses the face is kerned. All widths are in em: multiply by the
size in mm. No rendering engine is needed, so thousands of names are measured before a run starts.
"""

from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from math import floor
from threading import RLock

from fontTools.pens.basePen import BasePen
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from fontTools.varLib.models import normalizeLocation
from fontTools.varLib.varStore import VarStoreInstancer

from documents.fonts import font_files

LINING_DIGITS = "lnum"
_READING = RLock()
"""Held while a font file is read: its tables are unpacked when they are first asked for, and two threads of the web
server that unpack one table at the same time find it half done."""
MOST_MEASURED = 8192
"""Texts of one face whose widths are remembered: the words of a list of recipients repeat themselves."""
PAIR_POSITIONING, EXTENSION = 2, 9


class Face:
    """One cut of a family: style, weight and optical size (pt, only for families that have that axis)."""

    def __init__(self, family: str, style: str, weight: int, optical_size: float | None = None) -> None:
        self.family, self.style, self.weight, self.optical_size = family, style, weight, optical_size
        files = [file for file in font_files(family) if file.style == style]
        self._font = TTFont(_best_file(files, weight), lazy=True)
        location = {"wght": weight} | ({"opsz": optical_size} if optical_size else {})
        variable = "fvar" in self._font
        self._letters = self._font.getBestCmap()
        self._widths = self._font.getGlyphSet(location=location if variable else None)
        self._digits = _single_substitutions(self._font, LINING_DIGITS)
        self._location = location if variable else {}
        self._em = self._font["head"].unitsPerEm
        self._known: dict[str, float] = {}
        self._measured = lru_cache(maxsize=MOST_MEASURED)(self._width)
        self._reaches: dict[str, tuple[float, float]] = {}

    def width(self, text: str, *, kerned: bool) -> float:
        """Return the width of one line of `text` in em. Letters that the font lacks count as its empty box."""
        return self._measured(text, kerned)

    def _width(self, text: str, kerned: bool) -> float:
        glyphs = [self._glyph(letter) for letter in text]
        total = sum(map(self._advance, glyphs))
        if kerned:
            total += sum(self._kerning.between(first, second) for first, second in pairwise(glyphs))
        return total / self._em

    def placed(self, text: str, *, kerned: bool) -> Iterator[tuple[str, float]]:
        """Yield the glyphs of one line of `text`, each with where it starts, in em from the start of the line."""
        place, before = 0.0, ""
        for letter in text:
            glyph = self._glyph(letter)
            if kerned and before:
                place += self._kerning.between(before, glyph) / self._em
            yield glyph, place
            place += self._advance(glyph) / self._em
            before = glyph

    def reach(self, text: str) -> tuple[float, float]:
        """Return how far the ink of `text` goes below and above the baseline, in em: the first is negative below it."""
        reaches = [self._reach(self._glyph(letter)) for letter in text if not letter.isspace()]
        return min((low for low, _ in reaches), default=0.0), max((high for _, high in reaches), default=0.0)

    def _reach(self, glyph: str) -> tuple[float, float]:
        if glyph not in self._reaches:
            with _READING:
                pen = BoundsPen(self._widths)
                self._widths[glyph].draw(pen)
            bounds = pen.bounds or (0, 0, 0, 0)
            self._reaches[glyph] = bounds[1] / self._em, bounds[3] / self._em
        return self._reaches[glyph]

    @cached_property
    def _kerning(self) -> "_Kerning":
        """The pair tables, read for faces that are kerned only: they are the largest part of a font."""
        with _READING:
            return _Kerning(self._font, self._location)

    @property
    def key(self) -> tuple[str, str, int, float | None]:
        """What `face` returns this face for."""
        return self.family, self.style, self.weight, self.optical_size

    def numbered(self, letter: str) -> tuple[int, str, float]:
        """Return the glyph of a letter: its number in the font file, its name, its advance in units of the grid."""
        glyph = self._glyph(letter)
        with _READING:
            return self._font.getGlyphID(glyph), glyph, self._advance(glyph)

    def kerning(self, first: str, second: str) -> tuple[float, float]:
        """Return what stands between two glyphs (names) of a kerned line besides the advance, in units of the grid.

        The second number is what the cut adds to the first, the font's own; the engine rounds each by itself.
        """
        return self._kerning.parts(first, second)

    @property
    def other_axes(self) -> dict[str, float]:
        """Axes besides weight and optical size, each at its normal value: the engine cuts a face only if all are named."""
        with _READING:
            axes = self._font["fvar"].axes if "fvar" in self._font else ()
            return {axis.axisTag: axis.defaultValue for axis in axes if axis.axisTag not in ("wght", "opsz")}

    @property
    def units_per_em(self) -> int:
        """How many units of the font's own grid make one em."""
        return self._em

    def draw(self, glyph: str, pen: BasePen) -> None:
        """Draw the outline of a glyph to `pen` in units of the font's grid, y upwards, composite glyphs taken apart."""
        with _READING:
            outline = DecomposingRecordingPen(self._widths)
            self._widths[glyph].draw(outline)
        outline.replay(pen)

    def baseline(self, line_height: float) -> float:
        """Return how far below the top of a line box of `line_height` em the baseline lies, in em."""
        with _READING:
            header = self._font["hhea"]
        ascent, descent = header.ascent / self._em, -header.descent / self._em
        return (line_height - ascent - descent) / 2 + ascent

    def _glyph(self, letter: str) -> str:
        name = self._letters.get(ord(letter), ".notdef")
        return self._digits.get(name, name)

    def _advance(self, glyph: str) -> float:
        if glyph not in self._known:
            with _READING:
                self._known[glyph] = floor(self._widths[glyph].width + 0.5)  # the engine sets whole units of the grid
        return self._known[glyph]


@cache
def face(family: str, style: str, weight: int, optical_size: float | None = None) -> Face:
    """Return the face, opened once per process."""
    with _READING:
        return Face(family, style, weight, optical_size)


def _best_file(files: list, weight: int) -> str:
    """Return the variable file, or among static files the one whose own weight is nearest to `weight`."""

    def distance(file) -> int:
        with TTFont(file.path, lazy=True) as font:
            return 0 if "fvar" in font else abs(font["OS/2"].usWeightClass - weight)

    return str(min(files, key=distance).path)


def _lookups(table, feature: str) -> Iterator:
    """Yield the lookups of `feature` for Latin script, Vietnamese where the font tells it apart, in lookup order."""
    scripts = {record.ScriptTag: record.Script for record in table.ScriptList.ScriptRecord}
    script = scripts.get("latn") or scripts.get("DFLT")
    if script is None:
        return
    languages = {record.LangSysTag: record.LangSys for record in script.LangSysRecord}
    language = languages.get("VIT ") or script.DefaultLangSys
    records = [table.FeatureList.FeatureRecord[index] for index in language.FeatureIndex]
    chosen = {index for record in records if record.FeatureTag == feature for index in record.Feature.LookupListIndex}
    for index in sorted(chosen):
        yield table.LookupList.Lookup[index]


def _single_substitutions(font: TTFont, feature: str) -> dict[str, str]:
    """Return glyph -> glyph for the one-to-one substitutions of `feature`."""
    mapping: dict[str, str] = {}
    if "GSUB" in font:
        for lookup in _lookups(font["GSUB"].table, feature):
            for subtable in lookup.SubTable:
                mapping.update(getattr(getattr(subtable, "ExtSubTable", subtable), "mapping", {}))
    return mapping


class _Kerning:
    """Pair kerning of one font at one place in its design space, in font units."""

    def __init__(self, font: TTFont, location: dict[str, float]) -> None:
        self._lookups: list[list] = []
        self._deltas = None
        self._known: dict[tuple[str, str], tuple[float, float]] = {}
        if "GPOS" not in font:
            return
        for lookup in _lookups(font["GPOS"].table, "kern"):
            tables = [getattr(table, "ExtSubTable", table) for table in lookup.SubTable]
            self._lookups.append(
                [(table, frozenset(table.Coverage.glyphs)) for table in tables if table.LookupType == PAIR_POSITIONING]
            )
        store = getattr(font["GDEF"].table, "VarStore", None) if "GDEF" in font else None
        if location and store:
            axes = {axis.axisTag: (axis.minValue, axis.defaultValue, axis.maxValue) for axis in font["fvar"].axes}
            normalized = normalizeLocation(location, axes)
            if "avar" in font:
                normalized = font["avar"].renormalizeLocation(normalized, font)
            self._deltas = VarStoreInstancer(store, font["fvar"].axes, normalized)

    def between(self, first: str, second: str) -> float:
        """Return what is added to the advance of `first` when `second` follows it."""
        return sum(self.parts(first, second))

    def parts(self, first: str, second: str) -> tuple[float, float]:
        """Return the same as the font's own value and what its cut adds to it."""
        pair = first, second
        if pair not in self._known:
            with _READING:
                found = [self._from_lookup(tables, first, second) for tables in self._lookups]
            self._known[pair] = sum(own for own, _ in found), sum(delta for _, delta in found)
        return self._known[pair]

    def _from_lookup(self, tables: list, first: str, second: str) -> tuple[float, float]:
        """Return the value of the first subtable that holds the pair: later ones are not asked any more."""
        for table, covered in tables:
            if first not in covered:
                continue
            if table.Format == 1:
                pairs = table.PairSet[table.Coverage.glyphs.index(first)].PairValueRecord
                for record in pairs:
                    if record.SecondGlyph == second:
                        return self._advance(record.Value1)
            else:
                row = table.Class1Record[table.ClassDef1.classDefs.get(first, 0)]
                return self._advance(row.Class2Record[table.ClassDef2.classDefs.get(second, 0)].Value1)
        return 0, 0

    def _advance(self, value) -> tuple[float, float]:
        if value is None:
            return 0, 0
        device = getattr(value, "XAdvDevice", None)
        delta = 0
        if device is not None and self._deltas is not None:
            delta = self._deltas[(device.StartSize << 16) + device.EndSize]
        return getattr(value, "XAdvance", 0), delta
