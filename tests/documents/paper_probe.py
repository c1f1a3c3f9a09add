"""Reads a paper back: where each word stands (mm from the top left corner), in which font and size."""

import re
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

from pypdf import PdfReader

MM = 25.4 / 72
DOTS_PER_MM = 12
HTML = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True)
class Word:
    """One word of a page: box in mm."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Row:
    """Words that pdftotext takes for one line of a block."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """The middle of the line, from the left edge of the page."""
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Span:
    """A run of text with its font, as the PDF draws it."""

    text: str
    font: str
    size: float


class Paper:
    """A rendered paper."""

    def __init__(self, pdf: bytes, folder: Path) -> None:
        self.path = folder / "paper.pdf"
        self.path.write_bytes(pdf)

    @cached_property
    def pages(self) -> list[list[Row]]:
        """The lines of every page, top to bottom."""
        root = ElementTree.fromstring(self._run("pdftotext", "-bbox-layout", self.path, "-"))
        return [
            sorted(map(self._row, page.iter(f"{HTML}line")), key=lambda row: (row.top, row.left))
            for page in root.iter(f"{HTML}page")
        ]

    @cached_property
    def words(self) -> list[list[Word]]:
        """The words of every page."""
        root = ElementTree.fromstring(self._run("pdftotext", "-bbox-layout", self.path, "-"))
        return [
            [Word(word.text or "", *self._box(word)) for word in page.iter(f"{HTML}word")]
            for page in root.iter(f"{HTML}page")
        ]

    @cached_property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of the first page."""
        found = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", self._run("pdfinfo", self.path))
        assert found
        return float(found[1]) * MM, float(found[2]) * MM

    @cached_property
    def text(self) -> str:
        """All text in reading order, one space between words."""
        return " ".join(self._run("pdftotext", self.path, "-").split())

    @cached_property
    def page_texts(self) -> list[str]:
        """The text of each page."""
        return [" ".join(page.split()) for page in self._run("pdftotext", self.path, "-").split("\f")[:-1]]

    @cached_property
    def fonts(self) -> set[str]:
        """The names of the embedded fonts, without the subset prefix; fails when one is not embedded."""
        rows = self._run("pdffonts", self.path).splitlines()[2:]
        assert all(row.split()[-5] == "yes" for row in rows), rows
        return {row.split()[0].partition("+")[2] for row in rows}

    @cached_property
    def spans(self) -> list[Span]:
        """The runs of text of the first page with font and size (pt)."""
        found: list[Span] = []

        def collect(text, matrix, _text_matrix, font, size):
            if text.strip() and font:
                found.append(
                    Span(
                        text.replace("\u00a0", " ").strip(),
                        font["/BaseFont"].partition("+")[2],
                        round(size * abs(matrix[0]), 1),
                    )
                )

        PdfReader(self.path).pages[0].extract_text(visitor_text=collect)
        return found

    def span(self, start: str) -> Span:
        """Return the first run of the first page that starts with `start`."""
        return next(span for span in self.spans if span.text.startswith(start))

    def row(self, start: str, page: int = 0) -> Row:
        """Return the first line of a page that starts with `start`."""
        found = [row for row in self.pages[page] if row.text.startswith(start)]
        assert found, f"no line starts with {start!r}: {[row.text for row in self.pages[page]]}"
        return found[0]

    def picture(self, page: int = 0) -> "Picture":
        """Return the page as grey levels."""
        raw = subprocess.run(
            [
                "pdftoppm",
                "-r",
                str(round(25.4 * DOTS_PER_MM)),
                "-gray",
                "-f",
                str(page + 1),
                "-l",
                str(page + 1),
                str(self.path),
            ],
            check=True,
            capture_output=True,
        ).stdout
        _, width, height, _ = raw.split(maxsplit=4)[:4]
        return Picture(int(width), int(height), raw[-int(width) * int(height) :])

    def _row(self, line: ElementTree.Element) -> Row:
        words = (word.text or "" for word in line.iter(f"{HTML}word"))
        return Row(" ".join(" ".join(words).split()), *self._box(line))

    @staticmethod
    def _box(element: ElementTree.Element) -> tuple[float, float, float, float]:
        left, top, right, bottom = (float(element.get(name, "")) * MM for name in ("xMin", "yMin", "xMax", "yMax"))
        return left, top, right, bottom

    @staticmethod
    def _run(*command: object) -> str:
        return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout


@dataclass(frozen=True)
class Picture:
    """A page as grey levels, DOTS_PER_MM dots for each mm."""

    width: int
    height: int
    dots: bytes

    def dark_run(self, y_mm: float) -> tuple[float, float]:
        """Return start and end (mm) of the longest run of dark dots in the row at `y_mm`."""
        row = self.dots[round(y_mm * DOTS_PER_MM) * self.width :][: self.width]
        runs = [(found.start(), found.end()) for found in re.finditer(rb"[\x00-\x8f]+", row)]
        start, end = max(runs, key=lambda run: run[1] - run[0], default=(0, 0))
        return start / DOTS_PER_MM, end / DOTS_PER_MM

    def rule_below(self, top_mm: float, within_mm: float, least_mm: float) -> tuple[float, float, float]:
        """Return place and ends (mm) of the first horizontal rule at least `least_mm` long below `top_mm`."""
        for step in range(round(within_mm * DOTS_PER_MM)):
            y = top_mm + step / DOTS_PER_MM
            start, end = self.dark_run(y)
            if end - start >= least_mm:
                return y, start, end
        raise AssertionError("no rule found")


def in_order(text: str, *parts: str) -> None:
    """Assert that `parts` follow each other in `text`."""
    place = 0
    for part in parts:
        found = text.find(part, place)
        assert found >= 0, f"{part!r} is missing or too early in: {text[place : place + 600]}"
        place = found + len(part)
