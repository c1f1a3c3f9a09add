"""Importing awards of earlier years: what a unit or its office has in its own books."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from organizations.enums import AwardForm, RecipientKind
from organizations.models import Unit
from rolls.importing.matching import labels_of, recognise_all
from rolls.queries import Recogniser, check_keeper, keepable_units
from rolls.recognition import Facts, spelling
from spreadsheets import values as cells
from spreadsheets.cells import Cell, ValueRefused, plain
from spreadsheets.enums import RowState
from spreadsheets.fields import problem, read_fields
from spreadsheets.headings import Field
from spreadsheets.models import ImportRow, SpreadsheetImport
from spreadsheets.registry import ImportKind, SheetRow, Verdict, register
from vietnamese.dates import local_day
from vietnamese.names import proposed_name
from vietnamese.text import search_key

from .models import EarlierAward

KIND = "earlier_awards"
FORMS = {"giay khen": AwardForm.GIAY_KHEN, "gk": AwardForm.GIAY_KHEN, "bang khen": AwardForm.BANG_KHEN, "bk": AwardForm.BANG_KHEN}  # fmt: skip
KINDS = {
    "ca nhan": RecipientKind.INDIVIDUAL, "cn": RecipientKind.INDIVIDUAL, "dang vien": RecipientKind.INDIVIDUAL,
    "tap the": RecipientKind.COLLECTIVE, "tt": RecipientKind.COLLECTIVE, "to chuc dang": RecipientKind.COLLECTIVE,
}  # fmt: skip
COLLECTIVE_BEGINNINGS = (
    "chi bo", "dang bo", "dang uy", "tap the", "hoi ", "chi hoi", "ban ", "cong doan", "doan ", "chi doan", "to ", "doi ",
    "truong ", "tram ", "phong ", "uy ban", "mat tran", "van phong", "khoi ", "nhan dan",
)  # fmt: skip
"""How names of collectives begin, as search keys: asked only when no column says what the recipient is."""


def read_form(cell: Cell, today: date) -> str | None:
    """Return the form of award that a cell names; "Tặng Giấy khen của BTV" is a giấy khen."""
    key = search_key(plain(cell))
    found = {form for word, form in FORMS.items() if f" {word} " in f" {key} "}
    if not key:
        return None
    if len(found) != 1:
        raise ValueRefused(
            f"“{plain(cell)[:60]}” không rõ là giấy khen hay bằng khen. Hãy gõ Giấy khen hoặc Bằng khen."
        )
    return str(found.pop())


def read_kind(cell: Cell, today: date) -> str | None:
    """Return whether a cell says individual or collective."""
    key = search_key(plain(cell))
    if not key:
        return None
    if key not in KINDS:
        raise ValueRefused(f"“{plain(cell)[:60]}” không rõ là cá nhân hay tập thể. Hãy gõ Cá nhân hoặc Tập thể.")
    return str(KINDS[key])


FIELDS = (
    Field("recipient_name", "Họ và tên hoặc tên tập thể", ("Họ và tên", "Họ tên", "Tên tập thể", "Tên cá nhân, tập thể", "Cá nhân, tập thể được khen", "Người được khen thưởng", "Tên đơn vị được khen"), True, cells.text_up_to(250)),
    Field("recipient_kind", "Cá nhân hay tập thể", ("Đối tượng", "Loại đối tượng", "Cá nhân/tập thể"), False, read_kind),
    Field("birth", "Ngày sinh", ("Năm sinh", "Ngày tháng năm sinh", "Sinh ngày"), False, cells.day_or_year),
    Field("unit_text", "Đơn vị", ("Chi bộ", "Đơn vị công tác", "Nơi công tác", "Chức vụ, đơn vị"), False, cells.text_up_to(400)),
    Field("form", "Hình thức", ("Hình thức khen thưởng", "Hình thức khen", "Danh hiệu", "Giấy khen/Bằng khen"), True, read_form),
    Field("year", "Năm", ("Năm khen", "Năm khen thưởng", "Năm được khen", "Năm tặng"), False, cells.year),
    Field("authority_name", "Cơ quan tặng", ("Cấp khen thưởng", "Cơ quan khen thưởng", "Cơ quan quyết định", "Cấp quyết định", "Cấp ra quyết định"), False, cells.text_up_to(250)),
    Field("decision_number", "Số quyết định", ("Quyết định số", "Số QĐ", "QĐ khen thưởng", "Số, ký hiệu"), False, cells.text_up_to(60)),
    Field("decided_on", "Ngày quyết định", ("Ngày ký", "Ngày QĐ", "Ngày ban hành", "Ngày tháng năm quyết định"), False, cells.day),
    Field("citation", "Thành tích", ("Nội dung khen thưởng", "Lời khen", "Lý do khen", "Thành tích được khen", "Về việc"), False, cells.long_text),
)  # fmt: skip


class AwardChecker:
    """Judges rows of earlier awards: readable, whom they are about, already written down or not."""

    def __init__(self, sheet_import: SpreadsheetImport):
        self._today = local_day(sheet_import.created_at)
        self._collectives = Recogniser.load_collectives(sheet_import.unit)
        self._known = {_same_key(row) for row in _written_at(sheet_import.unit)}

    def check(self, rows: Sequence[SheetRow]) -> list[Verdict]:
        """Return a verdict for each row, in order."""
        verdicts = [self._read(row) for row in rows]
        people = [v for v in verdicts if not v.problems and v.values["recipient_kind"] == RecipientKind.INDIVIDUAL]
        found = recognise_all([_facts(v.values) for v in people])
        labels = labels_of({pk for one in found for pk in one.doubtful}, on=self._today)
        for verdict, one in zip(people, found, strict=True):
            verdict.values["person"] = one.sure
            if one.doubtful:
                verdict.state = RowState.DOUBTFUL
                verdict.matches = [{"id": str(pk), "label": labels[pk]} for pk in one.doubtful]
        for verdict in verdicts:
            if not verdict.problems and verdict.same_keys[0] in self._known:
                verdict.state, verdict.matches = RowState.KNOWN, []
        return verdicts

    def _read(self, row: SheetRow) -> Verdict:
        read, problems = read_fields(FIELDS, row, self._today)
        born, decided = read.pop("birth") or (None, None), read.get("decided_on")
        year = decided.year if decided else read.get("year")
        if year is None and not any(p["column"] in ("year", "decided_on") for p in problems):
            problems.append(problem("year", "", "Chưa có năm hoặc ngày quyết định. Hãy ghi một trong hai."))
        name = read["recipient_name"] or ""
        kind = read["recipient_kind"] or _kind_by_name(name, has_birth=born[1] is not None)
        values = read | {
            "recipient_kind": kind, "year": year, "birth_date": born[0].isoformat() if born[0] else None, "birth_year": born[1],
            "decided_on": decided.isoformat() if decided else None, "person": None, "collective": None,
        }  # fmt: skip
        if kind == RecipientKind.COLLECTIVE and name:
            values["collective"] = self._collectives.collective(name).sure
        proposed = proposed_name(name) if name and kind == RecipientKind.INDIVIDUAL else None
        return Verdict(
            values=values, problems=problems, proposed={"recipient_name": proposed} if proposed else {},
            same_keys=() if problems else (_same_key(values),),
        )  # fmt: skip


def _kind_by_name(name: str, *, has_birth: bool) -> str:
    key = search_key(name)
    if has_birth or not any(key.startswith(word) for word in COLLECTIVE_BEGINNINGS):
        return RecipientKind.INDIVIDUAL
    return RecipientKind.COLLECTIVE


def _facts(values: dict) -> Facts:
    born = values["birth_date"]
    return Facts(values["recipient_name"], date.fromisoformat(born) if born else None, values["birth_year"])


def _same_key(values: dict) -> str:
    """Return what makes one earlier award the same as another: name, birth, form, year and number of the decision."""
    parts = (spelling(values["recipient_name"]), values["birth_year"], values["form"], values["year"], search_key(values["decision_number"] or ""))  # fmt: skip
    return "|".join(str(part or "") for part in parts)


def _written_at(unit: Unit):
    columns = ("recipient_name", "birth_year", "form", "year", "decision_number")
    return EarlierAward.objects.filter(unit=unit, struck_at=None).values(*columns).iterator()


class AwardTaker:
    """Writes earlier awards in bulk."""

    def __init__(self, sheet_import: SpreadsheetImport, actor: Any, at: datetime):
        self._unit, self._actor, self._at = sheet_import.unit, actor, at
        self._known = {_same_key(row) for row in _written_at(sheet_import.unit)}

    def take(self, rows: Sequence[ImportRow]) -> list[list[list] | None]:
        """Write the rows; one that somebody has written down meanwhile makes nothing."""
        made = {row.pk: self._award(row) for row in rows if _same_key(row.values) not in self._known}
        EarlierAward.objects.bulk_create(made.values())
        return [[["nominations.EarlierAward", made[row.pk].pk]] if row.pk in made else None for row in rows]

    def _award(self, row: ImportRow) -> EarlierAward:
        values = row.values
        person = values["person"] or (int(row.chosen) if row.chosen.isdigit() else None)
        award = EarlierAward(
            unit=self._unit, recipient_kind=values["recipient_kind"], recipient_name=values["recipient_name"],
            person_id=person, collective_id=values["collective"], birth_year=values["birth_year"],
            birth_date=date.fromisoformat(values["birth_date"]) if values["birth_date"] else None,
            unit_text=values["unit_text"] or "", form=values["form"], year=values["year"],
            authority_name=values["authority_name"] or "", decision_number=values["decision_number"] or "",
            decided_on=date.fromisoformat(values["decided_on"]) if values["decided_on"] else None,
            citation=values["citation"] or "", recorded_by=self._actor, recorded_at=self._at,
        )  # fmt: skip
        award.set_keys()
        return award


def offer() -> None:
    """Register the kind; called from AppConfig.ready."""
    register(
        ImportKind(
            code=KIND,
            label="Khen thưởng các năm trước",
            noun="lần khen thưởng",
            lead="Giấy khen, bằng khen đã tặng trước đây của đảng viên, quần chúng và tập thể. Hệ thống dùng để xét điều kiện và nhắc khi đề nghị trùng.",
            fields=lambda today: FIELDS,
            units=lambda user, on: keepable_units(user, on=on),
            may=lambda user, unit, target, on: check_keeper(user, unit, on=on),
            open_check=AwardChecker,
            open_take=AwardTaker,
            destination=lambda sheet_import: (
                f"{reverse('workflows:earlier_awards')}?don-vi={sheet_import.unit_id}", "Xem khen thưởng trước đây"
            ),
            sample=(
                ("Nguyễn Thị Mai", "Cá nhân", "12/05/1971", "Chi bộ ấp Tân Bình 1", "Giấy khen", "", "Ban Thường vụ Huyện ủy An Phú", "45-QĐ/HU", "12/05/2023", "Đã có thành tích xuất sắc trong học tập và làm theo Bác năm 2022"),
                ("Chi bộ ấp Tân Bình 1", "Tập thể", "", "", "Giấy khen", "2022", "", "", "", ""),
            ),
        )
    )  # fmt: skip
