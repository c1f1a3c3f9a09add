"""Every sheet set as the printer will: letters, room, empty fields, the area of the seal."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from unicodedata import is_normalized

from documents.models import DecisionLine

from ..codes import check_url
from ..layout.ink import common_ink_in_seal, own_ink_in_seal
from ..layout.placing import REFUSALS, PlacedLine, sheet_lines, sheet_marks
from ..layout.sheets import CertificateRefused, CertificateRun, CertificateSheet
from ..layout.spec import Key
from ..printing.jobs import SAMPLE_CODE, Job
from ..rules import ABOUT_HOW, BLOCK, LOOK, PASS, Check
from ..services.kept import KeptFileLost
from .naming import MOST_NAMED, all_named

FIELDS = {
    Key.HEADING: "tiêu ngữ",
    Key.MOTTO: "tiêu ngữ",
    Key.AWARDER: "cơ quan khen",
    Key.GIVES: "chữ Tặng",
    Key.TITLE: "tên hình thức khen",
    Key.RECIPIENT: "tên người, tập thể",
    Key.UNIT: "chức vụ, đơn vị",
    Key.ACHIEVEMENT: "lời khen",
    Key.DATE: "địa danh, ngày tháng",
    Key.AUTHORITY: "thẩm quyền ký",
    Key.POSITION: "chức vụ người ký",
    Key.SIGNER: "tên người ký",
    Key.DECISION: "số quyết định",
    Key.DECISION_DATE: "ngày quyết định",
    Key.REGISTER: "số vào sổ",
    Key.CODE: "mã tra cứu",
    "qr": "mã QR",
    "emblem": "hình biểu trưng",
}


@dataclass
class _Found:
    """What came out while the sheets were set."""

    refused: list[Check] = field(default_factory=list)
    two_rows: list[DecisionLine] = field(default_factory=list)
    borrowed: list[DecisionLine] = field(default_factory=list)
    sealed: dict[str, list[DecisionLine]] = field(default_factory=dict)
    runs: dict[int, "_Common"] = field(default_factory=dict)
    """By the identity of the run: sheets share the object, and comparing layouts takes longer than setting a sheet."""
    codes: set[tuple[int, int]] = field(default_factory=set)
    """Run and length of an address whose QR code has modules large enough: drawing one takes longer than setting a sheet."""


@dataclass(frozen=True)
class _Common:
    """What is to be said about the words that all sheets of a run share; `why_not` is empty when they can be set."""

    run: CertificateRun
    why_not: str
    sealed: Sequence[str] = ()


def checks(job: Job) -> list[Check]:
    """Return what is to be said about the words of all sheets."""
    found = _Found()
    for line in job.lines:
        _set(job, line, found)
    refused = [*_common(found), *found.refused]
    return [
        *_shortened(refused),
        *([] if refused else [Check(PASS, "Đủ chữ cái, chữ nằm trong khung", f"Đã dàn thử {_all(job)} giấy.")]),
        *_seal(found, is_fine=not refused),
        _long_names(found.two_rows),
        *_borrowed(found.borrowed),
        *_code(job),
        *_empty(job.lines),
        *_composed(job.lines),
    ]


def _all(job: Job) -> str:
    return f"{len(job.lines)}/{len(job.lines)}"


def _set(job: Job, line: DecisionLine, found: _Found) -> None:
    """Set one sheet without printing it and note what is to be said about it."""
    try:
        run, sheet = job.printed(line)
    except (CertificateRefused, KeptFileLost) as refusal:
        found.refused.append(Check(BLOCK, "Đủ chữ để in", f"Dòng {line.position}: {refusal}", line))
        return
    common = _common_of(run, found)
    if common.why_not:
        return
    try:
        placed = sheet_lines(run, sheet)
        _try_code(run, sheet, found)
        sealed = own_ink_in_seal(run, sheet, placed)
    except REFUSALS as refusal:
        rule = "Đủ chữ cái trong phông" if isinstance(refusal, CertificateRefused) else "Chữ nằm trong khung"
        found.refused.append(Check(BLOCK, rule, f"Dòng {line.position}: {refusal}", line))
        return
    _look_at(line, placed, found)
    for key in dict.fromkeys((*common.sealed, *sealed)):
        found.sealed.setdefault(key, []).append(line)


def _common_of(run: CertificateRun, found: _Found) -> _Common:
    """Return what the sheets of a run share; it is set once for each run."""
    if id(run) not in found.runs:
        try:
            found.runs[id(run)] = _Common(run, "", common_ink_in_seal(run))
        except REFUSALS as refusal:
            found.runs[id(run)] = _Common(run, str(refusal))
    return found.runs[id(run)]


def _try_code(run: CertificateRun, sheet: CertificateSheet, found: _Found) -> None:
    """Draw the QR code of the first sheet of a run: how large its modules are depends on the length of the address."""
    key = id(run), len(sheet.check_url)
    if key not in found.codes:
        sheet_marks(run, sheet)
        found.codes.add(key)


def _common(found: _Found) -> list[Check]:
    reasons = dict.fromkeys(common.why_not for common in found.runs.values() if common.why_not)
    return [Check(BLOCK, "Phần chung của cả lô", reason) for reason in reasons]


def _look_at(line: DecisionLine, placed: Sequence[PlacedLine], found: _Found) -> None:
    if sum(row.role.name == Key.RECIPIENT for row in placed) > 1:
        found.two_rows.append(line)
    if any(row.family != row.role.family for row in placed):
        found.borrowed.append(line)


def _shortened(refused: list[Check]) -> list[Check]:
    rest = len(refused) - MOST_NAMED
    if rest <= 0:
        return refused
    return [
        *refused[:MOST_NAMED],
        Check(
            BLOCK,
            "Còn chỗ khác chưa in được",
            f"Còn {rest} giấy khác chưa in được. Đồng chí sửa các chỗ trên rồi kiểm tra lại.",
        ),
    ]


def _seal(found: _Found, *, is_fine: bool) -> list[Check]:
    rule = "Chỗ ký và đóng dấu"
    if found.sealed:
        return [
            Check(
                BLOCK,
                rule,
                f"{_field(key).capitalize()} in vào chỗ ký và đóng dấu ({all_named(lines)}). "
                "Đồng chí sửa bố cục để chừa trống chỗ này.",
                lines[0],
                ABOUT_HOW,
            )
            for key, lines in found.sealed.items()
        ]
    return [Check(PASS, rule, "Để trống trên mọi giấy.")] if is_fine else []


def _field(key: str) -> str:
    return FIELDS.get(key, "dòng chữ thêm")


def _long_names(lines: list[DecisionLine]) -> Check:
    if not lines:
        return Check(PASS, "Tên dài", "Mọi tên nằm gọn trên một hàng.")
    fact = f"{all_named(lines)} xuống hai hàng, vẫn trong khung. Đồng chí xem thử giấy này."
    return Check(LOOK, "Tên dài", fact, lines[0])


def _borrowed(lines: list[DecisionLine]) -> list[Check]:
    if not lines:
        return []
    fact = f"{all_named(lines)} có chữ cái mà phông của mẫu không có, nên in bằng phông thay thế. Đồng chí xem thử giấy này."
    return [Check(LOOK, "Phông thay thế", fact, lines[0])]


def _code(job: Job) -> list[Check]:
    """A QR code without an address to lead to is left out; certificates are good without it, so nobody is stopped."""
    kinds = {line.recipient_kind for line in job.lines if job.certificate(line) is None}
    specs = [job.layouts[kind].spec for kind in sorted(kinds)]
    if check_url(SAMPLE_CODE) or not any(spec.qr for spec in specs):
        return []
    fields = [spec.field(Key.CODE) for spec in specs]
    rest = "; mã chữ vẫn in" if all(field and field.is_shown for field in fields) else ""
    fact = f"Mã QR chưa in vì chưa khai báo địa chỉ trang tra cứu{rest}. Người quản trị khai báo rồi thì giấy cấp sau có mã."
    return [Check(PASS, "Mã QR", fact)]


def _empty(lines: Sequence[DecisionLine]) -> list[Check]:
    """People are printed with their position and unit; collectives may do without."""
    found = [line for line in lines if line.recipient_kind == "individual" and not line.unit_text.strip()]
    if not found:
        return []
    fact = f"{all_named(found)} chưa có chức vụ, đơn vị nên chỗ đó trên giấy để trống. Đồng chí xem lại."
    return [Check(LOOK, "Chỗ để trống", fact, found[0])]


def _composed(lines: Sequence[DecisionLine]) -> list[Check]:
    """Letters and their marks as one sign each (Unicode NFC), or else some programs show the marks beside the letters."""
    found = [line for line in lines if not is_normalized("NFC", f"{line.name}{line.unit_text}{line.citation}")]
    if not found:
        return []
    fact = f"{all_named(found)} có chữ và dấu lưu rời nhau (không đúng Unicode dựng sẵn); khi in máy đã ghép lại. Đồng chí xem kỹ dấu trên giấy này."
    return [Check(LOOK, "Dấu tiếng Việt", fact, found[0])]
