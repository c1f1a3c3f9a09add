"""What each field of a layout says on a run and on a sheet."""

from collections.abc import Callable, Mapping

from certificates import codes
from certificates.layout.placeholders import OWN_PLACEHOLDERS, filled, placeholders_in
from certificates.layout.sheets import CertificateRun, CertificateSheet
from certificates.layout.spec import Field, Key

OWN_KEYS = frozenset({Key.GIVES, Key.RECIPIENT, Key.UNIT, Key.ACHIEVEMENT, Key.REGISTER, Key.CODE})
"""Fields that differ from sheet to sheet, besides free texts with placeholders that do."""
_OF_RUN: Mapping[str, Callable[[CertificateRun], str]] = {
    Key.HEADING: lambda run: run.heading[0],
    Key.MOTTO: lambda run: "".join(run.heading[1:]),
    Key.AWARDER: lambda run: run.awarder,
    Key.TITLE: lambda run: run.title,
    Key.DATE: lambda run: run.place_and_date,
    Key.AUTHORITY: lambda run: "\n".join(run.authority_lines),
    Key.POSITION: lambda run: run.position,
    Key.SIGNER: lambda run: run.signer,
    Key.DECISION: lambda run: f"Quyết định số {run.decision_number}",
    Key.DECISION_DATE: lambda run: run.decision_date,
}
_OF_SHEET: Mapping[str, Callable[[CertificateSheet], str]] = {
    Key.GIVES: lambda sheet: sheet.gives,
    Key.RECIPIENT: lambda sheet: sheet.name,
    Key.UNIT: lambda sheet: sheet.unit,
    Key.ACHIEVEMENT: lambda sheet: sheet.achievement,
    Key.REGISTER: lambda sheet: f"Vào sổ khen thưởng số {sheet.register_number}" if sheet.register_number else "",
    Key.CODE: lambda sheet: f"Mã kiểm tra: {codes.shown(sheet.code)}" if sheet.code else "",
}
_PLACED_OF_RUN: Mapping[str, Callable[[CertificateRun], str]] = {
    "cơ quan khen": lambda run: run.awarder,
    "số quyết định": lambda run: run.decision_number,
    "ngày quyết định": lambda run: run.decision_date,
    "địa danh và ngày": lambda run: run.place_and_date,
    "chức vụ": lambda run: run.position,
    "người ký": lambda run: run.signer,
}
_PLACED_OF_SHEET: Mapping[str, Callable[[CertificateSheet], str]] = {
    "họ tên": lambda sheet: _one_line(sheet.name),
    "xưng hô": lambda sheet: sheet.form_of_address,
    "đơn vị": lambda sheet: _one_line(sheet.unit),
    "nội dung khen": lambda sheet: _one_line(sheet.achievement),
    "số vào sổ": lambda sheet: sheet.register_number,
    "mã kiểm tra": lambda sheet: codes.shown(sheet.code),
}


def is_own(field: Field) -> bool:
    """Say whether the words of `field` differ from sheet to sheet."""
    return field.key in OWN_KEYS or any(name in OWN_PLACEHOLDERS for name in placeholders_in(field.text))


def run_text(run: CertificateRun, field: Field) -> str:
    """Return the words of a field that is equal on all sheets; line feeds start new lines."""
    found = _OF_RUN.get(field.key)
    return found(run) if found else filled(field.text, lambda name: _PLACED_OF_RUN[name](run))


def sheet_text(run: CertificateRun, sheet: CertificateSheet, field: Field) -> str:
    """Return the words of a field that differs from sheet to sheet; line feeds start new lines."""
    found = _OF_SHEET.get(field.key)
    if found:
        return found(sheet)

    def word(name: str) -> str:
        return _PLACED_OF_SHEET[name](sheet) if name in _PLACED_OF_SHEET else _PLACED_OF_RUN[name](run)

    return filled(field.text, word)


def _one_line(text: str) -> str:
    return " ".join(text.split())
