"""The same certificates by the way offices know: a mail-merged document, converted to PDF by LibreOffice.

LibreOffice is only compared with; where it is not installed the figures say so. The document is flat OpenDocument text,
one page for each recipient, the words of each line where a line ends in ours, in the same fonts and sizes, without the
drawing.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from html import escape
from pathlib import Path

from certificates.layout.placing import PlacedLine, common_lines, sheet_lines
from certificates.layout.sheets import CertificateRun, CertificateSheet
from documents.fonts import font_files

MISSING = "LibreOffice is not installed"
PATIENCE = 300
"""Seconds after which a conversion is given up."""
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in (("office", "office"), ("style", "style"), ("text", "text"), ("fo", "xsl-fo-compatible"))
)


def office_seconds(run: CertificateRun, sheets: Sequence[CertificateSheet], folder: Path) -> float:
    """Return how long LibreOffice takes for the whole document, started once before; 0 where it is not installed."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return 0.0
    environment = os.environ | {"FONTCONFIG_FILE": str(_fonts(run, folder)), "HOME": str(folder)}
    source = folder / "tron-thu.fodt"
    for many in (sheets[:1], sheets):
        source.write_text(merged(run, many), encoding="utf-8")
        began = time.perf_counter()
        command = [program, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf"]
        subprocess.run(
            [*command, "--outdir", str(folder), str(source)],
            env=environment, check=True, capture_output=True, timeout=PATIENCE,
        )  # fmt: skip
        seconds = time.perf_counter() - began
    return seconds if source.with_suffix(".pdf").is_file() else 0.0


def _fonts(run: CertificateRun, folder: Path) -> Path:
    """Show LibreOffice the families of the layout besides those of the machine."""
    families = {field.family for field in run.layout.fields}
    folders = sorted({str(file.path.parent) for family in families for file in font_files(family)})
    path = folder / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        + "".join(f"<dir>{escape(name)}</dir>" for name in folders)
        + f'<cachedir>{folder}/fontcache</cachedir><include ignore_missing="yes">/etc/fonts/fonts.conf</include></fontconfig>',
        encoding="utf-8",
    )
    return path


def merged(run: CertificateRun, sheets: Sequence[CertificateSheet]) -> str:
    """Return the mail-merged document as flat OpenDocument text."""
    pages = [sorted([*common_lines(run), *sheet_lines(run, sheet)], key=lambda line: line.baseline) for sheet in sheets]
    kinds = {
        kind: f"P{place}"
        for place, kind in enumerate(dict.fromkeys(map(_kind, (each for page in pages for each in page))))
    }
    styles = "".join(_style(name, kind, starts=starts) for kind, name in kinds.items() for starts in (False, True))
    body = "".join(_page(page, kinds) for page in pages)
    width, height = run.size_mm
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} office:version="1.2" '
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:automatic-styles>'
        f'<style:page-layout style:name="S"><style:page-layout-properties fo:page-width="{width:g}mm" '
        f'fo:page-height="{height:g}mm" fo:margin="15mm"/></style:page-layout>{styles}</office:automatic-styles>'
        '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="S"/></office:master-styles>'
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    )


def _kind(line: PlacedLine) -> tuple:
    role = line.role
    return line.family, role.weight, role.style, line.size, role.colour, line.is_centred


def _style(name: str, kind: tuple, *, starts: bool) -> str:
    family, weight, style, size, colour, is_centred = kind
    before = ' fo:break-before="page"' if starts else ""
    return (
        f'<style:style style:name="{name}{"n" if starts else ""}" style:family="paragraph">'
        f'<style:paragraph-properties fo:text-align="{"center" if is_centred else "start"}"{before}/>'
        f'<style:text-properties fo:font-family="{escape(family)}" fo:font-weight="{"bold" if weight > 500 else "normal"}" '
        f'fo:font-style="{style}" fo:font-size="{size * 72 / 25.4:.2f}pt" fo:color="{colour}"/></style:style>'
    )


def _page(lines: Sequence[PlacedLine], kinds: dict[tuple, str]) -> str:
    rows = []
    for place, line in enumerate(lines):
        words = escape(f"{line.address} {line.text}" if line.address else line.text)
        rows.append(f'<text:p text:style-name="{kinds[_kind(line)]}{"" if place else "n"}">{words}</text:p>')
    return "".join(rows)
