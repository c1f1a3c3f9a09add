"""The HTML and the style sheet of certificates: absolutely placed single lines, nothing left for the engine to decide.

Every line stands alone at a computed height, because resolving styles and centring boxes was two thirds of the time
of a run. `1rem` is 1 mm of A4, so A3 is the same page with a larger rem. All text is escaped here and nowhere else.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from certificates.layout.designs import Design, design
from certificates.layout.placing import PlacedLine, common_lines, sheet_lines
from certificates.layout.sheets import CertificateRun, CertificateSheet, Layer

BACKGROUND, EMBLEM = "background.svg", "emblem"


@dataclass(frozen=True)
class PageSet:
    """Pages ready for the renderer: HTML, the rules of their lines, and the families they need."""

    html: str
    css: str
    families: tuple[str, ...]


def words_pages(run: CertificateRun, sheets: Sequence[CertificateSheet]) -> PageSet:
    """Return one page per sheet with the recipient's own words only."""
    return page_set(run, [(sheet_lines(run, sheet), "") for sheet in sheets])


def common_page(run: CertificateRun, without: Collection[str] = ()) -> PageSet:
    """Return the one page with everything that is equal on all sheets: drawing, emblem and common words.

    `without` names roles whose lines are left out.
    """
    lines = [line for line in common_lines(run) if line.role.name not in without]
    return page_set(run, [(lines, _pictures(run))])


def single_pages(run: CertificateRun, sheets: Sequence[CertificateSheet]) -> PageSet:
    """Return whole certificates, drawing and all words on every page: what a document of its own looks like."""
    shared, pictures = common_lines(run), _pictures(run)
    return page_set(run, [([*shared, *sheet_lines(run, sheet)], pictures) for sheet in sheets])


def assets(run: CertificateRun) -> dict[str, tuple[bytes, str]]:
    """Return the pictures that the pages of `run` may name."""
    if run.layer != Layer.FULL:
        return _emblem_asset(run) if run.layer == Layer.WORDS else {}
    return {BACKGROUND: (design(run.design).background, "image/svg+xml"), **_emblem_asset(run)}


def _emblem_asset(run: CertificateRun) -> dict[str, tuple[bytes, str]]:
    return {EMBLEM: (run.emblem.content, run.emblem.mime)} if run.emblem else {}


def _pictures(run: CertificateRun) -> str:
    """Return the drawing (full design only) and the office's emblem (unless the blank has one)."""
    drawing = f'<img class="background" src="asset:{BACKGROUND}" alt="">' if run.layer == Layer.FULL else ""
    if run.emblem is None or run.layer == Layer.TITLED:
        return drawing
    return f'{drawing}<div class="emblem"><img src="asset:{EMBLEM}" alt=""></div>'


def page_set(run: CertificateRun, pages: Sequence[tuple[list[PlacedLine], str]], css: str = "") -> PageSet:
    """Return pages of placed lines, each over its ready HTML for pictures and marks; `css` holds rules for the latter."""
    lines = [line for page, _ in pages for line in page]
    examples = {_kind(line): line for line in lines}
    kinds = {kind: f"k{index}" for index, kind in enumerate(examples)}
    body = "".join(
        f"<section>{pictures}{''.join(_paragraph(line, kinds) for line in page)}</section>" for page, pictures in pages
    )
    html = (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{escape(run.title)}</title></head>'
        f"<body>{body}</body></html>"
    )
    rules = "".join(f".{name}{{{_placing(examples[kind])}}}" for kind, name in kinds.items())
    look = design(run.design)
    needed = {line.family for line in lines} | {look.roles["address"].family}
    families = tuple(dict.fromkeys((*look.families, *sorted(needed))))
    return PageSet(html, css + rules, families)


def _kind(line: PlacedLine) -> tuple:
    """What lines of one class share: everything about their place and size."""
    return line.role.name, line.family, line.size, round(line.top, 2), line.left, line.width, line.is_centred


def _placing(line: PlacedLine) -> str:
    """Return the rules of one kind. Tracking also follows the last letter, so a centred line starts as much later."""
    rules = [
        f'font-family:"{line.family}"',
        f"font-size:{line.size:.2f}rem",
        f"line-height:{line.size:.2f}rem",
        f"top:{line.top:.2f}rem",
        f"left:{line.left:g}rem",
        f"width:{line.width:g}rem",
    ]
    if axes := line.role.face(line.family).other_axes:  # unnamed, they leave a bold name in the regular cut
        rules.append("font-variation-settings:" + ",".join(f'"{tag}" {value:g}' for tag, value in axes.items()))
    if line.is_centred:
        rules += ["text-align:center", f"text-indent:{line.role.tracking:g}em"]
    return ";".join(rules)


def _paragraph(line: PlacedLine, kinds: dict[tuple, str]) -> str:
    address = f"<i>{escape(line.address)}</i> " if line.address else ""
    return f'<p class="{line.role.name} {kinds[_kind(line)]}">{address}{escape(line.text)}</p>'


def stylesheet(run: CertificateRun) -> str:
    """Return the rules that hold for a whole run: paper, offsets and how each role is set."""
    look = design(run.design)
    width, height = run.paper.size_mm
    slot = look.emblem
    return "\n".join(
        [
            f"@page{{size:{width:g}mm {height:g}mm;margin:0}}",
            f"html{{font-size:{run.paper.scale:.5f}mm}}",
            "body,p{margin:0}",
            _rule(
                "body",
                f"color:{look.palette['ink']}",
                "font-variant-numeric:lining-nums",
                "font-kerning:none",
                "font-variant-ligatures:no-common-ligatures",
            ),
            _rule(
                "section",
                "position:relative",
                f"left:{run.offset_right:g}mm",
                f"top:{run.offset_down:g}mm",
                "width:297rem",
                "height:209.9rem",
                "break-after:page",
            ),
            "section:last-child{break-after:auto}",
            "p{position:absolute;white-space:pre}",
            ".background{position:absolute;left:0;top:0;width:297rem;height:210rem}",
            _rule(
                ".emblem",
                "position:absolute",
                f"left:{slot.x - slot.disc / 2:g}rem",
                f"top:{slot.y - slot.disc / 2:g}rem",
                f"width:{slot.disc:g}rem",
                f"height:{slot.disc:g}rem",
                "border-radius:50%",
                "background:#fff",
            ),
            _rule(
                ".emblem img",
                "display:block",
                f"width:{slot.image:g}rem",
                f"height:{slot.image:g}rem",
                f"margin:{(slot.disc - slot.image) / 2:g}rem",
                "object-fit:contain",
            ),
            *_role_rules(run, look),
        ]
    )


def _rule(selector: str, *declarations: str) -> str:
    return f"{selector}{{{';'.join(declarations)}}}"


def _role_rules(run: CertificateRun, look: Design) -> Iterable[str]:
    for name, role in look.roles.items():
        ink = "ink" if run.is_mono else role.colour
        rules = [f"font-weight:{role.weight}", f"font-style:{role.style}", f"color:{look.palette[ink]}"]
        if role.kerned:
            rules.append("font-kerning:normal")
        if role.tracking:
            rules.append(f"letter-spacing:{role.tracking:g}em")
        if role.optical_size:
            rules.append(f'font-variation-settings:"opsz" {role.optical_size:g}')
        if name == "address":
            rules += [
                f'font-family:"{role.family}"',
                f"font-size:{role.share:g}em",
                "line-height:0",
                f"margin-right:{role.gap / role.share:g}em",
            ]
            if not role.kerned:
                rules.append("font-kerning:none")
        yield _rule(".recipient i" if name == "address" else f".{name}", *rules)
