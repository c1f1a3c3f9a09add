"""The cell's desk of the demo: rolls, ratings, one disciplinary action, awards of other years, files, what people say."""

import json
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from django.core.files.base import ContentFile

from nominations.enums import EligibilityCode
from nominations.models import EarlierAward, EvidenceType, Nomination, Round
from organizations.enums import AwardForm, RecipientKind, Sex
from organizations.models import Unit
from rolls.enums import Rating
from rolls.models import DisciplinaryAction, Person
from rolls.services import put_on_roll, record_discipline, record_rating
from runs.services import work_once
from spreadsheets.registry import kind_of
from spreadsheets.services.checking import start_check
from spreadsheets.services.receiving import receive_file
from spreadsheets.services.taking import start_taking
from vietnamese.dates import local_day, short_date

from . import demo_files
from .committee import Committee
from .models import Audience
from .services import comments, drafts, files, overrides

NAMES = Path(__file__).with_name("data") / "names.json"
MEMBERS_EACH = 7
SEED = 1905
"""The demo is the same each time it is loaded."""
POSITIONS = (
    "Phó Bí thư Chi bộ",
    "Chi ủy viên",
    "Trưởng ấp",
    "Chi hội trưởng Phụ nữ",
    "Bí thư Chi đoàn",
    "Đảng viên",
    "",
)
ACHIEVEMENT = """1. Việc đã làm (nội dung, thời gian, ai tham gia):
2. Kết quả bằng số liệu trong năm {year}:
3. Tác dụng, sức lan tỏa; ai xác nhận:"""


def fill(office: Committee, *, at: datetime) -> None:
    """Put people and collectives on the rolls of all cells, with what is known of their last years."""
    people = _people()
    for number, (name, cell) in enumerate(office.cells.items()):
        _roll_of(cell, office, name, people, first=number == 0, at=at)
    _discipline(office, at=at)


def _people() -> Iterator[dict]:
    """Return one person after another, never the same name twice but where two really share one."""
    names = json.loads(NAMES.read_text(encoding="utf-8"))
    dice = Random(SEED)
    seen: set[str] = set()
    whole = iter(names["whole"])
    while True:
        parts = [dice.choice(names[part]) for part in ("family", "middle", "given")]
        full_name = next(whole, "") if dice.random() < 0.12 else " ".join(filter(None, parts))
        if not full_name or full_name in seen:
            continue
        seen.add(full_name)
        born = date(dice.randint(1954, 1999), dice.randint(1, 12), dice.randint(1, 28))
        is_woman = any(mark in f" {full_name}" for mark in (" Thị ", " Nữ ", " H'"))
        yield {
            "full_name": full_name,
            "birth_date": born,
            "sex": Sex.FEMALE if is_woman else Sex.MALE,
            "ethnicity": names["ethnicity"].get(full_name, "Kinh"),
            "joined_on": date(min(born.year + dice.randint(20, 30), 2023), dice.randint(1, 12), 19),
            "is_party_member": True,
        }


def _roll_of(cell: Unit, office: Committee, name: str, people: Iterator[dict], *, first: bool, at: datetime) -> None:
    secretary = office.secretaries[name]
    facts = [next(people) for _ in range(MEMBERS_EACH)]
    if first:  # two people of one name in one cell, known apart by their birth dates
        facts[0] |= {"full_name": "Nguyễn Văn Hùng", "sex": Sex.MALE, "birth_date": date(1962, 4, 17)}
        facts[1] |= {"full_name": "Nguyễn Văn Hùng", "sex": Sex.MALE, "birth_date": date(1985, 9, 3)}
    facts.append({"full_name": secretary.full_name, "birth_date": date(secretary.birth_year, 5, 19), "is_party_member": True})  # fmt: skip
    for i, fact in enumerate(facts):
        entry = put_on_roll(
            unit=cell, kind=RecipientKind.INDIVIDUAL, facts=fact, actor=secretary, at=at,
            position="Bí thư Chi bộ" if fact is facts[-1] else POSITIONS[i % len(POSITIONS)],
        )  # fmt: skip
        _past_of(entry.person, office, cell, i, at=at)
    put_on_roll(
        unit=cell, kind=RecipientKind.COLLECTIVE, facts={"name": cell.name, "is_party_organization": True, "unit": cell},
        actor=secretary, at=at,
    )  # fmt: skip


def _past_of(person: Person, office: Committee, cell: Unit, i: int, *, at: datetime) -> None:
    year = local_day(at).year
    for ago, rating in (
        (1, Rating.EXCELLENT if i % 5 == 0 else Rating.GOOD),
        (2, Rating.GOOD if i % 4 else Rating.COMPLETED),
    ):
        record_rating(person, year=year - ago, rating=rating, actor=office.people["vanphong"], at=at)  # fmt: skip
    if i == 2:
        EarlierAward.objects.create(
            unit=cell, recipient_kind=RecipientKind.INDIVIDUAL, recipient_name=person.full_name, person=person,
            birth_date=person.birth_date, unit_text=cell.name, form=AwardForm.GIAY_KHEN, year=year - 2,
            authority_name="Ban Thường vụ Huyện ủy An Phú", decision_number=f"{40 + cell.pk}-QĐ/HU",
            decided_on=date(year - 2, 5, 12), citation=f"Đã có thành tích xuất sắc trong học tập và làm theo Bác năm {year - 3}",
            recorded_by=office.secretaries[cell.name], recorded_at=at,
        )  # fmt: skip


def _discipline(office: Committee, *, at: datetime) -> None:
    """One member of one cell was reprimanded this year: whoever proposes them reads why it does not go."""
    cell = next(iter(office.cells.values()))
    person = Person.objects.filter(entries__unit=cell).order_by("id")[3]
    today = local_day(at)
    decided_on = max(today - timedelta(days=90), date(today.year, 1, 1))
    record_discipline(
        person, form="Khiển trách", decision_number="07-QĐ/UBKT", decided_on=decided_on,
        actor=office.people["vanphong"], at=at,
    )  # fmt: skip


def furnish(round: Round) -> None:
    """Give this year's round its texts to write after, and say which files help the office."""
    year = round.created_at.year
    round.forms.update(achievement_template=ACHIEVEMENT.format(year=year))
    for code in ("report", "photo"):
        round.required_evidence.create(type=EvidenceType.objects.get(code=code), is_required=False)


def hand_in_files(line: Nomination, secretary, *, at: datetime) -> None:
    """Put a picture and a page that the hamlet has confirmed beside a line that is with its cell; read like any upload."""
    cell, day = line.proposing_unit_name, short_date(local_day(at))
    place = cell.removeprefix("Chi bộ ")
    page = demo_files.scanned_page(
        "ĐƠN VỊ XÁC NHẬN",
        "GIẤY XÁC NHẬN KẾT QUẢ",
        "",
        f"Kính gửi: {cell}",
        f"Số liệu trong báo cáo thành tích của {line.nominee.full_name} đã được đối chiếu",
        f"với sổ theo dõi của {place} đến ngày {day}.",
        "Kết quả đúng với thực tế; giấy này làm kèm hồ sơ đề nghị khen thưởng.",
        "",
        "Người xác nhận",
    )
    for name, content, code, caption in (
        ("anh-1.jpg", demo_files.photo(f"{place}, {day}"), "photo", "Tuyến đường của ấp, chụp tại chỗ"),
        ("xac-nhan.pdf", page, "confirmation", f"Xác nhận số liệu của {place}"),
    ):
        files.attach(
            line.dossier, nomination=line, name=name, content=content, caption=caption,
            type=EvidenceType.objects.get(code=code), actor=secretary, at=at,
        )  # fmt: skip


def talk(line: Nomination, office: Committee, *, at: datetime) -> None:
    """Let the appraiser ask the cell beside a line under appraisal, and the secretary of the committee only the office."""
    for name, audience, text, ago in (
        (
            "vanphong",
            Audience.EVERYONE,
            "Nhờ Chi bộ cho biết 132 hộ đóng góp là tính đến tháng nào, để Văn phòng đối chiếu với sổ của Mặt trận.",
            timedelta(hours=5),
        ),
        (
            "chutri",
            Audience.APPRAISERS,
            "Báo cáo của Ủy ban nhân dân xã ghi 118 hộ, khác số liệu này. Văn phòng gọi lại cho ấp trước khi trình.",
            timedelta(hours=3),
        ),
    ):
        comments.write_comment(
            line, actor=office.people[name], at=at - ago, audience=audience, text=text, submission_key=uuid.uuid4()
        )


def ask_exception(round: Round, office: Committee, *, at: datetime) -> None:
    """The cell of the member under discipline proposes them all the same and asks the office for an exception."""
    person = DisciplinaryAction.objects.get().person
    entry = person.entries.select_related("unit").get()
    secretary = office.secretaries[entry.unit.name]
    line = drafts.add_line(
        round.dossiers.get(unit=entry.unit),
        actor=secretary,
        at=at - timedelta(hours=4),
        nominee={
            "kind": RecipientKind.INDIVIDUAL,
            "person": person,
            "full_name": person.full_name,
            "birth_date": person.birth_date,
            "birth_year": person.birth_date.year,
            "sex": person.sex,
            "position": entry.position,
            "unit_text": entry.unit.name,
            "is_party_member": True,
        },
        form=AwardForm.GIAY_KHEN,
        achievement=f"Trực tiếp cứu 3 em nhỏ bị đuối nước ở bến đò ấp ngày 02/01/{round.created_at.year}; vận động 24 hộ dạy bơi cho con em.",
        citation=round.citation,
    )
    overrides.request_override(
        line,
        EligibilityCode.NO_DISCIPLINE,
        reason="Việc cứu 3 em nhỏ là hành động dũng cảm, nhân dân trong ấp đề nghị khen; khuyết điểm đã khắc phục xong.",
        actor=secretary,
        at=at - timedelta(hours=3),
    )


def import_roll(cell: Unit, secretary, *, at: datetime) -> None:
    """Take a small list into a cell's roll, as its secretary and the worker do; one row is wrong and stays outside."""
    year = local_day(at).year
    sheet = receive_file(
        kind=kind_of("roll"), unit=cell, target={}, name=f"dang-vien-{year}.csv",
        content=ContentFile(demo_files.members_csv(year)), actor=secretary, at=at,
    )  # fmt: skip
    start_check(sheet, actor=secretary, at=at)
    _work(at)
    sheet.refresh_from_db()
    start_taking(sheet, names="", actor=secretary, at=at)
    _work(at)


def _work(at: datetime) -> None:
    while work_once("demo", clock=lambda: at):
        pass
