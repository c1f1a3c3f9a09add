"""A PDF of certificates while its pages are put in: what is equal, fonts, drawings, common words, is held once.

Pages are written by certificates.composing; fonts are those of documents.specimens; drawing and emblem are drawn once by
WeasyPrint, without a word on them.
"""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

from certificates.composing.underlay import underlay
from certificates.composing.words import (
    COMMON,
    PT_PER_MM,
    Composed,
    common_operators,
    compose,
    font_name,
    page_operators,
    shape_hard,
    upright,
)
from certificates.layout.grounds import ground_pdf
from certificates.layout.pages import assets, picture_page
from certificates.layout.placing import common_lines
from certificates.layout.sheets import CertificateRun, Layer
from documents.metrics import Face
from documents.shelf import from_shelf
from documents.specimens import specimen

MARK = "/VinhDanhHash"
"""The key under which a shared object carries a hash of what it is, so that files can be joined."""
BLANK, DRAWING = "Blank", "Drawing"
SHIPPED = "image/svg+xml"
"""Drawings that we draw; what an office hands over is a picture of dots and is not laid on the shelf."""
NOT_MOVED = {"offset_right": 0.0, "offset_down": 0.0, "scale_x": 1.0, "scale_y": 1.0, "rotation": 0.0}


class Press:
    """One PDF in the making. Not for several threads at once.

    For layers of a picture pages may do without the ground (`on_ground`) and without the common words (`with_words`).
    """

    def __init__(self, title: str, *, on_ground: bool = True, with_words: bool = True) -> None:
        self.pdf = pikepdf.new()
        self._on_ground, self._with_words = on_ground, with_words
        describe(self.pdf, title)
        self._fonts: dict[tuple[Face, frozenset[str]], Object] = {}
        self._commons: dict[CertificateRun, Object] = {}
        self._named: dict[CertificateRun, tuple[Object, Object, dict[Face, frozenset[str]]]] = {}

    def add(self, run: CertificateRun, sheet: Composed) -> None:
        """Add one page. Its fonts come with `finish`, when all letters are known."""
        if run not in self._named:
            size = Array([0, 0, *(side * PT_PER_MM for side in run.size_mm)])
            self._named[run] = self.pdf.make_indirect(Dictionary()), self.pdf.make_indirect(size), {}
        resources, box, letters = self._named[run]
        words = self.pdf.make_stream(page_operators(run, sheet.operators))
        page = Dictionary(Type=Name.Page, MediaBox=box, Resources=resources, Contents=words)
        self.pdf.pages.append(pikepdf.Page(self.pdf.make_indirect(page)))
        for face, more in sheet.letters.items():
            letters[face] = letters.get(face, frozenset()) | more

    def finish(self) -> None:
        """Give all pages their fonts and what the sheets of a run share. Raises like placing.common_lines."""
        for run, (resources, _, letters) in self._named.items():
            for key, value in self._resources(run, letters).items():
                resources[key] = value

    def _resources(self, run: CertificateRun, letters: Mapping[Face, frozenset[str]]) -> Dictionary:
        """Return what the pages of a run name: their fonts and what all of them share."""
        still = not_moved(run)
        if still not in self._commons:
            self._commons[still] = self._common(still)
        forms = Dictionary({f"/{COMMON}": self._commons[still]})
        return Dictionary(Font=self._font_names(letters), XObject=forms)

    def _font_names(self, letters: Mapping[Face, frozenset[str]]) -> Dictionary:
        return Dictionary({f"/{font_name(face)}": self._font(face, letters[face]) for face in _in_order(letters)})

    def _font(self, face: Face, letters: frozenset[str]) -> Object:
        key = face, letters
        if key not in self._fonts:
            content = specimen(face, letters)
            with pikepdf.open(BytesIO(content)) as source:
                (font,) = source.pages[0].Resources.Font.values()
                self._fonts[key] = _marked(self.pdf.copy_foreign(font), content)
        return self._fonts[key]

    def _common(self, run: CertificateRun) -> Object:
        """Return the form with ground, emblem and common words."""
        lines = common_lines(run) if self._with_words else []
        shape_hard(lines)
        words = compose(lines)
        under, forms, made_of = [], {}, [repr(run.size_mm).encode(), words.operators.encode("ascii")]
        if self._on_ground and run.layer == Layer.FULL and (blank := ground_pdf(run)):
            forms[f"/{BLANK}"], placed = underlay(self.pdf, *blank)
            under.append(f"{placed} /{BLANK} Do")
            made_of += [blank[0], placed.encode("ascii")]
        if self._on_ground and (drawn := drawing(run)):
            with pikepdf.open(BytesIO(drawn)) as source:
                forms[f"/{DRAWING}"] = self.pdf.copy_foreign(source.pages[0].as_form_xobject())
            under.append(f"{upright(run)} /{DRAWING} Do")
            made_of.append(drawn)
        form = self.pdf.make_stream(common_operators(under, words))
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, *run.size_mm])
        form.Resources = Dictionary(Font=self._font_names(words.letters), XObject=Dictionary(forms))
        made_of += [specimen(face, words.letters[face]) for face in _in_order(words.letters)]
        return _marked(form, *made_of)


def _in_order(letters: Mapping[Face, frozenset[str]]) -> list[Face]:
    return sorted(letters, key=font_name)


def _marked(thing: Object, *made_of: bytes) -> Object:
    thing[MARK] = pikepdf.String(sha256(b"".join(sha256(part).digest() for part in made_of)).hexdigest())
    return thing


def not_moved(run: CertificateRun) -> CertificateRun:
    """Return the run for a printer that needs no correction."""
    return run if run.transform == (1, 0, 0, 1, 0, 0) else run.with_(**NOT_MOVED)


def drawing(run: CertificateRun) -> bytes:
    """Return a PDF of one page with drawing and emblem as far as they are printed; nothing when neither is."""
    pictures = tuple(assets(run).items())
    if not pictures:
        return b""
    page = picture_page(not_moved(run))
    return _drawn(page.html, page.css, pictures)


@lru_cache(maxsize=8)
def _drawn(html: str, css: str, pictures: tuple) -> bytes:
    def make() -> bytes:
        from documents.rendering import Renderer  # loaded by who needs the engine: see documents.shelf

        return Renderer(families=(), css=(), assets=dict(pictures)).pdf(html, css=css)

    if any(mime != SHIPPED for _, (_, mime) in pictures):
        return make()
    return from_shelf("drawing", [html.encode(), css.encode(), repr(pictures).encode()], make)


def describe(pdf: Pdf, title: str) -> None:
    """Tell viewers and printers: language and title; print at true size, one side of each sheet."""
    pdf.Root.Lang = pikepdf.String("vi")
    pdf.docinfo["/Title"] = pikepdf.String(title)
    pdf.Root.ViewerPreferences = Dictionary(
        DisplayDocTitle=True, PrintScaling=Name("/None"), Duplex=Name.Simplex, PickTrayByPDFSize=True
    )
