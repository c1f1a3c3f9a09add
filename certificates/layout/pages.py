"""The HTML and the style sheet of certificates: absolutely placed single lines, nothing left for the engine to decide.

Every line stands alone at a computed height, because resolving styles and centring boxes was two thirds of the time
of a run. All lengths are mm of the sheet. All text is escaped here and nowhere else. A ground that is a PDF cannot be
part of an HTML page: whoever puts layers together lays it under them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from certificates.layout.designs import Role
from certificates.layout.grounds import ground_picture
from certificates.layout.placing import PlacedLine, address_role, common_lines, role_of, sheet_lines, sheet_marks
from certificates.layout.sheets import CertificateRun, CertificateSheet, Layer
from certificates.values import Rect

BACKGROUND, EMBLEM = "background", "emblem"
PX = 96 / 25.4
"""CSS pixels in a mm."""


@dataclass(frozen=True)
class PageSet:
    """Pages ready for the renderer: HTML, the rules of their lines, and the families they need."""

    html: str
    css: str
    families: tuple[str, ...]


def picture_page(run: CertificateRun) -> PageSet:
    """Return one page with the drawing and the emblem of a run, without a word.

    It says nothing of the layout's fields, so that all layouts with the same pictures have the same page.
    """
    html = f'<!doctype html><html lang="vi"><title>-</title><body><section>{_pictures(run)}</section></body></html>'
    return PageSet(html, "\n".join(_paper_rules(run)), ())


def single_pages(run: CertificateRun, sheets: Sequence[CertificateSheet]) -> PageSet:
    """Return whole certificates, drawing and all words on every page: what a document of its own looks like."""
    shared, pictures = common_lines(run), _pictures(run)
    return page_set(
        run,
        [([*shared, *sheet_lines(run, sheet)], pictures + _marks(sheet_marks(run, sheet))) for sheet in sheets],
    )


def assets(run: CertificateRun) -> dict[str, tuple[bytes, str]]:
    """Return the pictures that the pages of `run` may name."""
    found = {}
    ground = ground_picture(run)
    if ground and run.layer == Layer.FULL:
        found[BACKGROUND] = (ground.content, ground.mime)
    if _has_emblem(run):
        found[EMBLEM] = (run.emblem.content, run.emblem.mime)
    return found


def _has_emblem(run: CertificateRun) -> bool:
    """Say whether the office's emblem is printed: there is a picture, a slot, and no blank that carries it."""
    return run.emblem is not None and run.layout.emblem is not None and run.layer != Layer.TITLED


def _pictures(run: CertificateRun) -> str:
    """Return the ground (full design only) and the office's emblem (unless the blank has one)."""
    ground = ground_picture(run) if run.layer == Layer.FULL else None
    drawing = f'<img class="background" src="asset:{BACKGROUND}" alt="">' if ground else ""
    return f'{drawing}<div class="emblem"><img src="asset:{EMBLEM}" alt=""></div>' if _has_emblem(run) else drawing


def _marks(marks: Sequence[Rect]) -> str:
    """Return black rectangles as one drawing in mm."""
    if not marks:
        return ""
    left, top = min(mark.x for mark in marks), min(mark.y for mark in marks)
    width = max(mark.x + mark.width for mark in marks) - left
    height = max(mark.y + mark.height for mark in marks) - top
    path = "".join(
        f"M{mark.x - left:.3f} {mark.y - top:.3f}h{mark.width:.3f}v{mark.height:.3f}h-{mark.width:.3f}Z"
        for mark in marks
    )
    return (
        f'<svg class="marks" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.3f} {height:.3f}" '
        f'style="left:{left:.3f}mm;top:{top:.3f}mm;width:{width:.3f}mm;height:{height:.3f}mm">'
        f'<path d="{path}"/></svg>'
    )


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
    return PageSet(html, css + rules, families(run, lines))


def families(run: CertificateRun, lines: Iterable[PlacedLine]) -> tuple[str, ...]:
    """Return the families that the layout names first and those that `lines` need, each once, always in one order."""
    named = dict.fromkeys(field.family for field in run.layout.fields)
    named[run.layout.address.family] = None
    return tuple({**named, **dict.fromkeys(sorted({line.family for line in lines}))})


def _kind(line: PlacedLine) -> tuple:
    """What lines of one class share: everything about their place and size."""
    box = round(line.top, 3), line.left, line.width, line.is_centred, line.is_right
    return line.role.name, line.family, line.size, *box


def _placing(line: PlacedLine) -> str:
    """Return the rules of one kind. Tracking also follows the last letter, so the line starts as much later."""
    after = line.role.tracking * line.size
    rules = [
        f'font-family:"{line.family}"',
        f"font-size:{line.size:.3f}mm",
        f"line-height:{line.size:.3f}mm",
        f"top:{line.top:.3f}mm",
        f"left:{line.left + (after if line.is_right else 0):.3f}mm",
        f"width:{line.width:.3f}mm",
    ]
    if axes := line.role.face(line.family).other_axes:  # unnamed, they leave a bold name in the regular cut
        rules.append("font-variation-settings:" + ",".join(f'"{tag}" {value:g}' for tag, value in axes.items()))
    if line.is_centred:
        rules += ["text-align:center", f"text-indent:{line.role.tracking:g}em"]
    elif line.is_right:
        rules.append("text-align:right")
    return ";".join(rules)


def _paragraph(line: PlacedLine, kinds: dict[tuple, str]) -> str:
    address = f"<i>{escape(line.address)}</i> " if line.address else ""
    return f'<p class="{line.role.name} {kinds[_kind(line)]}">{address}{escape(line.text)}</p>'


def stylesheet(run: CertificateRun) -> str:
    """Return the rules that hold for a whole run: paper, the printer's correction and how each field is set."""
    return "\n".join(
        [
            *_paper_rules(run),
            "p{margin:0;position:absolute;white-space:pre}",
            _rule(
                "body",
                "font-variant-numeric:lining-nums",
                "font-kerning:none",
                "font-variant-ligatures:no-common-ligatures",
            ),
            ".marks{position:absolute}",
            *_role_rules(run),
        ]
    )


def _paper_rules(run: CertificateRun) -> Iterable[str]:
    """Yield the rules of the sheet and of the pictures on it."""
    width, height = run.size_mm
    a, b, c, d, right, down = run.transform
    yield f"@page{{size:{width:g}mm {height:g}mm;margin:0}}"
    yield "body{margin:0}"
    yield _rule(
        "section",
        "position:relative",
        f"width:{width:g}mm",
        f"height:{height - 0.1:g}mm",
        "transform-origin:0 0",
        f"transform:matrix({a:.7f},{b:.7f},{c:.7f},{d:.7f},{right * PX:.5f},{down * PX:.5f})",
        "break-after:page",
    )
    yield "section:last-child{break-after:auto}"
    yield from _picture_rules(run)


def _rule(selector: str, *declarations: str) -> str:
    return f"{selector}{{{';'.join(declarations)}}}"


def _box(x: float, y: float, width: float, height: float) -> tuple[str, ...]:
    return "position:absolute", f"left:{x:g}mm", f"top:{y:g}mm", f"width:{width:g}mm", f"height:{height:g}mm"


def _picture_rules(run: CertificateRun) -> Iterable[str]:
    if ground := ground_picture(run):
        area = ground.area
        yield _rule(".background", *_box(area.x, area.y, area.width, area.height), "object-fit:contain")
    if _has_emblem(run):
        slot = run.layout.emblem
        corner = (slot.x - slot.disc / 2, slot.y - slot.disc / 2)
        yield _rule(".emblem", *_box(*corner, slot.disc, slot.disc), "border-radius:50%", "background:#fff")
        size = min(slot.disc, slot.image)
        yield _rule(
            ".emblem img",
            "display:block",
            f"width:{size:g}mm",
            f"height:{size:g}mm",
            f"margin:{(slot.disc - size) / 2:g}mm",
            "object-fit:contain",
        )


def _role_rules(run: CertificateRun) -> Iterable[str]:
    for field in run.layout.fields:
        yield _rule(f".{field.key}", *_face_rules(role_of(field, run)))
    role = address_role(run)
    yield _rule(
        ".recipient i",
        *_face_rules(role),
        f'font-family:"{role.family}"',
        f"font-size:{role.share:g}em",
        "line-height:0",
        f"margin-right:{role.gap / role.share:g}em",
        *([] if role.kerned else ["font-kerning:none"]),
    )


def _face_rules(role: Role) -> Iterable[str]:
    yield from (f"font-weight:{role.weight}", f"font-style:{role.style}", f"color:{role.colour}")
    if role.kerned:
        yield "font-kerning:normal"
    if role.tracking:
        yield f"letter-spacing:{role.tracking:g}em"
    if role.optical_size:
        yield f'font-variation-settings:"opsz" {role.optical_size:g}'
