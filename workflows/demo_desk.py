"""The cell's desk of the demo: rolls with people of many names, ratings, one disciplinary action, awards of other years."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from nominations.models import EarlierAward, EvidenceType, Round
from organizations.enums import AwardForm, RecipientKind, Sex
from organizations.models import Unit
from rolls.enums import Rating
from rolls.models import Person
from rolls.services import put_on_roll, record_discipline, record_rating
from vietnamese.dates import local_day

from .committee import Committee

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
        is_woman = " Thị " in full_name or full_name.startswith("H'")
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
        facts[0] |= {"full_name": "Nguyễn Văn Hùng", "birth_date": date(1962, 4, 17)}
        facts[1] |= {"full_name": "Nguyễn Văn Hùng", "birth_date": date(1985, 9, 3)}
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
    record_discipline(
        person, form="Khiển trách", decision_number="07-QĐ/UBKT", decided_on=local_day(at - timedelta(days=90)),
        actor=office.people["vanphong"], at=at,
    )  # fmt: skip


def furnish(round: Round) -> None:
    """Give this year's round its texts to write after, and say which files help the office."""
    year = round.created_at.year
    round.forms.update(achievement_template=ACHIEVEMENT.format(year=year))
    for code in ("report", "photo"):
        round.required_evidence.create(type=EvidenceType.objects.get(code=code), is_required=False)
