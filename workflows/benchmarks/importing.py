"""How long a roll of eighteen thousand people takes from the file to the database, and how much memory."""

import io
import random
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.core.files.base import ContentFile

from accounts.models import User
from certificates.benchmarks import FAMILY, GIVEN, MIDDLE, BenchmarkRefused
from organizations.models import Unit, UnitKind
from organizations.services import create_unit
from permissions.roles import Role
from permissions.services import give_role
from rolls.models import Person, RollEntry
from runs.memory import own_peak_mb
from runs.services import work_once
from spreadsheets.models import SpreadsheetImport
from spreadsheets.queries import counts_of
from spreadsheets.registry import kind_of
from spreadsheets.services.checking import start_check
from spreadsheets.services.receiving import preview, receive_file
from spreadsheets.services.taking import start_taking
from spreadsheets.writing import write_xlsx

from ..reference import load_reference
from ..scratch import scratch_database

FEWEST, MOST = 10, 100_000
SMALL = 2_000
"""Rows of the import that the memory of the large one is compared with."""
CELLS = 60
SEED = 18117
START = date(2020, 6, 1)
HEADINGS = (
    "TT", "Họ và tên", "Ngày, tháng, năm sinh", "Giới tính", "Dân tộc", "Chức vụ", "Chi bộ", "Ngày vào Đảng",
    "Số thẻ đảng viên", "Xếp loại {0}", "Xếp loại {1}",
)  # fmt: skip
POSTS = (None, None, "Đảng viên", "Bí thư", "Phó Bí thư", "Trưởng ấp", "Giáo viên", "Cán bộ hưu trí")
RATINGS = ("HTTNV", "HTTNV", "HTNV", "HTXSNV")


@dataclass(frozen=True)
class Office:
    """A commune with its cells and the clerk who keeps the rolls."""

    commune: Unit
    clerk: User
    at: datetime


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of this benchmark to the command."""
    parser.add_argument("--rows", default="18117", help="import: số dòng của bảng tính thử")


def measure(options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield one line per step with its `seconds`, then one with all of them, rows per second and memory.

    Everything runs in this process, in databases of its own that are removed. `peak_mb` is the most memory that the
    process ever had; `growth_mb` how much more that was for all rows than for SMALL of them. `added_again` counts what a
    second import of the same file adds. Raises BenchmarkRefused with a sentence.
    """
    count, at = _count(options["rows"]), options["at"]
    with scratch_database("benchmark"):
        list(_steps(_office(at), min(SMALL, count)))
        small = own_peak_mb()
    with scratch_database("benchmark"):
        office = _office(at)
        seconds: dict[str, float] = {}
        for step, value in _steps(office, count):
            seconds[step] = value
            yield {"benchmark": "import", "step": step, "rows": count, "seconds": round(value, 2)}
        large, before = own_peak_mb(), Person.objects.count() + RollEntry.objects.count()
        for step, value in _steps(office, count):
            yield {"benchmark": "import", "step": f"again: {step}", "rows": count, "seconds": round(value, 2)}
        added = Person.objects.count() + RollEntry.objects.count() - before
    total = sum(seconds.values())
    yield {
        "benchmark": "import",
        "step": "all",
        "rows": count,
        "seconds": round(total, 2),
        "rows_per_second": round(count / total),
        "peak_mb": round(large, 1),
        "growth_mb": round(large - small, 1),
        "added_again": added,
    }


def _count(text: str) -> int:
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not FEWEST <= count <= MOST:
        raise BenchmarkRefused(f"--rows phải là số từ {FEWEST} đến {MOST}, không phải “{text}”. Ví dụ: --rows 18117")
    return count


def _office(at: datetime) -> Office:
    load_reference()
    kinds = {kind.code: kind for kind in UnitKind.objects.all()}
    facts = {"actor": None, "at": at, "starts_on": START}
    commune = create_unit(kind=kinds["commune"], name="Đảng bộ xã Tân Mỹ", **facts)
    for number in range(1, CELLS + 1):
        create_unit(kind=kinds["cell"], name=f"Chi bộ ấp Tân Bình {number}", parent=commune, **facts)
    clerk = User.objects.create(username="do-danhsach", full_name="Trần Văn Đức")
    give_role(user=clerk, role=Role.APPRAISER, unit=commune, starts_on=START, actor=None, at=at)
    return Office(commune, clerk, at)


def _steps(office: Office, count: int) -> Iterator[tuple[str, float]]:
    """Import a sheet of `count` rows as the screens and the worker do; yield each step with its seconds.

    A second call in the same database only goes as far as there is something to write.
    """
    content = sheet(count, office.at.year)
    made, seconds = _timed(lambda: _receive(office, content))
    yield "receive and guess", seconds
    yield "show columns", _timed(lambda: preview(made))[1]
    yield "check", _timed(lambda: _check(made, office))[1]
    if counts_of(made).takable:
        yield "take", _timed(lambda: _take(made, office))[1]
    _expect_nothing_bad(made, count)


def _timed(act: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    result = act()
    return result, time.perf_counter() - began


def _receive(office: Office, content: bytes) -> SpreadsheetImport:
    return receive_file(
        kind=kind_of("roll"),
        unit=office.commune,
        target={},
        name="danh-sach.xlsx",
        content=ContentFile(content),
        actor=office.clerk,
        at=office.at,
    )


def _check(made: SpreadsheetImport, office: Office) -> None:
    start_check(made, actor=office.clerk, at=office.at)
    _work(office)
    made.refresh_from_db()


def _take(made: SpreadsheetImport, office: Office) -> None:
    start_taking(made, names="written", actor=office.clerk, at=office.at)
    _work(office)
    made.refresh_from_db()


def _work(office: Office) -> None:
    while work_once("benchmark", clock=lambda: office.at):
        pass


def _expect_nothing_bad(made: SpreadsheetImport, count: int) -> None:
    counts = counts_of(made)
    if counts.taken + counts.known != count:
        raise BenchmarkRefused(
            f"Chỉ {counts.taken + counts.known} trong {count} dòng được nhập hoặc đã có: {made.error}"
        )


def sheet(count: int, year: int) -> bytes:
    """Return an XLSX file with `count` people of distinct names, the same every time."""
    target = io.BytesIO()
    headings = [heading.format(year - 2, year - 1) for heading in HEADINGS]
    write_xlsx(target, title="Danh sách đảng viên", headings=headings, rows=islice(people(), count))
    return target.getvalue()


def people() -> Iterator[list[Any]]:
    """Yield made-up people, each name once."""
    chance, seen = random.Random(SEED), set()
    for number in range(1, MOST + 1):
        while (name := _name(chance)) in seen:
            pass
        seen.add(name)
        born = date(1950, 1, 1) + timedelta(days=chance.randrange(50 * 365))
        joined = born + timedelta(days=chance.randrange(20 * 365, 26 * 365))
        yield [
            number,
            name,
            born if number % 2 else f"{born:%d/%m/%Y}",
            "Nữ" if "Thị" in name else "Nam",
            "Kinh",
            chance.choice(POSTS),
            f"Chi bộ ấp Tân Bình {chance.randint(1, CELLS)}",
            joined,
            f"{number:012d}",
            chance.choice(RATINGS),
            chance.choice(RATINGS),
        ]


def _name(chance: random.Random) -> str:
    return " ".join((chance.choice(FAMILY), chance.choice(MIDDLE), chance.choice(GIVEN), chance.choice(GIVEN)))
