"""Importing nominees into a dossier: thirty names from a sheet become thirty drafts, with their votes if the sheet has them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.urls import reverse

from nominations.enums import RoundState
from nominations.importing import read_form, read_kind
from nominations.models import Dossier, Nomination
from nominations.queries import GONE
from organizations.enums import AwardForm, RecipientKind
from organizations.models import Unit
from permissions.access import check, units_where
from permissions.exceptions import NotPermitted
from permissions.roles import Capability
from rolls.importing.matching import labels_of, recognise_all
from rolls.models import Person
from rolls.queries import Recogniser
from rolls.recognition import Facts, spelling
from spreadsheets import values as cells
from spreadsheets.enums import RowState
from spreadsheets.exceptions import ImportRefused, InUse
from spreadsheets.fields import problem, read_fields
from spreadsheets.headings import Field
from spreadsheets.models import ImportRow, SpreadsheetImport
from spreadsheets.registry import NEW, ImportKind, SheetRow, Verdict, register
from vietnamese.dates import local_day
from vietnamese.names import proposed_name

from .engine import perform
from .enums import Action
from .exceptions import GuardFailed, IllegalTransition
from .services.entering import NOBODY_KNOWN, Said, enter_line

KIND = "nominees"
DAYS = ("birth_date", "joined_on")
VOTES = ("votes_in_favor", "votes_against", "votes_invalid")
NOMINEE = ("full_name", "unit_text", "position", "sex", "birth_date", "birth_year", "ethnicity", "joined_on", "is_party_member", "is_party_organization")  # fmt: skip
FROM_ROLL = ("sex", "birth_date", "birth_year", "ethnicity", "joined_on", "is_party_member")
LINE = ("form", "model_name", "achievement", "citation")

FIELDS = (
    Field("full_name", "Họ và tên hoặc tên tập thể", ("Họ và tên", "Họ tên", "Tên tập thể", "Tên cá nhân, tập thể", "Cá nhân, tập thể đề nghị", "Họ và tên người được đề nghị", "Tên đơn vị đề nghị khen"), True, cells.text_up_to(250)),
    Field("kind", "Cá nhân hay tập thể", ("Đối tượng", "Loại đối tượng", "Cá nhân/tập thể"), False, read_kind),
    Field("birth", "Ngày sinh", ("Năm sinh", "Ngày tháng năm sinh", "Sinh ngày"), False, cells.day_or_year),
    Field("sex", "Giới tính", ("Nam/Nữ", "Giới"), False, cells.sex),
    Field("ethnicity", "Dân tộc", (), False, cells.text_up_to(50)),
    Field("is_party_member", "Đảng viên", ("Là đảng viên", "Có phải đảng viên", "Đảng viên (x)"), False, cells.yes_no),
    Field("joined_on", "Ngày vào Đảng", ("Ngày vào đảng chính thức", "Vào Đảng ngày", "Ngày kết nạp"), False, cells.day),
    Field("position", "Chức vụ", ("Chức vụ, công việc", "Chức vụ Đảng, chính quyền", "Công việc", "Nghề nghiệp", "Chức danh"), False, cells.text_up_to(150)),
    Field("unit_text", "Đơn vị", ("Chi bộ", "Đơn vị công tác", "Nơi công tác", "Đơn vị in trên giấy khen"), False, cells.text_up_to(250)),
    Field("form", "Hình thức đề nghị", ("Hình thức", "Hình thức khen thưởng", "Đề nghị khen thưởng", "Đề nghị"), False, read_form),
    Field("model_name", "Tên mô hình", ("Mô hình", "Cách làm", "Mô hình, cách làm"), False, cells.text_up_to(300)),
    Field("achievement", "Thành tích", ("Tóm tắt thành tích", "Thành tích tiêu biểu", "Nội dung thành tích", "Kết quả"), False, cells.long_text),
    Field("citation", "Lời khen", ("Lời khen in trên giấy", "Nội dung in giấy khen"), False, cells.long_text),
    Field("votes_in_favor", "Số phiếu tán thành", ("Tán thành", "Phiếu thuận", "Số phiếu đồng ý", "Phiếu đồng ý"), False, cells.whole_number),
    Field("votes_against", "Số phiếu không tán thành", ("Không tán thành", "Phiếu không đồng ý"), False, cells.whole_number),
    Field("votes_invalid", "Số phiếu không hợp lệ", ("Không hợp lệ", "Phiếu trắng", "Không có ý kiến"), False, cells.whole_number),
)  # fmt: skip


def dossier_of(target: dict, unit: Unit) -> Dossier:
    """Return the dossier into which an import goes. Raises NotPermitted when it is not one of the unit."""
    found = Dossier.objects.filter(pk=target.get("dossier") or 0, unit=unit).select_related("round__authority", "unit").first()  # fmt: skip
    if found is None:
        raise NotPermitted("Hồ sơ nhận danh sách này không phải của đơn vị đồng chí.", hidden=True)
    return found


def may(user: Any, unit: Unit, target: dict, on: date) -> None:
    """Raise NotPermitted unless the user proposes for the unit and the dossier is the unit's."""
    check(user, Capability.NOMINATE, unit, on=on)
    if target.get("dossier"):
        dossier_of(target, unit)


def read_target(query: Any, user: Any, on: date) -> dict:
    """Return the dossier that the address names. Raises LookupError for none, or one of another unit."""
    asked = query.get("ho-so", "")
    units = units_where(user, Capability.NOMINATE, on=on)
    if not asked.isdigit() or not Dossier.objects.filter(pk=asked, unit__in=units).exists():
        raise LookupError(asked)
    return {"dossier": int(asked)}


class NomineeChecker:
    """Judges rows of nominees: readable, offered by the round, who it is, proposed already or not."""

    def __init__(self, sheet_import: SpreadsheetImport):
        self._today = local_day(sheet_import.created_at)
        self._dossier = dossier_of(sheet_import.target, sheet_import.unit)
        self._offered: dict[str, list[str]] = {}
        for row in self._dossier.round.forms.all():
            self._offered.setdefault(row.recipient_kind, []).append(row.form)
        self._collectives = Recogniser.load_collectives(sheet_import.unit)
        self._lines = _lines_of(self._dossier)

    def check(self, rows: Sequence[SheetRow]) -> list[Verdict]:
        """Return a verdict for each row, in order."""
        verdicts = [self._read(row) for row in rows]
        people = [v for v in verdicts if not v.problems and v.values["kind"] == RecipientKind.INDIVIDUAL]
        found = recognise_all([_facts(v.values) for v in people])
        labels = labels_of({pk for one in found for pk in one.doubtful}, on=self._today)
        for verdict, one in zip(people, found, strict=True):
            verdict.values["known"] = one.sure
            if one.doubtful:
                verdict.state = RowState.DOUBTFUL
                verdict.matches = [{"id": str(pk), "label": labels[pk]} for pk in one.doubtful]
        for verdict in verdicts:
            if not verdict.problems and (_same_key(verdict.values) in self._lines):
                verdict.state, verdict.matches = RowState.KNOWN, []
        return verdicts

    def _read(self, row: SheetRow) -> Verdict:
        values, problems = read_fields(FIELDS, row, self._today)
        born = values.pop("birth") or (None, None)
        values |= {"birth_date": born[0], "birth_year": born[1], "known": None}
        name = values["full_name"] or ""
        values["kind"] = values["kind"] or self._kind(name, values)
        problems += self._not_offered(values, row)
        if values["kind"] == RecipientKind.COLLECTIVE and name:
            values["known"] = self._collectives.collective(name).sure
        for day in DAYS:
            values[day] = values[day].isoformat() if values[day] else None
        proposed = proposed_name(name) if name and values["kind"] == RecipientKind.INDIVIDUAL else None
        return Verdict(
            values=values, problems=problems, proposed={"full_name": proposed} if proposed else {},
            same_keys=() if problems else (_same_key(values),),
        )  # fmt: skip

    def _kind(self, name: str, values: dict) -> str:
        """Return what the nominee is where no column says so: what the round offers, or a person where it offers both."""
        if len(self._offered) == 1:
            return next(iter(self._offered))
        is_collective = self._collectives.collective(name).sure is not None and not values["birth_year"]
        return RecipientKind.COLLECTIVE if is_collective else RecipientKind.INDIVIDUAL

    def _not_offered(self, values: dict, row: SheetRow) -> list[dict]:
        """Fill in the form of award where only one is offered; return a problem where none or another one is asked."""
        offered = self._offered.get(values["kind"], [])
        what = RecipientKind(values["kind"]).label.lower()
        if not offered:
            return [problem("kind", row.get("kind"), f"Đợt này không xét {what}.")]
        if values["form"] is None:
            if row.get("form") is None and len(offered) > 1:
                names = " hoặc ".join(AwardForm(form).label for form in offered)
                return [problem("form", "", f"Chưa ghi hình thức đề nghị. Hãy ghi {names}.")]
            values["form"] = offered[0]
        if values["form"] not in offered:
            return [
                problem("form", row.get("form"), f"Đợt này không xét {AwardForm(values['form']).label} cho {what}.")
            ]
        return []


def _facts(values: dict) -> Facts:
    born = values["birth_date"]
    return Facts(values["full_name"], date.fromisoformat(born) if born else None, values["birth_year"])


def _same_key(values: dict) -> str:
    return "|".join(str(part or "") for part in (spelling(values["full_name"]), values["birth_year"], values["form"]))


def _lines_of(dossier: Dossier) -> set[str]:
    rows = Nomination.objects.filter(dossier=dossier).exclude(state__in=GONE)
    names = rows.values("form", full_name=F("nominee__full_name"), birth_year=F("nominee__birth_year"))
    return {_same_key(row) for row in names}


class NomineeTaker:
    """Writes lines one after the other through the same door as the form, in the transaction of the import."""

    def __init__(self, sheet_import: SpreadsheetImport, actor: Any, at: datetime):
        self._dossier = dossier_of(sheet_import.target, sheet_import.unit)
        if self._dossier.round.state != RoundState.OPEN:
            raise ImportRefused("Đợt khen thưởng này đã đóng nên không thêm dòng được.")
        self._forms = {(row.recipient_kind, row.form): row for row in self._dossier.round.forms.all()}
        self._actor, self._at = actor, at
        self._lines = _lines_of(self._dossier)

    def take(self, rows: Sequence[ImportRow]) -> list[list[list] | None]:
        """Write the rows; one that stands in the dossier meanwhile makes nothing. Raises ImportRefused for a refused line."""
        people = Person.objects.in_bulk([pk for row in rows if (pk := _person(row)) is not None])
        return [
            self._line(row, people.get(_person(row))) if _same_key(row.values) not in self._lines else None
            for row in rows
        ]

    def _line(self, row: ImportRow, person: Person | None) -> list[list]:
        values = {name: value for name, value in row.values.items() if value is not None}
        nominee = {name: values[name] for name in NOMINEE if name in values} | {"kind": values["kind"]}
        nominee |= {day: date.fromisoformat(values[day]) for day in DAYS if day in values}
        if person is not None:  # what the sheet leaves open, the roll knows
            nominee = {name: getattr(person, name) for name in FROM_ROLL} | nominee
        elif "joined_on" in nominee:
            nominee.setdefault("is_party_member", True)
        template = self._forms[values["kind"], values["form"]]
        if values["kind"] == RecipientKind.INDIVIDUAL:
            nominee.setdefault("unit_text", self._dossier.unit_name)
        line = {name: values.get(name, "") for name in LINE}
        line["citation"] = line["citation"] or template.citation_template or self._dossier.round.citation
        try:
            made = enter_line(self._dossier, nominee=nominee, said=_said(row), actor=self._actor, at=self._at, **line)
        except (GuardFailed, IllegalTransition) as refusal:
            raise ImportRefused(f"Dòng {row.number}, {values['full_name']}: {refusal.reason}") from refusal
        votes = {name: values[name] for name in VOTES if name in values}
        if votes:
            Nomination.objects.filter(pk=made.pk).update(**votes)
        return [["nominations.Nomination", made.pk]]


def _person(row: ImportRow) -> int | None:
    """Return the id of the person of the rolls whom the row is about: recognised, or chosen."""
    if row.values["kind"] != RecipientKind.INDIVIDUAL:
        return None
    return row.values["known"] or (int(row.chosen) if row.chosen.isdigit() else None)


def _said(row: ImportRow) -> Said:
    if row.chosen.isdigit():
        return Said(answer=int(row.chosen))
    return Said(answer=NOBODY_KNOWN if row.chosen == NEW else None)


def undo(sheet_import: SpreadsheetImport, actor: Any, at: datetime) -> None:
    """Withdraw the lines that the import made. Raises InUse when one was worked on or handed in meanwhile."""
    lines = list(_made(sheet_import))
    if used := [line for line in lines if line.state != "draft" or line.version > 1 or line.evidence.exists()]:
        names = ", ".join(line.nominee.full_name for line in used[:3])
        raise InUse(
            f"Không hoàn tác được vì {len(used)} dòng đã được sửa, gửi tệp hoặc trình ({names}). "
            "Đồng chí rút từng dòng không cần nữa ở trang hồ sơ."
        )
    for line in lines:
        perform(Action.WITHDRAW, nomination=line, actor=actor, at=at, note="Hoàn tác lần nhập bảng tính.")


def _made(sheet_import: SpreadsheetImport) -> Iterable[Nomination]:
    rows = sheet_import.rows.filter(state=RowState.TAKEN).values_list("made", flat=True)
    ids = [pk for made in rows for label, pk in made if label == "nominations.Nomination"]
    return Nomination.objects.filter(pk__in=ids).select_related("nominee").order_by("id")


def _units(user: Any, on: date) -> list[Unit]:
    return list(Unit.objects.filter(pk__in=units_where(user, Capability.NOMINATE, on=on)))


def offer() -> None:
    """Register the kind; called from AppConfig.ready."""
    register(
        ImportKind(
            code=KIND,
            label="Người, tập thể được đề nghị",
            noun="dòng đề nghị",
            lead="Danh sách người và tập thể được đề nghị. Mỗi dòng trong bảng thành một dòng dự thảo của hồ sơ; chưa có gì được trình.",
            fields=lambda today: FIELDS,
            units=_units,
            may=may,
            open_check=NomineeChecker,
            open_take=NomineeTaker,
            destination=lambda sheet_import: (
                reverse("workflows:dossier", args=[sheet_import.target["dossier"]]), "Mở hồ sơ"
            ),
            read_target=read_target,
            query=lambda target: {"ho-so": target["dossier"]},
            needs_target=True,
            undo=undo,
            sample=(
                ("Nguyễn Thị Mai", "Cá nhân", "12/05/1971", "Nữ", "Kinh", "x", "19/05/1998", "Chi hội trưởng Phụ nữ", "Chi bộ ấp Tân Bình 1", "Giấy khen", "Nuôi heo đất", "Vận động 86 hộ tiết kiệm được 41.350.000 đồng trong năm 2026.", "", "20", "1", "0"),
            ),
        )
    )  # fmt: skip
