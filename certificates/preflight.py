"""The check before printing: what stops a run, what deserves a look, and the facts behind both."""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.models import Decision, DecisionLine, NumberState
from vietnamese.dates import short_date

from .layout.placing import REFUSALS, common_lines, sheet_lines
from .layout.sheets import CertificateRefused, CertificateRun, CertificateSheet
from .models import PrintMode
from .printing import PrintSettings, certificate_run, certificate_sheet
from .rules import BLOCK, LOOK, PASS, Check

MOST_NAMED = 5


@dataclass(frozen=True)
class Printed:
    """A recipient with the sheet that will be printed."""

    line: DecisionLine
    sheet: CertificateSheet


def examine(decision: Decision, lines: Sequence[DecisionLine], settings: PrintSettings) -> list[Check]:
    """Return what speaks for and against printing, worst first. Nothing is printed while one check says block."""
    try:
        run = certificate_run(decision, settings)
        common_lines(run)
    except REFUSALS as refusal:
        return [Check(BLOCK, "Phần chữ chung của cả lô", str(refusal))]
    printed, incomplete = _sheets(lines)
    checks = [
        *incomplete,
        *_settable(run, printed),
        _number(decision, settings),
        _frozen(lines),
        _registers(lines),
        _shift(settings),
    ]
    return sorted(checks, key=lambda check: (BLOCK, LOOK, PASS).index(check.result))


def _sheets(lines: Sequence[DecisionLine]) -> tuple[list[Printed], list[Check]]:
    printed, refused = [], []
    for line in lines:
        try:
            printed.append(Printed(line, certificate_sheet(line)))
        except CertificateRefused as refusal:
            refused.append(Check(BLOCK, "Đủ chữ để in", f"Dòng {line.position}: {refusal}", line))
    return printed, refused


def _settable(run: CertificateRun, printed: Sequence[Printed]) -> list[Check]:
    """Set every sheet as the printer will, without printing: letters that no font has, words that do not fit, long names."""
    refused: list[Check] = []
    two_rows: list[str] = []
    borrowed: list[str] = []
    for each in printed:
        try:
            placed = sheet_lines(run, each.sheet)
        except CertificateRefused as refusal:
            refused.append(Check(BLOCK, "Đủ chữ cái trong phông", f"Dòng {each.line.position}: {refusal}", each.line))
            continue
        except REFUSALS as refusal:
            refused.append(Check(BLOCK, "Chữ nằm trong khung", f"Dòng {each.line.position}: {refusal}", each.line))
            continue
        if sum(row.role.name == "recipient" for row in placed) > 1:
            two_rows.append(_named(each))
        if any(row.family != row.role.family for row in placed):
            borrowed.append(_named(each))
    return [*_shortened(refused), *_fitting(refused, len(printed)), _long_names(two_rows), *_borrowed(borrowed)]


def _named(each: Printed) -> str:
    return f"{each.sheet.name} (dòng {each.line.position})"


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


def _fitting(refused: list[Check], count: int) -> list[Check]:
    if refused:
        return []
    return [Check(PASS, "Đủ chữ cái, chữ nằm trong khung", f"Đã dàn thử {count}/{count} giấy.")]


def _long_names(names: list[str]) -> Check:
    if not names:
        return Check(PASS, "Tên dài", "Mọi tên nằm gọn trên một hàng.")
    return Check(LOOK, "Tên dài", f"{_several(names)} xuống hai hàng, vẫn trong khung. Đồng chí xem thử giấy này.")


def _borrowed(names: list[str]) -> list[Check]:
    if not names:
        return []
    return [
        Check(
            LOOK,
            "Phông thay thế",
            f"{_several(names)} có chữ cái mà phông của mẫu không có, nên in bằng phông thay thế. Đồng chí xem thử giấy này.",
        )
    ]


def _several(names: list[str]) -> str:
    rest = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" và {rest} tên khác" if rest > 0 else "")


def _number(decision: Decision, settings: PrintSettings) -> Check:
    """The number is the one that was taken and is not voided; the day on the sheet is that of the signature, or later."""
    rule = "Số, ngày quyết định"
    number = decision.number
    if number is None or number.state == NumberState.VOIDED or number.text != decision.number_text:
        return Check(BLOCK, rule, "Số trên quyết định không khớp sổ số văn bản. Đồng chí gọi người quản trị.")
    dated = settings.dated_on or decision.signed_on
    fact = f"Số {decision.number_text}, ngày {short_date(decision.signed_on)}"
    if dated < decision.signed_on:
        return Check(
            BLOCK,
            rule,
            f"{fact}; ngày ghi trên giấy ({short_date(dated)}) trước ngày ký. Đồng chí sửa ngày ghi trên giấy.",
        )
    if dated != decision.signed_on:
        return Check(LOOK, rule, f"{fact}; giấy ghi ngày {short_date(dated)}, khác ngày ký quyết định.")
    return Check(PASS, rule, f"{fact}, khớp sổ số văn bản và ngày ghi trên giấy.")


def _frozen(lines: Sequence[DecisionLine]) -> Check:
    """What is printed is what was registered when the decision got its number."""
    rule = "Tên và lời khen"
    changed = [
        line
        for line in lines
        if line.award is None
        or (line.name, line.unit_text, line.citation, line.address)
        != (line.award.recipient_name, line.award.unit_text, line.award.citation, line.award.address)
    ]
    if changed:
        names = _several([f"{line.name} (dòng {line.position})" for line in changed])
        return Check(BLOCK, rule, f"{names} khác với khi ghi số quyết định. Đồng chí gọi người quản trị.", changed[0])
    return Check(PASS, rule, f"{len(lines)}/{len(lines)} dòng đúng như khi ghi số quyết định.")


def _registers(lines: Sequence[DecisionLine]) -> Check:
    rule = "Số vào sổ khen thưởng"
    missing = [line.name for line in lines if line.register is None]
    if missing:
        return Check(BLOCK, rule, f"{_several(missing)} chưa có số vào sổ. Đồng chí gọi người quản trị.")
    values = [line.register.value for line in lines]
    doubled = sorted({value for value in values if values.count(value) > 1}) if len(set(values)) != len(values) else []
    if doubled:
        return Check(
            BLOCK, rule, f"Số {', '.join(map(str, doubled))} dùng cho nhiều người. Đồng chí gọi người quản trị."
        )
    if len(values) == 1:
        return Check(PASS, rule, f"Số {values[0]}.")
    return Check(PASS, rule, f"Từ {min(values)} đến {max(values)}, không trùng.")


def _shift(settings: PrintSettings) -> Check:
    rule = "Canh phôi"
    shift = f"dịch ngang {_mm(settings.shift_x_mm)}, dịch dọc {_mm(settings.shift_y_mm)}"
    if settings.mode == PrintMode.FULL:
        return Check(PASS, rule, f"In cả khung nên chữ luôn đúng chỗ trong khung ({shift}).")
    if not settings.shift_x_mm and not settings.shift_y_mm:
        return Check(
            LOOK, rule, "In chữ lên phôi mà chưa bù lệch máy in. Đồng chí in tờ căn chỉnh, đo rồi ghi độ dịch."
        )
    return Check(PASS, rule, f"Đã bù: {shift}.")


def _mm(value) -> str:
    return f"{value.normalize():f} mm".replace(".", ",")
