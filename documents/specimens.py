"""Fonts cut to the letters of papers, and lines that only the engine can shape, both taken from PDFs that it made.

A specimen is a paper with every letter of Vietnamese and of its minorities in one face. WeasyPrint cuts the font for it
and keeps the glyph numbers of the font file, so that any line in these letters can be written with it later. Nothing
here changes from office to office, so specimens of the alphabet lie on the shelf (documents.shelf).
"""

import atexit
import gc
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from io import BytesIO
from threading import RLock

import pikepdf

from documents.fonts import font_digest, missing_glyphs
from documents.metrics import Face
from documents.shelf import from_shelf

VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
MINORITIES = "ƀčĕğĭñŏŭäëïöüṟ"
"""Letters of Ê Đê, Gia Rai, Ba Na, M'Nông and others; those with loose marks are added when a name needs them."""
SIGNS = "“”\u2018\u2019–—…«»·°×€₫§"
SPECIMEN_MM = 10.0
SAMPLE_SHEET = "@page{size:9000mm 9000mm;margin:0}body,p{margin:0}"
MOST_SHAPED = 5000

Shaped = tuple[Face, str, float, bool, float]
"""A line that the engine has to shape: face, text, size (mm), kerned or not, tracking (em)."""
_shaped: dict[Shaped, str] = {}
_SHAPING = RLock()


def alphabet() -> frozenset[str]:
    """Return the letters that every specimen holds as far as the face has them."""
    own = VOWELS + "đ" + MINORITIES
    return frozenset([*map(chr, range(0x20, 0x7F)), *own, *own.upper(), *SIGNS])


ALPHABET = alphabet()


def beyond_alphabet(text: str) -> Iterable[str]:
    """Return the letters of `text` that a specimen has to hold besides."""
    return set(text) - ALPHABET


@lru_cache(maxsize=64)
def specimen(face: Face, besides: frozenset[str] = frozenset()) -> bytes:
    """Return a PDF of one page whose only font holds the alphabet and what `besides` says, single letters or words.

    The same bytes for the same letters, whatever was cut before. Raises FontMissing.
    """
    letters = [letter for letter in sorted(ALPHABET) if not missing_glyphs(letter, face.family)]
    singles = "".join([*letters, *sorted(one for one in besides if len(one) == 1)])
    words = "".join(f"<p>{escape(word)}</p>" for word in sorted(besides) if len(word) > 1)
    rules = f"p{{{_set_in(face, SPECIMEN_MM)}}}.singles{{font-variant-ligatures:none}}"
    paper = _paper(f'<p class="singles">{escape(singles)}</p>{words}')

    def make() -> bytes:
        content = _renderer(face.family).pdf(paper, css=rules)
        gc.collect()  # a font that was taken apart points to itself: megabytes that would lie there for long
        return content

    if besides:
        return make()
    return from_shelf("letters", [paper.encode(), rules.encode(), font_digest(face.family).encode()], make)


def _set_in(face: Face, size_mm: float, *, kerned: bool = False, tracking: float = 0.0) -> str:
    axes = face.other_axes | ({"opsz": face.optical_size} if face.optical_size else {})
    rules = [
        f'font:{face.style} {face.weight} {size_mm:.5f}mm/2 "{face.family}"',
        f"font-kerning:{'normal' if kerned else 'none'}",
        "font-variant-numeric:lining-nums",
        "font-variant-ligatures:no-common-ligatures",
        "white-space:pre",
    ]
    if tracking:
        rules.append(f"letter-spacing:{tracking:g}em")
    if axes:
        rules.append("font-variation-settings:" + ",".join(f'"{tag}" {value:g}' for tag, value in axes.items()))
    return ";".join(rules)


def _paper(body: str) -> str:
    return f'<!doctype html><html lang="vi"><title>-</title><body>{body}</body></html>'


@lru_cache(maxsize=8)
def _renderer(family: str):
    from documents.rendering import Renderer  # loaded by who needs the engine: see documents.shelf

    return Renderer(families=[family], css=[SAMPLE_SHEET])


atexit.register(_renderer.cache_clear)  # the engine complains when its fonts are let go after itself


def shape(lines: Iterable[Shaped]) -> None:
    """Let the engine shape `lines` together and remember what it did; one by one each would cost a paper of its own."""
    with _SHAPING:
        if len(_shaped) > MOST_SHAPED:
            _shaped.clear()
        missing = {line for line in lines if line not in _shaped}
        for family in sorted({face.family for face, *_ in missing}):
            group = sorted((line for line in missing if line[0].family == family), key=_order)
            _shaped.update(zip(group, _operators(family, group), strict=True))


def shaped(line: Shaped) -> str:
    """Return a line as operators (TJ, and Ts in mm where a mark is raised), glyphs as in the font of its specimen."""
    with _SHAPING:
        if line not in _shaped:
            shape([line])
        return _shaped[line]


def _order(line: Shaped) -> tuple:
    face, *rest = line
    return face.style, face.weight, face.optical_size or 0, *rest


def _operators(family: str, lines: Sequence[Shaped]) -> list[str]:
    styles = {line: f"k{index}" for index, line in enumerate(lines)}
    body = "".join(f'<p class="{styles[line]}">{escape(line[1])}</p>' for line in lines)
    css = "".join(
        f".{name}{{{_set_in(face, size, kerned=kerned, tracking=tracking)}}}"
        for (face, _, size, kerned, tracking), name in styles.items()
    )
    with pikepdf.open(BytesIO(_renderer(family).pdf(_paper(body), css=css))) as pdf:
        found: list[list[str]] = []
        for page in pdf.pages:
            for instruction in pikepdf.parse_content_stream(page, "Tm Ts TJ"):
                name = str(instruction.operator)
                if name == "Tm":
                    found.append([])
                elif name == "Ts":
                    found[-1].append(f"{float(instruction.operands[0]) * 25.4 / 96:.4f} Ts")
                else:
                    found[-1].append(f"{_array(instruction.operands[0])} TJ")
    return [" ".join(operators) for operators in found]


def _array(operand: pikepdf.Object) -> str:
    parts = (f"<{bytes(part).hex()}>" if isinstance(part, pikepdf.String) else f"{float(part):.6g}" for part in operand)
    return f"[{''.join(parts)}]"
