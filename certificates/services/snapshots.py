"""Every word of a certificate as JSON and back. What was frozen is read back from here, never from live data.

A snapshot says what the certificate is, not how one printer was fed: the layer, the shifts and the calibration of a run
are left out, so the kept PDF is always the full design at true size. Layout and background are frozen beside it.
"""

import hashlib
import json
from dataclasses import asdict, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..layout.emblems import Emblem
from ..layout.grounds import design_drawing
from ..layout.sheets import CertificateRun, CertificateSheet, GroundFile, Layer, Paper
from ..layout.spec import LayoutSpec
from ..models import Background, FrozenLayout, IssuedCertificate
from .backgrounds import mime_of
from .kept import KeptFileLost, digest, keep, read_kept, stamp

SCHEMA = 1
BESIDE = ("spec", "own_ground")
"""What FrozenLayout holds."""
OF_A_PRINTER = ("layer", "offset_right", "offset_down", "scale_x", "scale_y", "rotation")
EMBLEM_ENDINGS = {"image/svg+xml": ".svg", "image/png": ".png", "image/jpeg": ".jpg"}


def canonical_sha256(data: Any) -> str:
    """Return the hash of the canonical JSON of `data`: sorted keys, no spaces, UTF-8."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def freeze_facts(run: CertificateRun, sheet: CertificateSheet, layout: FrozenLayout) -> dict[str, Any]:
    """Return every word of the sheet and of the run as JSON data; an emblem is kept as a file under its hash."""
    facts = {
        field.name: getattr(run, field.name) for field in fields(run) if field.name not in (*BESIDE, *OF_A_PRINTER)
    }
    facts["emblem"] = _keep_emblem(run.emblem)
    facts["paper"] = str(run.paper)
    whole = {"schema": SCHEMA, "layout": layout.sha256, "run": facts, "sheet": asdict(sheet)}
    return json.loads(json.dumps(whole))


def words_of_row(run: CertificateRun, sheet: CertificateSheet) -> dict[str, str]:
    """Return what a row of the register says beside its snapshot, by the names of its columns: what lists and the check
    page show.
    """
    return {
        "code": sheet.code,
        "register_text": sheet.register_number,
        "recipient_kind": sheet.kind,
        "address": sheet.form_of_address,
        "recipient_name": sheet.name,
        "unit_text": sheet.unit,
        "citation": sheet.achievement,
        "decision_number": run.decision_number,
    }


def columns_that_differ(issued: IssuedCertificate) -> list[str]:
    """Return what those columns are called that no longer say what the frozen words say. Raises as certificate_facts()."""
    wanted = words_of_row(*certificate_facts(issued))
    columns = [(issued._meta.get_field(name), value) for name, value in wanted.items()]
    return [
        str(column.verbose_name)
        for column, value in columns
        if getattr(issued, column.name) != column.get_prep_value(value)
    ]


def certificate_facts(issued: IssuedCertificate) -> tuple[CertificateRun, CertificateSheet]:
    """Return run and sheet of an issued certificate exactly as frozen.

    Raises KeptFileLost when the snapshot, the layout, the background or the emblem is not what was frozen.
    """
    if canonical_sha256(issued.snapshot) != issued.snapshot_sha256:
        raise KeptFileLost(
            f"Nội dung đã lưu của {issued} không còn đúng như lúc cấp. Đồng chí báo người phụ trách kỹ thuật."
        )
    layout = issued.layout.canonical
    if not _spec_of(layout).sha256 == issued.layout.sha256 == issued.snapshot["layout"]:
        raise KeptFileLost(
            f"Bố cục đã lưu của {issued} không còn đúng như lúc cấp. Đồng chí báo người phụ trách kỹ thuật."
        )
    facts = issued.snapshot["run"]
    emblem, ground = _read_emblem(facts["emblem"]), _read_ground(issued.layout.background)
    run = _run_of(json.dumps(facts, sort_keys=True), layout, emblem, ground)
    return run, CertificateSheet(**issued.snapshot["sheet"])


@lru_cache(maxsize=16)
def _run_of(facts: str, layout: str, emblem: Emblem | None, ground: GroundFile | None) -> CertificateRun:
    """Return a run from its frozen words; certificates that share all of them share the object."""
    words = json.loads(facts)
    words |= {"authority_lines": tuple(words["authority_lines"]), "paper": Paper(words["paper"]), "layer": Layer.FULL}
    return CertificateRun(**words | {"emblem": emblem, "spec": _spec_of(layout), "own_ground": ground})


def drawing_sha256(layout: FrozenLayout) -> str:
    """Return the hash of the shipped drawing that lies under a layout as it is drawn today; "" when none does."""
    ground = layout.spec["ground"]
    if ground["kind"] != "design":
        return ""
    area = ground["area"] or {"width": layout.spec["width_mm"], "height": layout.spec["height_mm"]}
    return _drawing_sha256(ground["code"], area["width"], area["height"])


@lru_cache(maxsize=64)
def _drawing_sha256(code: str, width: float, height: float) -> str:
    return digest(design_drawing(code, width, height))


def _emblem_path(sha256: str, mime: str) -> str:
    return str(Path("certificates") / "emblems" / f"{sha256}{EMBLEM_ENDINGS[mime]}")


def _keep_emblem(emblem: Emblem | None) -> dict[str, str] | None:
    if emblem is None:
        return None
    sha256 = digest(emblem.content)
    keep(emblem.content, _emblem_path(sha256, emblem.mime))
    return {"sha256": sha256, "mime": emblem.mime}


def _read_emblem(kept: dict[str, str] | None) -> Emblem | None:
    if kept is None:
        return None
    name = _emblem_path(kept["sha256"], kept["mime"])
    return _emblem_of(name, kept["sha256"], kept["mime"], stamp(name))


@lru_cache(maxsize=4)
def _emblem_of(name: str, sha256: str, mime: str, _stamp: tuple[int, int]) -> Emblem:
    """Return an emblem, read again only when its file was touched: a run asks for the same one for each sheet."""
    return Emblem(read_kept(name, sha256), mime)


def _read_ground(background: Background | None) -> GroundFile | None:
    if background is None:
        return None
    return _ground_of(background.file.name, background.sha256)


@lru_cache(maxsize=2)
def _ground_of(name: str, sha256: str) -> GroundFile:
    """Return a background whose hash was right when this process read it: a run asks for the same one for each sheet."""
    content = read_kept(name, sha256)
    return GroundFile(content=content, mime=mime_of(content))


@lru_cache(maxsize=32)
def _spec_of(text: str) -> LayoutSpec:
    """Return a layout, the same object for the same text."""
    return LayoutSpec.from_json(json.loads(text))
