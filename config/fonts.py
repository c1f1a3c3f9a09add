"""The screen fonts, served from the installed font packages and never copied into the repository.

Be Vietnam Pro carries the whole interface. Some letters of Ê Đê, Ba Na and Gia Rai names are not in it: ŭ and ŏ the
browser puts together from letter and breve, ƀ it cannot. So Noto Sans follows as second family, fetched only by a page
that shows such a name.
A whole TTF weighs 130 kB (Be Vietnam Pro) or 2 MB (Noto Sans); what a telephone receives is a WOFF2 file of the letters
below, 21 kB and 100 kB, made once and kept in var/fonts.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PREFIX = "fonts"
RECIPE = "1"
"""Raise it when the way a file is made changes, so that installations make their files again."""

LETTERS = (
    (0x0020, 0x024F), (0x02B0, 0x036F), (0x1E00, 0x1EFF), (0x2000, 0x206F),
    (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2190, 0x21FF), (0x2200, 0x22FF),
)  # fmt: skip
"""Unicode blocks kept in the files: Latin with every accent, punctuation, currency, arrows and common signs."""


@dataclass(frozen=True)
class ScreenFont:
    """One file that pages may ask for: its static name, and the installed font that it is made from."""

    name: str
    package: str
    source: str
    weights: tuple[int, int] | None = None

    @property
    def path(self) -> Path:
        """Where the package keeps the whole font."""
        return Path(str(resources.files(self.package))) / "files" / self.source


SCREEN_FONTS = (
    *(
        ScreenFont(f"be-vietnam-pro-{weight}.woff2", "fontpkg_be_vietnam_pro", f"BeVietnamPro-{style}.ttf")
        for weight, style in ((400, "Regular"), (500, "Medium"), (600, "SemiBold"), (700, "Bold"))
    ),
    ScreenFont("noto-sans.woff2", "fontpkg_noto_sans", "NotoSans[wdth,wght].ttf", weights=(400, 700)),
)


def made(fonts: Iterable[ScreenFont] = SCREEN_FONTS) -> Path:
    """Make the files of `fonts` that are still missing and return the directory that holds them.

    The directory is named after the versions of the font packages: an upgrade gets new files. Several processes may
    ask at once; each file appears whole or not at all.
    """
    directory = settings.VAR_DIR / "fonts" / _edition()
    for font in fonts:
        target = directory / font.name
        if not target.exists():
            directory.mkdir(parents=True, exist_ok=True)
            _write_whole(target, _web_font(font))
    return directory


def _edition() -> str:
    versions = sorted({f"{font.package} {metadata.version(font.package)}" for font in SCREEN_FONTS})
    return hashlib.sha256("\n".join([RECIPE, *versions]).encode()).hexdigest()[:12]


def _web_font(font: ScreenFont) -> bytes:
    # fontTools takes a third of a second to import and is needed only on the very first start
    from io import BytesIO

    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    options = Options(layout_features=["*"], hinting=False, name_IDs=["*"], notdef_outline=True)
    letters = [point for first, last in LETTERS for point in range(first, last + 1)]
    with TTFont(font.path) as face:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=letters)
        subsetter.subset(face)
        if font.weights:
            face = instancer.instantiateVariableFont(face, {"wdth": 100, "wght": font.weights})
        face.flavor = "woff2"
        buffer = BytesIO()
        face.save(buffer)
    return buffer.getvalue()


def _write_whole(target: Path, content: bytes) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, suffix=".part")
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    os.chmod(temporary, 0o644)
    os.replace(temporary, target)


class FontPackageFinder(BaseFinder):
    """Offers SCREEN_FONTS to Django's static files as `fonts/<name>`; works with collectstatic and with WhiteNoise."""

    def check(self, **kwargs: object) -> list:
        """A missing font package fails at import; there is nothing else to configure."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: object) -> str | list[str]:
        """Return the file behind the static `path`, made now if need be; an empty list when it is not one of ours."""
        for font in SCREEN_FONTS:
            if path == f"{PREFIX}/{font.name}":
                file = str(made([font]) / font.name)
                return [file] if find_all else file
        return []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield each file with the storage that holds it."""
        storage = FileSystemStorage(location=made())
        storage.prefix = PREFIX
        for font in SCREEN_FONTS:
            yield font.name, storage
