"""The font files that papers may use, their letters and their widths.

Only whole TrueType files are used: a web font cut into subsets prints garbage in PDF although the text can still be
extracted. The certificate families come from the fontpkg packages, "Liberation Serif" (the metrics of Times New Roman)
from Debian's fonts-liberation2. Version 1 of the same family lacks 92 of the 134 Vietnamese letters, so the version is
checked and nothing is ever left to the choice of the system.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import fontpkg
from fontTools.ttLib import TTFont

PAPER_FAMILY = "Liberation Serif"
HASH_FAMILY = "Liberation Mono"
"""For hashes: every sign is as wide as the next, so that two can be laid side by side."""
PAPER_FONT_FOLDERS = (
    Path("/usr/share/fonts/truetype/liberation2"),
    Path("/usr/share/fonts/truetype/liberation"),
    Path("/usr/share/fonts/liberation-serif"),
    Path("/usr/share/fonts/liberation-serif-fonts"),
    Path("/usr/share/fonts/liberation-mono"),
    Path("/usr/share/fonts/liberation-mono-fonts"),
)
PAPER_FONT_STYLES = (("Regular", "normal"), ("Italic", "italic"), ("Bold", "normal"), ("BoldItalic", "italic"))


class FontMissing(Exception):
    """A font that a paper needs is not installed; the message is a Vietnamese sentence that says what to do."""


@dataclass(frozen=True)
class FontFile:
    """One TrueType file: its family, its style (`normal` or `italic`) and where it is."""

    family: str
    style: str
    path: Path

    @property
    def asset(self) -> str:
        """The name under which the renderer hands out the file."""
        return "font-" + self.path.name.replace("[", "-").replace("]", "").replace(",", "-")


@cache
def font_files(family: str) -> tuple[FontFile, ...]:
    """Return the files of `family`; raise FontMissing when they are not installed or too old."""
    if family in (PAPER_FAMILY, HASH_FAMILY):
        return _paper_font_files(PAPER_FONT_FOLDERS, family)
    try:
        found = fontpkg.family(family).files
    except fontpkg.FontpkgError as error:
        raise FontMissing(
            f"Chưa có phông chữ {family}. Đồng chí chạy lại lệnh ./run --setup-only để cài đủ các gói của phần mềm."
        ) from error
    return tuple(FontFile(family, file.style, Path(file.path)) for file in found)


@cache
def font_digest(family: str) -> str:
    """Return the sha256 over the files of a family: another file, another hash. Raises FontMissing."""
    paths = sorted(file.path for file in font_files(family))
    return sha256(b"".join(sha256(path.read_bytes()).digest() for path in paths)).hexdigest()


def packaged_families() -> list[str]:
    """Return the families that came as packages, by the names that `font_files` takes."""
    return sorted(fontpkg.families())


def _paper_font_files(folders: tuple[Path, ...], family: str = PAPER_FAMILY) -> tuple[FontFile, ...]:
    """Return the four files of a family of Liberation 2 from the first of `folders` that has them all."""
    stem = family.replace(" ", "")
    for folder in folders:
        files = [FontFile(family, style, folder / f"{stem}-{name}.ttf") for name, style in PAPER_FONT_STYLES]
        if all(file.path.is_file() for file in files) and all(_major_version(file.path) >= 2 for file in files):
            return tuple(files)
    raise FontMissing(
        f"Chưa có phông chữ {family} bản 2 để in văn bản (bản 1 thiếu chữ tiếng Việt). "
        "Đồng chí cài gói fonts-liberation2 bằng lệnh: sudo apt install fonts-liberation2"
    )


def _major_version(path: Path) -> int:
    """Return the major version that the font file states about itself."""
    with TTFont(path, lazy=True) as font:
        return int(font["head"].fontRevision)


@cache
def _letters(family: str) -> frozenset[int]:
    """Return the code points that every file of `family` can draw."""
    covered = None
    for file in font_files(family):
        with TTFont(file.path, lazy=True) as font:
            letters = frozenset(font.getBestCmap())
        covered = letters if covered is None else covered & letters
    return covered or frozenset()


def missing_glyphs(text: str, family: str) -> set[str]:
    """Return the characters of `text` that `family` cannot draw in all its styles.

    Characters without a picture of their own (control and format characters, private use, unassigned) always count as
    missing: they would be invisible on paper and make two equal-looking names differ. A line feed is no character of
    a line.
    """
    return set(text) - _drawable(family)


@cache
def _drawable(family: str) -> frozenset[str]:
    """Return the letters that count as present in `family`, and the line feed."""
    letters = map(chr, _letters(family))
    return frozenset({"\n", *(letter for letter in letters if unicodedata.category(letter)[0] != "C")})
