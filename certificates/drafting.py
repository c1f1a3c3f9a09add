"""A layout while it is being changed: whose words are tried on it, what it looks like with them, what breaks.

Nothing here is saved or numbered. The picture is drawn with the engine that prints, field by field, so that one field
that cannot be set is named while the others still show.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from documents.models import DecisionLine
from organizations.models import Unit
from organizations.queries import signers_on
from vietnamese.dates import long_date

from .layout import editing
from .layout.emblems import Emblem
from .layout.ink import ink_in_seal
from .layout.placing import REFUSALS, common_lines, sheet_lines
from .layout.sheets import HEADINGS, CertificateRun, CertificateSheet, GroundFile
from .layout.soundness import field_label
from .layout.spec import LayoutSpec
from .models import Background
from .pictures import word_groups
from .printing import certificate_sheet
from .queries.layouts import longest_words, newest_decision, sample_line
from .services.backgrounds import content_of, mime_of
from .services.emblems import emblem_of

SAMPLE, LONGEST = "mau", "dai"
CODE = "ABCDEFGHJKLM"
SOME_EMBLEM = Emblem(b"", "image/png")
"""Stands for the office's picture where only its place counts."""
LONG_NAME = {
    "individual": "Nguyễn Hoàng Phạm Thị Bích Phương Tường Khuyên",
    "collective": "Chi bộ Trường Phổ thông Dân tộc nội trú Trung học cơ sở và Trung học phổ thông số 2",
}
LONG_UNIT = "Ủy viên Ban Chấp hành Đảng bộ, Bí thư Chi bộ, Hiệu trưởng Trường Trung học phổ thông chuyên của tỉnh"
LONG_CITATION = (
    "Đã có thành tích xuất sắc trong học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh, góp phần hoàn thành "
    "xuất sắc nhiệm vụ chính trị của địa phương, cơ quan, đơn vị trong giai đoạn 2021 - 2026"
)


@dataclass(frozen=True)
class Tried:
    """A layout with somebody's words on it."""

    width: float
    height: float
    definitions: str
    groups: dict[str, str]
    """SVG of the words of each field, in mm of the sheet."""
    boxes: dict[str, tuple[float, float, float, float]]
    """What can be grasped: x, y, width and height in mm."""
    problems: list[str]
    """Sentences: what cannot be set, and what stands where the seal goes."""
    broken: list[str] = field(default_factory=list)
    """The fields that the problems are about."""
    placed: Sequence[tuple[str, float, float]] = ()
    """Key, size and baseline of each line."""


def sample_run(unit: Unit, form: str, spec: LayoutSpec, *, on: date) -> CertificateRun:
    """Return a run with the unit's own names: as on its newest decision of the form, else as the unit is on a day."""
    decision = newest_decision(unit, form)
    nature = unit.kind.nature if unit.kind.nature in HEADINGS else "state"
    run = CertificateRun.sample(form=form, nature=nature, spec=spec)
    if decision is not None:
        known = {
            "awarder": decision.decider_name,
            "decision_number": decision.number_text,
            "decision_date": long_date(decision.signed_on),
            "place_and_date": f"{decision.place}, {long_date(decision.signed_on)}",
            "authority_lines": tuple(decision.authority_lines.splitlines()),
            "position": decision.signer_position,
            "signer": decision.signer_name,
        }
    else:
        signer = signers_on(unit, on).first()
        known = {
            "awarder": unit.standing_committee_name or unit.organ_name or unit.name,
            "decision_number": f"45-QĐ/{unit.symbol}" if unit.symbol else "",
            "decision_date": long_date(on),
            "place_and_date": f"{unit.place}, {long_date(on)}" if unit.place else "",
        }
        if signer is not None:
            known |= {"authority_lines": tuple(signer.lines()), "position": signer.position, "signer": signer.full_name}
    return run.with_(**{name: words for name, words in known.items() if words})


def sample_sheet(unit: Unit, form: str, kind: str, choice: str) -> CertificateSheet:
    """Return whose words are tried: a made-up recipient, the longest of everything the unit had, or one real one.

    `choice` is SAMPLE, LONGEST or the key of a decision line; anything else is taken for SAMPLE.
    """
    made_up = replace(CertificateSheet.sample(kind), code=CODE)
    if choice == LONGEST:
        known = longest_words(unit, form, kind)
        return replace(
            made_up,
            name=known.get("name", LONG_NAME[kind]),
            unit=known.get("unit_text", LONG_UNIT if kind == "individual" else unit.name),
            achievement=known.get("citation", LONG_CITATION),
            register_number="1763",
        )
    line = (
        sample_line(unit, form, kind, int(choice))
        if choice.isascii() and choice.isdigit() and len(choice) < 15
        else None
    )
    return _real(line) if line else made_up


def _real(line: DecisionLine) -> CertificateSheet:
    sheet = certificate_sheet(line)
    return replace(sheet, code=CODE, register_number=sheet.register_number or "01")


def with_pictures(run: CertificateRun, background: Background | None) -> CertificateRun:
    """Return the run with the office's own ground and emblem, for printing one sheet on trial.

    Raises ActRefused and KeptFileLost when a picture is gone.
    """
    run = run.with_(emblem=emblem_of(run.layout))
    if background is None:
        return run
    content = content_of(background)
    return run.with_(own_ground=GroundFile(content, mime_of(content)))


def try_on(run: CertificateRun, sheet: CertificateSheet) -> Tried:
    """Return what the layout of `run` looks like with the words of `sheet`, and everything that is wrong with it."""
    spec = run.layout
    if spec.emblem and spec.emblem.sha256:
        run = run.with_(emblem=SOME_EMBLEM)
    whole, refused = _settable(run, sheet)
    lines = [*common_lines(whole), *sheet_lines(whole, sheet)]
    placed = [(line.role.name, line.size, line.baseline) for line in lines]
    definitions, groups = word_groups(lines)
    in_seal = ink_in_seal(whole, sheet)
    problems = [*refused.values(), *(_over_the_seal(key) for key in in_seal)]
    return Tried(
        spec.width_mm,
        spec.height_mm,
        definitions,
        groups,
        editing.boxes(spec, placed),
        list(dict.fromkeys(problems)),
        [*refused, *in_seal],
        placed,
    )


def _over_the_seal(key: str) -> str:
    return f"{field_label(key)} nằm trong chỗ ký và đóng dấu. Đồng chí kéo phần này ra ngoài khung gạch đứt màu đỏ."


def _settable(run: CertificateRun, sheet: CertificateSheet) -> tuple[CertificateRun, dict[str, str]]:
    """Return the run without the fields that cannot be set, and the reason for each of them by its key."""
    if _refusal(run, sheet) is None:
        return run, {}
    spec, refused = run.layout, {}
    for one in [each for each in spec.fields if each.is_shown]:
        alone = replace(
            spec, fields=tuple(replace(each, is_shown=each.is_shown and each.key == one.key) for each in spec.fields)
        )
        if reason := _refusal(run.with_(spec=alone), sheet):
            refused[one.key] = reason
    fields = tuple(replace(each, is_shown=each.is_shown and each.key not in refused) for each in spec.fields)
    rest = run.with_(spec=replace(spec, fields=fields))
    if reason := _refusal(rest, sheet):  # what only fails together: nothing of the recipient's own is shown then
        refused |= dict.fromkeys(editing.CITED, reason)
        fields = tuple(replace(each, is_shown=each.is_shown and each.key not in refused) for each in fields)
        rest = run.with_(spec=replace(spec, fields=fields))
    return rest, refused


def _refusal(run: CertificateRun, sheet: CertificateSheet) -> str | None:
    """Return why the sheet cannot be set, or None."""
    try:
        common_lines(run)
        sheet_lines(run, sheet)
    except REFUSALS as refusal:
        return str(refusal)
    return None
