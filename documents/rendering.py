"""HTML to PDF: the only importer of weasyprint.

Promises: nothing is read but the bytes that the caller hands over and the font files named by documents.fonts; no
font of the machine is used, not even as a replacement; the same input gives the same bytes.
"""

import os
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from documents.fonts import PAPER_FAMILY, FontFile, font_files

FONTS_CONF = Path(__file__).with_name("fonts.conf")
FONT_TIMESTAMP = "1"  # seconds since 1970: a font cut for a paper carries the moment of cutting, which must not vary
MOST_SHOWN = 80  # letters of a refused address
_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    """Set an environment variable for a moment; one thread at a time, so that nobody sees another's value."""
    with _ONE_AT_A_TIME:
        before = os.environ.get(name)
        os.environ[name] = value
        try:
            yield
        finally:
            if before is None:
                del os.environ[name]
            else:
                os.environ[name] = before


@contextmanager
def _no_system_fonts() -> Iterator[None]:
    """Show fontconfig an empty configuration while it is read."""
    with _environment("FONTCONFIG_FILE", str(FONTS_CONF)), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="No fonts configured in FontConfig")
        yield


with _no_system_fonts():
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse


class RenderingRefused(Exception):
    """The document asked for something that it was not handed; the message is a Vietnamese sentence."""


class AssetFetcher(URLFetcher):
    """Serves named, pre-loaded bytes only (`asset:<name>`). Any other address stops the rendering.

    `refused` holds the addresses that were asked for in vain, because WeasyPrint leaves out a picture inside a picture
    without a word.
    """

    def __init__(self, assets: Mapping[str, tuple[bytes, str]]) -> None:
        super().__init__(allowed_protocols={"asset"}, allow_redirects=False, fail_on_errors=True)
        self._assets = dict(assets)
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return the bytes called `url`; raise FatalURLFetchingError, which WeasyPrint cannot swallow, otherwise."""
        name = url.removeprefix("asset:")
        if not url.startswith("asset:") or name not in self._assets:
            self.refused.append(url[:MOST_SHOWN])
            raise FatalURLFetchingError(url[:MOST_SHOWN])
        body, mime = self._assets[name]
        return URLFetcherResponse(url, body, {"Content-Type": mime})


class Renderer:
    """Fonts and stylesheets read once, for many documents.

    `families` are the only fonts the documents can use; `css` are style sheets as text; `assets` are the pictures they
    may name as `asset:<name>`, each with its MIME type. Threads may share an instance: one renders at a time.
    """

    def __init__(
        self,
        *,
        families: Sequence[str] = (PAPER_FAMILY,),
        css: Sequence[str] = (),
        assets: Mapping[str, tuple[bytes, str]] | None = None,
    ) -> None:
        files = [file for family in families for file in font_files(family)]
        fonts = {file.asset: (file.path.read_bytes(), "font/ttf") for file in files}
        self._fetcher = AssetFetcher({**(assets or {}), **fonts})
        with _no_system_fonts():
            self._font_config = FontConfiguration()
        self._css = [self._sheet(text) for text in (_font_faces(files), *css)]

    def _sheet(self, text: str) -> CSS:
        with self._refusing():
            return CSS(string=text, url_fetcher=self._fetcher, font_config=self._font_config)

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """Turn the fetcher's refusal, which derives from BaseException, into an ordinary exception with a sentence."""
        self._fetcher.refused.clear()
        with suppress(FatalURLFetchingError):
            yield
        if self._fetcher.refused:
            raise RenderingRefused(
                f"Văn bản đòi đọc “{self._fetcher.refused[0]}” là thứ không được giao cho nó nên đã dừng in. "
                "Đồng chí kiểm tra lại mẫu hoặc hình của văn bản này."
            )

    def pdf(self, html: str, css: str = "") -> bytes:
        """Return `html` as a PDF; `css` adds rules for this one document. Raises RenderingRefused."""
        with _environment("SOURCE_DATE_EPOCH", FONT_TIMESTAMP), self._refusing():
            sheets = [*self._css, self._sheet(css)] if css else self._css
            document = HTML(string=html, url_fetcher=self._fetcher, media_type="print")
            return document.write_pdf(stylesheets=sheets, font_config=self._font_config)


def _font_faces(files: Sequence[FontFile]) -> str:
    """Return the @font-face rules of `files`; weight and style are read from the files themselves."""
    return "\n".join(
        f'@font-face {{ font-family: "{file.family}"; font-style: {file.style}; src: url("asset:{file.asset}") }}'
        for file in files
    )


def render_html(
    html: str,
    *,
    css: Sequence[str] = (),
    assets: Mapping[str, tuple[bytes, str]] | None = None,
    families: Sequence[str] = (PAPER_FAMILY,),
) -> bytes:
    """Return the paper `html` as a PDF set in `families`, by default "Liberation Serif", the only ones it can use.

    `css` are style sheets as text, `assets` the pictures that the paper may name as `asset:<name>` with their MIME
    type. Raises FontMissing when the font is not installed and RenderingRefused when the paper names anything else.
    """
    return Renderer(families=families, css=css, assets=assets).pdf(html)
