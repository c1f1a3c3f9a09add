"""How much memory the sheets of a file would take: counted in one pass over the XML, before the parser sees it.

A parser lays a sheet out as a full rectangle. Two cells, A1 and XFD1048576, make a file of 2 kB and a rectangle that
ends the whole process; so do cells "repeated" a thousand million times in an ODS file, or one long shared text in a
million cells. None of it shows in the size of the unpacked parts. Everything here streams and keeps only counts.
"""

import re
from array import array
from collections.abc import Iterable
from functools import lru_cache
from xml.parsers import expat

MAX_CELLS = 3_000_000
"""Cells in the rectangle from A1 to the last cell with a value: 18,117 rows of 33 columns take 600,000."""
MAX_TEXT = 50_000_000
"""Letters in all cells of the file together."""
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
"""The size of a sheet in Excel and in LibreOffice."""
REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")


class TooLarge(ValueError):
    """The sheet would take more than a roll ever needs."""


class NotAllowed(ValueError):
    """The part holds a DOCTYPE, which no spreadsheet program writes and which can hide entity bombs."""


class Malformed(ValueError):
    """The part is no XML, or says things that no sheet can say."""


@lru_cache(maxsize=1_000)
def column_number(letters: str) -> int:
    """Return the 1-based number of a column: A is 1, XFD is 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


class Measure:
    """Counts of one file. Feed every XML part, the shared texts first."""

    def __init__(self):
        self._shared = array("L")
        self._text = 0

    def part(self, chunks: Iterable[bytes]) -> None:
        """Read one XML part to its end.

        Raises TooLarge, NotAllowed or Malformed. What kind of part it is, its root element says, not its name.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = lambda name, attributes: self._root(parser, name, attributes)
        try:
            for chunk in chunks:
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, OverflowError) as error:
            raise Malformed(str(error)) from error

    def _root(self, parser, name: str, attributes: dict[str, str]) -> None:
        handlers = {"sst": _SharedTexts, "worksheet": _Sheet, "document-content": _OdsContent}
        kind = handlers.get(_local(name))
        if kind is None:
            parser.StartElementHandler = None
            return
        counter = kind(self)
        parser.StartElementHandler = counter.start
        parser.EndElementHandler = counter.end
        parser.CharacterDataHandler = counter.text

    def add_text(self, length: int) -> None:
        """Count so many letters more."""
        self._text += length
        if self._text > MAX_TEXT:
            raise TooLarge


def _refuse_doctype(*_parts) -> None:
    raise NotAllowed


@lru_cache(maxsize=1_000)
def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _check_area(rows: int, columns: int) -> None:
    if rows * columns > MAX_CELLS:
        raise TooLarge


class _SharedTexts:
    """Lengths of the shared texts of a workbook, in their order."""

    def __init__(self, measure: Measure):
        self._lengths = measure._shared
        self._length = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if _local(name) == "si":
            self._length = 0

    def text(self, text: str) -> None:
        self._length += len(text)

    def end(self, name: str) -> None:
        if _local(name) == "si":
            self._lengths.append(self._length)


class _Sheet:
    """The rectangle and the letters of one sheet of a workbook."""

    def __init__(self, measure: Measure):
        self._measure = measure
        self._row = self._column = 0
        self._rows = self._columns = 0
        self._shared = self._in_value = False
        self._index = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match _local(name):
            case "row":
                self._row = _number(attributes["r"]) if "r" in attributes else self._row + 1
                self._column = 0
            case "c":
                self._place(attributes.get("r"))
                self._shared = attributes.get("t") == "s"
            case "v" | "t":
                self._in_value, self._index = True, ""
                self._rows, self._columns = max(self._rows, self._row), max(self._columns, self._column)
                _check_area(self._rows, self._columns)

    def _place(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
            return
        found = REFERENCE.fullmatch(reference)
        if not found:
            raise Malformed(reference)
        self._column, self._row = column_number(found[1]), int(found[2])
        if self._column > MAX_COLUMN or not 0 < self._row <= MAX_ROW:
            raise Malformed(reference)

    def text(self, text: str) -> None:
        if not self._in_value:
            return
        if self._shared:
            self._index += text
        else:
            self._measure.add_text(len(text))

    def end(self, name: str) -> None:
        if _local(name) not in ("v", "t"):
            return
        self._in_value = False
        if self._shared and self._index:
            place, lengths = _number(self._index), self._measure._shared
            if place < len(lengths):
                self._measure.add_text(lengths[place])


class _OdsContent:
    """The rectangles and the letters of all tables of an ODS file, repetitions multiplied."""

    def __init__(self, measure: Measure):
        self._measure = measure
        self._new_table()
        self._new_row(1)
        self._cell_repeat, self._cell_text, self._cell_full = 1, 0, False

    def _new_table(self) -> None:
        self._rows = self._columns = self._empty_rows = 0

    def _new_row(self, repeat: int) -> None:
        self._repeat, self._seen, self._width, self._row_text = repeat, 0, 0, 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = {_local(key): value for key, value in attributes.items()}
        match _local(name):
            case "table":
                self._new_table()
            case "table-row":
                self._new_row(_repeat(local.get("number-rows-repeated")))
            case "table-cell" | "covered-table-cell":
                self._cell_repeat = _repeat(local.get("number-columns-repeated"))
                self._cell_text = len(local.get("string-value", ""))
                self._cell_full = "value-type" in local or "formula" in local
            case "p":
                self._cell_full = True
            case "s":
                self._cell_text += _repeat(local.get("c"))

    def text(self, text: str) -> None:
        self._cell_text += len(text)

    def end(self, name: str) -> None:
        match _local(name):
            case "table-cell" | "covered-table-cell":
                self._seen += self._cell_repeat
                if self._cell_full:
                    self._width = self._seen
                    self._row_text += self._cell_text * self._cell_repeat
            case "table-row":
                self._end_row()

    def _end_row(self) -> None:
        if not self._width:
            self._empty_rows += self._repeat
            return
        self._rows += self._empty_rows + self._repeat
        self._empty_rows = 0
        self._columns = max(self._columns, self._width)
        _check_area(self._rows, self._columns)
        self._measure.add_text(self._row_text * self._repeat)


def _number(text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 12):
        raise Malformed(text[:40])
    return int(text)


def _repeat(text: str | None) -> int:
    return 1 if text is None else max(_number(text), 1)
